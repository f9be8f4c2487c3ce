-- What an alarm waits for, as one line: CPUUtilization > 80 for 3 of 3 × 5m.

local limits = require("moonwatch.limits")

local condition = {}

--- A length of time as people write it: "10s", "5m", "1h30m", "1d".
---@param seconds number
---@return string
function condition.duration(seconds)
  if seconds ~= math.floor(seconds) then return string.format("%gs", seconds) end
  seconds = math.tointeger(seconds)
  local parts = {}
  for _, unit in ipairs({ { 86400, "d" }, { 3600, "h" }, { 60, "m" }, { 1, "s" } }) do
    local count = seconds // unit[1]
    seconds = seconds % unit[1]
    if count > 0 then parts[#parts + 1] = count .. unit[2] end
  end
  return #parts > 0 and table.concat(parts) or "0s"
end

-- What of the entries of a math alarm is compared: its label, else its expression or metric.
local function returned(raw)
  for _, query in ipairs(raw.Metrics) do
    if query.ReturnData ~= false and query.Id ~= raw.ThresholdMetricId then
      if query.Label then return query.Label end
      if query.Expression then return query.Expression end
      local stat = query.MetricStat
      return condition.metric(stat.Metric.MetricName, stat.Stat)
    end
  end
  return "?"
end

-- The period of a math alarm: all its entries have the same.
local function period_of(raw)
  if raw.Period then return raw.Period end
  for _, query in ipairs(raw.Metrics or {}) do
    local period = query.Period or query.MetricStat and query.MetricStat.Period
    if period then return period end
  end
  return nil
end

--- A metric with its statistic, unless that is the average.
---@param name string
---@param stat string?
---@return string
function condition.metric(name, stat)
  return (stat == nil or stat == "Average") and name or stat .. " " .. name
end

--- The seconds of an alarm's period; nil where it has none.
---@param raw table   AWS's structure, or an input of PutMetricAlarm
---@return integer?
condition.period = period_of

--- The condition of an alarm.
---@param raw table   AWS's structure, or an input of PutMetricAlarm or PutCompositeAlarm
---@return string
function condition.text(raw)
  if raw.AlarmRule then return raw.AlarmRule end
  local promql = raw.EvaluationCriteria and raw.EvaluationCriteria.PromQLCriteria
  if promql then return promql.Query end
  local what = raw.Metrics and #raw.Metrics > 0 and returned(raw)
    or condition.metric(raw.MetricName or "?", raw.Statistic or raw.ExtendedStatistic)
  local sign = limits.comparison_signs[raw.ComparisonOperator] or raw.ComparisonOperator or "?"
  local threshold = raw.ThresholdMetricId and "the band " .. raw.ThresholdMetricId
    or raw.Threshold and string.format("%.14g", raw.Threshold) or "?"
  local count = raw.EvaluationPeriods or 1
  local period = period_of(raw)
  return string.format("%s %s %s for %d of %d%s", what, sign, threshold, raw.DatapointsToAlarm or count,
    count, period and " × " .. condition.duration(period) or "")
end

return condition
