// Service descriptions as data: one JSON file per operation and one service.json per service, made
// by scripts/import-model and embedded byte for byte.
#ifndef MOONWATCH_AWS_MODELS_H
#define MOONWATCH_AWS_MODELS_H
#include <stddef.h>

typedef struct {
  const char *service;  // as boto3 calls it, such as "cloudwatch"
  const char *name;     // an operation, "service", or "others"
  const unsigned char *bytes;
  size_t length;
} moonwatch_model_file;

// Every file, sorted by service, then name, as strcmp orders them.
extern const moonwatch_model_file moonwatch_model_files[];
extern const int moonwatch_model_file_count;

// The file of that service and name, or null.
const moonwatch_model_file *moonwatch_model_find(const char *service, const char *name);
// The file at a position from 0, or null past the end.
const moonwatch_model_file *moonwatch_model_at(int position);

// The partitions ("partitions"), the endpoint rules of a service by its name, and the rules of all
// others ("standard").
extern const moonwatch_model_file moonwatch_endpoint_files[];
extern const int moonwatch_endpoint_file_count;

// The file of that name, or null.
const moonwatch_model_file *moonwatch_endpoint_find(const char *name);

#endif
