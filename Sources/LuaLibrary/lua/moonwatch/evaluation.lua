-- What CloudWatch would say of datapoints: `Monitoring` knows its rules, this knows definitions.

local native = select(2, ...).monitoring
local alarm = require("moonwatch.alarm")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local options_of = require("moonwatch.options")

local evaluation = {}

---@class moonwatch.EvaluateOptions
---@field range integer?    points that CloudWatch looks at: N to N + 4 are plausible; N + 2 unless given
---@field state string?     the state before: INSUFFICIENT_DATA unless given
---@field from number?      epoch seconds of the first point, for the reason
---@field samples (number|false)[]?   how many samples each point has, of percentiles
---@field lower (number|false)[]?     of a band
---@field upper (number|false)[]?

---@class moonwatch.Verdict
---@field state "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@field previous string
---@field reason string       in CloudWatch's way
---@field uncertain boolean   true where AWS's documents leave more than one state open
---@field doubts string[]     why
---@field breaching integer   points beyond the threshold

--- A definition of what a function was given: one, the fields of one, or an alarm.
---@param caller string
---@param given any
---@return moonwatch.Definition
function evaluation.definition_of(caller, given)
  if definition.is(given) then return given end
  if alarm.is(given) then return given:definition() end
  if type(given) == "table" then return definition.define(given) end
  errors.raise("argument", "InvalidArgument", caller .. ": expected a definition, or an alarm, got " .. type(given))
end

-- Samples that a percentile needs: fewer keep the state.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
local function minimum_samples(def)
  if def.low_samples ~= "ignore" then return nil end
  local share = (tonumber(def.stat:match("^[pP]([%d.]+)$")) or 0) / 100
  if share <= 0 or share >= 1 then return nil end
  -- 10 / (1 - 0.99) is a little more than 1,000.
  return math.floor(10 / (share >= 0.5 and 1 - share or share) * 1e6 + 0.5) / 1e6
end

--- A definition as `native.monitoring.evaluate` and the backtest take it.
---@param def moonwatch.Definition
---@return table
function evaluation.rule(def)
  if def.kind == "composite" or def.kind == "promql" then
    errors.raise("argument", "InvalidArgument", string.format(
      'alarms.evaluate: "%s" is a %s alarm; expected one that compares datapoints with a threshold', def.name,
      def.kind == "promql" and "PromQL" or "composite"))
  end
  return {
    evaluation_periods = def.periods, datapoints_to_alarm = def.datapoints or def.periods,
    comparison = limits.comparisons[def.comparison], threshold = def.threshold and def.threshold + 0.0,
    missing = def.missing or "missing", period = def.period, minimum_samples = minimum_samples(def),
  }
end

-- The points of a list, or of a series.
local function points_of(points)
  if type(points) == "table" and type(points.points) == "function" then return (points:points()) end
  if type(points) ~= "table" then
    errors.raise("argument", "InvalidArgument",
      "alarms.evaluate: expected a list of points, oldest first, false where missing, or a series, got "
        .. type(points))
  end
  return points
end

--- See `alarms.evaluate`.
---@return moonwatch.Verdict
function evaluation.evaluate(given, points, options)
  local caller = "alarms.evaluate"
  options = options_of.check(caller, options, { "range", "state", "from", "samples", "lower", "upper" })
  fanout.check_name(caller .. ": state", options.state, limits.states)
  local def = evaluation.definition_of(caller, given)
  local from = options.from
  if from == nil and type(points) == "table" and type(points.points) == "function" then from = points.from end
  local ok, verdict = pcall(native.evaluate, evaluation.rule(def), points_of(points), {
    range = options.range, state = options.state, from = from, samples = options.samples,
    lower = options.lower, upper = options.upper,
  })
  if ok then return verdict end
  if errors.is(verdict) then error(verdict, 0) end
  -- The host's words on its own argument, without that function's name.
  local message = tostring(verdict)
  errors.raise("argument", "InvalidArgument",
    caller .. ": " .. (message:match("^.-bad argument #%d to '.-' %((.*)%)$") or message))
end

return evaluation
