// Documents to Lua values and back.

#include <stdio.h>

#include "internal.h"

// Deep enough for any answer of AWS's; shallow enough for a thread's stack.
enum { max_depth = 1000 };

// MARK: Document to Lua

struct pushing {
  const moonwatch_node *node;
  const uint8_t *arena;
  const moonwatch_names *names;
};

// Stack places of the two tables of names, fixed while a document is built.
enum { members_at = 1, shapes_at = 2 };

static void push_key(lua_State *L, const moonwatch_node *node, const uint8_t *arena) {
  if (node->key_kind == MOONWATCH_KEY_MEMBER) {
    lua_rawgeti(L, members_at, (lua_Integer)node->key + 1);
  } else {
    uint32_t length;
    memcpy(&length, arena + node->key, sizeof length);
    lua_pushlstring(L, (const char *)arena + node->key + sizeof length, length);
  }
}

static const char list_metatable;

// The metatable of lists that no shape describes, such as JSON's: without it an empty one would be
// written as a map.
static void push_list_metatable(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &list_metatable) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_createtable(L, 0, 1);
  lua_pushboolean(L, true);
  lua_setfield(L, -2, "__list");
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &list_metatable);
}

static const moonwatch_node *push_value(
    lua_State *L, const moonwatch_node *node, const uint8_t *arena, int depth) {
  switch (node->kind) {
    case MOONWATCH_NULL:
      moonwatch_push_null(L);
      return node + 1;
    case MOONWATCH_FALSE:
    case MOONWATCH_TRUE:
      lua_pushboolean(L, node->kind == MOONWATCH_TRUE);
      return node + 1;
    case MOONWATCH_INTEGER:
      lua_pushinteger(L, node->payload.integer);
      return node + 1;
    case MOONWATCH_DOUBLE:
    case MOONWATCH_TIMESTAMP:
      lua_pushnumber(L, node->payload.number);
      return node + 1;
    case MOONWATCH_STRING:
    case MOONWATCH_BLOB:
      lua_pushlstring(
          L, (const char *)arena + node->payload.text.offset, node->payload.text.length);
      return node + 1;
  }
  if (depth == 0) luaL_error(L, "a document nested deeper than %d levels", max_depth);
  luaL_checkstack(L, 4, "a document nested too deeply");
  bool is_list = node->kind == MOONWATCH_LIST;
  uint32_t count = node->payload.children.count;
  lua_createtable(L, is_list ? (int)count : 0, is_list ? 0 : (int)count);
  if (node->shape) {
    lua_rawgeti(L, shapes_at, node->shape);
    lua_setmetatable(L, -2);
  } else if (is_list) {
    push_list_metatable(L);
    lua_setmetatable(L, -2);
  }
  const moonwatch_node *child = node + 1;
  for (uint32_t i = 1; i <= count; i++) {
    if (is_list) {
      child = push_value(L, child, arena, depth - 1);
      lua_rawseti(L, -2, i);
    } else {
      push_key(L, child, arena);
      child = push_value(L, child, arena, depth - 1);
      lua_rawset(L, -3);
    }
  }
  return child;
}

static int push_document(lua_State *L) {
  struct pushing *pushing = lua_touserdata(L, -1);
  lua_settop(L, 0);
  lua_rawgeti(L, LUA_REGISTRYINDEX, pushing->names ? pushing->names->members : LUA_NOREF);
  lua_rawgeti(L, LUA_REGISTRYINDEX, pushing->names ? pushing->names->shapes : LUA_NOREF);
  push_value(L, pushing->node, pushing->arena, max_depth);
  return 1;
}

int moonwatch_push_document(
    lua_State *L, const moonwatch_node *node, const uint8_t *arena, const moonwatch_names *names) {
  struct pushing pushing = {node, arena, names};
  return moonwatch_protect(L, push_document, &pushing, 0, 1);
}

void moonwatch_push_null(lua_State *L) { lua_pushlightuserdata(L, NULL); }

// MARK: Lua to Document

// Where the reader is: one link for each table that is open, for messages.
struct place {
  const struct place *outer;
  const char *field;    // NULL: `position` counts
  lua_Integer position;
  int depth;
};

static void add_path(luaL_Buffer *buffer, const struct place *place) {
  if (!place || !place->outer) return;
  add_path(buffer, place->outer);
  if (place->field) {
    if (place->outer->outer) luaL_addchar(buffer, '.');
    luaL_addstring(buffer, place->field);
  } else {
    char position[32];
    snprintf(position, sizeof position, "[" LUA_INTEGER_FMT "]", place->position);
    luaL_addstring(buffer, position);
  }
}

// Raises "PATH: MESSAGE"; the path is empty at the top.
static void refuse(lua_State *L, const struct place *place, const char *message) {
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  add_path(&buffer, place);
  if (luaL_bufflen(&buffer) > 0) luaL_addstring(&buffer, ": ");
  luaL_addstring(&buffer, message);
  luaL_pushresult(&buffer);
  lua_error(L);
}

static moonwatch_node *add_node(lua_State *L, moonwatch_reader *reader) {
  if (reader->count == reader->capacity) {
    size_t capacity = reader->capacity ? reader->capacity * 2 : 32;
    moonwatch_node *nodes = realloc(reader->nodes, capacity * sizeof *nodes);
    if (!nodes) luaL_error(L, "not enough memory");
    reader->nodes = nodes;
    reader->capacity = capacity;
  }
  moonwatch_node *node = &reader->nodes[reader->count++];
  memset(node, 0, sizeof *node);
  return node;
}

static uint32_t add_bytes(lua_State *L, moonwatch_reader *reader, const void *bytes, size_t length) {
  size_t size = reader->size + length;
  if (size > UINT32_MAX) luaL_error(L, "more than 4 GiB of text in one value");
  if (size > reader->arena_capacity) {
    size_t capacity = reader->arena_capacity ? reader->arena_capacity * 2 : 256;
    if (capacity < size) capacity = size;
    uint8_t *arena = realloc(reader->arena, capacity);
    if (!arena) luaL_error(L, "not enough memory");
    reader->arena = arena;
    reader->arena_capacity = capacity;
  }
  uint32_t offset = (uint32_t)reader->size;
  if (length > 0) memcpy(reader->arena + offset, bytes, length);
  reader->size = size;
  return offset;
}

// Keys are set after the value's node exists, since a node knows its key and not its place.
struct key {
  uint8_t kind;
  uint32_t offset;
};

static void read_value(
    lua_State *L, moonwatch_reader *reader, struct key key, const struct place *place);

// An empty table whose metatable calls it a list: a decoded answer's empty list.
static bool is_marked_list(lua_State *L) {
  if (!lua_getmetatable(L, -1)) return false;
  lua_pushliteral(L, "__list");
  lua_rawget(L, -2);
  bool marked = lua_toboolean(L, -1);
  lua_pop(L, 2);
  return marked;
}

// True for a table whose keys are 1…n; an empty one is a map, unless its metatable says otherwise.
static bool is_list(lua_State *L, const struct place *place, lua_Unsigned *length) {
  lua_pushnil(L);
  if (!lua_next(L, -2)) return is_marked_list(L);
  bool list = lua_isinteger(L, -2);
  lua_pop(L, 2);
  if (!list) return false;
  *length = lua_rawlen(L, -1);
  lua_Unsigned entries = 0;
  bool in_range = true;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    if (!lua_isinteger(L, -1)) {
      refuse(L, place, "expected a list or a map, got a table with both numbers and names as keys");
    }
    lua_Integer position = lua_tointeger(L, -1);
    in_range = in_range && position >= 1 && (lua_Unsigned)position <= *length;
    entries++;
  }
  if (!in_range || entries != *length) {
    refuse(L, place, "expected a list with the keys 1 to n, got a table with holes");
  }
  return true;
}

static void read_list(
    lua_State *L, moonwatch_reader *reader, lua_Unsigned length, const struct place *outer) {
  for (lua_Unsigned i = 1; i <= length; i++) {
    struct place place = {outer, NULL, (lua_Integer)i, outer->depth + 1};
    lua_rawgeti(L, -1, (lua_Integer)i);
    read_value(L, reader, (struct key){MOONWATCH_KEY_NONE, 0}, &place);
    lua_pop(L, 1);
  }
}

struct name {
  const char *bytes;
  size_t length;
  lua_Integer position;  // in the table that keeps the names alive
  lua_Unsigned rank;     // in the model's order; 0: not a member of it
};

static int compare_names(const void *left, const void *right) {
  const struct name *a = left, *b = right;
  size_t shorter = a->length < b->length ? a->length : b->length;
  int order = memcmp(a->bytes, b->bytes, shorter);
  return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare_ranks(const void *left, const void *right) {
  const struct name *a = left, *b = right;
  // 0 less 1 is the largest: what the model does not know comes last.
  lua_Unsigned first = a->rank - 1, second = b->rank - 1;
  return first == second ? compare_names(a, b) : (first > second) - (first < second);
}

// Puts sorted names in the order in which the table's shape has them, where it has one.
static void order_by_shape(lua_State *L, struct name *names, size_t count) {
  if (!lua_getmetatable(L, -1)) return;
  lua_pushliteral(L, "__members");
  lua_rawget(L, -2);
  lua_Unsigned members = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
  for (lua_Unsigned rank = 1; rank <= members; rank++) {
    lua_rawgeti(L, -1, (lua_Integer)rank);
    if (lua_type(L, -1) == LUA_TSTRING) {
      struct name member = {0};
      member.bytes = lua_tolstring(L, -1, &member.length);
      struct name *name = bsearch(&member, names, count, sizeof *names, compare_names);
      if (name) name->rank = rank;
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 2);
  if (members > 0) qsort(names, count, sizeof *names, compare_ranks);
}

// Lua's own order changes from run to run; sorted, or in the model's order, the same table makes the
// same document.
static uint32_t read_map(lua_State *L, moonwatch_reader *reader, const struct place *outer) {
  size_t count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      char message[96];
      snprintf(
          message, sizeof message, "expected names as keys, got a %s key", luaL_typename(L, -1));
      refuse(L, outer, message);
    }
    count++;
  }
  if (count == 0) return 0;
  // Any allocation may run a finalizer, and that may change the table: a second table keeps the
  // names alive, and the second pass, which allocates nothing, counts again. The block is Lua's, so
  // that an error frees it.
  lua_createtable(L, (int)count, 0);
  struct name *names = lua_newuserdatauv(L, count * sizeof *names, 0);
  lua_rotate(L, -3, 2);  // names' table, block, table
  size_t capacity = count;
  count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    if (count == capacity || lua_type(L, -1) != LUA_TSTRING) {
      lua_pop(L, 1);
      break;
    }
    struct name *name = &names[count++];
    name->bytes = lua_tolstring(L, -1, &name->length);
    name->position = (lua_Integer)count;
    name->rank = 0;
    lua_pushvalue(L, -1);
    lua_rawseti(L, -5, name->position);
  }
  qsort(names, count, sizeof *names, compare_names);
  order_by_shape(L, names, count);
  for (size_t i = 0; i < count; i++) {
    struct place place = {outer, names[i].bytes, 0, outer->depth + 1};
    uint32_t size = (uint32_t)names[i].length;
    struct key key = {MOONWATCH_KEY_TEXT, add_bytes(L, reader, &size, sizeof size)};
    add_bytes(L, reader, names[i].bytes, names[i].length);
    lua_rawgeti(L, -3, names[i].position);
    lua_rawget(L, -2);
    read_value(L, reader, key, &place);
    lua_pop(L, 1);
  }
  lua_rotate(L, -3, 1);
  lua_pop(L, 2);  // leaves the table
  return (uint32_t)count;
}

static void read_table(
    lua_State *L, moonwatch_reader *reader, size_t index, const struct place *place) {
  if (place->depth >= max_depth) {
    char message[96];
    snprintf(
        message, sizeof message, "a table nested deeper than %d levels (does it hold itself?)",
        max_depth);
    // The path is as long as the nesting; its beginning says nothing.
    refuse(L, NULL, message);
  }
  luaL_checkstack(L, 8, "a table nested too deeply");
  lua_Unsigned length = 0;
  bool list = is_list(L, place, &length);
  uint32_t count;
  if (list) {
    if (length > UINT32_MAX) refuse(L, place, "a list of more than 2^32 elements");
    read_list(L, reader, length, place);
    count = (uint32_t)length;
  } else {
    count = read_map(L, reader, place);
  }
  moonwatch_node *node = &reader->nodes[index];
  node->kind = list ? MOONWATCH_LIST : MOONWATCH_MAP;
  node->payload.children.count = count;
  node->payload.children.span = (uint32_t)(reader->count - index);
}

// Reads the value on top of the stack.
static void read_value(
    lua_State *L, moonwatch_reader *reader, struct key key, const struct place *place) {
  size_t index = reader->count;
  moonwatch_node *node = add_node(L, reader);
  node->key_kind = key.kind;
  node->key = key.offset;
  switch (lua_type(L, -1)) {
    case LUA_TBOOLEAN:
      node->kind = lua_toboolean(L, -1) ? MOONWATCH_TRUE : MOONWATCH_FALSE;
      return;
    case LUA_TNUMBER:
      if (lua_isinteger(L, -1)) {
        node->kind = MOONWATCH_INTEGER;
        node->payload.integer = lua_tointeger(L, -1);
      } else {
        node->kind = MOONWATCH_DOUBLE;
        node->payload.number = lua_tonumber(L, -1);
      }
      return;
    case LUA_TSTRING: {
      size_t length;
      const char *bytes = lua_tolstring(L, -1, &length);
      uint32_t offset = add_bytes(L, reader, bytes, length);
      node->kind = MOONWATCH_STRING;
      node->payload.text.offset = offset;
      node->payload.text.length = (uint32_t)length;
      return;
    }
    case LUA_TTABLE:
      read_table(L, reader, index, place);
      return;
    case LUA_TNIL:
      node->kind = MOONWATCH_NULL;
      return;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) {
        node->kind = MOONWATCH_NULL;
        return;
      }
      // fallthrough
    default: {
      char message[96];
      snprintf(
          message, sizeof message, "expected a string, number, boolean or table, got a %s",
          luaL_typename(L, -1));
      refuse(L, place, message);
    }
  }
}

static int read_document(lua_State *L) {
  moonwatch_reader *reader = lua_touserdata(L, -1);
  lua_pop(L, 1);
  struct place top = {NULL, NULL, 0, 0};
  read_value(L, reader, (struct key){MOONWATCH_KEY_NONE, 0}, &top);
  return 0;
}

int moonwatch_read_document(lua_State *L, int index, moonwatch_reader *reader) {
  if (!lua_checkstack(L, 1)) return MOONWATCH_ERRSTACK;
  lua_pushvalue(L, index);
  return moonwatch_protect(L, read_document, reader, 1, 0);
}
