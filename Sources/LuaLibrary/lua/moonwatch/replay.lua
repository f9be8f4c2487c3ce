-- What an alarm would have done over its past: stretch by stretch, each from the state that the one before
-- ended in.

local native = select(2, ...).monitoring
local alarm_data = require("moonwatch.alarm_data")
local columns = require("moonwatch.alarm_column")
local errors = require("moonwatch.errors")
local evaluation = require("moonwatch.evaluation")

local replay = {}

---@class moonwatch.Transition
---@field time number
---@field from "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@field to "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@field reason string      in CloudWatch's way
---@field doubts string[]?   why it may not have happened, or not then
---@field coarse boolean?    true where the datapoints are longer than the alarm's periods

---@class moonwatch.Run
---@field transitions moonwatch.Transition[]
---@field uncertain { first: number, last: number, doubts: string[] }[]   evaluations, the first and the last
---@field evaluations integer
---@field uncertain_evaluations integer
---@field state string        after the last one

local function refuse(def, reason)
  errors.raise("argument", "NotReplayable", string.format('alarms.backtest: "%s": %s', def.name, reason))
end

-- MARK: Metric math

-- Functions whose value at a time depends on that time's values alone, so that they are the same over
-- fourteen days as over the few periods that an alarm reads.
local pointwise = {
  ABS = true, CEIL = true, FLOOR = true, IF = true, LOG = true, LOG10 = true, DATE = true, DAY = true,
  HOUR = true, MINUTE = true, MONTH = true, YEAR = true, EPOCH = true, PERIOD = true, METRICS = true,
  TIME_SERIES = true,
}

local function queries_of(def)
  local queries = {}
  for index, entry in ipairs(def.metrics) do
    queries[index] = {
      id = entry.Id, expression = entry.Expression, returns = entry.ReturnData ~= false,
      period = entry.Period or entry.MetricStat and entry.MetricStat.Period,
    }
  end
  return queries
end

local function is_pointwise(queries, functions)
  local known = {}
  for _, name in ipairs(functions) do known[name] = true end
  for name in pairs(known) do
    local constant = name == "FILL"
    for _, query in ipairs(constant and queries or {}) do
      -- FILL with a number fills each period by itself; REPEAT and LINEAR look at its neighbours.
      for filling in (query.expression or ""):gmatch("FILL(%b())") do
        constant = constant and filling:find(",%s*%-?[%d.]+%s*%)$") ~= nil
      end
    end
    if not (pointwise[name] or constant) then return false end
  end
  return true
end

local function checked_queries(def)
  if def.threshold_metric then
    refuse(def, "it is compared with the band of an anomaly detector, and CloudWatch keeps no bands of the past")
  end
  local queries = queries_of(def)
  for _, query in ipairs(queries) do
    if query.expression and query.expression:upper():find("^%s*SELECT%s") then
      refuse(def, "it watches a query of Metrics Insights, which this program cannot compute")
    end
  end
  local checked, reason, column, id = native.check_math(queries)
  if not checked then
    refuse(def, string.format("%s%s", id and id .. (column and ", character " .. column or "") .. ": " or "", reason))
  end
  return queries, is_pointwise(queries, checked.functions)
end

-- The inputs of one cut of a stretch, for the host.
local function cut_of(stretch, offset)
  local inputs, first, last = {}, math.huge, -math.huge
  for id, column in pairs(stretch.columns) do
    local cut = columns.at(column, offset)
    inputs[id] = { period = cut.period, times = cut.times, values = cut.values }
    if #cut.times > 0 then
      first, last = math.min(first, cut.times[1]), math.max(last, cut.times[#cut.times])
    end
  end
  return inputs, first, last
end

local function evaluate_queries(def, queries, inputs, from, to)
  local series, reason, column, id = native.evaluate_queries(queries, inputs,
    { from = from, to = to, period = def.period })
  if not series then
    refuse(def, string.format("%s%s: %s", id or "expression", column and ", character " .. column or "", reason))
  end
  return series
end

-- The expression over a whole stretch at once.
local function math_inputs(def, queries, stretch)
  local made = {}
  local from, to = stretch.from - alarm_data.lookback(def), stretch.through
  for offset = 0, def.period - 1, stretch.every do
    local first = (from - offset) // def.period * def.period + offset
    local last = (to - offset) // def.period * def.period + offset
    local cut = evaluate_queries(def, queries, cut_of(stretch, offset), first, math.max(first, last))
    made[#made + 1] = { period = def.period, times = cut.times, values = cut.values, offset = offset }
  end
  return made
end

-- MARK: One look at a time

-- The part of a series within a window.
local function part_of(series, from, to)
  local low, high = 1, #series.times + 1
  while low < high do
    local middle = (low + high) // 2
    if series.times[middle] < from then low = middle + 1 else high = middle end
  end
  local times, values = {}, {}
  while series.times[low] and series.times[low] < to do
    times[#times + 1], values[#values + 1] = series.times[low], series.values[low]
    low = low + 1
  end
  return { period = series.period, times = times, values = values }
end

local unknown_range = "the expression's value depends on how many datapoints CloudWatch reads, which AWS does not"
  .. " publish"

-- Evaluates an expression that looks at its whole window, such as RATE or AVG, anew for each evaluation,
-- over the ranges that are plausible.
local function look(def, queries, inputs, time, state)
  local function verdict(range)
    local from = time - range * def.period
    local parts = {}
    for id, series in pairs(inputs) do parts[id] = part_of(series, from, time) end
    local series = evaluate_queries(def, queries, parts, from, time)
    local points = {}
    for index = 1, range do points[index] = false end
    for index, at in ipairs(series.times) do points[(at - from) // def.period + 1] = series.values[index] end
    return native.evaluate(evaluation.rule(def), points, { state = state, from = from, range = range })
  end
  local found = verdict(def.periods + 2)
  for _, range in ipairs({ def.periods, def.periods + 4 }) do
    if verdict(range).state ~= found.state then
      found.uncertain, found.doubts = true, { unknown_range }
      break
    end
  end
  return found
end

local function run_by_looks(def, queries, stretch, state)
  local run = { transitions = {}, uncertain = {}, evaluations = 0, uncertain_evaluations = 0 }
  local cuts, was_uncertain = {}, false
  local first = math.ceil(stretch.from / stretch.every) * stretch.every
  for time = first, stretch.through, stretch.every do
    local offset = time % def.period
    cuts[offset] = cuts[offset] or cut_of(stretch, offset)
    local found = look(def, queries, cuts[offset], time, state)
    run.evaluations = run.evaluations + 1
    if found.uncertain then
      run.uncertain_evaluations = run.uncertain_evaluations + 1
      local span = was_uncertain and run.uncertain[#run.uncertain]
      if span then
        span.last = time
      else
        run.uncertain[#run.uncertain + 1] = { first = time, last = time, doubts = found.doubts }
      end
    end
    was_uncertain = found.uncertain
    if found.state ~= state then
      run.transitions[#run.transitions + 1] = {
        time = time, from = state, to = found.state, reason = found.reason, doubts = found.doubts,
      }
      state = found.state
    end
  end
  run.state = state
  return run
end

-- MARK: Whole

-- The runs of all stretches as one.
local function joined(runs, stretches, initial)
  local whole = { transitions = {}, uncertain = {}, evaluations = 0, uncertain_evaluations = 0, state = initial }
  for index, run in ipairs(runs) do
    local is_coarse = stretches[index].quality == "coarse"
    for _, transition in ipairs(run.transitions) do
      if #transition.doubts == 0 then transition.doubts = nil end
      transition.coarse = is_coarse or nil
      whole.transitions[#whole.transitions + 1] = transition
    end
    table.move(run.uncertain, 1, #run.uncertain, #whole.uncertain + 1, whole.uncertain)
    whole.evaluations = whole.evaluations + run.evaluations
    whole.uncertain_evaluations = whole.uncertain_evaluations + run.uncertain_evaluations
    whole.state = run.state
  end
  return whole
end

--- Replays an alarm on a metric or an expression over its past.
---
--- Raises code `NotReplayable` where it cannot be: an anomaly detector, Metrics Insights, functions that
--- only CloudWatch has.
---@param def moonwatch.Definition
---@param past moonwatch.Past
---@param state string   before the first evaluation
---@return moonwatch.Run
function replay.run(def, past, state)
  local rule = evaluation.rule(def)
  local queries, can_be_joined
  if def.kind == "math" then queries, can_be_joined = checked_queries(def) end
  local runs, initial = {}, state
  for index, stretch in ipairs(past.stretches) do
    if queries and not can_be_joined then
      runs[index] = run_by_looks(def, queries, stretch, state)
    else
      local inputs, statistic
      if queries then
        inputs = math_inputs(def, queries, stretch)
      else
        inputs, statistic = columns.inputs(stretch.columns.m, stretch.columns.samples)
      end
      local run, reason = native.run(rule, inputs, {
        from = stretch.from, through = stretch.through, state = state, statistic = statistic,
      })
      if not run then refuse(def, reason) end
      runs[index] = run
    end
    state = runs[index].state
  end
  return joined(runs, past.stretches, initial)
end

--- The points that one evaluation reads, `false` where missing, of series that are cut to end with it: as
--- many as the longest plausible range has; of an expression that looks at its whole window, those of the
--- range that is assumed.
---@param def moonwatch.Definition
---@param inputs table<string, { period: integer, times: number[], values: number[] }>   by id
---@param time integer    of the evaluation
---@return (number|false)[] points, number from
function replay.points(def, inputs, time)
  local count, series = def.periods + 4, inputs.m
  if def.kind == "math" then
    local queries, is_free = checked_queries(def)
    if not is_free then count = def.periods + 2 end
    local parts = {}
    for id, one in pairs(inputs) do parts[id] = part_of(one, time - count * def.period, time) end
    series = evaluate_queries(def, queries, parts, time - count * def.period, time)
  end
  local points, from = {}, time - count * def.period
  for index = 1, count do points[index] = false end
  for index, at in ipairs(series.times) do
    local position = (at - from) // def.period + 1
    if points[position] ~= nil then points[math.tointeger(position)] = series.values[index] end
  end
  return points, from
end

--- Raises unless a definition can be replayed, before anything is fetched for it.
---@param def moonwatch.Definition
function replay.check(def)
  if def.kind == "promql" then refuse(def, "it watches a query in PromQL, which this program cannot compute") end
  if def.kind == "math" then checked_queries(def) end
end

--- The series that the alarm compares, in its own periods from multiples of them, for a chart.
---@param def moonwatch.Definition
---@param past moonwatch.Past
---@return { times: number[], values: number[] }
function replay.compared(def, past)
  local times, values = {}, {}
  local queries = def.kind == "math" and queries_of(def)
  for _, stretch in ipairs(past.stretches) do
    local cut = queries and math_inputs(def, queries, setmetatable({ every = def.period }, { __index = stretch }))[1]
      or columns.at(stretch.columns.m, 0)
    for index, time in ipairs(cut.times) do
      if time >= stretch.from - def.period and time <= stretch.through and time > (times[#times] or -math.huge) then
        times[#times + 1], values[#values + 1] = time, cut.values[index]
      end
    end
  end
  return { times = times, values = values }
end

return replay
