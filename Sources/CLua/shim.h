// Lua 5.4's C API. Lua declares many calls as macros; the ones that cannot raise an error get a
// typed inline here. Everything that can raise goes through CLuaSupport instead.
#ifndef MOONWATCH_CLUA_SHIM_H
#define MOONWATCH_CLUA_SHIM_H
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#endif
