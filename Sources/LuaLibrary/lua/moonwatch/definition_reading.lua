-- What is watched, read from the fields of a definition: one metric, several, a band, PromQL, other alarms.

local native = select(2, ...)
local canonical = require("moonwatch.canonical")
local check = require("moonwatch.definition_check")
local condition = require("moonwatch.condition")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local metric = require("moonwatch.metric")
local queries = require("moonwatch.definition_queries")

local reading = {}

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
    local place = position and " at character " .. position or ""
    check.refuse("rule", string.format("%s%s, in %s", reason, place, def.rule))
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

--- Sets what an alarm watches, of whichever kind its fields say that it is.
---@param def table
---@param given moonwatch.DefinitionFields
function reading.read(def, given)
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
end

return reading
