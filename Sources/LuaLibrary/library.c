// Made by scripts/embed-library from the files in lua/.
#include "moonwatch_lua_library.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char lua_alarms[] = {
#embed "lua/alarms.lua"
};
static const char lua_aws[] = {
#embed "lua/aws.lua"
};
static const char lua_csv[] = {
#embed "lua/csv.lua"
};
static const char lua_ec2[] = {
#embed "lua/ec2.lua"
};
static const char lua_http[] = {
#embed "lua/http.lua"
};
static const char lua_json[] = {
#embed "lua/json.lua"
};
static const char lua_log[] = {
#embed "lua/log.lua"
};
static const char lua_metrics[] = {
#embed "lua/metrics.lua"
};
static const char lua_moonwatch_alarm[] = {
#embed "lua/moonwatch/alarm.lua"
};
static const char lua_moonwatch_alarm_column[] = {
#embed "lua/moonwatch/alarm_column.lua"
};
static const char lua_moonwatch_alarm_data[] = {
#embed "lua/moonwatch/alarm_data.lua"
};
static const char lua_moonwatch_alarm_history[] = {
#embed "lua/moonwatch/alarm_history.lua"
};
static const char lua_moonwatch_alarm_list[] = {
#embed "lua/moonwatch/alarm_list.lua"
};
static const char lua_moonwatch_alarm_search[] = {
#embed "lua/moonwatch/alarm_search.lua"
};
static const char lua_moonwatch_alarm_series[] = {
#embed "lua/moonwatch/alarm_series.lua"
};
static const char lua_moonwatch_alarm_stats[] = {
#embed "lua/moonwatch/alarm_stats.lua"
};
static const char lua_moonwatch_answers[] = {
#embed "lua/moonwatch/answers.lua"
};
static const char lua_moonwatch_apply[] = {
#embed "lua/moonwatch/apply.lua"
};
static const char lua_moonwatch_arithmetic[] = {
#embed "lua/moonwatch/arithmetic.lua"
};
static const char lua_moonwatch_backtest[] = {
#embed "lua/moonwatch/backtest.lua"
};
static const char lua_moonwatch_backtest_composite[] = {
#embed "lua/moonwatch/backtest_composite.lua"
};
static const char lua_moonwatch_backtest_result[] = {
#embed "lua/moonwatch/backtest_result.lua"
};
static const char lua_moonwatch_calls[] = {
#embed "lua/moonwatch/calls.lua"
};
static const char lua_moonwatch_canonical[] = {
#embed "lua/moonwatch/canonical.lua"
};
static const char lua_moonwatch_chart[] = {
#embed "lua/moonwatch/chart.lua"
};
static const char lua_moonwatch_condition[] = {
#embed "lua/moonwatch/condition.lua"
};
static const char lua_moonwatch_coverage[] = {
#embed "lua/moonwatch/coverage.lua"
};
static const char lua_moonwatch_coverage_policy[] = {
#embed "lua/moonwatch/coverage_policy.lua"
};
static const char lua_moonwatch_definition[] = {
#embed "lua/moonwatch/definition.lua"
};
static const char lua_moonwatch_definition_check[] = {
#embed "lua/moonwatch/definition_check.lua"
};
static const char lua_moonwatch_definition_queries[] = {
#embed "lua/moonwatch/definition_queries.lua"
};
static const char lua_moonwatch_definition_reading[] = {
#embed "lua/moonwatch/definition_reading.lua"
};
static const char lua_moonwatch_diff[] = {
#embed "lua/moonwatch/diff.lua"
};
static const char lua_moonwatch_drift[] = {
#embed "lua/moonwatch/drift.lua"
};
static const char lua_moonwatch_ensure[] = {
#embed "lua/moonwatch/ensure.lua"
};
static const char lua_moonwatch_errors[] = {
#embed "lua/moonwatch/errors.lua"
};
static const char lua_moonwatch_evaluation[] = {
#embed "lua/moonwatch/evaluation.lua"
};
static const char lua_moonwatch_fanout[] = {
#embed "lua/moonwatch/fanout.lua"
};
static const char lua_moonwatch_filters[] = {
#embed "lua/moonwatch/filters.lua"
};
static const char lua_moonwatch_instance[] = {
#embed "lua/moonwatch/instance.lua"
};
static const char lua_moonwatch_instance_status[] = {
#embed "lua/moonwatch/instance_status.lua"
};
static const char lua_moonwatch_journal[] = {
#embed "lua/moonwatch/journal.lua"
};
static const char lua_moonwatch_limits[] = {
#embed "lua/moonwatch/limits.lua"
};
static const char lua_moonwatch_lint_actions[] = {
#embed "lua/moonwatch/lint/actions.lua"
};
static const char lua_moonwatch_lint_allowed[] = {
#embed "lua/moonwatch/lint/allowed.lua"
};
static const char lua_moonwatch_lint_attempt[] = {
#embed "lua/moonwatch/lint/attempt.lua"
};
static const char lua_moonwatch_lint_composites[] = {
#embed "lua/moonwatch/lint/composites.lua"
};
static const char lua_moonwatch_lint_data[] = {
#embed "lua/moonwatch/lint/data.lua"
};
static const char lua_moonwatch_lint_facts[] = {
#embed "lua/moonwatch/lint/facts.lua"
};
static const char lua_moonwatch_lint_hints[] = {
#embed "lua/moonwatch/lint/hints.lua"
};
static const char lua_moonwatch_lint_identity[] = {
#embed "lua/moonwatch/lint/identity.lua"
};
static const char lua_moonwatch_lint_known[] = {
#embed "lua/moonwatch/lint/known.lua"
};
static const char lua_moonwatch_lint_math[] = {
#embed "lua/moonwatch/lint/math.lua"
};
static const char lua_moonwatch_lint_metric_facts[] = {
#embed "lua/moonwatch/lint/metric_facts.lua"
};
static const char lua_moonwatch_lint_metrics[] = {
#embed "lua/moonwatch/lint/metrics.lua"
};
static const char lua_moonwatch_lint_missing[] = {
#embed "lua/moonwatch/lint/missing.lua"
};
static const char lua_moonwatch_lint_neighbours[] = {
#embed "lua/moonwatch/lint/neighbours.lua"
};
static const char lua_moonwatch_lint_rules[] = {
#embed "lua/moonwatch/lint/rules.lua"
};
static const char lua_moonwatch_lint_silence[] = {
#embed "lua/moonwatch/lint/silence.lua"
};
static const char lua_moonwatch_lint_states[] = {
#embed "lua/moonwatch/lint/states.lua"
};
static const char lua_moonwatch_lint_subject[] = {
#embed "lua/moonwatch/lint/subject.lua"
};
static const char lua_moonwatch_lint_threshold[] = {
#embed "lua/moonwatch/lint/threshold.lua"
};
static const char lua_moonwatch_lint[] = {
#embed "lua/moonwatch/lint.lua"
};
static const char lua_moonwatch_list[] = {
#embed "lua/moonwatch/list.lua"
};
static const char lua_moonwatch_maps[] = {
#embed "lua/moonwatch/maps.lua"
};
static const char lua_moonwatch_metric[] = {
#embed "lua/moonwatch/metric.lua"
};
static const char lua_moonwatch_mutes[] = {
#embed "lua/moonwatch/mutes.lua"
};
static const char lua_moonwatch_noisiest[] = {
#embed "lua/moonwatch/noisiest.lua"
};
static const char lua_moonwatch_options[] = {
#embed "lua/moonwatch/options.lua"
};
static const char lua_moonwatch_orphans[] = {
#embed "lua/moonwatch/orphans.lua"
};
static const char lua_moonwatch_ownership[] = {
#embed "lua/moonwatch/ownership.lua"
};
static const char lua_moonwatch_places[] = {
#embed "lua/moonwatch/places.lua"
};
static const char lua_moonwatch_plan[] = {
#embed "lua/moonwatch/plan.lua"
};
static const char lua_moonwatch_plan_file[] = {
#embed "lua/moonwatch/plan_file.lua"
};
static const char lua_moonwatch_plan_options[] = {
#embed "lua/moonwatch/plan_options.lua"
};
static const char lua_moonwatch_plan_order[] = {
#embed "lua/moonwatch/plan_order.lua"
};
static const char lua_moonwatch_plan_step[] = {
#embed "lua/moonwatch/plan_step.lua"
};
static const char lua_moonwatch_plan_text[] = {
#embed "lua/moonwatch/plan_text.lua"
};
static const char lua_moonwatch_polling[] = {
#embed "lua/moonwatch/polling.lua"
};
static const char lua_moonwatch_progress[] = {
#embed "lua/moonwatch/progress.lua"
};
static const char lua_moonwatch_putting[] = {
#embed "lua/moonwatch/putting.lua"
};
static const char lua_moonwatch_quiet_start[] = {
#embed "lua/moonwatch/quiet_start.lua"
};
static const char lua_moonwatch_quotas[] = {
#embed "lua/moonwatch/quotas.lua"
};
static const char lua_moonwatch_record[] = {
#embed "lua/moonwatch/record.lua"
};
static const char lua_moonwatch_replay[] = {
#embed "lua/moonwatch/replay.lua"
};
static const char lua_moonwatch_resources[] = {
#embed "lua/moonwatch/resources.lua"
};
static const char lua_moonwatch_rule[] = {
#embed "lua/moonwatch/rule.lua"
};
static const char lua_moonwatch_runtime[] = {
#embed "lua/moonwatch/runtime.lua"
};
static const char lua_moonwatch_scale[] = {
#embed "lua/moonwatch/scale.lua"
};
static const char lua_moonwatch_selection[] = {
#embed "lua/moonwatch/selection.lua"
};
static const char lua_moonwatch_series[] = {
#embed "lua/moonwatch/series.lua"
};
static const char lua_moonwatch_simulated[] = {
#embed "lua/moonwatch/simulated.lua"
};
static const char lua_moonwatch_snapshot[] = {
#embed "lua/moonwatch/snapshot.lua"
};
static const char lua_moonwatch_state_store[] = {
#embed "lua/moonwatch/state_store.lua"
};
static const char lua_moonwatch_step_calls[] = {
#embed "lua/moonwatch/step_calls.lua"
};
static const char lua_moonwatch_suggest[] = {
#embed "lua/moonwatch/suggest.lua"
};
static const char lua_moonwatch_svg[] = {
#embed "lua/moonwatch/svg.lua"
};
static const char lua_moonwatch_text[] = {
#embed "lua/moonwatch/text.lua"
};
static const char lua_moonwatch_undo[] = {
#embed "lua/moonwatch/undo.lua"
};
static const char lua_moonwatch_unfinished[] = {
#embed "lua/moonwatch/unfinished.lua"
};
static const char lua_moonwatch_why[] = {
#embed "lua/moonwatch/why.lua"
};
static const char lua_moonwatch_why_actions[] = {
#embed "lua/moonwatch/why_actions.lua"
};
static const char lua_moonwatch_why_points[] = {
#embed "lua/moonwatch/why_points.lua"
};
static const char lua_moonwatch_why_text[] = {
#embed "lua/moonwatch/why_text.lua"
};
static const char lua_moonwatch_window[] = {
#embed "lua/moonwatch/window.lua"
};
static const char lua_plot[] = {
#embed "lua/plot.lua"
};
static const char lua_script[] = {
#embed "lua/script.lua"
};
static const char lua_show[] = {
#embed "lua/show.lua"
};
static const char lua_sim[] = {
#embed "lua/sim.lua"
};
static const char lua_task[] = {
#embed "lua/task.lua"
};
static const char lua_time[] = {
#embed "lua/time.lua"
};

static const moonwatch_lua_module modules[] = {
    {"alarms", lua_alarms, sizeof lua_alarms},
    {"aws", lua_aws, sizeof lua_aws},
    {"csv", lua_csv, sizeof lua_csv},
    {"ec2", lua_ec2, sizeof lua_ec2},
    {"http", lua_http, sizeof lua_http},
    {"json", lua_json, sizeof lua_json},
    {"log", lua_log, sizeof lua_log},
    {"metrics", lua_metrics, sizeof lua_metrics},
    {"moonwatch.alarm", lua_moonwatch_alarm, sizeof lua_moonwatch_alarm},
    {"moonwatch.alarm_column", lua_moonwatch_alarm_column, sizeof lua_moonwatch_alarm_column},
    {"moonwatch.alarm_data", lua_moonwatch_alarm_data, sizeof lua_moonwatch_alarm_data},
    {"moonwatch.alarm_history", lua_moonwatch_alarm_history, sizeof lua_moonwatch_alarm_history},
    {"moonwatch.alarm_list", lua_moonwatch_alarm_list, sizeof lua_moonwatch_alarm_list},
    {"moonwatch.alarm_search", lua_moonwatch_alarm_search, sizeof lua_moonwatch_alarm_search},
    {"moonwatch.alarm_series", lua_moonwatch_alarm_series, sizeof lua_moonwatch_alarm_series},
    {"moonwatch.alarm_stats", lua_moonwatch_alarm_stats, sizeof lua_moonwatch_alarm_stats},
    {"moonwatch.answers", lua_moonwatch_answers, sizeof lua_moonwatch_answers},
    {"moonwatch.apply", lua_moonwatch_apply, sizeof lua_moonwatch_apply},
    {"moonwatch.arithmetic", lua_moonwatch_arithmetic, sizeof lua_moonwatch_arithmetic},
    {"moonwatch.backtest", lua_moonwatch_backtest, sizeof lua_moonwatch_backtest},
    {"moonwatch.backtest_composite", lua_moonwatch_backtest_composite, sizeof lua_moonwatch_backtest_composite},
    {"moonwatch.backtest_result", lua_moonwatch_backtest_result, sizeof lua_moonwatch_backtest_result},
    {"moonwatch.calls", lua_moonwatch_calls, sizeof lua_moonwatch_calls},
    {"moonwatch.canonical", lua_moonwatch_canonical, sizeof lua_moonwatch_canonical},
    {"moonwatch.chart", lua_moonwatch_chart, sizeof lua_moonwatch_chart},
    {"moonwatch.condition", lua_moonwatch_condition, sizeof lua_moonwatch_condition},
    {"moonwatch.coverage", lua_moonwatch_coverage, sizeof lua_moonwatch_coverage},
    {"moonwatch.coverage_policy", lua_moonwatch_coverage_policy, sizeof lua_moonwatch_coverage_policy},
    {"moonwatch.definition", lua_moonwatch_definition, sizeof lua_moonwatch_definition},
    {"moonwatch.definition_check", lua_moonwatch_definition_check, sizeof lua_moonwatch_definition_check},
    {"moonwatch.definition_queries", lua_moonwatch_definition_queries, sizeof lua_moonwatch_definition_queries},
    {"moonwatch.definition_reading", lua_moonwatch_definition_reading, sizeof lua_moonwatch_definition_reading},
    {"moonwatch.diff", lua_moonwatch_diff, sizeof lua_moonwatch_diff},
    {"moonwatch.drift", lua_moonwatch_drift, sizeof lua_moonwatch_drift},
    {"moonwatch.ensure", lua_moonwatch_ensure, sizeof lua_moonwatch_ensure},
    {"moonwatch.errors", lua_moonwatch_errors, sizeof lua_moonwatch_errors},
    {"moonwatch.evaluation", lua_moonwatch_evaluation, sizeof lua_moonwatch_evaluation},
    {"moonwatch.fanout", lua_moonwatch_fanout, sizeof lua_moonwatch_fanout},
    {"moonwatch.filters", lua_moonwatch_filters, sizeof lua_moonwatch_filters},
    {"moonwatch.instance", lua_moonwatch_instance, sizeof lua_moonwatch_instance},
    {"moonwatch.instance_status", lua_moonwatch_instance_status, sizeof lua_moonwatch_instance_status},
    {"moonwatch.journal", lua_moonwatch_journal, sizeof lua_moonwatch_journal},
    {"moonwatch.limits", lua_moonwatch_limits, sizeof lua_moonwatch_limits},
    {"moonwatch.lint.actions", lua_moonwatch_lint_actions, sizeof lua_moonwatch_lint_actions},
    {"moonwatch.lint.allowed", lua_moonwatch_lint_allowed, sizeof lua_moonwatch_lint_allowed},
    {"moonwatch.lint.attempt", lua_moonwatch_lint_attempt, sizeof lua_moonwatch_lint_attempt},
    {"moonwatch.lint.composites", lua_moonwatch_lint_composites, sizeof lua_moonwatch_lint_composites},
    {"moonwatch.lint.data", lua_moonwatch_lint_data, sizeof lua_moonwatch_lint_data},
    {"moonwatch.lint.facts", lua_moonwatch_lint_facts, sizeof lua_moonwatch_lint_facts},
    {"moonwatch.lint.hints", lua_moonwatch_lint_hints, sizeof lua_moonwatch_lint_hints},
    {"moonwatch.lint.identity", lua_moonwatch_lint_identity, sizeof lua_moonwatch_lint_identity},
    {"moonwatch.lint.known", lua_moonwatch_lint_known, sizeof lua_moonwatch_lint_known},
    {"moonwatch.lint.math", lua_moonwatch_lint_math, sizeof lua_moonwatch_lint_math},
    {"moonwatch.lint.metric_facts", lua_moonwatch_lint_metric_facts, sizeof lua_moonwatch_lint_metric_facts},
    {"moonwatch.lint.metrics", lua_moonwatch_lint_metrics, sizeof lua_moonwatch_lint_metrics},
    {"moonwatch.lint.missing", lua_moonwatch_lint_missing, sizeof lua_moonwatch_lint_missing},
    {"moonwatch.lint.neighbours", lua_moonwatch_lint_neighbours, sizeof lua_moonwatch_lint_neighbours},
    {"moonwatch.lint.rules", lua_moonwatch_lint_rules, sizeof lua_moonwatch_lint_rules},
    {"moonwatch.lint.silence", lua_moonwatch_lint_silence, sizeof lua_moonwatch_lint_silence},
    {"moonwatch.lint.states", lua_moonwatch_lint_states, sizeof lua_moonwatch_lint_states},
    {"moonwatch.lint.subject", lua_moonwatch_lint_subject, sizeof lua_moonwatch_lint_subject},
    {"moonwatch.lint.threshold", lua_moonwatch_lint_threshold, sizeof lua_moonwatch_lint_threshold},
    {"moonwatch.lint", lua_moonwatch_lint, sizeof lua_moonwatch_lint},
    {"moonwatch.list", lua_moonwatch_list, sizeof lua_moonwatch_list},
    {"moonwatch.maps", lua_moonwatch_maps, sizeof lua_moonwatch_maps},
    {"moonwatch.metric", lua_moonwatch_metric, sizeof lua_moonwatch_metric},
    {"moonwatch.mutes", lua_moonwatch_mutes, sizeof lua_moonwatch_mutes},
    {"moonwatch.noisiest", lua_moonwatch_noisiest, sizeof lua_moonwatch_noisiest},
    {"moonwatch.options", lua_moonwatch_options, sizeof lua_moonwatch_options},
    {"moonwatch.orphans", lua_moonwatch_orphans, sizeof lua_moonwatch_orphans},
    {"moonwatch.ownership", lua_moonwatch_ownership, sizeof lua_moonwatch_ownership},
    {"moonwatch.places", lua_moonwatch_places, sizeof lua_moonwatch_places},
    {"moonwatch.plan", lua_moonwatch_plan, sizeof lua_moonwatch_plan},
    {"moonwatch.plan_file", lua_moonwatch_plan_file, sizeof lua_moonwatch_plan_file},
    {"moonwatch.plan_options", lua_moonwatch_plan_options, sizeof lua_moonwatch_plan_options},
    {"moonwatch.plan_order", lua_moonwatch_plan_order, sizeof lua_moonwatch_plan_order},
    {"moonwatch.plan_step", lua_moonwatch_plan_step, sizeof lua_moonwatch_plan_step},
    {"moonwatch.plan_text", lua_moonwatch_plan_text, sizeof lua_moonwatch_plan_text},
    {"moonwatch.polling", lua_moonwatch_polling, sizeof lua_moonwatch_polling},
    {"moonwatch.progress", lua_moonwatch_progress, sizeof lua_moonwatch_progress},
    {"moonwatch.putting", lua_moonwatch_putting, sizeof lua_moonwatch_putting},
    {"moonwatch.quiet_start", lua_moonwatch_quiet_start, sizeof lua_moonwatch_quiet_start},
    {"moonwatch.quotas", lua_moonwatch_quotas, sizeof lua_moonwatch_quotas},
    {"moonwatch.record", lua_moonwatch_record, sizeof lua_moonwatch_record},
    {"moonwatch.replay", lua_moonwatch_replay, sizeof lua_moonwatch_replay},
    {"moonwatch.resources", lua_moonwatch_resources, sizeof lua_moonwatch_resources},
    {"moonwatch.rule", lua_moonwatch_rule, sizeof lua_moonwatch_rule},
    {"moonwatch.runtime", lua_moonwatch_runtime, sizeof lua_moonwatch_runtime},
    {"moonwatch.scale", lua_moonwatch_scale, sizeof lua_moonwatch_scale},
    {"moonwatch.selection", lua_moonwatch_selection, sizeof lua_moonwatch_selection},
    {"moonwatch.series", lua_moonwatch_series, sizeof lua_moonwatch_series},
    {"moonwatch.simulated", lua_moonwatch_simulated, sizeof lua_moonwatch_simulated},
    {"moonwatch.snapshot", lua_moonwatch_snapshot, sizeof lua_moonwatch_snapshot},
    {"moonwatch.state_store", lua_moonwatch_state_store, sizeof lua_moonwatch_state_store},
    {"moonwatch.step_calls", lua_moonwatch_step_calls, sizeof lua_moonwatch_step_calls},
    {"moonwatch.suggest", lua_moonwatch_suggest, sizeof lua_moonwatch_suggest},
    {"moonwatch.svg", lua_moonwatch_svg, sizeof lua_moonwatch_svg},
    {"moonwatch.text", lua_moonwatch_text, sizeof lua_moonwatch_text},
    {"moonwatch.undo", lua_moonwatch_undo, sizeof lua_moonwatch_undo},
    {"moonwatch.unfinished", lua_moonwatch_unfinished, sizeof lua_moonwatch_unfinished},
    {"moonwatch.why", lua_moonwatch_why, sizeof lua_moonwatch_why},
    {"moonwatch.why_actions", lua_moonwatch_why_actions, sizeof lua_moonwatch_why_actions},
    {"moonwatch.why_points", lua_moonwatch_why_points, sizeof lua_moonwatch_why_points},
    {"moonwatch.why_text", lua_moonwatch_why_text, sizeof lua_moonwatch_why_text},
    {"moonwatch.window", lua_moonwatch_window, sizeof lua_moonwatch_window},
    {"plot", lua_plot, sizeof lua_plot},
    {"script", lua_script, sizeof lua_script},
    {"show", lua_show, sizeof lua_show},
    {"sim", lua_sim, sizeof lua_sim},
    {"task", lua_task, sizeof lua_task},
    {"time", lua_time, sizeof lua_time},
};

size_t moonwatch_lua_module_count(void) { return sizeof modules / sizeof *modules; }
moonwatch_lua_module moonwatch_lua_module_at(size_t index) { return modules[index]; }
