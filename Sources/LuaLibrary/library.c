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
static const char ec2[] = {
#embed "lua/ec2.lua"
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
static const char json[] = {
#embed "lua/json.lua"
};
static const char limits[] = {
#embed "lua/moonwatch/limits.lua"
};
static const char lint[] = {
#embed "lua/moonwatch/lint.lua"
};
static const char lint_actions[] = {
#embed "lua/moonwatch/lint/actions.lua"
};
static const char lint_allowed[] = {
#embed "lua/moonwatch/lint/allowed.lua"
};
static const char lint_attempt[] = {
#embed "lua/moonwatch/lint/attempt.lua"
};
static const char lint_composites[] = {
#embed "lua/moonwatch/lint/composites.lua"
};
static const char lint_data[] = {
#embed "lua/moonwatch/lint/data.lua"
};
static const char lint_facts[] = {
#embed "lua/moonwatch/lint/facts.lua"
};
static const char lint_hints[] = {
#embed "lua/moonwatch/lint/hints.lua"
};
static const char lint_identity[] = {
#embed "lua/moonwatch/lint/identity.lua"
};
static const char lint_known[] = {
#embed "lua/moonwatch/lint/known.lua"
};
static const char lint_math[] = {
#embed "lua/moonwatch/lint/math.lua"
};
static const char lint_metric_facts[] = {
#embed "lua/moonwatch/lint/metric_facts.lua"
};
static const char lint_metrics[] = {
#embed "lua/moonwatch/lint/metrics.lua"
};
static const char lint_missing[] = {
#embed "lua/moonwatch/lint/missing.lua"
};
static const char lint_neighbours[] = {
#embed "lua/moonwatch/lint/neighbours.lua"
};
static const char lint_rules[] = {
#embed "lua/moonwatch/lint/rules.lua"
};
static const char lint_silence[] = {
#embed "lua/moonwatch/lint/silence.lua"
};
static const char lint_states[] = {
#embed "lua/moonwatch/lint/states.lua"
};
static const char lint_subject[] = {
#embed "lua/moonwatch/lint/subject.lua"
};
static const char lint_threshold[] = {
#embed "lua/moonwatch/lint/threshold.lua"
};
static const char list[] = {
#embed "lua/moonwatch/list.lua"
};
// `log` itself is a function of C's.
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
static const char record[] = {
#embed "lua/moonwatch/record.lua"
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
static const char unfinished[] = {
#embed "lua/moonwatch/unfinished.lua"
};
static const char window[] = {
#embed "lua/moonwatch/window.lua"
};

#define PUBLIC(name) {#name, name, sizeof name}
// What scripts do not call has a name that no module of theirs has.
#define INTERNAL(name) {"moonwatch." #name, name, sizeof name}

// The rules of alarms.lint and what they stand on.
#define LINT(name) {"moonwatch.lint." #name, lint_##name, sizeof lint_##name}

static const moonwatch_lua_module modules[] = {
    PUBLIC(alarms), PUBLIC(aws), PUBLIC(csv), PUBLIC(ec2), PUBLIC(http), PUBLIC(json),
    {"log", log_lua, sizeof log_lua}, PUBLIC(metrics), PUBLIC(plot), PUBLIC(script), PUBLIC(show),
    PUBLIC(sim), PUBLIC(task), PUBLIC(time),
    INTERNAL(alarm), INTERNAL(alarm_history), INTERNAL(alarm_list), INTERNAL(alarm_search),
    INTERNAL(alarm_series), INTERNAL(answers), INTERNAL(arithmetic), INTERNAL(calls),
    INTERNAL(canonical), INTERNAL(chart), INTERNAL(condition), INTERNAL(definition),
    INTERNAL(definition_check), INTERNAL(definition_queries), INTERNAL(definition_reading),
    INTERNAL(errors), INTERNAL(evaluation), INTERNAL(fanout), INTERNAL(filters), INTERNAL(instance),
    INTERNAL(instance_status), INTERNAL(limits), INTERNAL(lint), INTERNAL(list), INTERNAL(metric),
    INTERNAL(mutes), INTERNAL(options), INTERNAL(polling), INTERNAL(putting), INTERNAL(quotas), INTERNAL(record),
    INTERNAL(rule), INTERNAL(runtime), INTERNAL(scale), INTERNAL(selection), INTERNAL(series),
    INTERNAL(simulated), INTERNAL(svg), INTERNAL(text), INTERNAL(unfinished),
    INTERNAL(window),
    LINT(actions), LINT(allowed), LINT(attempt), LINT(composites), LINT(data), LINT(facts),
    LINT(hints), LINT(identity), LINT(known), LINT(math), LINT(metric_facts), LINT(metrics),
    LINT(missing), LINT(neighbours), LINT(rules), LINT(silence), LINT(states), LINT(subject),
    LINT(threshold),
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
