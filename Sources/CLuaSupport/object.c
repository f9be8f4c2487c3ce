// Userdata that hold Swift objects, and the dispatcher of Swift functions.

#include "internal.h"

// A script can give any userdata any metatable (debug.setmetatable) and swap a C closure's upvalue
// (debug.setupvalue), so a block says itself what it is: `magic` tells it from other libraries'
// userdata, `type` one Swift type from another.
typedef struct {
  const void *magic;
  void *closer;  // always NULL: the io library, given our block as a file, finds a closed file
  const void *type;
  void *object;  // NULL: closed
} block;

static const char magic, function_type, continuation_type;

static block *block_at(lua_State *L, int index) {
  // A light userdata has no length.
  block *result = lua_touserdata(L, index);
  if (!result || lua_rawlen(L, index) < sizeof(block)) return NULL;
  return result->magic == &magic ? result : NULL;
}

void *moonwatch_object_at(lua_State *L, int index, const void *type) {
  block *found = block_at(L, index);
  return found && found->type == type ? found->object : NULL;
}

// __gc and __close: idempotent, and a no-op on anything that is not ours.
static int release(lua_State *L) {
  block *found = block_at(L, 1);
  if (!found || !found->object) return 0;
  void *object = found->object;
  found->object = NULL;
  moonwatch_state *state = state_of(L);
  bool in_swift = state->in_swift;
  state->in_swift = true;
  state->callbacks.release(object);
  state->in_swift = in_swift;
  return 0;
}

struct making {
  const void *type;
  const char *name;
  block *made;
};

// Leaves the metatable registered for a type on the stack, if there is one.
static bool get_metatable(lua_State *L, const void *type) {
  return lua_rawgetp(L, LUA_REGISTRYINDEX, type) == LUA_TTABLE;
}

static void new_metatable(lua_State *L, const void *type, const char *name) {
  lua_createtable(L, 0, 6);
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__gc");
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__close");
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_pushliteral(L, "protected");
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, type);
}

// Created closed and given its metatable. `fill` comes last, once nothing can fail any more: until then
// the caller owns the object.
static void push_block(lua_State *L, struct making *making) {
  // What a finalizer makes then has no finalizer of its own any more: it would never be released.
  if (state_of(L)->is_closing) luaL_error(L, "the Lua state is closing: no new host objects");
  block *made = lua_newuserdatauv(L, sizeof *made, 0);
  *made = (block){&magic, NULL, making->type, NULL};
  if (!get_metatable(L, making->type)) luaL_error(L, "no metatable is registered for this type");
  lua_setmetatable(L, -2);
  making->made = made;
}

// Gives a block its object after the protected call that made it, which an interrupt may fail to its
// very last instruction: the hook runs when a C function returns, too. What is on top of the stack
// keeps the block.
static int fill(int status, const struct making *making, void *object) {
  if (status == LUA_OK) making->made->object = object;
  return status;
}

static struct making *making_argument(lua_State *L) {
  struct making *making = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return making;
}

static int push_object(lua_State *L) {
  struct making *making = making_argument(L);
  push_block(L, making);
  return 1;
}

int moonwatch_push_object(lua_State *L, const void *type, void *object) {
  struct making making = {type, NULL, NULL};
  return fill(moonwatch_protect(L, push_object, &making, 0, 1), &making, object);
}

static int make_metatable(lua_State *L) {
  struct making *making = making_argument(L);
  if (!get_metatable(L, making->type)) new_metatable(L, making->type, making->name);
  return 1;
}

int moonwatch_new_metatable(lua_State *L, const void *type, const char *name) {
  struct making making = {type, name, NULL};
  return moonwatch_protect(L, make_metatable, &making, 0, 1);
}

// MARK: Swift functions

static int continue_call(lua_State *L, int status, lua_KContext context);

// Does what a Swift function asked for. Raising or yielding is the last act: no Swift frame is
// left, and nothing of C's needs cleaning up.
static int finish_call(lua_State *L, int result) {
  moonwatch_state *state = state_of(L);
  if (result >= 0) {
    raise_what_was_handed_over(state, L);
    moonwatch_safe_point(L);
    if (result > lua_gettop(L)) {
      return luaL_error(L, "a host function gave %d results with %d values", result, lua_gettop(L));
    }
    return result;
  }
  // An error of an interrupt's goes on its way: the hook must not raise it once more, least of all
  // in a to-be-closed variable's metamethod.
  if (result != MOONWATCH_WAIT) {
    state->raise_due = false;
    state->handed_over = false;
  }
  switch (result) {
    case MOONWATCH_ERROR_WHERE:
      luaL_checkstack(L, 1, NULL);
      luaL_where(L, 1);
      lua_insert(L, -2);
      lua_concat(L, 2);
      return lua_error(L);
    case MOONWATCH_ERROR_ARGUMENT: {
      int number = (int)lua_tointeger(L, -1);
      lua_pop(L, 1);
      return luaL_argerror(L, number, lua_tostring(L, -1));
    }
    case MOONWATCH_ERROR:
      return lua_error(L);
    default:
      // The light userdata on top tells resumers that Swift waits, not a script's own yield.
      luaL_checkstack(L, 1, NULL);
      lua_pushlightuserdata(L, state);
      raise_what_was_handed_over(state, L);
      state->waiting = lua_isyieldable(L);
      return lua_yieldk(L, 1, 0, continue_call);
  }
}

static int continue_call(lua_State *L, int status, lua_KContext context) {
  (void)status, (void)context;
  lua_pop(L, 1);  // the mark that the yield left
  block *found = block_at(L, -1);
  if (!found || found->type != &continuation_type || !found->object) {
    return luaL_error(L, "what this call was to do after its wait is gone");
  }
  void *continuation = found->object;
  found->object = NULL;
  lua_pop(L, 1);
  moonwatch_state *state = state_of(L);
  bool in_swift = state->in_swift;
  state->in_swift = true;
  int result = state->callbacks.resume(continuation, L);
  state->in_swift = in_swift;
  return finish_call(L, result);
}

static int dispatch(lua_State *L) {
  void *object = moonwatch_object_at(L, lua_upvalueindex(1), &function_type);
  if (!object) return luaL_error(L, "this function's host object is gone");
  moonwatch_state *state = state_of(L);
  bool in_swift = state->in_swift;
  state->in_swift = true;
  int result = state->callbacks.call(object, L);
  state->in_swift = in_swift;
  return finish_call(L, result);
}

static int push_continuation(lua_State *L) {
  struct making *making = making_argument(L);
  if (!get_metatable(L, &continuation_type)) {
    new_metatable(L, &continuation_type, "moonwatch.continuation");
  }
  push_block(L, making);
  return 1;
}

int moonwatch_push_continuation(lua_State *L, void *object) {
  struct making making = {&continuation_type, NULL, NULL};
  return fill(moonwatch_protect(L, push_continuation, &making, 0, 1), &making, object);
}

static int push_function(lua_State *L) {
  struct making *making = making_argument(L);
  if (!get_metatable(L, &function_type)) new_metatable(L, &function_type, "moonwatch.function");
  lua_settop(L, 0);
  push_block(L, making);
  lua_pushcclosure(L, dispatch, 1);
  return 1;
}

int moonwatch_push_function(lua_State *L, void *object) {
  struct making making = {&function_type, NULL, NULL};
  return fill(moonwatch_protect(L, push_function, &making, 0, 1), &making, object);
}
