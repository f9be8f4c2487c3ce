// Protected access: each function packs its arguments, and a body that may raise unpacks them
// under lua_pcall.

#include <math.h>

#include "internal.h"

static void leave(moonwatch_state *state, struct crossing crossing, int status) {
  if (status == LUA_OK) {
    leave_lua(state, crossing);
  } else {
    leave_lua_with_error(state, crossing);
  }
}

int moonwatch_protect(
    lua_State *L, lua_CFunction body, void *argument, int pops, int pushes) {
  moonwatch_state *state = state_of(L);
  int base = lua_gettop(L) - pops;
  assert(base >= 0);
  if (!lua_checkstack(L, LUA_MINSTACK)) {
    lua_settop(L, base);
    return MOONWATCH_ERRSTACK;
  }
  lua_pushcfunction(L, body);  // no upvalues: no allocation
  lua_insert(L, base + 1);
  lua_pushlightuserdata(L, argument);
  struct crossing crossing = enter_lua(state, L);
  int status = lua_pcall(L, pops + 1, pushes, 0);
  leave(state, crossing, status);
  assert(pushes == LUA_MULTRET || lua_gettop(L) == base + (status == LUA_OK ? pushes : 1));
  return status;
}

// The argument of a body, which is always its last.
static void *argument(lua_State *L) {
  void *result = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return result;
}

struct text {
  const char *bytes;
  size_t length;
};

static int push_string(lua_State *L) {
  struct text *text = argument(L);
  lua_pushlstring(L, text->bytes, text->length);
  return 1;
}

int moonwatch_push_string(lua_State *L, const char *bytes, size_t length) {
  struct text text = {bytes, length};
  return moonwatch_protect(L, push_string, &text, 0, 1);
}

static int new_table(lua_State *L) {
  int *sizes = argument(L);
  lua_createtable(L, sizes[0], sizes[1]);
  return 1;
}

int moonwatch_new_table(lua_State *L, int array, int fields) {
  int sizes[] = {array, fields};
  return moonwatch_protect(L, new_table, sizes, 0, 1);
}

static int to_string(lua_State *L) {
  lua_pop(L, 1);
  luaL_tolstring(L, 1, NULL);
  return 1;
}

int moonwatch_tostring(lua_State *L, int index) {
  if (!lua_checkstack(L, 1)) return MOONWATCH_ERRSTACK;
  lua_pushvalue(L, index);
  return moonwatch_protect(L, to_string, NULL, 1, 1);
}

struct trace {
  lua_State *of;
  const char *message;
  int level;
};

static int traceback(lua_State *L) {
  struct trace *trace = argument(L);
  luaL_traceback(L, trace->of, trace->message, trace->level);
  return 1;
}

int moonwatch_traceback(lua_State *L, lua_State *of, const char *message, int level) {
  // The body runs one level further down when it looks at its own thread.
  struct trace trace = {of, message, of == L ? level + 1 : level};
  return moonwatch_protect(L, traceback, &trace, 0, 1);
}

static int where(lua_State *L) {
  int *level = argument(L);
  luaL_where(L, *level + 1);
  return 1;
}

int moonwatch_where(lua_State *L, int level) {
  return moonwatch_protect(L, where, &level, 0, 1);
}

int moonwatch_load(lua_State *L, const char *bytes, size_t length, const char *name) {
  // No body: lua_load protects itself, and its status tells a syntax error from others.
  moonwatch_state *state = state_of(L);
  if (!lua_checkstack(L, LUA_MINSTACK)) return MOONWATCH_ERRSTACK;
  struct crossing crossing = enter_lua(state, L);
  int status = luaL_loadbufferx(L, bytes, length, name, "t");
  leave(state, crossing, status);
  return status;
}

int moonwatch_call(lua_State *L, int arguments, int results) {
  // No body: the function to call is Lua's own first argument. Room for what comes back is Lua's
  // business with LUA_MULTRET.
  moonwatch_state *state = state_of(L);
  int base = lua_gettop(L) - arguments - 1;
  assert(base >= 0);
  if (!lua_checkstack(L, LUA_MINSTACK)) {
    lua_settop(L, base);
    return MOONWATCH_ERRSTACK;
  }
  raise_what_was_handed_over(state, L);
  struct crossing crossing = enter_lua(state, L);
  int status = lua_pcall(L, arguments, results, 0);
  leave(state, crossing, status);
  assert(results == LUA_MULTRET || lua_gettop(L) == base + (status == LUA_OK ? results : 1));
  return status;
}

// Table access: the table is pushed above the arguments, so that its place is known in the body.

struct access {
  const char *name;
  lua_Integer position;
  bool more;
};

static int with_table(
    lua_State *L, int index, lua_CFunction body, struct access *access, int pops, int pushes) {
  index = lua_absindex(L, index);
  if (!lua_checkstack(L, 1)) {
    lua_pop(L, pops);
    return MOONWATCH_ERRSTACK;
  }
  lua_pushvalue(L, index);
  return moonwatch_protect(L, body, access, pops + 1, pushes);
}

static int get_field(lua_State *L) {
  struct access *access = argument(L);
  lua_getfield(L, 1, access->name);
  return 1;
}

int moonwatch_get_field(lua_State *L, int index, const char *name) {
  struct access access = {.name = name};
  return with_table(L, index, get_field, &access, 0, 1);
}

static int set_field(lua_State *L) {
  struct access *access = argument(L);
  lua_insert(L, 1);
  lua_setfield(L, 1, access->name);
  return 0;
}

int moonwatch_set_field(lua_State *L, int index, const char *name) {
  struct access access = {.name = name};
  return with_table(L, index, set_field, &access, 1, 0);
}

static int get_global(lua_State *L) {
  struct access *access = argument(L);
  lua_getglobal(L, access->name);
  return 1;
}

int moonwatch_get_global(lua_State *L, const char *name) {
  struct access access = {.name = name};
  return moonwatch_protect(L, get_global, &access, 0, 1);
}

static int set_global(lua_State *L) {
  struct access *access = argument(L);
  lua_setglobal(L, access->name);
  return 0;
}

int moonwatch_set_global(lua_State *L, const char *name) {
  struct access access = {.name = name};
  return moonwatch_protect(L, set_global, &access, 1, 0);
}

static void expect_table(lua_State *L, int index) {
  if (!lua_istable(L, index)) luaL_error(L, "table expected, got %s", luaL_typename(L, index));
}

static int raw_get(lua_State *L) {
  argument(L);
  expect_table(L, 2);
  lua_pushvalue(L, 1);
  lua_rawget(L, 2);
  return 1;
}

int moonwatch_raw_get(lua_State *L, int index) {
  return with_table(L, index, raw_get, NULL, 1, 1);
}

static int raw_set(lua_State *L) {
  argument(L);
  expect_table(L, 3);
  lua_insert(L, 1);
  lua_rawset(L, 1);
  return 0;
}

int moonwatch_raw_set(lua_State *L, int index) {
  return with_table(L, index, raw_set, NULL, 2, 0);
}

static int raw_set_index(lua_State *L) {
  struct access *access = argument(L);
  expect_table(L, 2);
  lua_insert(L, 1);
  lua_rawseti(L, 1, access->position);
  return 0;
}

int moonwatch_raw_set_index(lua_State *L, int index, lua_Integer position) {
  struct access access = {.position = position};
  return with_table(L, index, raw_set_index, &access, 1, 0);
}

static int next(lua_State *L) {
  struct access *access = argument(L);
  expect_table(L, 2);
  lua_insert(L, 1);
  access->more = lua_next(L, 1);
  if (!access->more) {
    lua_pushnil(L);
    lua_pushnil(L);
  }
  return 2;
}

int moonwatch_next(lua_State *L, int index, bool *more) {
  struct access access = {0};
  int status = with_table(L, index, next, &access, 1, 2);
  *more = access.more;
  if (status == LUA_OK && !access.more) lua_pop(L, 2);
  return status;
}

static int reference(lua_State *L) {
  int *result = argument(L);
  *result = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int moonwatch_reference(lua_State *L, int *result) {
  return moonwatch_protect(L, reference, result, 1, 0);
}

bool moonwatch_unreference(lua_State *L, int reference) {
  // Sets two slots that exist, so it allocates nothing and needs no protection.
  if (!lua_checkstack(L, 1)) return false;
  luaL_unref(L, LUA_REGISTRYINDEX, reference);
  return true;
}

static int set_loaded(lua_State *L) {
  struct access *access = argument(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_insert(L, 1);
  lua_setfield(L, 1, access->name);
  return 0;
}

int moonwatch_set_loaded(lua_State *L, const char *name) {
  struct access access = {.name = name};
  return moonwatch_protect(L, set_loaded, &access, 1, 0);
}

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

int moonwatch_collect(lua_State *L) { return moonwatch_protect(L, collect, NULL, 0, 0); }

bool moonwatch_in_finalizer(lua_State *L) { return lua_gc(L, LUA_GCCOUNT) == -1; }

const char *moonwatch_string_at(lua_State *L, int index, size_t *length) {
  // For a string lua_tolstring only returns a pointer; it allocates when it has a number to convert.
  return lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, length) : NULL;
}

lua_Integer moonwatch_numbers_at(lua_State *L, int index, double *numbers, lua_Integer count) {
  if (lua_type(L, index) != LUA_TTABLE) return 0;
  index = lua_absindex(L, index);
  for (lua_Integer position = 0; position < count; position++) {
    double number = NAN;
    int type = lua_rawgeti(L, index, position + 1);
    bool is_missing = type == LUA_TBOOLEAN && !lua_toboolean(L, -1);
    if (type == LUA_TNUMBER) number = lua_tonumber(L, -1);
    lua_pop(L, 1);
    if (!is_missing && !isfinite(number)) return position;
    numbers[position] = number;
  }
  return count;
}
