-- Definitions of alarms: what an alarm is to be, in one normal form, whichever way it was written or read.

local native = select(2, ...)
local canonical = require("moonwatch.canonical")
local check = require("moonwatch.definition_check")
local condition = require("moonwatch.condition")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local queries = require("moonwatch.definition_queries")

local definition = {}

---@class moonwatch.DefinitionFields
---@field name string
---@field description string?
---@field metric (string|moonwatch.Query|table)?   a metric or an expression; or its name, beside namespace
---@field namespace string?
---@field dimensions table<string, string>?
---@field stat string?               "Average" unless given; "p99" and the like too
---@field unit string?               only datapoints with this unit; best left out
---@field period (number|string)?    "5m" unless given
---@field metrics table?             metrics and expressions by id; or AWS's list of MetricDataQuery
---@field expression string?         over the ids of `metrics`: what is compared
---@field returns string?            in place of `expression`: the id of what is compared
---@field anomaly number?            width of the band of expected values, in standard deviations
---@field threshold_metric string?   the id of a band among `metrics`, in place of a threshold
---@field promql string?             a query in PromQL, in place of a metric
---@field interval (number|string)?  of a PromQL alarm: seconds between evaluations
---@field pending (number|string)?   of a PromQL alarm: how long before ALARM
---@field recovery (number|string)?  of a PromQL alarm: how long before OK
---@field rule string?               of a composite alarm: ALARM("a") AND NOT ALARM("b")
---@field suppressor string?         of a composite alarm: name or ARN of the alarm that holds its actions
---@field suppressor_wait (number|string)?
---@field suppressor_extension (number|string)?
---@field threshold number?
---@field comparison string?         ">" (unless given), ">=", "<", "<="; of a band "outside", "above", "below"
---@field periods integer?           that are looked at; 1 unless given
---@field datapoints integer?        of these, that have to be beyond the threshold; all unless given
---@field missing string?            "missing" (unless given), "ignore", "breaching", "notBreaching"
---@field low_samples string?        of a percentile: "evaluate" (unless given) or "ignore"
---@field actions (string|string[]|{ alarm: any, ok: any, insufficient: any })?   ARNs
---@field actions_enabled boolean?   true unless given
---@field tags table<string, string>?
---@field region string?             where the alarm is to be; that of the metric unless given

local field_names = {
  "name", "description", "metric", "namespace", "dimensions", "stat", "unit", "period", "metrics",
  "expression", "returns", "anomaly", "threshold_metric", "promql", "interval", "pending", "recovery", "rule",
  "suppressor", "suppressor_wait", "suppressor_extension", "threshold", "comparison", "periods", "datapoints",
  "missing", "low_samples", "actions", "actions_enabled", "tags", "region", "account",
}

---@class moonwatch.Definition
---@field name string
---@field kind "metric"|"math"|"promql"|"composite"
---@field region string?
---@field description string?
---@field namespace string?         of kind metric, as are metric, dimensions, stat, unit
---@field metric string?
---@field dimensions table<string, string>?
---@field stat string?
---@field unit string?
---@field low_samples string?
---@field metrics table[]?          of kind math: AWS's list of MetricDataQuery
---@field threshold_metric string?  of kind math: the id of the band
---@field period integer?           seconds; of kinds metric and math
---@field comparison string?
---@field threshold number?
---@field periods integer?
---@field datapoints integer?       nil: as many as periods
---@field missing string?           nil: "missing"
---@field promql string?            of kind promql, as are interval, pending, recovery
---@field interval integer?
---@field pending integer?
---@field recovery integer?
---@field rule string?              of kind composite, as are the suppressor's
---@field suppressor string?
---@field suppressor_wait integer?
---@field suppressor_extension integer?
---@field actions { alarm: string[], ok: string[], insufficient: string[] }
---@field actions_enabled boolean
---@field tags table<string, string>
local Definition = {}

local class = {
  __name = "definition", __list = false, __index = Definition,
  __members = {
    "name", "kind", "region", "description", "namespace", "metric", "dimensions", "stat", "unit", "low_samples",
    "metrics", "threshold_metric", "period", "comparison", "threshold", "periods", "datapoints", "missing",
    "promql", "interval", "pending", "recovery", "rule", "suppressor", "suppressor_wait",
    "suppressor_extension", "actions", "actions_enabled", "tags",
  },
  __columns = {
    "name", "kind", "region", "namespace", "metric", "dimensions", "stat", "period", "comparison", "threshold",
    "periods", "datapoints", "missing", "rule",
  },
  __varying = { region = true },
}

--- True for a definition.
---@param value any
---@return boolean
function definition.is(value) return type(value) == "table" and getmetatable(value) == class end

-- MARK: What is watched

-- The period × the number of periods that AWS looks back at most.
local function check_range(def)
  if not def.period then return end
  local limit = def.period < limits.long_period and limits.range_of_short_periods or limits.range_of_long_periods
  if def.period * def.periods > limit then
    check.refuse("periods", string.format(
      "expected at most %d of %s, since AWS looks back %s at most with a period %s, got %d", limit // def.period,
      condition.duration(def.period), condition.duration(limit),
      def.period < limits.long_period and "below an hour" or "from an hour", def.periods))
  end
end

-- The fields that only alarms of other kinds have.
local function exclude(given, what, names)
  for _, name in ipairs(names) do
    if given[name] ~= nil then
      check.refuse(name, string.format("expected none in %s, got %s", what,
        type(given[name]) == "table" and "a table" or tostring(given[name])))
    end
  end
end

local plain_only = { "namespace", "dimensions", "stat", "unit" }
local math_only = { "metrics", "expression", "returns", "anomaly", "threshold_metric" }
local promql_only = { "promql", "interval", "pending", "recovery" }
local composite_only = { "rule", "suppressor", "suppressor_wait", "suppressor_extension" }
local compared = { "threshold", "comparison", "periods", "datapoints", "missing", "low_samples", "period", "account" }

local table_fields = { "namespace", "name", "dimensions", "stat", "unit", "period", "label", "region", "account" }

-- The metric that `metric` and the fields beside it describe, as options of one.
local function plain_metric(given)
  local source = given.metric
  if type(source) == "string" or source == nil then
    return {
      namespace = given.namespace, name = source, dimensions = given.dimensions, stat = given.stat,
      unit = given.unit, period = given.period, account = given.account,
    }
  end
  if type(source) ~= "table" then check.fail("metric", "a metric, or the name of one", source) end
  if not metric.is(source) then queries.check_names("metric", source, table_fields) end
  exclude(given, "a definition whose metric is a table, which has it itself", { "namespace", "dimensions" })
  return {
    namespace = source.namespace, name = source.name, dimensions = source.dimensions,
    stat = given.stat or source.stat, unit = given.unit or source.unit, period = given.period or source.period,
    account = given.account or source.account,
  }
end

-- A definition on one metric of the alarm's own account.
local function read_metric(def, given, source)
  local stat = queries.metric_stat(type(given.metric) == "table" and "metric" or nil, source)
  def.kind, def.namespace, def.metric = "metric", stat.Metric.Namespace, stat.Metric.MetricName
  def.dimensions = filters.map(check.dimensions("dimensions", source.dimensions or {}))
  def.stat, def.unit, def.period = stat.Stat, stat.Unit, check.period("period", stat.Period)
  if given.low_samples ~= nil then
    def.low_samples = check.one_of("low_samples", given.low_samples, { "evaluate", "ignore" })
    if not def.stat:lower():find("^p[%d.]+$") then
      check.refuse("low_samples", "expected a percentile such as p99 as stat, got " .. def.stat)
    end
  end
end

-- Raises where an expression is none, or gives no single series. Metrics Insights is read by AWS alone.
local function check_math(def)
  local list = {}
  for index, entry in ipairs(def.metrics) do
    if entry.Expression and entry.Expression:upper():find("^%s*SELECT%s") then return end
    list[index] = {
      id = entry.Id, expression = entry.Expression, returns = entry.ReturnData ~= false,
      period = entry.Period or entry.MetricStat and entry.MetricStat.Period,
    }
  end
  local read, reason, column, id = native.monitoring.check_math(list, { band = def.threshold_metric })
  if not read then
    check.refuse("metrics" .. (id and "." .. id or ""), reason .. (column and " at character " .. column or ""))
  end
end

-- A definition on several metrics, an expression, a band, or a metric of another account.
local function read_math(def, given)
  def.kind = "math"
  exclude(given, "an alarm on several metrics", { "low_samples" })
  local source = given.metric
  if type(given.metrics) == "table" and #given.metrics > 0 then
    exclude(given, "a definition with AWS's list of metrics", {
      "expression", "returns", "anomaly", "metric", "namespace", "dimensions", "stat", "unit", "period", "account",
    })
    def.metrics = canonical.copy(given.metrics)
  else
    local list = {}
    local period = given.period ~= nil and check.period("period", given.period) or nil
    local returns = given.returns
    if given.metrics ~= nil or given.expression ~= nil then
      exclude(given, "an alarm on several metrics, each of which has its own",
        { "metric", "namespace", "dimensions", "stat", "unit", "account" })
      if given.metrics ~= nil and type(given.metrics) ~= "table" then
        check.fail("metrics", "a table of metrics and expressions by id", given.metrics)
      end
      for id, entry in pairs(given.metrics or {}) do queries.add("metrics", id, entry, list, period) end
      if given.expression ~= nil then
        exclude(given, "a definition with an expression", { "returns" })
        queries.add("expression", "result", given.expression, list, period)
        returns = "result"
      end
    elseif metric.is(source) and metric.kind(source) ~= "metric" then
      exclude(given, "an alarm on an expression", { "dimensions", "namespace", "stat", "unit", "account" })
      queries.add("metric", "result", source, list, period)
      returns = "result"
    else
      local plain = plain_metric(given)
      list.m1 = {
        Id = "m1", AccountId = plain.account, ReturnData = false,
        MetricStat = queries.metric_stat(type(source) == "table" and "metric" or nil, plain, period),
      }
      returns = "m1"
    end
    queries.choose(list, returns, period)
    if given.anomaly ~= nil then
      check.number("anomaly", given.anomaly)
      if given.anomaly <= 0 then check.fail("anomaly", "a width above 0, such as 2", given.anomaly) end
      local watched
      for id, entry in pairs(list) do if entry.ReturnData then watched = id end end
      list.ad1 = {
        Id = "ad1", Expression = string.format("ANOMALY_DETECTION_BAND(%s, %.14g)", watched, given.anomaly),
        ReturnData = true,
      }
      def.threshold_metric = "ad1"
    end
    def.metrics = queries.sorted(list)
  end
  if given.threshold_metric ~= nil then def.threshold_metric = given.threshold_metric end
  def.period = queries.check(def.metrics, def.threshold_metric)
  if not def.period then check.refuse("period", "expected one in any of the metrics, got none") end
  check_math(def)
  check.period("period", def.period)
  check.action_kinds(def.actions, "an alarm on several metrics or an expression",
    "^arn:[^:]*:automate:[^:]*:ec2:", "actions of EC2 need an alarm on one metric of the instance")
end

-- Threshold, comparison and how many periods, of all but composite and PromQL alarms.
local function read_comparison(def, given)
  local is_band = def.threshold_metric ~= nil
  local signs = is_band and { "outside", "above", "below" } or { ">", ">=", "<", "<=" }
  local sign = given.comparison == nil and signs[1] or given.comparison
  sign = limits.comparison_signs[sign] or sign
  if is_band and (sign == ">" or sign == "<") then sign = sign == ">" and "above" or "below" end
  def.comparison = check.one_of("comparison", sign, signs)
  if is_band then
    exclude(given, "an alarm on a band, whose threshold is the band", { "threshold" })
  else
    def.threshold = check.number("threshold", given.threshold)
  end
  def.periods = check.count("periods", given.periods == nil and 1 or given.periods)
  if given.datapoints ~= nil then
    def.datapoints = check.count("datapoints", given.datapoints)
    if def.datapoints > def.periods then
      check.fail("datapoints", string.format("at most as many as periods, %d", def.periods), given.datapoints)
    end
  end
  if given.missing ~= nil then def.missing = check.one_of("missing", given.missing, limits.missing) end
  check_range(def)
end

local function read_promql(def, given)
  def.kind = "promql"
  for _, names in ipairs({ plain_only, math_only, compared }) do exclude(given, "a PromQL alarm", names) end
  exclude(given, "a PromQL alarm", { "metric" })
  def.promql = check.text("promql", given.promql, 1, limits.promql)
  def.interval = check.seconds("interval", given.interval == nil and 60 or given.interval, 3600)
  if given.pending ~= nil then def.pending = check.seconds("pending", given.pending, 86400) end
  if given.recovery ~= nil then def.recovery = check.seconds("recovery", given.recovery, 86400) end
end

local function read_composite(def, given)
  def.kind = "composite"
  for _, names in ipairs({ plain_only, math_only, promql_only, compared }) do
    exclude(given, "a composite alarm", names)
  end
  exclude(given, "a composite alarm", { "metric" })
  def.rule = check.text("rule", given.rule, 1, limits.rule)
  local read, reason, position = native.monitoring.composite(def.rule)
  if not read then
    check.refuse("rule", string.format("%s%s, in %s", reason, position and " at character " .. position or "", def.rule))
  end
  local children = read.children
  if #children > limits.rule_children then
    check.refuse("rule", string.format("expected at most %d alarms in it, got %d", limits.rule_children, #children))
  end
  for _, child in ipairs(children) do
    if child == def.name then check.refuse("rule", "expected other alarms, got the alarm's own name") end
  end
  if given.suppressor ~= nil then
    def.suppressor = check.text("suppressor", given.suppressor, 1, 1600)
    for _, name in ipairs({ "suppressor_wait", "suppressor_extension" }) do
      if given[name] == nil then check.refuse(name, "expected seconds beside a suppressor, got nothing") end
      def[name] = check.seconds(name, given[name], 86400)
    end
  else
    exclude(given, "a composite alarm without a suppressor", { "suppressor_wait", "suppressor_extension" })
  end
  check.action_kinds(def.actions, "a composite alarm", "^arn:[^:]*:automate:",
    "it notifies SNS topics, Lambda functions and Systems Manager")
  check.action_kinds(def.actions, "a composite alarm", "^arn:[^:]*:autoscaling:",
    "it notifies SNS topics, Lambda functions and Systems Manager")
end

-- MARK: Making

--- See `alarms.define`.
---@param given moonwatch.DefinitionFields
---@return moonwatch.Definition
function definition.define(given)
  if definition.is(given) then return given end
  given = options_of.check("alarms.define", given, field_names)
  local def = { name = check.name(given.name) }
  if given.description ~= nil then def.description = check.text("description", given.description, 0, limits.description) end
  if given.region ~= nil then def.region = check.text("region", given.region, 1, 64) end
  if given.actions_enabled ~= nil and type(given.actions_enabled) ~= "boolean" then
    check.fail("actions_enabled", "true or false", given.actions_enabled)
  end
  def.actions_enabled = given.actions_enabled ~= false
  def.actions = check.actions(given.actions)
  def.tags = filters.map(check.tags(given.tags or {}))
  if given.rule ~= nil then
    read_composite(def, given)
  elseif given.promql ~= nil then
    exclude(given, "a PromQL alarm", composite_only)
    read_promql(def, given)
  else
    exclude(given, "an alarm on a metric", composite_only)
    exclude(given, "an alarm on a metric", promql_only)
    local source = given.metric
    local is_query = metric.is(source)
    if type(source) == "table" then def.region = def.region or source.region end
    local is_math = is_query and metric.kind(source) ~= "metric"
    for _, name in ipairs(math_only) do is_math = is_math or given[name] ~= nil end
    if not is_math and source == nil and given.namespace == nil then
      check.refuse("metric", "expected one of metric, metrics, promql and rule, got none")
    end
    local plain = not is_math and plain_metric(given)
    if plain and plain.account == nil then read_metric(def, given, plain) else read_math(def, given) end
    read_comparison(def, given)
  end
  return setmetatable(def, class)
end

--- A definition of the same with other fields.
---
---     local cpu = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(cpu:with({ threshold = 90 }):condition())
---@param changes moonwatch.DefinitionFields
---@return moonwatch.Definition
function Definition:with(changes)
  options_of.check("definition:with", changes, field_names)
  local fields = {}
  for name, value in pairs(self) do fields[name] = value end
  fields.kind = nil
  if fields.metrics then fields.period = nil end
  for name, value in pairs(changes) do fields[name] = value end
  return definition.define(fields)
end

-- MARK: AWS's form

local function non_empty(items) return #items > 0 and items or nil end

--- The operation that makes the alarm.
---@return "PutMetricAlarm"|"PutCompositeAlarm"
function Definition:operation() return self.kind == "composite" and "PutCompositeAlarm" or "PutMetricAlarm" end

--- The input of the operation that makes the alarm, `Tags` included, which AWS heeds for a new alarm only.
---
---     local cpu = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     aws.cloudwatch():put_metric_alarm(cpu:input())
---@return table
function Definition:input()
  local input = {
    AlarmName = self.name, AlarmDescription = self.description, ActionsEnabled = self.actions_enabled,
    AlarmActions = non_empty(self.actions.alarm), OKActions = non_empty(self.actions.ok),
    InsufficientDataActions = non_empty(self.actions.insufficient),
    Tags = non_empty(filters.tag_list("alarms.define: tags", self.tags)),
  }
  if self.kind == "composite" then
    input.AlarmRule, input.ActionsSuppressor = self.rule, self.suppressor
    input.ActionsSuppressorWaitPeriod = self.suppressor_wait
    input.ActionsSuppressorExtensionPeriod = self.suppressor_extension
    return canonical.copy(input)
  end
  if self.kind == "promql" then
    input.EvaluationCriteria = { PromQLCriteria = {
      Query = self.promql, PendingPeriod = self.pending, RecoveryPeriod = self.recovery,
    } }
    input.EvaluationInterval = self.interval
    return input
  end
  input.ComparisonOperator = limits.comparisons[self.comparison]
  input.Threshold, input.ThresholdMetricId = self.threshold, self.threshold_metric
  input.EvaluationPeriods, input.DatapointsToAlarm = self.periods, self.datapoints
  input.TreatMissingData = self.missing
  if self.kind == "math" then
    input.Metrics = self.metrics
  else
    input.Namespace, input.MetricName, input.Unit, input.Period = self.namespace, self.metric, self.unit, self.period
    input.Dimensions = metric.aws_dimensions(self.dimensions)
    local is_extended = canonical.extended_statistic(self.stat)
    input[is_extended and "ExtendedStatistic" or "Statistic"] = self.stat
    input.EvaluateLowSampleCountPercentile = self.low_samples
  end
  return canonical.copy(input)
end

--- The condition as one line: "CPUUtilization > 80 for 2 of 3 × 5m".
---@return string
function Definition:condition() return condition.text(self:input()) end

--- The definition of an alarm that is there.
---@param row moonwatch.Alarm|table   an alarm, or AWS's own structure of one
---@param tags table<string, string>?
---@return moonwatch.Definition
function definition.from_alarm(row, tags)
  local raw = row.raw or row
  local def = {
    name = raw.AlarmName, region = row.raw and row.region or (raw.AlarmArn or ""):match("^arn:[^:]*:[^:]*:([^:]*):"),
    description = raw.AlarmDescription ~= "" and raw.AlarmDescription or nil,
    actions_enabled = raw.ActionsEnabled ~= false, tags = filters.map(canonical.copy(tags or {})),
    actions = {
      alarm = canonical.copy(raw.AlarmActions or {}), ok = canonical.copy(raw.OKActions or {}),
      insufficient = canonical.copy(raw.InsufficientDataActions or {}),
    },
  }
  local promql = raw.EvaluationCriteria and raw.EvaluationCriteria.PromQLCriteria
  if raw.AlarmRule then
    def.kind, def.rule, def.suppressor = "composite", raw.AlarmRule, raw.ActionsSuppressor
    def.suppressor_wait = def.suppressor and raw.ActionsSuppressorWaitPeriod
    def.suppressor_extension = def.suppressor and raw.ActionsSuppressorExtensionPeriod
  elseif promql then
    def.kind, def.promql, def.interval = "promql", promql.Query, raw.EvaluationInterval
    def.pending, def.recovery = promql.PendingPeriod, promql.RecoveryPeriod
  else
    def.comparison = limits.comparison_signs[raw.ComparisonOperator]
    def.threshold, def.threshold_metric = raw.Threshold, raw.ThresholdMetricId
    def.periods, def.datapoints, def.missing = raw.EvaluationPeriods, raw.DatapointsToAlarm, raw.TreatMissingData
    def.period = condition.period(raw)
    if raw.Metrics and #raw.Metrics > 0 then
      def.kind, def.metrics = "math", canonical.copy(raw.Metrics)
      if def.threshold_metric then def.threshold = nil end
    else
      def.kind, def.namespace, def.metric, def.unit = "metric", raw.Namespace, raw.MetricName, raw.Unit
      def.dimensions = filters.map()
      for _, dimension in ipairs(raw.Dimensions or {}) do def.dimensions[dimension.Name] = dimension.Value end
      def.stat, def.low_samples = raw.Statistic or raw.ExtendedStatistic, raw.EvaluateLowSampleCountPercentile
    end
  end
  return setmetatable(def, class)
end

-- MARK: Comparing

--- The definition in the form in which two are compared: AWS's members, with the defaults filled in and
--- what has no order in one. Tags are the member `Tags`, a map.
---@return table<string, any>
function Definition:canonical()
  local form = canonical.of(self:input())
  -- Names may be bare or in quotes, and blanks mean nothing.
  local read = form.AlarmRule and native.monitoring.composite(form.AlarmRule)
  if read then form.AlarmRule = read.text end
  return form
end

--- Where another definition differs: the members of AWS's input, by name, with both values.
---
---     local before = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     for _, change in ipairs(before:diff(before:with { threshold = 90 })) do
---       print(change.field, change.from, change.to)
---     end
---@param other moonwatch.Definition
---@return { field: string, from: any, to: any }[]
function Definition:diff(other)
  if not definition.is(other) then
    errors.raise("argument", "InvalidArgument", "definition:diff: expected a definition, got " .. type(other))
  end
  return canonical.diff(self:canonical(), other:canonical())
end

-- MARK: Making the alarm

--- Makes the alarm, or gives the one of that name this definition: AWS replaces every field, keeps its
--- state, and leaves the tags of an alarm that is there. Gives the alarm as it is then.
---
--- Raises kind `policy` unless `@needs cloudwatch:PutMetricAlarm` (of a composite alarm
--- `cloudwatch:PutCompositeAlarm`) is declared.
---
---     alarms.define({ name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }):put()
---@param where moonwatch.Where?   the definition's Region unless given
---@return moonwatch.Alarm?   nil in a dry run
function Definition:put(where)
  local fanout = require("moonwatch.fanout")
  where = options_of.check("definition:put", where, fanout.with {})
  local place = {}
  for name, value in pairs(where) do place[name] = value end
  if not (place.region or place.regions) then place.region = self.region end
  local targets, failures = fanout.targets("definition:put", place)
  if failures[1] then error(failures[1], 0) end
  local made
  for _, target in ipairs(targets) do
    local client = fanout.client(target, "cloudwatch")
    if self.kind == "composite" then
      client:put_composite_alarm(self:input())
    else
      client:put_metric_alarm(self:input())
    end
    place.region, place.regions, place.names = target.region, nil, { self.name }
    place.profile, place.profiles = target.profile, nil
    made = made or require("moonwatch.alarm_list").list(place)[1]
  end
  return made
end

return definition
