// One line for each module; the sources are in lua/.
#include "moonwatch_lua_library.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char aws[] = {
#embed "lua/aws.lua"
};
static const char errors[] = {
#embed "lua/errors.lua"
};
static const char json[] = {
#embed "lua/json.lua"
};
static const char runtime[] = {
#embed "lua/runtime.lua"
};
static const char show[] = {
#embed "lua/show.lua"
};
static const char task[] = {
#embed "lua/task.lua"
};
static const char time[] = {
#embed "lua/time.lua"
};

#define MODULE(name) {#name, name, sizeof name}

static const moonwatch_lua_module modules[] = {
    MODULE(aws), MODULE(errors), MODULE(json), MODULE(runtime),
    MODULE(show), MODULE(task), MODULE(time),
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
