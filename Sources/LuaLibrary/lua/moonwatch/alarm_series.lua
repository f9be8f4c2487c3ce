-- What an alarm watches, as a metric or an expression to get.

local errors = require("moonwatch.errors")
local maps = require("moonwatch.maps")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")

local alarm_series = {}

local function refuse(alarm, message)
  errors.raise("argument", "NoSeries", string.format('alarm:series: "%s" %s', alarm.name, message))
end

-- The query of an alarm on several metrics: the one that is compared, over those that it names.
local function math_query(alarm, place)
  local metrics = require("metrics")
  local inputs, watched = {}, nil
  for _, entry in ipairs(alarm.raw.Metrics) do
    if entry.Id ~= alarm.raw.ThresholdMetricId then
      if entry.ReturnData ~= false then watched = entry end
      inputs[entry.Id] = entry
    end
  end
  local made = {}
  local function query_of(entry)
    if made[entry.Id] then return made[entry.Id] end
    local stat = entry.MetricStat
    if stat then
      made[entry.Id] = metrics.metric {
        namespace = stat.Metric.Namespace, name = stat.Metric.MetricName,
        dimensions = maps.of_dimensions(stat.Metric.Dimensions), stat = stat.Stat, period = stat.Period,
        unit = stat.Unit, account = entry.AccountId, region = place.region, profile = place.profile,
        label = entry.Label,
      }
    else
      local below = {}
      for word in entry.Expression:gmatch("[%a_][%w_]*") do
        if inputs[word] and word ~= entry.Id then below[word] = query_of(inputs[word]) end
      end
      made[entry.Id] = metrics.expr(entry.Expression, below, {
        label = entry.Label, period = alarm.period, region = place.region, profile = place.profile,
      })
    end
    return made[entry.Id]
  end
  if not watched then refuse(alarm, "says of none of its metrics that it is compared") end
  return query_of(watched)
end

--- The metric or expression that an alarm compares.
---@param alarm moonwatch.Alarm
---@return moonwatch.Query
function alarm_series.query(alarm)
  local place = record.target(alarm).client
  if place.credentials or place.endpoint_url then
    refuse(alarm, "was asked for with credentials or an endpoint of a client, which metrics do not take; use a profile")
  end
  place = { region = place.region or alarm.region, profile = place.profile }
  if alarm.rule then refuse(alarm, "is a composite alarm, which watches alarms") end
  if alarm.raw.Metrics and #alarm.raw.Metrics > 0 then return math_query(alarm, place) end
  if not alarm.metric then refuse(alarm, "watches no metric") end
  return require("metrics").metric {
    namespace = alarm.namespace, name = alarm.metric, dimensions = alarm.dimensions, stat = alarm.stat,
    period = alarm.period, unit = alarm.raw.Unit, region = place.region, profile = place.profile,
  }
end

--- See `alarm:series`.
---@param alarm moonwatch.Alarm
---@param options table?
---@return moonwatch.Series
function alarm_series.of(alarm, options)
  options = options_of.check("alarm:series", options, { "last", "from", "to" })
  local window = next(options) and options or { last = "3h" }
  return alarm_series.query(alarm):get(window)
end

return alarm_series
