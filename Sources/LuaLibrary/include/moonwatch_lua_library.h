// The library written in Lua, as bytes in the program.
#ifndef MOONWATCH_LUA_LIBRARY_H
#define MOONWATCH_LUA_LIBRARY_H
#include <stddef.h>

typedef struct {
  const char *name;  // what `require` calls it
  const char *source;
  size_t length;
} moonwatch_lua_module;

size_t moonwatch_lua_module_count(void);
moonwatch_lua_module moonwatch_lua_module_at(size_t index);

#endif
