// GNU readline and history, callback interface.
#ifndef MOONWATCH_CREADLINE_SHIM_H
#define MOONWATCH_CREADLINE_SHIM_H
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
#endif
