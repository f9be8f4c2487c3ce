// GNU readline and history: the callback interface, and typed access to their C globals, which
// Swift 6 cannot touch.
#ifndef MOONWATCH_CREADLINE_SHIM_H
#define MOONWATCH_CREADLINE_SHIM_H
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

/// Names the program for `$if moonwatch` in inputrc, sends prompt and echo to standard error, and
/// leaves signals to the caller. Before the first call of readline.
static inline void moonwatch_readline_setup(void) {
  rl_readline_name = "moonwatch";
  rl_outstream = stderr;
  rl_catch_signals = 0;
}

/// Timestamps in the history file, which also let one entry have several lines.
static inline void moonwatch_history_setup(int limit) {
  using_history();
  history_comment_char = '#';
  history_write_timestamps = 1;
  stifle_history(limit);
}

static inline int moonwatch_history_length(void) { return history_length; }

/// The text of an entry by its position from 0, or NULL. Not owned by the caller.
static inline const char *moonwatch_history_line(int position) {
  HIST_ENTRY *entry = history_get(history_base + position);
  return entry ? entry->line : NULL;
}

/// Removes an entry by its position from 0.
static inline void moonwatch_history_remove(int position) {
  HIST_ENTRY *entry = remove_history(position);
  if (entry) free_history_entry(entry);
}

// Two globals of the C library, for the same reason.

static inline FILE *moonwatch_standard_output(void) { return stdout; }

static inline char **moonwatch_environment(void) {
  extern char **environ;
  return environ;
}
#endif
