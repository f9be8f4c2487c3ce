// What a plain C program makes of the same page: libxml2's SAX2 events straight to Lua tables, with
// no model. An element's name is its field; children named `item` make a list; text is a string.
//
//   sax_to_lua FILE SECONDS     prints {"mb_per_second": …}
#include <lauxlib.h>
#include <lua.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_DEPTH = 64, MAX_TEXT = 4096 };

typedef struct {
  lua_State *L;
  int depth;
  // Per open element: is its table on the stack, and how many list items has it.
  struct { int has_table, items; } open[MAX_DEPTH];
  size_t text_length;
  char text[MAX_TEXT];
} Builder;

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                  int namespaces, const xmlChar **namespace_list, int attributes, int defaulted,
                  const xmlChar **attribute_list) {
  Builder *b = context;
  if (b->depth + 1 == MAX_DEPTH) exit(1);
  if (b->depth > 0 && !b->open[b->depth].has_table) {
    luaL_checkstack(b->L, 2, "too deep");
    lua_newtable(b->L);
    b->open[b->depth].has_table = 1;
  }
  b->depth++;
  b->open[b->depth].has_table = b->open[b->depth].items = 0;
  b->text_length = 0;
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  Builder *b = context;
  if (!b->open[b->depth].has_table) lua_pushlstring(b->L, b->text, b->text_length);
  b->text_length = 0;
  b->depth--;
  if (b->depth == 0) return;  // the root's value stays on the stack
  if (strcmp((const char *)name, "item") == 0)
    lua_rawseti(b->L, -2, ++b->open[b->depth].items);
  else
    lua_setfield(b->L, -2, (const char *)name);
}

static void characters(void *context, const xmlChar *text, int length) {
  Builder *b = context;
  if (b->text_length + length > MAX_TEXT) exit(1);
  memcpy(b->text + b->text_length, text, length);
  b->text_length += length;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  FILE *file = fopen(arguments[1], "rb");
  if (!file) return 66;
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *page = malloc(size);
  if (!page || fread(page, 1, size, file) != (size_t)size) return 66;
  fclose(file);

  xmlSAXHandler handler = {0};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = start;
  handler.endElementNs = end;
  handler.characters = characters;
  handler.ignorableWhitespace = characters;

  lua_State *L = luaL_newstate();
  double limit = atof(arguments[2]), began = now(), elapsed;
  long rounds = 0, instances = 0;
  do {
    static Builder builder;
    builder.L = L;
    builder.depth = 0;
    if (xmlSAXUserParseMemory(&handler, &builder, page, (int)size) != 0) return 1;
    lua_getfield(L, -1, "reservationSet");
    instances = (long)lua_rawlen(L, -1);
    lua_settop(L, 0);
    rounds++;
    elapsed = now() - began;
  } while (elapsed < limit);
  printf("{\"mb_per_second\": %.2f, \"instances\": %ld}\n", rounds * (size / 1e6) / elapsed,
         instances);
  lua_close(L);
  return 0;
}
