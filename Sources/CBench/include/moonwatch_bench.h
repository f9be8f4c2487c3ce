#ifndef MOONWATCH_BENCH_H
#define MOONWATCH_BENCH_H

struct lua_State;

/// A plain C function of Lua: an integer in, the next one out.
int moonwatch_bench_increment(struct lua_State *L);

#endif
