// Life and memory of a Lua state.

#include <stdio.h>

#include "internal.h"

// Allocates for Lua, and refuses past the limit. Refusing makes Lua collect and then raise, which
// must not happen while a Swift frame would be jumped over; the excess is then noted and raised as
// soon as Swift has returned.
static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  moonwatch_state *state = context;
  size_t old = block ? old_size : 0;  // for a new block old_size is the kind of object
  if (new_size == 0) {
    free(block);
    state->used -= old;
    return NULL;
  }
  if (new_size > old && state->limit && state->used - old + new_size > state->limit) {
    if (!state->in_swift) return NULL;
    state->over_limit = true;
  }
  void *result = realloc(block, new_size);
  if (result) state->used += new_size - old;
  return result;
}

// An error outside every protected call is a fault of this target, not of a script.
static int panic(lua_State *L) {
  const char *message = lua_tostring(L, -1);
  fprintf(stderr, "moonwatch: unprotected Lua error: %s\n", message ? message : "(no message)");
  abort();
}

// Joins the pieces of a warning. Called from anywhere in Lua, finalizers included, so it touches no
// Lua state. A message in one piece that begins with @ is a control message (manual, `warn`).
static void warn(void *context, const char *message, int to_be_continued) {
  moonwatch_state *state = context;
  bool is_first = !state->warning_continues;
  state->warning_continues = to_be_continued;
  if (is_first && !to_be_continued && message[0] == '@') {
    if (strcmp(message, "@off") == 0) state->warnings_off = true;
    if (strcmp(message, "@on") == 0) state->warnings_off = false;
    return;
  }
  size_t length = strlen(message);
  char *joined = realloc(state->warning, state->warning_size + length + 1);
  if (!joined) return;
  memcpy(joined + state->warning_size, message, length + 1);
  state->warning = joined;
  state->warning_size += length;
  if (to_be_continued) return;
  state->warning_size = 0;
  if (state->warnings_off) return;
  bool in_swift = state->in_swift;
  state->in_swift = true;
  state->callbacks.warn(state->owner, joined);
  state->in_swift = in_swift;
}

static int open_libraries(lua_State *L) {
  luaL_openlibs(L);
  moonwatch_install_base(L);
  moonwatch_install_coroutines(L);
  lua_pushliteral(L, "interrupted");
  state_of(L)->interrupt_value = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

moonwatch_state *moonwatch_open(const moonwatch_callbacks *callbacks) {
  moonwatch_state *state = calloc(1, sizeof *state);
  if (!state) return NULL;
  state->callbacks = *callbacks;
  state->interrupt_value = LUA_NOREF;
  state->last_traceback = LUA_NOREF;
  lua_State *L = lua_newstate(allocate, state);
  if (!L) {
    free(state);
    return NULL;
  }
  state->main = L;
  state->running = L;
  // Every thread starts with a copy of the main thread's extra space.
  *(moonwatch_state **)lua_getextraspace(L) = state;
  lua_atpanic(L, panic);
  lua_setwarnf(L, warn, state);
  if (moonwatch_protect(L, open_libraries, NULL, 0, 0) != LUA_OK) {
    moonwatch_close(state);
    return NULL;
  }
  return state;
}

void moonwatch_close(moonwatch_state *state) {
  state->is_closing = true;
  lua_close(state->main);
  moonwatch_watchdog_stop(state->watchdog);
  moonwatch_forget_signals(state);
  free(state->warning);
  free(state);
}

void moonwatch_set_owner(moonwatch_state *state, void *owner) { state->owner = owner; }
lua_State *moonwatch_main_thread(moonwatch_state *state) { return state->main; }
moonwatch_state *moonwatch_state_of(lua_State *L) { return state_of(L); }
void *moonwatch_owner(lua_State *L) { return state_of(L)->owner; }
size_t moonwatch_memory_used(const moonwatch_state *state) { return state->used; }
void moonwatch_set_memory_limit(moonwatch_state *state, size_t bytes) { state->limit = bytes; }

void moonwatch_safe_point(lua_State *L) {
  moonwatch_state *state = state_of(L);
  if (!state->over_limit) return;
  state->over_limit = false;
  if (state->limit == 0 || state->used <= state->limit) return;
  lua_gc(L, LUA_GCCOLLECT);
  // While too much is held the allocator refuses this block, and Lua raises its own memory error.
  luaL_checkstack(L, 1, NULL);
  lua_newuserdatauv(L, 1, 0);
  lua_pop(L, 1);
}
