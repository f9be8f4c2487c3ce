// What the files of this target share.
#ifndef MOONWATCH_INTERNAL_H
#define MOONWATCH_INTERNAL_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "moonwatch_lua_support.h"

struct moonwatch_state {
  lua_State *main;
  moonwatch_callbacks callbacks;
  void *owner;

  size_t used;
  size_t limit;
  bool in_swift;    // a Swift frame is above the innermost protected call
  bool over_limit;  // the limit was passed while in_swift: raise at the next safe point

  lua_State *volatile running;  // the coroutine whose hook an interrupt sets
  volatile sig_atomic_t interrupt;
  volatile sig_atomic_t raise_due;  // the hook has still to raise
  bool cancelling;
  int interrupt_value;  // registry reference
  int last_traceback;   // registry reference

  char *warning;  // the pieces of a warning so far
  size_t warning_size;
};

static inline moonwatch_state *state_of(lua_State *L) {
  return *(moonwatch_state **)lua_getextraspace(L);
}

// True while errors must reach the top: an interrupt or a cancelled task.
static inline bool unwinding(const moonwatch_state *state) {
  return state->interrupt != 0 || state->cancelling;
}

// Runs `body` under lua_pcall with the top `pops` values and then `argument` as a light userdata.
int moonwatch_protect(
    lua_State *L, lua_CFunction body, void *argument, int pops, int pushes);

// Raises what is due when Swift has returned. Does not return if it raises.
void moonwatch_safe_point(lua_State *L);

// Raises the interrupt value again if the stack is being unwound, so that nothing catches it.
void moonwatch_keep_unwinding(lua_State *L);

void moonwatch_install_base(lua_State *L);
void moonwatch_install_coroutines(lua_State *L);

#endif
