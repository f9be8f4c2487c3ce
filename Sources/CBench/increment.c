#include "moonwatch_bench.h"

#include <lauxlib.h>
#include <lua.h>

int moonwatch_bench_increment(lua_State *L) {
  lua_pushinteger(L, luaL_checkinteger(L, 1) + 1);
  return 1;
}
