// The memory layout of a Document: an array of fixed-size nodes in pre-order, and one byte arena.
// It is C so that codecs written in C++ and the table builder in CLuaSupport walk the same bytes
// that Swift writes, without a copy and without an object per value.
#ifndef MOONWATCH_DOCUMENT_H
#define MOONWATCH_DOCUMENT_H
#include <stdint.h>

enum {
  MOONWATCH_NULL = 0,
  MOONWATCH_FALSE = 1,
  MOONWATCH_TRUE = 2,
  MOONWATCH_INTEGER = 3,    // payload.integer
  MOONWATCH_DOUBLE = 4,     // payload.number
  MOONWATCH_TIMESTAMP = 5,  // payload.number: seconds since 1970, UTC
  MOONWATCH_STRING = 6,     // payload.text: UTF-8 in the arena
  MOONWATCH_BLOB = 7,       // payload.text: bytes in the arena
  MOONWATCH_LIST = 8,       // payload.children
  MOONWATCH_MAP = 9,        // payload.children; every child has a key. Structures are maps too.
};

enum {
  MOONWATCH_KEY_NONE = 0,    // the root, or an element of a list
  MOONWATCH_KEY_MEMBER = 1,  // key: index into the vocabulary's member names
  MOONWATCH_KEY_TEXT = 2,    // key: arena offset of a 4-byte length followed by the UTF-8 bytes
};

typedef struct {
  uint8_t kind;
  uint8_t key_kind;
  uint16_t shape;  // lists and maps: 1 + index into the vocabulary's shapes; 0: none
  uint32_t key;
  union {
    int64_t integer;
    double number;
    struct {
      uint32_t offset;
      uint32_t length;
    } text;
    struct {
      uint32_t count;  // children
      uint32_t span;   // nodes of this subtree, this one included: next sibling = self + span
    } children;
  } payload;
} moonwatch_node;

#ifndef __cplusplus
_Static_assert(sizeof(moonwatch_node) == 16, "a node is 16 bytes");
#endif
#endif
