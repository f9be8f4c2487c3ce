// Coroutines: the host's own resume, wrap and close, and resuming from Swift.
//
// A Swift function that has to wait yields a mark. Whoever resumed it, a script's coroutine.wrap
// included, does not hand the mark to the script but yields it on, until it reaches the event loop
// in Swift; when the answer is there, the loop resumes the outermost coroutine and each one resumes
// the next inward. So a generator that calls AWS works anywhere. Where the outer coroutine cannot
// yield (a sort comparator, say), the wait happens on the spot.

#include "internal.h"

static bool has_mark(lua_State *co) {
  return lua_status(co) == LUA_YIELD && lua_gettop(co) > 0 &&
         lua_type(co, -1) == LUA_TLIGHTUSERDATA && lua_touserdata(co, -1) == (void *)state_of(co);
}

// True right after a resume that ended at a Swift function's wait. The flag makes sure that it is no
// script's yield of a mark, which debug.getlocal can find.
static bool is_waiting(lua_State *co, int status) {
  return status == LUA_YIELD && state_of(co)->waiting && has_mark(co);
}

// lua_resume, with the running coroutine kept for interrupts.
static int resume(lua_State *co, lua_State *from, int arguments, int *results) {
  moonwatch_state *state = state_of(co);
  struct crossing crossing = enter_lua(state, co);
  state->waiting = false;
  int status = lua_resume(co, from, arguments, results);
  leave_lua(state, crossing);
  return status;
}

int moonwatch_resume(lua_State *co, lua_State *from, int arguments, int *results) {
  moonwatch_state *state = state_of(co);
  raise_what_was_handed_over(state, co);
  int status = resume(co, from, arguments, results);
  if (status != LUA_OK && status != LUA_YIELD && state->interrupt && state->in_swift) {
    state->handed_over = true;
  }
  if (status == LUA_OK) return MOONWATCH_RETURNED;
  if (status != LUA_YIELD) return MOONWATCH_FAILED;
  return is_waiting(co, status) ? MOONWATCH_WAITING : MOONWATCH_YIELDED;
}

int moonwatch_reset(lua_State *co) {
  moonwatch_state *state = state_of(co);
  struct crossing crossing = enter_lua(state, co);
  state->closing++;
  int status = lua_resetthread(co);
  state->closing--;
  leave_lua(state, crossing);
  return status;
}

// Lua 5.4.4 does not count the C stack of a coroutine that is closed in another one's __close.
// Newer ones allow 200 C calls.
static bool closes_too_deep(const moonwatch_state *state) { return state->closing >= 190; }

static int new_thread(lua_State *L) {
  lua_State **made = lua_touserdata(L, -1);
  *made = lua_newthread(L);
  return 1;
}

int moonwatch_new_thread(lua_State *L, lua_State **thread) {
  return moonwatch_protect(L, new_thread, thread, 0, 1);
}

// MARK: coroutine.resume and coroutine.wrap

// What resume and wrap each make of the outcome.
typedef int (*finisher)(lua_State *L, lua_State *co, int status, int results);

static int advance(lua_State *L, lua_State *co, int arguments, finisher finish);

static int continue_advance(lua_State *L, int status, lua_KContext context) {
  (void)status;
  lua_pop(L, 1);  // the mark that passed through here
  // The coroutine is at the bottom of the stack, where `advance` was called with it.
  return advance(L, lua_tothread(L, 1), 0, (finisher)context);
}

// Resumes `co`, which is at index 1 of L, and passes marks on.
static int advance(lua_State *L, lua_State *co, int arguments, finisher finish) {
  moonwatch_state *state = state_of(L);
  for (;;) {
    int results = 0;
    int status = resume(co, L, arguments, &results);
    if (!is_waiting(co, status)) return finish(L, co, status, results);
    if (lua_isyieldable(L)) {
      luaL_checkstack(L, 1, NULL);
      lua_pushlightuserdata(L, state);
      state->waiting = true;
      return lua_yieldk(L, 1, (lua_KContext)finish, continue_advance);
    }
    bool in_swift = state->in_swift;
    state->in_swift = true;
    state->callbacks.block(state->owner);
    state->in_swift = in_swift;
    moonwatch_safe_point(L);
    arguments = 0;
  }
}

// Moves the arguments of a call above `kept` into a coroutine, and says why it cannot be resumed.
// Returns their number, or -1 with the message on top.
static int pass_arguments(lua_State *L, lua_State *co, int kept) {
  int count = lua_gettop(L) - kept;
  if (has_mark(co)) {
    lua_pushliteral(L, "cannot resume a coroutine that waits for a call");
    return -1;
  }
  if (!lua_checkstack(co, count)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, co, count);
  return count;
}

// Moves a coroutine's results to L. Returns their number; -1 with a message for too many.
static int take_results(lua_State *L, lua_State *co, int results) {
  if (lua_checkstack(L, results + 1)) {
    lua_xmove(co, L, results);
    return results;
  }
  lua_pop(co, results);
  lua_pushliteral(L, "too many results to resume");
  return -1;
}

static int finish_resume(lua_State *L, lua_State *co, int status, int results) {
  if (status == LUA_OK || status == LUA_YIELD) {
    int count = take_results(L, co, results);
    lua_pushboolean(L, count >= 0);
    lua_insert(L, count >= 0 ? -(count + 1) : -2);
    return count >= 0 ? count + 1 : 2;
  }
  moonwatch_keep_unwinding(L);
  lua_xmove(co, L, 1);
  lua_pushboolean(L, false);
  lua_insert(L, -2);
  return 2;
}

static int host_resume(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co, 1, "thread");
  int count = pass_arguments(L, co, 1);
  if (count < 0) {
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
  }
  return advance(L, co, count, finish_resume);
}

// Raises the value on top, a string with the place of wrap's caller before it.
static int raise_where(lua_State *L) {
  if (lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int raise_from(lua_State *L, lua_State *co, int status) {
  bool is_dead = lua_status(co) != LUA_OK && lua_status(co) != LUA_YIELD;
  if (is_dead && !closes_too_deep(state_of(L))) {
    status = moonwatch_reset(co);  // closes its variables; the error, maybe a new one, is on top
  }
  moonwatch_keep_unwinding(L);
  lua_xmove(co, L, 1);
  return status == LUA_ERRMEM ? lua_error(L) : raise_where(L);
}

static int finish_wrap(lua_State *L, lua_State *co, int status, int results) {
  if (status != LUA_OK && status != LUA_YIELD) return raise_from(L, co, status);
  int count = take_results(L, co, results);
  return count >= 0 ? count : raise_where(L);
}

static int wrapped(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co, 1, "thread");
  int count = pass_arguments(L, co, 1);
  if (count < 0) return raise_where(L);
  return advance(L, co, count, finish_wrap);
}

static int host_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

static int host_close(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co, 1, "thread");
  if (has_mark(co)) return luaL_error(L, "cannot close a coroutine that waits for a call");
  lua_Debug record;
  if (co == L) return luaL_error(L, "cannot close a running coroutine");
  if (lua_status(co) == LUA_OK && lua_getstack(co, 0, &record)) {
    return luaL_error(L, "cannot close a normal coroutine");
  }
  if (closes_too_deep(state_of(L))) return luaL_error(L, "C stack overflow");
  if (moonwatch_reset(co) == LUA_OK) {
    lua_pushboolean(L, true);
    return 1;
  }
  moonwatch_keep_unwinding(L);
  lua_pushboolean(L, false);
  lua_xmove(co, L, 1);
  return 2;
}

void moonwatch_install_coroutines(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"resume", host_resume},
      {"wrap", host_wrap},
      {"close", host_close},
      {NULL, NULL},
  };
  lua_getglobal(L, "coroutine");
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}
