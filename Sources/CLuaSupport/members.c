// Looking at values without running code of a script: raw access, and `__index` only where it is a
// table. For a prompt's completion, which must not change what it looks at.

#include "internal.h"

// How many `__index` tables are followed: further ones are a cycle, or nobody's.
enum { max_classes = 16 };

static void *argument(lua_State *L) {
  void *result = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return result;
}

// Replaces the value on top by its class: the raw `__index` of its metatable. False where that is no
// table; the value is then gone.
static bool to_class(lua_State *L) {
  if (!lua_getmetatable(L, -1)) {
    lua_pop(L, 1);
    return false;
  }
  lua_pushliteral(L, "__index");
  lua_rawget(L, -2);
  lua_rotate(L, -3, 1);
  lua_pop(L, 2);
  if (lua_istable(L, -1)) return true;
  lua_pop(L, 1);
  return false;
}

static void push_key(lua_State *L, const moonwatch_key *key) {
  if (key->text) {
    lua_pushlstring(L, key->text, key->length);
  } else {
    lua_pushinteger(L, key->position);
  }
}

// Replaces the value on top by what it has under a key, or by nil.
static void step(lua_State *L, const moonwatch_key *key) {
  if (!lua_istable(L, -1) && !to_class(L)) {
    lua_pushnil(L);
    return;
  }
  for (int depth = 0;; depth++) {
    push_key(L, key);
    lua_rawget(L, -2);
    if (!lua_isnil(L, -1)) {
      lua_remove(L, -2);
      return;
    }
    lua_pop(L, 1);
    if (depth == max_classes) {
      lua_pop(L, 1);
      break;
    }
    if (!to_class(L)) break;
  }
  lua_pushnil(L);
}

struct path {
  const moonwatch_key *keys;
  size_t count;
};

static int raw_path(lua_State *L) {
  struct path *path = argument(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  for (size_t i = 0; i < path->count; i++) step(L, &path->keys[i]);
  return 1;
}

int moonwatch_raw_path(lua_State *L, const moonwatch_key *keys, size_t count) {
  struct path path = {keys, count};
  return moonwatch_protect(L, raw_path, &path, 0, 1);
}

static int class_name(lua_State *L) {
  argument(L);
  if (!lua_getmetatable(L, 1)) return 0;
  lua_pushliteral(L, "__name");
  lua_rawget(L, -2);
  return lua_type(L, -1) == LUA_TSTRING ? 1 : 0;
}

int moonwatch_class_name(lua_State *L, int index) {
  if (!lua_checkstack(L, 1)) return MOONWATCH_ERRSTACK;
  lua_pushvalue(L, index);
  return moonwatch_protect(L, class_name, NULL, 1, 1);
}

struct listing {
  moonwatch_members *members;
  size_t limit;
};

static void add(lua_State *L, moonwatch_members *members, const char *text, size_t length, int type) {
  size_t needed = members->size + sizeof(uint32_t) + 1 + length;
  if (needed > members->capacity) {
    size_t capacity = members->capacity ? members->capacity * 2 : 1024;
    while (capacity < needed) capacity *= 2;
    uint8_t *bytes = realloc(members->bytes, capacity);
    if (!bytes) luaL_error(L, "not enough memory");
    members->bytes = bytes;
    members->capacity = capacity;
  }
  uint32_t size = (uint32_t)length;
  memcpy(members->bytes + members->size, &size, sizeof size);
  members->bytes[members->size + sizeof size] = (uint8_t)type;
  memcpy(members->bytes + members->size + sizeof size + 1, text, length);
  members->size = needed;
  members->count++;
}

static int raw_members(lua_State *L) {
  struct listing *listing = argument(L);
  if (!lua_istable(L, 1) && !to_class(L)) return 0;
  for (int depth = 0; depth <= max_classes; depth++) {
    // Nothing in this loop allocates in Lua, so no finalizer can change the table meanwhile.
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      if (lua_type(L, -2) == LUA_TSTRING) {
        if (listing->members->count == listing->limit) {
          listing->members->is_cut = true;
          return 0;
        }
        size_t length;
        const char *text = lua_tolstring(L, -2, &length);
        if (length <= UINT32_MAX) add(L, listing->members, text, length, lua_type(L, -1));
      }
      lua_pop(L, 1);
    }
    if (!to_class(L)) break;
  }
  return 0;
}

int moonwatch_raw_members(lua_State *L, int index, size_t limit, moonwatch_members *members) {
  if (!lua_checkstack(L, 1)) return MOONWATCH_ERRSTACK;
  lua_pushvalue(L, index);
  struct listing listing = {members, limit};
  return moonwatch_protect(L, raw_members, &listing, 1, 0);
}
