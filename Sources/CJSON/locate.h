// Finds out where and why a text is not JSON. simdjson is fast because it does not keep track of
// that, so a text that it refused is read again, slowly.
#ifndef MOONWATCH_JSON_LOCATE_H
#define MOONWATCH_JSON_LOCATE_H
#include <cstddef>
#include <cstdint>

struct moonwatch_json_problem {
  int code;             // MOONWATCH_JSON_OK where nothing is wrong
  size_t offset;
  const char *message;  // static text, or null
};

moonwatch_json_problem moonwatch_json_locate(const uint8_t *bytes, size_t length,
                                             uint32_t max_depth);
#endif
