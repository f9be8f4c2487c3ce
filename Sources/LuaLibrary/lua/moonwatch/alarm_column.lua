-- One metric of an alarm over a stretch of time: what is asked for, and the values of the alarm's periods
-- that follow from it, in each way to cut time into them. Pure.

local errors = require("moonwatch.errors")

local columns = {}

-- What can be put together from shorter periods without loss.
local joined = { Sum = true, Minimum = true, Maximum = true, SampleCount = true }

-- At most so many ways to cut time are asked for one by one.
local most_cuts = 60

---@class moonwatch.Column
---@field mode "own"|"joined"|"average"|"shifted"|"held"|"given"
---@field period integer    the alarm's
---@field stat string
---@field stride integer    seconds between two ways to cut time into periods
---@field wants table[]     what is asked for; `series` once it is there

--- What a metric takes, given the resolution that there is.
---
--- - own: the points are the alarm's.
--- - joined: points of a shorter period make the alarm's.
--- - average: sums and numbers of samples of a shorter period make it.
--- - shifted: a percentile is asked for at each cut, since it cannot be made of others.
--- - held: points are longer than the alarm's periods, each of which is taken to have the same.
---@param period integer
---@param stat string
---@param resolution integer
---@param want fun(stat: string, period: integer, offset: integer): table
---@return moonwatch.Column
function columns.new(period, stat, resolution, want)
  local column = { period = period, stat = stat, stride = resolution, wants = {} }
  if period % resolution ~= 0 then
    column.mode, column.stride, column.wants[1] = "held", period, want(stat, resolution, 0)
  elseif period == resolution then
    column.mode, column.wants[1] = "own", want(stat, period, 0)
  elseif joined[stat] then
    column.mode, column.wants[1] = "joined", want(stat, resolution, 0)
  elseif stat == "Average" then
    column.mode = "average"
    column.wants[1], column.wants[2] = want("Sum", resolution, 0), want("SampleCount", resolution, 0)
  else
    column.mode = "shifted"
    column.stride = math.max(resolution, math.ceil(period / most_cuts / resolution) * resolution)
    -- Cuts are as far apart from the last to the next period's first.
    while period % column.stride ~= 0 do column.stride = column.stride + resolution end
    for offset = 0, period - 1, column.stride do
      column.wants[#column.wants + 1] = want(stat, period, offset)
    end
  end
  return column
end

--- A series that is there already, of the alarm's period or of one that it can be made of.
---
--- Raises for one that it cannot be made of.
---@param period integer
---@param stat string
---@param series moonwatch.Series
---@return moonwatch.Column
function columns.given(period, stat, series)
  local column = { period = period, stat = stat, stride = series.period, wants = { { series = series } } }
  if series.period == period then
    column.mode = "own"
  elseif period % series.period == 0 and joined[stat] then
    column.mode = "joined"
  else
    errors.raise("argument", "InvalidArgument", string.format(
      "alarms.backtest: data: expected points of the alarm's period of %d s%s, got %d s", period,
      joined[stat] and " or a divisor" or ": " .. stat .. " cannot be made of others", series.period))
  end
  return column
end

-- MARK: Values

local function greatest_divisor(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

-- Points joined into the periods that begin `offset` after multiples.
local function join(series, period, stat, offset)
  local times, values = {}, {}
  for index, time in ipairs(series.times) do
    local start = (time - offset) // period * period + offset
    local value, count = series.values[index], #times
    if times[count] ~= start then
      times[count + 1], values[count + 1] = start, value
    elseif stat == "Minimum" then
      values[count] = math.min(values[count], value)
    elseif stat == "Maximum" then
      values[count] = math.max(values[count], value)
    else
      values[count] = values[count] + value
    end
  end
  return { period = period, times = times, values = values }
end

-- Longer points as the alarm's: each piece of time has the point's value, or its share of a sum.
local function hold(series, period, stat)
  local piece = greatest_divisor(series.period, period)
  local is_sum = stat == "Sum" or stat == "SampleCount"
  local share = is_sum and piece / series.period or 1
  local times, values = {}, {}
  for index, time in ipairs(series.times) do
    for start = time, time + series.period - 1, piece do
      times[#times + 1], values[#values + 1] = start, series.values[index] * share
    end
  end
  local pieces = { period = piece, times = times, values = values }
  if piece == period then return pieces end
  if joined[stat] then return join(pieces, period, stat, 0) end
  -- Of averages and percentiles the mean: what the alarm would have seen is not known.
  local sums = join(pieces, period, "Sum", 0)
  for index, value in ipairs(values) do values[index] = value and 1 end
  local counts = join(pieces, period, "Sum", 0)
  for index, count in ipairs(counts.values) do sums.values[index] = sums.values[index] / count end
  return sums
end

-- The values of one series at the times of another; false where it has none.
local function beside(times, series)
  if not series then return nil end
  local found, position = {}, 1
  for index, time in ipairs(times) do
    while series.times[position] and series.times[position] < time do position = position + 1 end
    found[index] = series.times[position] == time and series.values[position] or false
  end
  return found
end

--- The alarm's periods that begin `offset` after multiples: period, times, values.
---@param column moonwatch.Column
---@param offset integer   a multiple of `stride`, below the period
---@return { period: integer, times: number[], values: number[] }
function columns.at(column, offset)
  local first = column.wants[1].series
  if column.mode == "own" then return first end
  if column.mode == "joined" then return join(first, column.period, column.stat, offset) end
  if column.mode == "held" then return hold(first, column.period, column.stat) end
  if column.mode == "shifted" then return column.wants[offset // column.stride + 1].series end
  local sums = join(first, column.period, "Sum", offset)
  local counts = beside(sums.times, join(column.wants[2].series, column.period, "Sum", offset))
  local times, values = {}, {}
  for index, time in ipairs(sums.times) do
    local count = counts[index]
    if count and count > 0 then
      times[#times + 1], values[#values + 1] = time, sums.values[index] / count
    end
  end
  return { period = column.period, times = times, values = values }
end

--- What the host's `run` takes: a list of series, and the statistic to join them by, if any.
---@param column moonwatch.Column
---@param samples moonwatch.Column?   how many samples each point has, where it matters
---@return table[] inputs, string? statistic
function columns.inputs(column, samples)
  local first = column.wants[1].series
  if column.mode == "joined" then return { first }, column.stat end
  if column.mode == "average" then
    return { {
      period = first.period, times = first.times, values = first.values,
      samples = beside(first.times, column.wants[2].series),
    } }, "Average"
  end
  local inputs = {}
  for offset = 0, column.period - 1, column.stride do
    local cut = columns.at(column, offset)
    inputs[#inputs + 1] = {
      period = column.period, times = cut.times, values = cut.values, offset = offset,
      samples = samples and beside(cut.times, columns.at(samples, offset)),
    }
  end
  return inputs
end

return columns
