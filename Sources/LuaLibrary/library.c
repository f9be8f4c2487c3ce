// One line for each module; the sources are in lua/.
#include "moonwatch_lua_library.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char aws[] = {
#embed "lua/aws.lua"
};
static const char errors[] = {
#embed "lua/moonwatch/errors.lua"
};
static const char http[] = {
#embed "lua/http.lua"
};
static const char json[] = {
#embed "lua/json.lua"
};
static const char list[] = {
#embed "lua/moonwatch/list.lua"
};
static const char options[] = {
#embed "lua/moonwatch/options.lua"
};
static const char polling[] = {
#embed "lua/moonwatch/polling.lua"
};
static const char runtime[] = {
#embed "lua/moonwatch/runtime.lua"
};
static const char show[] = {
#embed "lua/show.lua"
};
static const char sim[] = {
#embed "lua/sim.lua"
};
static const char simulated[] = {
#embed "lua/moonwatch/simulated.lua"
};
static const char task[] = {
#embed "lua/task.lua"
};
static const char text[] = {
#embed "lua/moonwatch/text.lua"
};
static const char time[] = {
#embed "lua/time.lua"
};

#define PUBLIC(name) {#name, name, sizeof name}
// What scripts do not call has a name that no module of theirs has.
#define INTERNAL(name) {"moonwatch." #name, name, sizeof name}

static const moonwatch_lua_module modules[] = {
    PUBLIC(aws),      PUBLIC(http),      PUBLIC(json),   PUBLIC(show),   PUBLIC(sim),
    PUBLIC(task),     PUBLIC(time),
    INTERNAL(errors), INTERNAL(list), INTERNAL(options), INTERNAL(polling), INTERNAL(runtime),
    INTERNAL(simulated), INTERNAL(text),
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
