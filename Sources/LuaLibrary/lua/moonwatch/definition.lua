-- Definitions of alarms: what an alarm is to be, in one normal form, whichever way it was written or read.

local native = select(2, ...)
local canonical = require("moonwatch.canonical")
local check = require("moonwatch.definition_check")
local condition = require("moonwatch.condition")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local reading = require("moonwatch.definition_reading")

local definition = {}

---@class moonwatch.DefinitionFields
---@field name string
---@field description string?
---@field metric (string|moonwatch.Query|moonwatch.MetricOptions)?   a metric or an expression; or its name, beside namespace
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
---@field profile string?            of the AWS files: the account where it is to be

local field_names = {
  "name", "description", "metric", "namespace", "dimensions", "stat", "unit", "period", "metrics",
  "expression", "returns", "anomaly", "threshold_metric", "promql", "interval", "pending", "recovery", "rule",
  "suppressor", "suppressor_wait", "suppressor_extension", "threshold", "comparison", "periods", "datapoints",
  "missing", "low_samples", "actions", "actions_enabled", "tags", "region", "profile", "account",
}

---@class moonwatch.Definition
---@field name string
---@field kind "metric"|"math"|"promql"|"composite"
---@field region string?
---@field profile string?
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
    "name", "kind", "region", "profile", "description", "namespace", "metric", "dimensions", "stat", "unit", "low_samples",
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

-- MARK: Making

--- See `alarms.define`.
---@param given moonwatch.DefinitionFields
---@return moonwatch.Definition
function definition.define(given)
  if definition.is(given) then return given end
  given = options_of.check("alarms.define", given, field_names)
  local def = { name = check.name(given.name) }
  if given.description ~= nil then
    def.description = check.text("description", given.description, 0, limits.description)
  end
  if given.region ~= nil then def.region = check.text("region", given.region, 1, 64) end
  if given.profile ~= nil then def.profile = check.text("profile", given.profile, 1, 255) end
  if given.actions_enabled ~= nil and type(given.actions_enabled) ~= "boolean" then
    check.fail("actions_enabled", "true or false", given.actions_enabled)
  end
  def.actions_enabled = given.actions_enabled ~= false
  def.actions = check.actions(given.actions)
  def.tags = filters.map(check.tags(given.tags or {}))
  reading.read(def, given)
  return setmetatable(def, class)
end

--- A definition of the same with other fields. Raises code `InvalidDefinition` where the result
--- is no alarm.
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

--- The same with other tags, in place of all that it has. Raises code `InvalidDefinition` for more than AWS takes.
---
---     local def = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(def:with_tags({ team = "web" }).tags.team) -- web
---@param tags table<string, string>
---@return moonwatch.Definition
function Definition:with_tags(tags)
  local copy = {}
  for name, value in pairs(self) do copy[name] = value end
  copy.tags = filters.map(check.tags(tags))
  return setmetatable(copy, class)
end

--- The same with actions that are called, or are not. Never raises.
---
---     local def = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(def:with_actions(false):input().ActionsEnabled) -- false
---@param are_enabled boolean
---@return moonwatch.Definition
function Definition:with_actions(are_enabled)
  local copy = {}
  for name, value in pairs(self) do copy[name] = value end
  copy.actions_enabled = are_enabled
  return setmetatable(copy, class)
end

-- MARK: AWS's form

local function non_empty(items) return #items > 0 and items or nil end

--- The operation that makes the alarm.
---
---     local def = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(def:operation()) -- PutMetricAlarm
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
---
---     local def = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(def:condition())
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
      def.dimensions = maps.of_dimensions(raw.Dimensions, filters.map())
      def.stat, def.low_samples = raw.Statistic or raw.ExtendedStatistic, raw.EvaluateLowSampleCountPercentile
    end
  end
  return setmetatable(def, class)
end

-- MARK: Comparing

--- The definition in the form in which two are compared: AWS's members, with the defaults filled in and
--- what has no order in one. Tags are the member `Tags`, a map.
---
---     local def = alarms.define { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(def:canonical().ActionsEnabled) -- true
---@return table<string, any>
function Definition:canonical()
  local form = canonical.of(self:input())
  -- Names may be bare or in quotes, and blanks mean nothing.
  local read = form.AlarmRule and native.monitoring.composite(form.AlarmRule)
  if read then form.AlarmRule = read.text end
  return form
end

--- Where another definition differs: the members of AWS's input, by name, with both values.
--- Raises for what is no definition.
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
  if not (place.profile or place.profiles) then place.profile = self.profile end
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
