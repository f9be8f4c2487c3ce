#include "AWSModels.h"

#include <string.h>

const moonwatch_model_file *moonwatch_model_find(const char *service, const char *name) {
  int low = 0, high = moonwatch_model_file_count;
  while (low < high) {
    int middle = low + (high - low) / 2;
    const moonwatch_model_file *file = &moonwatch_model_files[middle];
    int order = strcmp(service, file->service);
    if (order == 0) order = strcmp(name, file->name);
    if (order == 0) return file;
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return NULL;
}

const moonwatch_model_file *moonwatch_model_at(int position) {
  return position >= 0 && position < moonwatch_model_file_count ? &moonwatch_model_files[position]
                                                                : NULL;
}

const moonwatch_model_file *moonwatch_endpoint_find(const char *name) {
  for (int index = 0; index < moonwatch_endpoint_file_count; index++) {
    if (strcmp(name, moonwatch_endpoint_files[index].name) == 0) {
      return &moonwatch_endpoint_files[index];
    }
  }
  return NULL;
}
