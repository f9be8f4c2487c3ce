// System calls that Swift's Glibc module lacks, since they are GNU's.
#ifndef MOONWATCH_CSYSTEM_H
#define MOONWATCH_CSYSTEM_H

#include <sys/types.h>

// A pipe that no program started meanwhile inherits; its reading end does not block. 0, or -1 and
// errno.
int moonwatch_pipe(int ends[2]);

// Starts a program, looked up in PATH, with `output` and `errors` as its standard output and error.
// It keeps this program's standard input and inherits no other file. 0, or an error number.
int moonwatch_spawn(pid_t *process, char *const arguments[], char *const environment[], int output,
                    int errors);

#endif
