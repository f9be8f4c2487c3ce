-- Metric math that AWS advises against in alarms.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html

local native = select(2, ...)

-- What `native.monitoring.check_math` says of the entries; nil where it cannot read them, as it cannot
-- those of Metrics Insights.
local function checked(def)
  local list = {}
  for index, entry in ipairs(def.metrics) do
    list[index] = {
      id = entry.Id, expression = entry.Expression, returns = entry.ReturnData ~= false,
      period = entry.Period or entry.MetricStat and entry.MetricStat.Period,
    }
  end
  return (native.monitoring.check_math(list, { band = def.threshold_metric }))
end

local function warn_of(subject, report, is_wanted)
  local read = subject.definition.kind == "math" and checked(subject.definition)
  for _, warning in ipairs(read and read.warnings or {}) do
    if is_wanted(warning) then
      report:finding { reason = string.format("%s in %s: %s", warning["function"], warning.id, warning.reason) }
    end
  end
end

local function is_fill(warning) return warning["function"] == "FILL" end

return {
  {
    id = "unwise-math", severity = "warning",
    what = "A function over a whole series: AVG, MAX, MIN, STDDEV, DATAPOINT_COUNT, RUNNING_SUM, REMOVE_EMPTY, …",
    why = "An alarm reads more points than its periods, and does not say how many, so that the value is another"
      .. " than a graph shows. AVG([m1, m2]) goes point by point and is fine.",
    fix = "Let the statistic, the period and M of N datapoints say what is wanted.",
    check = function(subject, _, report)
      warn_of(subject, report, function(warning) return not is_fill(warning) end)
    end,
  },
  {
    id = "filled", severity = "note",
    what = "FILL in an alarm",
    why = "A point that comes late is filled at first, so that the newest point may be the filling.",
    fix = "Let M of N datapoints decide, with M below N; or say by `missing` what stands for what is missing.",
    check = function(subject, _, report)
      local def = subject.definition
      -- With more than one point to decide, one that is filled for a while decides nothing.
      if (def.datapoints or def.periods or 1) > 1 then return end
      warn_of(subject, report, is_fill)
    end,
  },
}
