-- The past of what alarms watch, cut into periods in each way in which CloudWatch looks at it.
--
-- An alarm on five minutes is evaluated every minute over the five minutes before, so it takes points of
-- one minute to know what it saw. CloudWatch keeps those for 15 days; of older times there is only what is
-- coarser, and each stretch of time says what it was made of.

local answers = require("moonwatch.answers")
local calls = require("moonwatch.calls")
local columns = require("moonwatch.alarm_column")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local quotas = require("moonwatch.quotas")
local task = require("task")
local window = require("moonwatch.window")

local alarm_data = {}

-- MARK: Stretches of time

-- Seconds between two evaluations.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
local function interval(def)
  if def.period < 60 then return 10 end
  return def.period * def.periods > 86400 and 3600 or 60
end

--- Seconds between two evaluations of an alarm.
---@param def moonwatch.Definition
---@return integer
alarm_data.interval = interval

--- How far before an evaluation its datapoints may lie: the longest range that is plausible, in seconds.
---@param def moonwatch.Definition
---@return integer
function alarm_data.lookback(def) return (def.periods + 4) * def.period end

-- Since when there are points of each resolution, the finest first. A little is left off, since what is
-- asked for is rounded down, and time goes on meanwhile.
local function edges(now, finest)
  local list = {}
  for _, step in ipairs(quotas.retention) do
    local margin = step.period < 60 and 60 or 3600
    local since = (math.floor((now - step.seconds) / margin) + 2) * margin
    local period = math.max(step.period, finest)
    if list[#list] and list[#list].period == period then
      list[#list].since = since
    else
      list[#list + 1] = { period = period, since = since }
    end
  end
  return list
end

---@class moonwatch.Stretch
---@field from integer        of the first evaluation at the earliest
---@field through integer     of the last one at the latest
---@field period integer      seconds of the points that there are
---@field every integer       seconds between two evaluations
---@field quality "exact"|"sparse"|"coarse"   sparse: evaluated more seldom than CloudWatch does; coarse: of
---  points that are longer than the alarm's

-- The stretches of a window, each with points of one resolution, looking back included.
local function stretches(def, asked)
  local step = interval(def)
  local lookback = alarm_data.lookback(def)
  local kept = edges(asked.now, step)
  local list, from = {}, math.ceil(asked.from)
  while from <= asked.to do
    local index = #kept
    for position, edge in ipairs(kept) do
      if from - lookback >= edge.since then
        index = position
        break
      end
    end
    local through = math.floor(asked.to)
    if index > 1 then through = math.min(through, kept[index - 1].since + lookback - 1) end
    list[#list + 1] = { from = from, through = through, period = kept[index].period }
    from = through + 1
  end
  return list
end

-- MARK: What to ask for

--- The metrics of a definition by id: of an alarm on one metric it is "m".
---@param def moonwatch.Definition
---@return table<string, table>
function alarm_data.metrics(def)
  if def.kind == "metric" then
    return { m = {
      namespace = def.namespace, name = def.metric, dimensions = def.dimensions, stat = def.stat, unit = def.unit,
    } }
  end
  local found = {}
  for _, entry in ipairs(def.metrics) do
    local stat = entry.MetricStat
    if stat then
      found[entry.Id] = {
        namespace = stat.Metric.Namespace, name = stat.Metric.MetricName,
        dimensions = maps.of_dimensions(stat.Metric.Dimensions), stat = stat.Stat, unit = stat.Unit,
        account = entry.AccountId,
      }
    end
  end
  return found
end

-- A series to ask for.
local function new_want(place, which, stat, period, offset)
  local fields = { stat = stat, period = period, region = place.region, profile = place.profile }
  for name, value in pairs(which) do fields[name] = fields[name] or value end
  return { query = metric.new(fields, "alarms.backtest"), offset = offset, place = place }
end

-- The columns of a stretch, and what they want.
local function plan(stretch, def, place, wants)
  stretch.columns, stretch.every = {}, interval(def)
  stretch.quality = "exact"
  local function add(id, which, stat)
    local column = columns.new(def.period, stat, stretch.period, function(asked_stat, period, offset)
      local want = new_want(place, which, asked_stat, period, offset)
      want.from, want.to = stretch.from - alarm_data.lookback(def), stretch.through
      want.resolution = stretch.period
      wants[#wants + 1] = want
      return want
    end)
    stretch.columns[id] = column
    stretch.every = math.max(stretch.every, column.stride)
    if column.mode == "held" then stretch.quality = "coarse" end
  end
  for id, which in pairs(alarm_data.metrics(def)) do
    add(id, which, which.stat)
    if def.low_samples == "ignore" and id == "m" then add("samples", which, "SampleCount") end
  end
  if stretch.quality == "exact" and stretch.every > interval(def) then stretch.quality = "sparse" end
end

-- MARK: Asking

local function key_of(want)
  local place = want.place
  return table.concat({
    want.offset, want.resolution, place.profile or "", place.endpoint_url or "",
    type(place.credentials) == "table" and string.format("%p", place.credentials) or place.credentials or "",
  }, "\n")
end

-- Asks for everything in as few calls as there can be: what is cut in the same way shares them.
local function fetch(wants, now)
  local groups, by_key = {}, {}
  for _, want in ipairs(wants) do
    local key = key_of(want)
    local group = by_key[key]
    if not group then
      group = { place = want.place, offset = want.offset, from = want.from, to = want.to, wants = {}, queries = {} }
      by_key[key], groups[#groups + 1] = group, group
    end
    group.from, group.to = math.min(group.from, want.from), math.max(group.to, want.to)
    group.wants[#group.wants + 1], group.queries[#group.queries + 1] = want, want.query
  end
  local function ask(group)
    local asked = { from = group.from, to = group.to, now = now }
    local place = group.place
    local found = answers.fetch(calls.plan(group.queries, asked, false, group.offset), asked, {
      region = place.region, profile = place.profile, credentials = place.credentials,
      endpoint_url = place.endpoint_url,
    })
    for index, want in ipairs(group.wants) do want.series = found[index] end
  end
  -- One by itself is not worth a task, whose errors would not know the script's line.
  if #groups == 1 then ask(groups[1]) else task.map(groups, ask) end
end

---@class moonwatch.Past
---@field stretches moonwatch.Stretch[]   oldest first, each with `columns` by id

--- The past of alarms on metrics, in the order of the definitions.
---
--- Raises as `metrics.get` does, unless it is whole.
---@param defs moonwatch.Definition[]   of kinds metric and math
---@param places table[]                region, profile, credentials, endpoint_url of each
---@param asked { from: number, to: number, now: number }
---@return moonwatch.Past[]
function alarm_data.fetch(defs, places, asked)
  local pasts, wants = {}, {}
  for index, def in ipairs(defs) do
    pasts[index] = { stretches = stretches(def, asked) }
    for _, stretch in ipairs(pasts[index].stretches) do plan(stretch, def, places[index], wants) end
  end
  if #wants > 0 then fetch(wants, asked.now) end
  return pasts
end

--- What one evaluation of an alarm reads: its metrics by id, cut into periods that end with it. One call.
---
--- Raises as `metrics.get` does.
---@param def moonwatch.Definition
---@param place table    region, profile, credentials, endpoint_url
---@param time integer   of the evaluation
---@param now number
---@return table<string, moonwatch.Series> series, moonwatch.Series? samples   how many samples each point has
function alarm_data.look(def, place, time, now)
  local wants, ids = {}, {}
  local function want(id, which, stat)
    ids[#ids + 1] = id
    local one = new_want(place, which, stat, def.period, time % def.period)
    one.from, one.to, one.resolution = time - alarm_data.lookback(def), time, def.period
    -- Of periods below a minute no more than three hours are kept.
    if window.period(def.period, now - one.from) ~= def.period then
      one.from = math.ceil((now - window.retention(def.period) + 60) / def.period) * def.period
    end
    wants[#wants + 1] = one
  end
  for id, which in pairs(alarm_data.metrics(def)) do
    want(id, which, which.stat)
    if def.low_samples == "ignore" and id == "m" then want("samples", which, "SampleCount") end
  end
  if #wants > 0 then fetch(wants, now) end
  local found = {}
  for index, id in ipairs(ids) do found[id] = wants[index].series end
  local samples = found.samples
  found.samples = nil
  return found, samples
end

--- The past of an alarm on one metric from a series that is there.
---@param def moonwatch.Definition
---@param series moonwatch.Series
---@param asked { from: number, to: number }
---@return moonwatch.Past
function alarm_data.given(def, series, asked)
  local stretch = {
    from = math.ceil(asked.from), through = math.floor(asked.to), period = series.period, quality = "exact",
  }
  local column = columns.given(def.period, def.stat, series)
  stretch.columns = { m = column }
  stretch.every = math.max(interval(def), column.stride)
  if stretch.every > interval(def) then stretch.quality = "sparse" end
  return { stretches = { stretch }, is_given = true }
end

return alarm_data
