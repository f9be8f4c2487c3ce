-- The datapoints behind an alarm's state.

local native = select(2, ...).monitoring
local alarm_data = require("moonwatch.alarm_data")
local errors = require("moonwatch.errors")
local evaluation = require("moonwatch.evaluation")
local limits = require("moonwatch.limits")
local metrics = require("metrics")
local options_of = require("moonwatch.options")
local replay = require("moonwatch.replay")
local time = require("time")

local points = {}

---@class moonwatch.WhyPoint
---@field time number            the start of its period
---@field value number|false     false: missing
---@field breaching boolean?     nil where it is missing
---@field role "decides"|"counts"|"filled"|"not read"   decides: it is beyond the threshold and the state is
---  ALARM, or within and the state is OK; counts: it is among the N, and on the other side; filled: it is
---  missing, and stands for what `missing` says; not read: newer ones were enough

local point_shape = {
  __list = false, __members = { "time", "value", "breaching", "role" }, __times = { time = true },
}

local function breaches(def, value)
  local compare = {
    [">"] = function(a, b) return a > b end, [">="] = function(a, b) return a >= b end,
    ["<"] = function(a, b) return a < b end, ["<="] = function(a, b) return a <= b end,
  }
  return compare[def.comparison](value, def.threshold)
end

-- The samples of each period, as the evaluator takes them.
local function samples_of(series, from, count, period)
  if not series then return nil end
  local found = {}
  for index = 1, count do found[index] = false end
  for index, at in ipairs(series.times) do
    local position = math.tointeger((at - from) // period + 1)
    if found[position] ~= nil then found[position] = series.values[index] end
  end
  return found
end

---@class moonwatch.WhyVerdict: moonwatch.Verdict
---@field time integer                    of the evaluation
---@field points moonwatch.WhyPoint[]     oldest first

--- The verdict on the datapoints that are there now, as the alarm's last evaluation reads them.
---@param def moonwatch.Definition   of an alarm that compares with a threshold
---@param place table
---@param state string               the alarm's
---@return moonwatch.WhyVerdict
function points.verdict(def, place, state)
  local now, every = time.now(), alarm_data.interval(def)
  local at = math.floor(now / every) * every
  local series, samples = alarm_data.look(def, place, at, now)
  local values, from = replay.points(def, series, at)
  local verdict = native.evaluate(evaluation.rule(def), values, {
    state = state, from = from, samples = samples_of(samples, from, #values, def.period),
  })
  local is_read = {}
  for _, position in ipairs(verdict.evaluated) do is_read[position] = true end
  local rows = setmetatable({}, { __list = true })
  for position, value in ipairs(values) do
    local row = { time = from + (position - 1) * def.period, value = value }
    if value then row.breaching = breaches(def, value) end
    if not is_read[position] then
      row.role = "not read"
    elseif not value then
      row.role = "filled"
    else
      local agrees = verdict.state == (row.breaching and "ALARM" or "OK")
      row.role = agrees and "decides" or "counts"
    end
    rows[position] = setmetatable(row, point_shape)
  end
  verdict.time, verdict.points = at, rows
  return verdict
end

-- MARK: What StateReasonData says

-- "2026-11-23T21:00:00.000+0000"
local function seconds_of(text)
  if type(text) ~= "string" then return nil end
  local plain = text:gsub("([+-]%d%d)(%d%d)$", "%1:%2")
  local ok, seconds = pcall(time.parse, plain)
  return ok and seconds or nil
end

--- The datapoints that CloudWatch says it changed the state for, oldest first; nil where it says none.
---@param data table?   StateReasonData, decoded
---@return { time: number?, value: number|false }[]?
function points.recorded(data)
  local listed = type(data) == "table" and data.evaluatedDatapoints
  if type(listed) ~= "table" or #listed == 0 then return nil end
  local rows = setmetatable({}, { __list = true })
  for index = #listed, 1, -1 do
    local value = listed[index].value
    rows[#rows + 1] = setmetatable({
      time = seconds_of(listed[index].timestamp), value = type(value) == "number" and value,
    }, point_shape)
  end
  return rows
end

-- MARK: Where there is no data

-- How far back is looked for a last datapoint, which is what ListMetrics knows of, too.
local far = 14 * 86400

local function same_dimensions(a, b)
  for name, value in pairs(a) do
    if b[name] ~= value then return false end
  end
  for name in pairs(b) do
    if a[name] == nil then return false end
  end
  return true
end

-- The newest point of a metric: by the hour, and then within that hour.
local function latest_of(which, period, place)
  local options = { stat = "SampleCount", period = math.max(3600, period) }
  for name, value in pairs(which) do options[name] = options[name] or value end
  options.region, options.profile = place.region, place.profile
  local settings = { credentials = place.credentials, endpoint_url = place.endpoint_url, filling = true }
  local hours = metrics.get({ metrics.metric(options) }, { last = far }, settings)[1]
  local _, hour = hours:latest()
  if not hour then return nil end
  options.period, options.stat = math.max(60, math.min(period, 3600)), which.stat
  local fine = metrics.get({ metrics.metric(options) }, { from = hour, to = hour + math.max(3600, period) }, settings)
  local value, at = fine[1]:latest()
  return at or hour, value
end

local function exists(which, place)
  local found = metrics.find {
    namespace = which.namespace, name = which.name, dimensions = which.dimensions, region = place.region,
    profile = place.profile,
  }
  for _, one in ipairs(found) do
    if same_dimensions(one.dimensions, which.dimensions or {}) then return true end
  end
  local names, seen = {}, {}
  for _, one in ipairs(metrics.find { namespace = which.namespace, region = place.region, profile = place.profile }) do
    if not seen[one.name] then
      seen[one.name] = true
      names[#names + 1] = one.name
    end
  end
  if seen[which.name] then return false, "it exists with other dimensions" end
  if #names == 0 then return false, "the namespace has no metrics" end
  local meant = options_of.nearest(which.name, names)
  return false, meant and 'did you mean "' .. meant .. '"?' or nil
end

---@class moonwatch.WhySource
---@field id string?        of an expression's metric
---@field namespace string
---@field name string
---@field stat string
---@field dimensions table<string, string>
---@field last number?      when its newest datapoint of the past two weeks began; nil: there is none
---@field value number?
---@field exists boolean    whether ListMetrics has it: with exactly these dimensions, in the past two weeks
---@field hint string?      where it does not exist

--- What is known of the metrics of an alarm without data.
---@param def moonwatch.Definition
---@param place table
---@return moonwatch.WhySource[]
function points.sources(def, place)
  local rows = setmetatable({}, { __list = true })
  for id, which in pairs(alarm_data.metrics(def)) do
    local row = {
      id = def.kind == "math" and id or nil, namespace = which.namespace, name = which.name, stat = which.stat,
      dimensions = which.dimensions,
    }
    row.last, row.value = latest_of(which, def.period, place)
    if row.last then row.exists = true else row.exists, row.hint = exists(which, place) end
    rows[#rows + 1] = setmetatable(row, {
      __list = false, __times = { last = true },
      __members = { "id", "namespace", "name", "stat", "dimensions", "last", "value", "exists", "hint" },
    })
  end
  table.sort(rows, function(a, b) return (a.id or "") < (b.id or "") end)
  return rows
end

--- True for an alarm whose datapoints can be had and compared here.
---@param def moonwatch.Definition
---@return boolean can, string? why_not
function points.can(def)
  local ok, failure = pcall(replay.check, def)
  if ok then return limits.comparisons[def.comparison] ~= nil end
  if errors.is(failure) and failure.code == "NotReplayable" then
    return false, (failure.message:gsub('^alarms.backtest: "[^"]*": ', ""))
  end
  error(failure, 0)
end

return points
