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
static const char show[] = {
#embed "lua/show.lua"
};
static const char task[] = {
#embed "lua/task.lua"
};
static const char time[] = {
#embed "lua/time.lua"
};

const moonwatch_lua_module moonwatch_lua_modules[] = {
    {"aws", aws, sizeof aws},    {"errors", errors, sizeof errors}, {"json", json, sizeof json},
    {"show", show, sizeof show}, {"task", task, sizeof task},       {"time", time, sizeof time},
};
const size_t moonwatch_lua_module_count =
    sizeof moonwatch_lua_modules / sizeof *moonwatch_lua_modules;
