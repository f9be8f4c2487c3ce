-- What is linted: alarms that are there, and definitions of ones that are not, in one form.

local alarm = require("moonwatch.alarm")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local maps = require("moonwatch.maps")
local options_of = require("moonwatch.options")

local subject = {}

---@class moonwatch.LintEntry   a metric that an alarm watches
---@field namespace string
---@field metric string
---@field dimensions table<string, string>
---@field stat string
---@field unit string?
---@field period integer
---@field account string?

---@class moonwatch.LintSubject
---@field name string
---@field region string?                     where known
---@field alarm moonwatch.Alarm?             of one that is there
---@field definition moonwatch.Definition?   nil where it is refused
---@field refusal string?                    why `alarms.define` refuses it
---@field watched moonwatch.LintEntry[]
---@field expressions string[]
---@field period number?
---@field periods integer?

local function watched_of(def)
  if def.kind == "metric" then
    return { {
      namespace = def.namespace, metric = def.metric, dimensions = def.dimensions, stat = def.stat, unit = def.unit,
      period = def.period,
    } }, {}
  end
  local watched, expressions = {}, {}
  for _, entry in ipairs(def.metrics or {}) do
    local stat = entry.MetricStat
    if stat then
      local dimensions = maps.of_dimensions(stat.Metric.Dimensions)
      watched[#watched + 1] = {
        namespace = stat.Metric.Namespace, metric = stat.Metric.MetricName, dimensions = dimensions, stat = stat.Stat,
        unit = stat.Unit, period = stat.Period, account = entry.AccountId,
      }
    else
      expressions[#expressions + 1] = entry.Expression
    end
  end
  return watched, expressions
end

local function of_definition(def, row)
  local watched, expressions = watched_of(def)
  return {
    name = def.name, region = row and row.region or def.region, alarm = row, definition = def, watched = watched,
    expressions = expressions, period = def.period, periods = def.periods,
  }
end

-- The expressions in what was given, in either form.
local function expressions_in(given)
  local expressions = {}
  local function add(value)
    if type(value) == "table" then value = value.expression or value.Expression end
    if type(value) == "string" then expressions[#expressions + 1] = value end
  end
  add(given.expression)
  if type(given.metric) == "table" then add(given.metric) end
  local metrics = given.metrics or given.Metrics
  for _, entry in pairs(type(metrics) == "table" and metrics or {}) do add(entry) end
  return expressions
end

-- What is known of a definition that is refused.
local function refused(given, failure)
  local ok, period = pcall(options_of.seconds, "period", given.period or given.Period or 300)
  local name = given.name or given.AlarmName
  return {
    name = type(name) == "string" and name or "?", refusal = failure.message:gsub("^alarms%.define: ", ""),
    region = type(given.region) == "string" and given.region or nil, watched = {}, expressions = expressions_in(given),
    period = ok and period or nil, periods = math.tointeger(given.periods or given.EvaluationPeriods),
  }
end

--- What a value says that is to be linted: a definition, the fields of one, an alarm, or the input of
--- PutMetricAlarm or PutCompositeAlarm. Raises kind `argument` for another one.
---@param value any
---@param place string   for the message: "alarms.lint: [3]"
---@return moonwatch.LintSubject
function subject.of(value, place)
  if alarm.is(value) then return of_definition(value:definition(), value) end
  if definition.is(value) then return of_definition(value) end
  if type(value) ~= "table" then
    errors.raise("argument", "InvalidArgument",
      string.format("%s: expected an alarm, a definition or its fields, got %s", place, type(value)))
  end
  local ok, result = pcall(function()
    -- AWS's input is checked as a definition is.
    return value.AlarmName and definition.from_alarm(value):with({}) or definition.define(value)
  end)
  if ok then return of_definition(result) end
  if errors.is(result) and result.code == "InvalidDefinition" then return refused(value, result) end
  error(result, 0)
end

return subject
