// Interrupts: Ctrl-C, termination and deadlines, and the watchdog behind them.
//
// There is no standing count hook, which would halve Lua's speed. A signal handler sets the hook of
// the running coroutine, as lua_sethook's manual entry allows; the hook raises once, at the next
// instruction. From then until the host clears the interrupt no error can be caught, so the stack
// unwinds through pcall and coroutines, and to-be-closed variables run.

#define _GNU_SOURCE  // pipe2

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

static void hook(lua_State *L, lua_Debug *record) {
  (void)record;
  moonwatch_state *state = state_of(L);
  lua_sethook(L, NULL, 0, 0);
  bool due = state->raise_due;
  state->raise_due = false;
  if (!due || !state->interrupt) return;
  moonwatch_push_interrupt_value(L);
  lua_error(L);
}

void moonwatch_arm(lua_State *L) {
  lua_sethook(L, hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

static void alert(moonwatch_state *state, char byte);

void moonwatch_interrupt(moonwatch_state *state, int reason) {
  state->interrupt = reason;
  state->interrupts = state->interrupts + 1;
  state->raise_due = true;
  if (!state->is_closing) moonwatch_arm(state->running);
  alert(state, 'a');
}

int moonwatch_pending_interrupt(const moonwatch_state *state) { return state->interrupt; }

bool moonwatch_interrupt_is_due(const moonwatch_state *state) {
  return state->interrupt != 0 && state->raise_due;
}

int moonwatch_interrupt_count(const moonwatch_state *state) { return state->interrupts; }

void moonwatch_acknowledge_interrupt(moonwatch_state *state) {
  state->raise_due = false;
  state->handed_over = false;
  lua_sethook(state->running, NULL, 0, 0);
}

void moonwatch_clear_interrupt(moonwatch_state *state) {
  // A signal between these two belongs to the interrupt that is being cleared.
  state->raise_due = false;
  state->handed_over = false;
  state->interrupt = 0;
  state->unheeded = 0;
  lua_sethook(state->running, NULL, 0, 0);
  alert(state, 'c');
}

void moonwatch_set_cancelling(moonwatch_state *state, bool cancelling) {
  state->cancelling = cancelling;
}

int moonwatch_set_interrupt_value(lua_State *L) {
  moonwatch_state *state = state_of(L);
  int old = state->interrupt_value;
  int status = moonwatch_reference(L, &state->interrupt_value);
  // Only a stack that is full to the last slot keeps the old value alive.
  if (status == LUA_OK) (void)moonwatch_unreference(L, old);
  return status;
}

void moonwatch_push_interrupt_value(lua_State *L) {
  // Room for one value: a hook and a C function have LUA_MINSTACK slots, a caught error left one.
  lua_rawgeti(L, LUA_REGISTRYINDEX, state_of(L)->interrupt_value);
}

void moonwatch_keep_unwinding(lua_State *L) {
  moonwatch_state *state = state_of(L);
  if (!unwinding(state)) return;
  state->raise_due = false;
  moonwatch_push_interrupt_value(L);
  lua_error(L);
}

// MARK: Signals

enum { signal_count = 65 };

static struct {
  moonwatch_state *volatile state;
  volatile sig_atomic_t reason;
  volatile sig_atomic_t wake;
  pthread_t thread;
} handlers[signal_count];

static void wake_loop(int descriptor) {
  if (descriptor < 0) return;
  uint64_t one = 1;  // what an eventfd wants; a pipe does not mind
  ssize_t written = write(descriptor, &one, sizeof one);
  (void)written;  // full means that the loop has a wake-up waiting already
}

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;  // nobody is there to be told
}

// True for a line that begins with y. All of it is async-signal-safe.
static bool is_yes(void) {
  char first = 0;
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
    if (!first) first = byte;
  }
  return first == 'y' || first == 'Y';
}

// A person asks again, and the interrupt before was not raised: Lua is in a C function or a finalizer,
// where no hook runs.
static void insist(moonwatch_state *state) {
  state->unheeded = state->unheeded + 1;
  if (state->unheeded == 1) {
    say("\nLua is in a function that nothing can stop, such as a search with a pattern;\n"
        "it ends when that returns. Ctrl-C again: asks whether to end the session.\n");
    return;
  }
  say("\nEnd the session, and lose its variables? [y/N] ");
  if (is_yes()) _exit(state->end_status);
}

static void on_signal(int signal) {
  int saved = errno;
  moonwatch_state *state = handlers[signal].state;
  if (state && !pthread_equal(handlers[signal].thread, pthread_self())) {
    pthread_kill(handlers[signal].thread, signal);  // the hook is set on Lua's own thread only
  } else if (state) {
    bool again = state->raise_due && state->end_status != 0;
    moonwatch_interrupt(state, handlers[signal].reason);
    wake_loop(handlers[signal].wake);
    if (again) insist(state);
  }
  errno = saved;
}

void moonwatch_offer_end(moonwatch_state *state, int status) { state->end_status = status; }

int moonwatch_on_signal(int signal, moonwatch_state *state, int reason, int wake) {
  if (signal <= 0 || signal >= signal_count) return EINVAL;
  struct sigaction action = {0};
  sigemptyset(&action.sa_mask);
  handlers[signal].state = NULL;
  handlers[signal].reason = reason;
  handlers[signal].wake = wake;
  handlers[signal].thread = pthread_self();
  handlers[signal].state = reason ? state : NULL;
  if (reason) {
    action.sa_handler = on_signal;  // no SA_RESTART: a wait ends early, and the loop looks
    // A thread of a pool (libdispatch's, for one) blocks signals.
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  } else {
    action.sa_handler = SIG_DFL;
  }
  return sigaction(signal, &action, NULL) == 0 ? 0 : errno;
}

void moonwatch_forget_signals(moonwatch_state *state) {
  for (int signal = 1; signal < signal_count; signal++) {
    if (handlers[signal].state == state) moonwatch_on_signal(signal, state, 0, -1);
  }
}

// MARK: Watchdog

struct moonwatch_watchdog {
  moonwatch_state *state;
  pthread_t lua_thread;
  pthread_t thread;
  double deadline;
  double grace;
  int reason;
  int (*status)(int reason);
  int pipe[2];  // 'a': an interrupt was raised; 'c': it was cleared; 's': stop
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void alert(moonwatch_state *state, char byte) {
  if (!state->watchdog) return;
  int saved = errno;
  ssize_t written = write(state->watchdog->pipe[1], &byte, 1);
  (void)written;  // the pipe is full only while the watching thread is starved
  errno = saved;
}

// Waits for a byte until a time; 0: none came.
static char wait_for_byte(int descriptor, double until) {
  struct pollfd waiting = {descriptor, POLLIN, 0};
  double left = until - now();
  if (left < 0) left = 0;
  if (left > 1e6) left = 1e6;  // then look again
  int ready = poll(&waiting, 1, until > 0 ? (int)(left * 1e3) + 1 : -1);
  char byte = 0;
  if (ready > 0 && read(descriptor, &byte, 1) == 1) return byte;
  return 0;
}

static void end_process(const moonwatch_watchdog *watchdog) {
  static const char message[] =
      "moonwatch: the script did not stop in time after it was interrupted; ending the process\n";
  ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
  (void)written;  // the process ends either way
  int reason = watchdog->state->interrupt;
  _exit(watchdog->status(reason ? reason : watchdog->reason));
}

static void *watch(void *context) {
  moonwatch_watchdog *watchdog = context;
  double deadline = watchdog->deadline;
  double end = 0;  // of the grace; 0: nothing is pending
  for (;;) {
    switch (wait_for_byte(watchdog->pipe[0], end > 0 ? end : deadline)) {
      case 's':
        return NULL;
      case 'a':
        if (end == 0) end = now() + watchdog->grace;
        break;
      case 'c':
        end = 0;
        break;
    }
    if (end > 0 && now() >= end) end_process(watchdog);
    if (end == 0 && deadline > 0 && now() >= deadline) {
      // The hook has to be set on the Lua thread: a signal gets there.
      deadline = 0;
      end = now() + watchdog->grace;
      pthread_kill(watchdog->lua_thread, SIGALRM);
    }
  }
}

moonwatch_watchdog *moonwatch_watchdog_start(
    moonwatch_state *state, double deadline, int reason, double grace, int wake,
    int (*status)(int reason)) {
  moonwatch_watchdog *watchdog = calloc(1, sizeof *watchdog);
  if (!watchdog) return NULL;
  watchdog->state = state;
  watchdog->lua_thread = pthread_self();
  watchdog->deadline = deadline > 0 ? now() + deadline : 0;
  watchdog->grace = grace;
  watchdog->reason = reason;
  watchdog->status = status;
  if (pipe2(watchdog->pipe, O_CLOEXEC) != 0) {
    free(watchdog);
    return NULL;
  }
  fcntl(watchdog->pipe[1], F_SETFL, O_NONBLOCK);  // a signal handler must not block
  if (deadline > 0) moonwatch_on_signal(SIGALRM, state, reason, wake);
  // The new thread takes no signals: their handlers belong on the Lua thread.
  sigset_t all, saved;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved);
  int failure = pthread_create(&watchdog->thread, NULL, watch, watchdog);
  pthread_sigmask(SIG_SETMASK, &saved, NULL);
  if (failure) {
    if (deadline > 0) moonwatch_on_signal(SIGALRM, state, 0, -1);
    close(watchdog->pipe[0]);
    close(watchdog->pipe[1]);
    free(watchdog);
    return NULL;
  }
  state->watchdog = watchdog;
  return watchdog;
}

void moonwatch_watchdog_stop(moonwatch_watchdog *watchdog) {
  if (!watchdog) return;
  watchdog->state->watchdog = NULL;
  while (write(watchdog->pipe[1], "s", 1) < 0 && (errno == EAGAIN || errno == EINTR)) sched_yield();
  pthread_join(watchdog->thread, NULL);
  if (watchdog->deadline > 0) moonwatch_on_signal(SIGALRM, watchdog->state, 0, -1);
  close(watchdog->pipe[0]);
  close(watchdog->pipe[1]);
  free(watchdog);
}
