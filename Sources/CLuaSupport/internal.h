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
  lua_CFunction plain_traceback;  // debug.traceback
  void *owner;

  bool is_closing;  // finalizers run, which no hook can stop

  size_t used;
  size_t limit;
  bool in_swift;    // a Swift frame is above the innermost protected call
  bool over_limit;  // the limit was passed while in_swift: raise at the next safe point
  bool waiting;     // the yield under way is a Swift function's
  int closing;      // coroutines that are being closed inside one another

  lua_State *volatile running;  // the coroutine whose hook an interrupt sets
  volatile sig_atomic_t interrupt;
  volatile sig_atomic_t raise_due;  // the hook has still to raise
  volatile sig_atomic_t unheeded;   // signals that came while one was still to be raised
  int end_status;                   // with which a person may end the process; 0: nobody is asked
  volatile sig_atomic_t interrupts;  // how many there were
  bool handed_over;  // a Swift function that Lua called was given the error of an interrupt
  bool cancelling;
  int interrupt_value;  // registry reference
  int last_traceback;   // registry reference
  moonwatch_watchdog *volatile watchdog;

  char *warning;  // the pieces of a warning so far
  size_t warning_size;
  bool warning_continues;
  bool warnings_off;
};

static inline moonwatch_state *state_of(lua_State *L) {
  return *(moonwatch_state **)lua_getextraspace(L);
}

// True while errors must reach the top: an interrupt or a cancelled task.
static inline bool unwinding(const moonwatch_state *state) {
  return state->interrupt != 0 || state->cancelling;
}

// Makes a coroutine raise the interrupt value at its next instruction.
void moonwatch_arm(lua_State *L);

// What a call into Lua changes and puts back.
struct crossing {
  lua_State *running;
  bool in_swift;
};

// Before Lua code of a coroutine runs, from Swift or from another coroutine. The order of the two
// steps leaves no gap: a signal that comes before the second finds the coroutine to arm, one that
// came before the first is found by the second.
static inline struct crossing enter_lua(moonwatch_state *state, lua_State *L) {
  struct crossing crossing = {state->running, state->in_swift};
  state->in_swift = false;
  state->running = L;
  if (state->raise_due) moonwatch_arm(L);
  return crossing;
}

static inline void leave_lua(moonwatch_state *state, struct crossing crossing) {
  state->running = crossing.running;
  state->in_swift = crossing.in_swift;
  if (state->raise_due) moonwatch_arm(state->running);
}

// An error goes from Lua to a Swift function, which may handle it instead of passing it on. It can
// go on using the state; but an interrupt is raised again when Lua code is next to run.
static inline void leave_lua_with_error(moonwatch_state *state, struct crossing crossing) {
  if (state->interrupt && crossing.in_swift) state->handed_over = true;
  leave_lua(state, crossing);
}

static inline void raise_what_was_handed_over(moonwatch_state *state, lua_State *L) {
  if (!state->handed_over) return;
  state->handed_over = false;
  if (!state->interrupt) return;
  state->raise_due = true;
  moonwatch_arm(L);
}

// Runs `body` under lua_pcall with the top `pops` values and then `argument` as a light userdata.
int moonwatch_protect(
    lua_State *L, lua_CFunction body, void *argument, int pops, int pushes);

// Raises what is due when Swift has returned. Does not return if it raises.
void moonwatch_safe_point(lua_State *L);

// Raises the interrupt value again if the stack is being unwound, so that nothing catches it.
void moonwatch_keep_unwinding(lua_State *L);

// Takes a state that is about to go out of the signal handlers.
void moonwatch_forget_signals(moonwatch_state *state);

void moonwatch_install_base(lua_State *L);
void moonwatch_install_coroutines(lua_State *L);

#endif
