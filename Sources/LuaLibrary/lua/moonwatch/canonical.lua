-- Inputs of PutMetricAlarm and PutCompositeAlarm in one form, so that what means the same is the same:
-- defaults filled in, lists without an order sorted, tags as a map. Pure.

local maps = require("moonwatch.maps")

local canonical = {}

--- A copy of plain tables, without their shapes.
---@param value any
---@return any
function canonical.copy(value)
  if type(value) ~= "table" then return value end
  local copy = {}
  for key, element in pairs(value) do copy[key] = canonical.copy(element) end
  return copy
end

--- True for what AWS calls an extended statistic: a percentile, a trimmed mean, …
---@param stat string
---@return boolean
function canonical.extended_statistic(stat)
  for _, name in ipairs({ "Average", "Sum", "Minimum", "Maximum", "SampleCount" }) do
    if stat == name then return false end
  end
  return true
end

local function sorted(items)
  local list = table.move(items or {}, 1, #(items or {}), 1, {})
  table.sort(list)
  return list
end

local function query_of(query)
  local stat = query.MetricStat
  return {
    Expression = query.Expression, Label = query.Label ~= "" and query.Label or nil, Period = query.Period,
    AccountId = query.AccountId, ReturnData = query.ReturnData ~= false,
    MetricStat = stat and {
      Namespace = stat.Metric.Namespace, MetricName = stat.Metric.MetricName, Stat = stat.Stat,
      Period = stat.Period, Unit = stat.Unit, Dimensions = maps.of_dimensions(stat.Metric.Dimensions),
    } or nil,
  }
end

--- The form of an input, or of AWS's structure of an alarm; AWS's own members, such as the state, are not
--- in it.
---@param input table
---@return table<string, any>
function canonical.of(input)
  local form = {
    AlarmName = input.AlarmName, AlarmDescription = input.AlarmDescription or "",
    ActionsEnabled = input.ActionsEnabled ~= false, AlarmActions = sorted(input.AlarmActions),
    OKActions = sorted(input.OKActions), InsufficientDataActions = sorted(input.InsufficientDataActions),
    Tags = {},
  }
  for _, tag in ipairs(input.Tags or {}) do form.Tags[tag.Key] = tag.Value end
  if input.AlarmRule then
    -- Blanks between words mean nothing; those in quotes are of a name.
    form.AlarmRule = input.AlarmRule:gsub("^%s+", ""):gsub("%s+$", "")
    form.ActionsSuppressor = input.ActionsSuppressor
    form.ActionsSuppressorWaitPeriod = input.ActionsSuppressor and input.ActionsSuppressorWaitPeriod or nil
    form.ActionsSuppressorExtensionPeriod = input.ActionsSuppressor and input.ActionsSuppressorExtensionPeriod or nil
    return form
  end
  local promql = input.EvaluationCriteria and input.EvaluationCriteria.PromQLCriteria
  if promql then
    form.EvaluationCriteria = {
      Query = promql.Query, PendingPeriod = promql.PendingPeriod or 0, RecoveryPeriod = promql.RecoveryPeriod or 0,
    }
    form.EvaluationInterval = input.EvaluationInterval
    return form
  end
  form.ComparisonOperator, form.EvaluationPeriods = input.ComparisonOperator, input.EvaluationPeriods
  form.DatapointsToAlarm = input.DatapointsToAlarm or input.EvaluationPeriods
  form.TreatMissingData = input.TreatMissingData or "missing"
  form.ThresholdMetricId = input.ThresholdMetricId
  -- AWS answers with a threshold of 0 where a band is one.
  if not input.ThresholdMetricId and input.Threshold then form.Threshold = input.Threshold + 0.0 end
  if input.Metrics and #input.Metrics > 0 then
    form.Metrics = {}
    for _, query in ipairs(input.Metrics) do form.Metrics[query.Id] = query_of(query) end
    return form
  end
  form.Namespace, form.MetricName, form.Period, form.Unit = input.Namespace, input.MetricName, input.Period, input.Unit
  form.Statistic, form.ExtendedStatistic = input.Statistic, input.ExtendedStatistic
  form.Dimensions = maps.of_dimensions(input.Dimensions)
  if input.ExtendedStatistic then
    form.EvaluateLowSampleCountPercentile = input.EvaluateLowSampleCountPercentile or "evaluate"
  end
  return form
end

--- True where two values are the same, tables by what is in them.
---@param a any
---@param b any
---@return boolean
function canonical.same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  if not maps.same_keys(a, b) then return false end
  for key, value in pairs(a) do
    if not canonical.same(value, b[key]) then return false end
  end
  return true
end

--- The members that differ between two forms, by name.
---@param from table
---@param to table
---@return { field: string, from: any, to: any }[]
function canonical.diff(from, to)
  local fields, seen = {}, {}
  for _, form in ipairs({ from, to }) do
    for field in pairs(form) do
      if not seen[field] then fields[#fields + 1] = field end
      seen[field] = true
    end
  end
  table.sort(fields)
  local changes = {}
  for _, field in ipairs(fields) do
    if not canonical.same(from[field], to[field]) then
      changes[#changes + 1] = { field = field, from = from[field], to = to[field] }
    end
  end
  return changes
end

return canonical
