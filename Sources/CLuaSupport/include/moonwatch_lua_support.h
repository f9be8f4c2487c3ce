// Everything between Swift and Lua that can raise an error, yield, or run a finalizer.
//
// A Lua error is a longjmp, and a longjmp over a Swift frame is memory corruption. So Swift calls a
// Lua function that may raise or allocate (marked e, m or v in the reference manual, chapter 4)
// only through this target, which runs it under lua_pcall; and Lua calls Swift only through the
// dispatcher here, to which Swift returns a sentinel and which then raises or yields as its last act.
//
// Each function states its stack effect as the manual does: [-pops, +pushes]. A function that
// returns a status pops its arguments and pushes its results on LUA_OK; on an error it pops its
// arguments and pushes the error value. MOONWATCH_ERRSTACK alone pushes nothing. Debug builds
// assert this.
#ifndef MOONWATCH_LUA_SUPPORT_H
#define MOONWATCH_LUA_SUPPORT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <moonwatch_document.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: State

// Status of a protected function that found no room on the Lua stack; nothing was pushed.
#define MOONWATCH_ERRSTACK 100

// What a Swift function returns to the dispatcher: a number of results, or one of these.
#define MOONWATCH_ERROR (-1)        // raise the value on top of the stack
#define MOONWATCH_ERROR_WHERE (-2)  // raise the string on top, with file and line put before it
#define MOONWATCH_ERROR_ARGUMENT (-3)  // bad argument: its number on top, the message below
#define MOONWATCH_WAIT (-4)            // wait; the continuation is on top

// Swift's side of the border. None of these may let a Lua error through.
typedef struct {
  // Runs a Swift function. [-0, +n], or one of the sentinels above.
  int (*call)(void *object, lua_State *L);
  // Runs what a Swift function left to do when it yielded, and releases it. [-0, +n] or a sentinel.
  int (*resume)(void *continuation, lua_State *L);
  // Waits until the innermost call that yielded can be continued, where Lua cannot yield.
  void (*block)(void *owner);
  // Releases an object that a userdata held.
  void (*release)(void *object);
  // A warning of Lua's (lua_setwarnf), whole.
  void (*warn)(void *owner, const char *message);
} moonwatch_callbacks;

// One Lua universe: what the C side keeps beside lua_State.
typedef struct moonwatch_state moonwatch_state;

// Makes a state with every standard library open and the host's own pcall, xpcall, load, coroutine
// functions in place. NULL: out of memory.
moonwatch_state *moonwatch_open(const moonwatch_callbacks *callbacks);
// What the callbacks get; to be set before Lua runs.
void moonwatch_set_owner(moonwatch_state *state, void *owner);
void moonwatch_close(moonwatch_state *state);
lua_State *moonwatch_main_thread(moonwatch_state *state);
// The state that a thread belongs to.
moonwatch_state *moonwatch_state_of(lua_State *L);
void *moonwatch_owner(lua_State *L);

// Bytes that Lua holds, and the most that it may hold (0: no limit).
size_t moonwatch_memory_used(const moonwatch_state *state);
void moonwatch_set_memory_limit(moonwatch_state *state, size_t bytes);

// MARK: Protected access

// [-0, +1]
int moonwatch_push_string(lua_State *L, const char *bytes, size_t length);
int moonwatch_new_table(lua_State *L, int array, int fields);
// A value as tostring gives it. [-0, +1]
int moonwatch_tostring(lua_State *L, int index);
int moonwatch_traceback(lua_State *L, lua_State *of, const char *message, int level);
// "file:line:" of the function at a level, or "". [-0, +1]
int moonwatch_where(lua_State *L, int level);
// Compiles text; bytecode is refused. [-0, +1]
int moonwatch_load(lua_State *L, const char *bytes, size_t length, const char *name);
// Calls a function. [-(arguments + 1), +results]
int moonwatch_call(lua_State *L, int arguments, int results);
// Table access with metamethods. [-0, +1] and [-1, +0]
int moonwatch_get_field(lua_State *L, int index, const char *name);
int moonwatch_set_field(lua_State *L, int index, const char *name);
int moonwatch_get_global(lua_State *L, const char *name);
int moonwatch_set_global(lua_State *L, const char *name);
// Raw table access. [-1, +1], [-2, +0], [-1, +0]
int moonwatch_raw_get(lua_State *L, int index);
int moonwatch_raw_set(lua_State *L, int index);
int moonwatch_raw_set_index(lua_State *L, int index, lua_Integer position);
// [-1, +2] for the next entry, or [-1, +0] and *more = false at the end.
int moonwatch_next(lua_State *L, int index, bool *more);
// Moves the top value into the registry. [-1, +0]
int moonwatch_reference(lua_State *L, int *reference);
// Gives a registry slot back. False: no room on the stack, nothing was done. [-0, +0]
bool moonwatch_unreference(lua_State *L, int reference);
// Runs package.preload-style registration: package.loaded[name] = top. [-1, +0]
int moonwatch_set_loaded(lua_State *L, const char *name);
// A full garbage collection; runs finalizers. [-0, +0]
int moonwatch_collect(lua_State *L);
// True while a finalizer runs: lua_gc refuses every option then.
bool moonwatch_in_finalizer(lua_State *L);

// The bytes of a string, or NULL for any other type (numbers are not converted, so this never
// allocates). [-0, +0]
const char *moonwatch_string_at(lua_State *L, int index, size_t *length);

// Reads elements 1 to count of a table: numbers, and NaN where one is false. Stops at the first that is
// neither a finite number nor false, and returns how many it read. Needs one slot. [-0, +0]
lua_Integer moonwatch_numbers_at(lua_State *L, int index, double *numbers, lua_Integer count);

// MARK: Looking without running code

// A key of a path: a text, or where that is NULL a position.
typedef struct {
  const char *text;
  size_t length;
  lua_Integer position;
} moonwatch_key;
// The value that a path of keys leads to from the globals; nil where it leads nowhere. Access is raw;
// an `__index` is followed where it is a table and never called. [-0, +1]
int moonwatch_raw_path(lua_State *L, const moonwatch_key *keys, size_t count);
// The `__name` of a value's metatable where that is a text, else nil. [-0, +1]
int moonwatch_class_name(lua_State *L, int index);

// A malloc'd block of names, each a uint32_t length, a byte with the type of its value (LUA_T…) and the
// text; the caller frees it, also after an error.
typedef struct {
  uint8_t *bytes;
  size_t size, capacity;
  size_t count;
  bool is_cut;  // there are more than the limit
} moonwatch_members;
// Lists the text keys of a value and of the `__index` tables behind it, at most so many; a name that is
// in several comes several times. [-0, +0]
int moonwatch_raw_members(lua_State *L, int index, size_t limit, moonwatch_members *members);

// MARK: Objects

// A userdata that holds one retained Swift object. `type` is the address that stands for its Swift
// type; the metatable must have been made for that type. [-0, +1]
int moonwatch_push_object(lua_State *L, const void *type, void *object);
// The object of that type at an index, or NULL; never trusts a metatable.
void *moonwatch_object_at(lua_State *L, int index, const void *type);
// Makes and registers the metatable of a type, with __gc, __close, __metatable and __name set, and
// leaves it on the stack. [-0, +1]
int moonwatch_new_metatable(lua_State *L, const void *type, const char *name);
// A Lua function that runs a retained Swift object's closure. [-0, +1]
int moonwatch_push_function(lua_State *L, void *object);
// A userdata that holds what a retained Swift object does when the wait that it goes with is over.
// If the coroutine is collected instead, the object is released. [-0, +1]
int moonwatch_push_continuation(lua_State *L, void *object);

// MARK: Coroutines

enum {
  MOONWATCH_RETURNED = 0,  // results on top of the coroutine's stack
  MOONWATCH_WAITING = 1,   // a Swift function yielded; resume with no values to continue it
  MOONWATCH_YIELDED = 2,   // coroutine.yield; values on top
  MOONWATCH_FAILED = 3,    // error value on top
};
// A new thread. [-0, +1]
int moonwatch_new_thread(lua_State *L, lua_State **thread);
// Starts (function and arguments on its stack) or continues a thread.
int moonwatch_resume(lua_State *thread, lua_State *from, int arguments, int *results);
// Closes a thread's pending to-be-closed variables. LUA_OK, or an error with its value on top.
int moonwatch_reset(lua_State *thread);
// A function that calls its first argument with the others, so that errors are caught where
// to-be-closed variables may still yield, and keeps the traceback. [-0, +1]
void moonwatch_push_task_body(lua_State *L);
// The traceback of the last error that passed a task body. [-0, +1] (a string or nil)
void moonwatch_push_last_traceback(lua_State *L);

// MARK: Interrupts

// Asks the running coroutine to raise the interrupt value at its next instruction. May be called
// from a signal handler on the Lua thread, and only there or outside Lua on that thread. An error
// that Swift handles instead of passing it on does not end the interrupt: it is raised again.
void moonwatch_interrupt(moonwatch_state *state, int reason);
// The reason of the interrupt that has not been cleared, or 0.
int moonwatch_pending_interrupt(const moonwatch_state *state);
// True while the raise of an interrupt has not happened yet.
bool moonwatch_interrupt_is_due(const moonwatch_state *state);
// How many interrupts there were in all.
int moonwatch_interrupt_count(const moonwatch_state *state);
// Calls off the raise that is due, since what ran into the interrupt raises by itself.
void moonwatch_acknowledge_interrupt(moonwatch_state *state);
// Ends the unwinding: Lua may catch errors again.
void moonwatch_clear_interrupt(moonwatch_state *state);
// A person sits before the terminal. A signal that comes while the one before was not raised, since a
// C function or a finalizer runs, is answered on it: the second with why nothing happens, from the
// third on with the question whether to end the process, with this status.
void moonwatch_offer_end(moonwatch_state *state, int status);
// While set, errors cannot be caught: the current task is being cancelled.
void moonwatch_set_cancelling(moonwatch_state *state, bool cancelling);
// Takes the top value as what interrupts raise. [-1, +0]
int moonwatch_set_interrupt_value(lua_State *L);
// [-0, +1]
void moonwatch_push_interrupt_value(lua_State *L);

// A signal whose handler interrupts a state and writes to a file descriptor (-1: none) to wake a
// loop. `reason` 0 restores the default.
int moonwatch_on_signal(int signal, moonwatch_state *state, int reason, int wake);

// A thread that ends the process when Lua does not heed an interrupt: `deadline` seconds from now
// (0: none) it interrupts the calling thread with `reason`; if an interrupt has not been cleared
// `grace` seconds later, it says so on standard error and calls _exit(status of the reason). One for
// a state at a time; it uses SIGALRM for the deadline.
typedef struct moonwatch_watchdog moonwatch_watchdog;
moonwatch_watchdog *moonwatch_watchdog_start(
    moonwatch_state *state, double deadline, int reason, double grace, int wake,
    int (*status)(int reason));
void moonwatch_watchdog_stop(moonwatch_watchdog *watchdog);

// MARK: Documents

// Names of a vocabulary as Lua strings, and its shapes' metatables, kept once per vocabulary:
// references to two tables, 0-based number + 1 -> string, shape number -> metatable.
typedef struct {
  int members;
  int shapes;
} moonwatch_names;

// Builds the table (or scalar) for a node and all below it. Blobs become strings, timestamps
// floats. [-0, +1]
int moonwatch_push_document(
    lua_State *L, const moonwatch_node *node, const uint8_t *arena, const moonwatch_names *names);

// Two malloc'd blocks that a table was read into; the caller frees both, also after an error.
typedef struct {
  moonwatch_node *nodes;
  size_t count, capacity;
  uint8_t *arena;
  size_t size, arena_capacity;
} moonwatch_reader;
// Reads a value: strings, numbers, booleans, tables that are lists (keys 1…n) or maps (string
// keys). An empty table is an empty map. The error names the path of what cannot be read. [-0, +0]
int moonwatch_read_document(lua_State *L, int index, moonwatch_reader *reader);
// The value that stands for null, in lists above all: json.null. [-0, +1]
void moonwatch_push_null(lua_State *L);

#endif
