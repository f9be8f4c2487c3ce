// Lua 5.4's C API. Lua declares some of it as macros that Swift cannot see; the ones that are needed
// get a typed inline here. Everything that can raise an error goes through CLuaSupport instead.
#ifndef MOONWATCH_CLUA_SHIM_H
#define MOONWATCH_CLUA_SHIM_H
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>

static inline int moonwatch_registry_index(void) { return LUA_REGISTRYINDEX; }
// A C global that Swift cannot prove safe; only the Lua thread writes results.
static inline FILE *moonwatch_stdout(void) { return stdout; }

#endif
