// One line for each module; the sources are in lua/.
#include "moonwatch_lua_library.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char aws[] = {
#embed "lua/aws.lua"
};
static const char answers[] = {
#embed "lua/moonwatch/answers.lua"
};
static const char arithmetic[] = {
#embed "lua/moonwatch/arithmetic.lua"
};
static const char calls[] = {
#embed "lua/moonwatch/calls.lua"
};
static const char chart[] = {
#embed "lua/moonwatch/chart.lua"
};
static const char csv[] = {
#embed "lua/csv.lua"
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
static const char metric[] = {
#embed "lua/moonwatch/metric.lua"
};
static const char metrics[] = {
#embed "lua/metrics.lua"
};
static const char options[] = {
#embed "lua/moonwatch/options.lua"
};
static const char plot[] = {
#embed "lua/plot.lua"
};
static const char polling[] = {
#embed "lua/moonwatch/polling.lua"
};
static const char putting[] = {
#embed "lua/moonwatch/putting.lua"
};
static const char quotas[] = {
#embed "lua/moonwatch/quotas.lua"
};
static const char runtime[] = {
#embed "lua/moonwatch/runtime.lua"
};
static const char scale[] = {
#embed "lua/moonwatch/scale.lua"
};
static const char series[] = {
#embed "lua/moonwatch/series.lua"
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
static const char svg[] = {
#embed "lua/moonwatch/svg.lua"
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
static const char window[] = {
#embed "lua/moonwatch/window.lua"
};

#define PUBLIC(name) {#name, name, sizeof name}
// What scripts do not call has a name that no module of theirs has.
#define INTERNAL(name) {"moonwatch." #name, name, sizeof name}

static const moonwatch_lua_module modules[] = {
    PUBLIC(aws),
    PUBLIC(csv),
    PUBLIC(http),
    PUBLIC(json),
    PUBLIC(metrics),
    PUBLIC(plot),
    PUBLIC(show),
    PUBLIC(sim),
    PUBLIC(task),
    PUBLIC(time),
    INTERNAL(answers),
    INTERNAL(arithmetic),
    INTERNAL(calls),
    INTERNAL(chart),
    INTERNAL(errors),
    INTERNAL(list),
    INTERNAL(metric),
    INTERNAL(options),
    INTERNAL(polling),
    INTERNAL(putting),
    INTERNAL(quotas),
    INTERNAL(runtime),
    INTERNAL(scale),
    INTERNAL(series),
    INTERNAL(simulated),
    INTERNAL(svg),
    INTERNAL(text),
    INTERNAL(window),
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
