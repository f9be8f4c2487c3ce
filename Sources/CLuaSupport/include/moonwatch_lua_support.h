#ifndef MOONWATCH_LUA_SUPPORT_H
#define MOONWATCH_LUA_SUPPORT_H
#include <lua.h>
#endif
