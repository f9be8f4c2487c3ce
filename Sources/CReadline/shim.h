// GNU readline and history: the callback interface, and typed access to their C globals, which
// Swift 6 cannot touch.
#ifndef MOONWATCH_CREADLINE_SHIM_H
#define MOONWATCH_CREADLINE_SHIM_H
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <readline/readline.h>
#include <readline/history.h>

/// Names the program for `$if moonwatch` in inputrc, sends prompt and echo to standard error, and
/// leaves signals to the caller. Before the first call of readline.
static inline void moonwatch_readline_setup(void) {
  rl_readline_name = "moonwatch";
  rl_outstream = stderr;
  rl_catch_signals = 0;
}

// Completion.

/// Has readline ask for the ends of words, then for the candidates, and for these to be shown. Quotes mean
/// nothing to it: which text is the word is for `breaks` to say.
static inline void moonwatch_completion_setup(
    rl_cpvfunc_t *breaks, rl_completion_func_t *complete, rl_compdisp_func_t *show) {
  rl_completion_word_break_hook = breaks;
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show;
  rl_completer_quote_characters = NULL;
  rl_basic_quote_characters = "";
}

/// The line that is being edited, and the cursor's place in it in bytes.
static inline const char *moonwatch_line(void) { return rl_line_buffer; }
static inline int moonwatch_point(void) { return rl_point; }

/// A text of one character, or of none for 0. Overwritten by the next.
static inline char *moonwatch_word_breaks(char character) {
  static char text[2];
  text[0] = character;
  return text;
}

/// What to answer where there are no candidates; `files`: readline is to complete the name of a file.
static inline char **moonwatch_no_matches(bool files) {
  rl_attempted_completion_over = !files;
  return NULL;
}

/// To be called before candidates are handed over: what is put behind the only one, or 0.
static inline void moonwatch_matches_done(int ending) {
  rl_attempted_completion_over = 1;
  rl_completion_append_character = ending;
}

/// Writes where readline does.
static inline void moonwatch_readline_write(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}

/// Prepares readline's own list of entries.
static inline void moonwatch_history_setup(int limit) {
  using_history();
  stifle_history(limit);
}

/// Adds an entry that was made at a time of epoch seconds.
static inline void moonwatch_history_add(const char *line, long seconds) {
  char stamp[24];
  snprintf(stamp, sizeof stamp, "#%ld", seconds);
  add_history(line);
  add_history_time(stamp);
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

/// Keeps what is written to standard output, a terminal whose cursor is at the left, in its buffer, or
/// lets each line out as it ends. glibc's setvbuf may be called at any time where it brings no buffer
/// of its own; but only a buffer that was written out since is filled to its end.
static inline void moonwatch_hold_output(bool hold) {
  fflush(stdout);
  setvbuf(stdout, NULL, hold ? _IOFBF : _IOLBF, BUFSIZ);
  if (hold) {
    fputc('\r', stdout);
    fflush(stdout);
  }
}

static inline bool moonwatch_output_is_held(void) { return !__flbf(stdout); }

/// The bytes that wait in the buffer.
static inline size_t moonwatch_output_pending(void) { return __fpending(stdout); }

static inline char **moonwatch_environment(void) {
  extern char **environ;
  return environ;
}
#endif
