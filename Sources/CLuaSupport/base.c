// The host's own pcall, xpcall, load, loadfile and dofile, and what it takes out of debug.
//
// They do what the reference manual says of Lua's (6.1), with two differences: while an interrupt
// or a cancellation unwinds the stack no error can be caught, and chunks are text, never bytecode.

#include <stdio.h>

#include "internal.h"

static int finish_protected(lua_State *L, int status, lua_KContext kept) {
  if (status != LUA_OK && status != LUA_YIELD) {
    moonwatch_keep_unwinding(L);
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)kept;
}

static int host_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, true);  // the first result, below what the function returns
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_protected);
  return finish_protected(L, status, 0);
}

// Stands before a script's message handler, which may loop or hide what happened. In Lua, since a
// tail call leaves no frame behind: the handler sees the levels that it sees under Lua's own xpcall.
static const char guard_maker[] =
    "local unwinding = ... "
    "return function(handler) "
    "return function(value) if unwinding() then return value end return handler(value) end "
    "end";

static const char guard_maker_key;

static int is_unwinding(lua_State *L) {
  lua_pushboolean(L, unwinding(state_of(L)));
  return 1;
}

static void keep_guard_maker(lua_State *L) {
  if (luaL_loadbufferx(L, guard_maker, sizeof guard_maker - 1, "=xpcall", "t") != LUA_OK) {
    lua_error(L);
  }
  lua_pushcfunction(L, is_unwinding);
  lua_call(L, 1, 1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &guard_maker_key);
}

static int host_xpcall(lua_State *L) {
  int count = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  // debug.traceback itself ends and hides nothing; a frame before it would show.
  if (lua_tocfunction(L, 2) != state_of(L)->plain_traceback) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &guard_maker_key);
    lua_pushvalue(L, 2);
    lua_call(L, 1, 1);
    lua_replace(L, 2);
  }
  lua_pushboolean(L, true);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);  // function, handler, true, function, arguments
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_protected);
  return finish_protected(L, status, 2);
}

// MARK: Task bodies

static void forget_traceback(moonwatch_state *state) {
  if (moonwatch_unreference(state->main, state->last_traceback)) {
    state->last_traceback = LUA_NOREF;
  }
}

static int keep_traceback(lua_State *L) {
  moonwatch_state *state = state_of(L);
  if (unwinding(state)) return 1;
  luaL_traceback(L, L, NULL, 1);
  forget_traceback(state);
  state->last_traceback = luaL_ref(L, LUA_REGISTRYINDEX);
  return 1;
}

static int finish_task(lua_State *L, int status, lua_KContext context) {
  (void)context;
  if (status != LUA_OK && status != LUA_YIELD) return lua_error(L);
  return lua_gettop(L) - 1;
}

static int task_body(lua_State *L) {
  lua_pushcfunction(L, keep_traceback);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, finish_task);
  return finish_task(L, status, 0);
}

void moonwatch_push_task_body(lua_State *L) { lua_pushcfunction(L, task_body); }

void moonwatch_push_last_traceback(lua_State *L) {
  moonwatch_state *state = state_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->last_traceback);
  forget_traceback(state);
}

// MARK: Text only

enum { chunk_at = 1, environment_at = 4, piece_at = 5 };

// The next piece of a chunk that a function gives, kept on the stack while the parser reads it.
static const char *read_piece(lua_State *L, void *context, size_t *size) {
  (void)context;
  luaL_checkstack(L, 2, "too many nested functions");
  lua_pushvalue(L, chunk_at);
  lua_call(L, 0, 1);
  *size = 0;
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return NULL;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "reader function must return a string");
  lua_replace(L, piece_at);
  return lua_tolstring(L, piece_at, size);
}

// load(chunk, name, mode, env) for text. It keeps Lua's own load nowhere: debug.getupvalue would
// find it.
static int host_load(lua_State *L) {
  const char *mode = luaL_optstring(L, 3, "t");
  bool has_environment = !lua_isnone(L, environment_at);
  if (!strchr(mode, 't')) {
    lua_pushnil(L);
    lua_pushliteral(L, "bytecode is refused: load takes text chunks only");
    return 2;
  }
  int status;
  size_t length;
  const char *text = lua_tolstring(L, chunk_at, &length);
  if (text) {
    status = luaL_loadbufferx(L, text, length, luaL_optstring(L, 2, text), "t");
  } else {
    const char *name = luaL_optstring(L, 2, "=(load)");
    luaL_checktype(L, chunk_at, LUA_TFUNCTION);
    lua_settop(L, piece_at);
    status = lua_load(L, read_piece, NULL, name, "t");
  }
  if (status != LUA_OK) {
    moonwatch_keep_unwinding(L);  // the function that gives the pieces may have been interrupted
    forget_traceback(state_of(L));  // of its error, which is handled here
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, environment_at);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  }
  return 1;
}

static int host_loadfile(lua_State *L) {
  const char *path = luaL_optstring(L, 1, NULL);
  const char *mode = luaL_optstring(L, 2, "t");
  bool has_environment = !lua_isnone(L, 3);
  int status = strchr(mode, 't') ? luaL_loadfilex(L, path, "t") : LUA_ERRSYNTAX;
  if (status == LUA_OK) {
    if (has_environment) {
      lua_pushvalue(L, 3);
      if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
    }
    return 1;
  }
  if (!strchr(mode, 't')) lua_pushliteral(L, "bytecode is refused: loadfile takes text only");
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

static int finish_dofile(lua_State *L, int status, lua_KContext context) {
  (void)status, (void)context;
  return lua_gettop(L) - 1;
}

static int host_dofile(lua_State *L) {
  const char *path = luaL_optstring(L, 1, NULL);
  lua_settop(L, 1);
  if (luaL_loadfilex(L, path, "t") != LUA_OK) return lua_error(L);
  lua_callk(L, 0, LUA_MULTRET, 0, finish_dofile);
  return finish_dofile(L, LUA_OK, 0);
}

// package.searchers' second entry, for text only. Upvalue 1 is the table `package`.
static int search_path(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_getfield(L, lua_upvalueindex(1), "searchpath");
  lua_pushstring(L, name);
  if (lua_getfield(L, lua_upvalueindex(1), "path") != LUA_TSTRING) {
    return luaL_error(L, "'package.path' must be a string");
  }
  lua_call(L, 2, 2);
  if (lua_isnil(L, -2)) return 1;  // why it was not found
  lua_pop(L, 1);
  const char *path = lua_tostring(L, -1);
  if (luaL_loadfilex(L, path, "t") != LUA_OK) {
    return luaL_error(
        L, "error loading module '%s' from file '%s':\n\t%s", name, path, lua_tostring(L, -1));
  }
  lua_insert(L, -2);
  return 2;
}

// MARK: debug

static int no_hooks(lua_State *L) {
  return luaL_error(L, "debug.sethook is the host's: it stops scripts at Ctrl-C and deadlines");
}

// debug.debug, which Lua's own version of would let swallow an interrupt.
static int host_debug(lua_State *L) {
  char line[250];
  for (;;) {
    fprintf(stderr, "lua_debug> ");
    if (!fgets(line, sizeof line, stdin) || strcmp(line, "cont\n") == 0) return 0;
    if (luaL_loadbufferx(L, line, strlen(line), "=(debug command)", "t") != LUA_OK ||
        lua_pcall(L, 0, 0, 0) != LUA_OK) {
      moonwatch_keep_unwinding(L);
      fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
    }
    lua_settop(L, 0);
  }
}

// The registry holds threads and objects that the host counts on: scripts get a copy of what has a
// name in it.
static int registry_copy(lua_State *L) {
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, LUA_REGISTRYINDEX)) {
    if (lua_type(L, -2) == LUA_TSTRING) {
      lua_pushvalue(L, -2);  // copy, key, value, key
      lua_insert(L, -2);
      lua_rawset(L, -4);
    } else {
      lua_pop(L, 1);
    }
  }
  return 1;
}

void moonwatch_install_base(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"pcall", host_pcall},       {"xpcall", host_xpcall}, {"loadfile", host_loadfile},
      {"dofile", host_dofile},     {"load", host_load},     {NULL, NULL},
  };
  keep_guard_maker(L);
  lua_pushglobaltable(L);
  luaL_setfuncs(L, functions, 0);

  lua_getfield(L, -1, "debug");
  lua_getfield(L, -1, "traceback");
  state_of(L)->plain_traceback = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  lua_pushcfunction(L, host_debug);
  lua_setfield(L, -2, "debug");
  lua_pushcfunction(L, no_hooks);
  lua_setfield(L, -2, "sethook");
  lua_pushcfunction(L, registry_copy);
  lua_setfield(L, -2, "getregistry");
  lua_pop(L, 1);

  lua_getfield(L, -1, "package");
  lua_getfield(L, -1, "searchers");
  lua_pushvalue(L, -2);
  lua_pushcclosure(L, search_path, 1);
  lua_rawseti(L, -2, 2);
  lua_pop(L, 3);
}
