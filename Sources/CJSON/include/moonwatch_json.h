// JSON text to the nodes and the arena of a Document, over simdjson. No C++ exception and no C++
// type crosses this border.
#ifndef MOONWATCH_JSON_H
#define MOONWATCH_JSON_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "moonwatch_document.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  MOONWATCH_JSON_OK = 0,
  MOONWATCH_JSON_EMPTY = 1,      // nothing but white space
  MOONWATCH_JSON_SYNTAX = 2,     // not JSON; message says what
  MOONWATCH_JSON_TRAILING = 3,   // a whole value, and then more
  MOONWATCH_JSON_TOO_DEEP = 4,   // nested deeper than asked for
  MOONWATCH_JSON_TOO_LARGE = 5,  // 4 GiB or more
  MOONWATCH_JSON_NO_MEMORY = 6,
  MOONWATCH_JSON_CUT_SHORT = 7,  // the text ends before the value does
};

// What a parse leaves behind. On success nodes and arena come from malloc and are the caller's to
// free; on failure both are null, and offset is the byte where reading stopped.
typedef struct {
  moonwatch_node *nodes;
  size_t node_count;
  uint8_t *arena;
  size_t arena_size;
  size_t offset;
  const char *message;  // static text, or null
} moonwatch_json_result;

// A member that is read, in an array of which the first stands for the text's value: the elements of an
// array share its entry. Names are in a text of their own.
typedef struct {
  uint32_t name_start;
  uint32_t name_length;
  uint32_t first_child;
  uint32_t child_count;
  bool is_whole;  // no member below is passed over
} moonwatch_json_member;

// Parses one JSON text of `length` bytes. Entries keep their order, duplicated keys included.
// Integers outside int64 become doubles. Returns one of the codes above.
//
// With `members` (else null), an object's other members are passed over: nothing of them is built, and
// of their values only brackets, quotes and encoding are checked.
int moonwatch_json_parse(const uint8_t *bytes, size_t length, uint32_t max_depth,
                         const moonwatch_json_member *members, const uint8_t *names,
                         moonwatch_json_result *result);

#ifdef __cplusplus
}
#endif
#endif
