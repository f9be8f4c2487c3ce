// One line for each module; the sources are in lua/.
#include "moonwatch_lua_library.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char alarm[] = {
#embed "lua/moonwatch/alarm.lua"
};
static const char alarm_history[] = {
#embed "lua/moonwatch/alarm_history.lua"
};
static const char alarm_list[] = {
#embed "lua/moonwatch/alarm_list.lua"
};
static const char alarm_search[] = {
#embed "lua/moonwatch/alarm_search.lua"
};
static const char alarm_series[] = {
#embed "lua/moonwatch/alarm_series.lua"
};
static const char alarms[] = {
#embed "lua/alarms.lua"
};
static const char answers[] = {
#embed "lua/moonwatch/answers.lua"
};
static const char apply[] = {
#embed "lua/moonwatch/apply.lua"
};
static const char arithmetic[] = {
#embed "lua/moonwatch/arithmetic.lua"
};
static const char aws[] = {
#embed "lua/aws.lua"
};
static const char calls[] = {
#embed "lua/moonwatch/calls.lua"
};
static const char canonical[] = {
#embed "lua/moonwatch/canonical.lua"
};
static const char chart[] = {
#embed "lua/moonwatch/chart.lua"
};
static const char condition[] = {
#embed "lua/moonwatch/condition.lua"
};
static const char coverage[] = {
#embed "lua/moonwatch/coverage.lua"
};
static const char coverage_policy[] = {
#embed "lua/moonwatch/coverage_policy.lua"
};
static const char csv[] = {
#embed "lua/csv.lua"
};
static const char definition[] = {
#embed "lua/moonwatch/definition.lua"
};
static const char definition_check[] = {
#embed "lua/moonwatch/definition_check.lua"
};
static const char definition_queries[] = {
#embed "lua/moonwatch/definition_queries.lua"
};
static const char definition_reading[] = {
#embed "lua/moonwatch/definition_reading.lua"
};
static const char diff[] = {
#embed "lua/moonwatch/diff.lua"
};
static const char drift[] = {
#embed "lua/moonwatch/drift.lua"
};
static const char ec2[] = {
#embed "lua/ec2.lua"
};
static const char ensure[] = {
#embed "lua/moonwatch/ensure.lua"
};
static const char errors[] = {
#embed "lua/moonwatch/errors.lua"
};
static const char evaluation[] = {
#embed "lua/moonwatch/evaluation.lua"
};
static const char fanout[] = {
#embed "lua/moonwatch/fanout.lua"
};
static const char filters[] = {
#embed "lua/moonwatch/filters.lua"
};
static const char http[] = {
#embed "lua/http.lua"
};
static const char instance[] = {
#embed "lua/moonwatch/instance.lua"
};
static const char instance_status[] = {
#embed "lua/moonwatch/instance_status.lua"
};
static const char journal[] = {
#embed "lua/moonwatch/journal.lua"
};
static const char json[] = {
#embed "lua/json.lua"
};
static const char limits[] = {
#embed "lua/moonwatch/limits.lua"
};
static const char list[] = {
#embed "lua/moonwatch/list.lua"
};
static const char log_lua[] = {
#embed "lua/log.lua"
};
static const char metric[] = {
#embed "lua/moonwatch/metric.lua"
};
static const char metrics[] = {
#embed "lua/metrics.lua"
};
static const char mutes[] = {
#embed "lua/moonwatch/mutes.lua"
};
static const char options[] = {
#embed "lua/moonwatch/options.lua"
};
static const char orphans[] = {
#embed "lua/moonwatch/orphans.lua"
};
static const char ownership[] = {
#embed "lua/moonwatch/ownership.lua"
};
static const char places[] = {
#embed "lua/moonwatch/places.lua"
};
static const char plan[] = {
#embed "lua/moonwatch/plan.lua"
};
static const char plan_file[] = {
#embed "lua/moonwatch/plan_file.lua"
};
static const char plan_options[] = {
#embed "lua/moonwatch/plan_options.lua"
};
static const char plan_order[] = {
#embed "lua/moonwatch/plan_order.lua"
};
static const char plan_step[] = {
#embed "lua/moonwatch/plan_step.lua"
};
static const char plan_text[] = {
#embed "lua/moonwatch/plan_text.lua"
};
static const char plot[] = {
#embed "lua/plot.lua"
};
static const char polling[] = {
#embed "lua/moonwatch/polling.lua"
};
static const char progress[] = {
#embed "lua/moonwatch/progress.lua"
};
static const char putting[] = {
#embed "lua/moonwatch/putting.lua"
};
static const char quiet_start[] = {
#embed "lua/moonwatch/quiet_start.lua"
};
static const char quotas[] = {
#embed "lua/moonwatch/quotas.lua"
};
static const char record[] = {
#embed "lua/moonwatch/record.lua"
};
static const char resources[] = {
#embed "lua/moonwatch/resources.lua"
};
static const char rule[] = {
#embed "lua/moonwatch/rule.lua"
};
static const char runtime[] = {
#embed "lua/moonwatch/runtime.lua"
};
static const char scale[] = {
#embed "lua/moonwatch/scale.lua"
};
static const char script[] = {
#embed "lua/script.lua"
};
static const char selection[] = {
#embed "lua/moonwatch/selection.lua"
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
static const char snapshot[] = {
#embed "lua/moonwatch/snapshot.lua"
};
static const char state_store[] = {
#embed "lua/moonwatch/state_store.lua"
};
static const char step_calls[] = {
#embed "lua/moonwatch/step_calls.lua"
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
static const char undo[] = {
#embed "lua/moonwatch/undo.lua"
};
static const char unfinished[] = {
#embed "lua/moonwatch/unfinished.lua"
};
static const char window[] = {
#embed "lua/moonwatch/window.lua"
};

#define PUBLIC(name) {#name, name, sizeof name}
// What scripts do not call has a name that no module of theirs has.
#define INTERNAL(name) {"moonwatch." #name, name, sizeof name}

static const moonwatch_lua_module modules[] = {
    PUBLIC(alarms), PUBLIC(aws), PUBLIC(csv), PUBLIC(ec2), PUBLIC(http), PUBLIC(json),
    {"log", log_lua, sizeof log_lua}, PUBLIC(metrics), PUBLIC(plot), PUBLIC(script), PUBLIC(show),
    PUBLIC(sim), PUBLIC(task), PUBLIC(time),
    INTERNAL(alarm), INTERNAL(alarm_history), INTERNAL(alarm_list), INTERNAL(alarm_search),
    INTERNAL(alarm_series), INTERNAL(answers), INTERNAL(apply), INTERNAL(arithmetic),
    INTERNAL(calls), INTERNAL(canonical), INTERNAL(chart), INTERNAL(condition), INTERNAL(coverage),
    INTERNAL(coverage_policy), INTERNAL(definition), INTERNAL(definition_check),
    INTERNAL(definition_queries), INTERNAL(definition_reading), INTERNAL(diff), INTERNAL(drift),
    INTERNAL(ensure), INTERNAL(errors), INTERNAL(evaluation), INTERNAL(fanout), INTERNAL(filters),
    INTERNAL(instance), INTERNAL(instance_status), INTERNAL(journal), INTERNAL(limits),
    INTERNAL(list), INTERNAL(metric), INTERNAL(mutes), INTERNAL(options), INTERNAL(orphans),
    INTERNAL(ownership), INTERNAL(places), INTERNAL(plan), INTERNAL(plan_file),
    INTERNAL(plan_options), INTERNAL(plan_order), INTERNAL(plan_step), INTERNAL(plan_text),
    INTERNAL(polling), INTERNAL(progress), INTERNAL(putting), INTERNAL(quiet_start),
    INTERNAL(quotas), INTERNAL(record), INTERNAL(resources), INTERNAL(rule), INTERNAL(runtime),
    INTERNAL(scale), INTERNAL(selection), INTERNAL(series), INTERNAL(simulated), INTERNAL(snapshot),
    INTERNAL(state_store), INTERNAL(step_calls), INTERNAL(svg), INTERNAL(text), INTERNAL(undo),
    INTERNAL(unfinished), INTERNAL(window),
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
