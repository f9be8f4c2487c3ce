-- Axes: which values and times to mark, and how they read. Pure.

local scale = {}

-- The least of 1, 2, 2.5, 5, 10, 20, … that is not below a number.
local function nice(least)
  local power = 10.0 ^ math.floor(math.log(least, 10))
  for _, factor in ipairs { 1, 2, 2.5, 5 } do
    if least <= factor * power * (1 + 1e-9) then return factor * power end
  end
  return 10 * power
end

--- Values to mark: about so many, evenly spaced, round, and around all of the range.
---@param low number
---@param high number
---@param count integer
---@return number[] ticks, number step
function scale.ticks(low, high, count)
  if low == high then
    -- One value alone stands in the middle.
    local room = low == 0 and 1 or math.abs(low) / 2
    low, high = low - room, high + room
  end
  -- A range that nearly reaches 0 begins there.
  if low > 0 and low < high / 2 then low = 0 end
  if high < 0 and high > low / 2 then high = 0 end
  local step = nice((high - low) / math.max(1, count - 1))
  local first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
  local ticks = {}
  for multiple = first, last do ticks[#ticks + 1] = multiple * step end
  return ticks, step
end

local units = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e4, "k" } }

--- The ticks as text, all with as many decimals: "0.5", "1.0"; "20k", "40k".
---@param ticks number[]
---@param step number
---@return string[]
function scale.labels(ticks, step)
  local greatest = 0
  for _, tick in ipairs(ticks) do greatest = math.max(greatest, math.abs(tick)) end
  local divisor, suffix = 1, ""
  for _, unit in ipairs(units) do
    if greatest >= unit[1] then
      divisor, suffix = unit[1] == 1e4 and 1e3 or unit[1], unit[2]
      break
    end
  end
  local decimals, shown_step = 0, step / divisor
  while decimals <= 6 and math.abs(shown_step - math.floor(shown_step + 0.5)) > 1e-6 * shown_step do
    decimals, shown_step = decimals + 1, shown_step * 10
  end
  local labels = {}
  for index, tick in ipairs(ticks) do
    if greatest >= 1e15 or decimals > 6 then
      labels[index] = string.format("%.3g", tick)
    else
      labels[index] = string.format("%." .. decimals .. "f", tick / divisor):gsub("^%-(0%.?0*)$", "%1") .. suffix
    end
  end
  return labels
end

--- A value beside its axis: at most four digits that matter.
---@param value number
---@return string
function scale.value(value)
  for _, unit in ipairs(units) do
    if math.abs(value) >= unit[1] then
      return string.format("%.4g%s", value / (unit[1] == 1e4 and 1e3 or unit[1]), unit[2])
    end
  end
  return string.format("%.4g", value)
end

local day = 86400
local steps = {
  1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, day, 2 * day, 7 * day, 14 * day,
  28 * day, 56 * day, 182 * day, 364 * day,
}

--- Times to mark, at most so many, at round times of the day, UTC, and how they read: "21:00", or the
--- date "11-24" at midnight; with seconds where they are nearer than a minute.
---@param from number
---@param to number
---@param count integer
---@return { time: number, label: string }[]
function scale.times(from, to, count)
  local step = steps[#steps]
  for _, candidate in ipairs(steps) do
    if (to - from) / candidate <= math.max(1, count) then
      step = candidate
      break
    end
  end
  local ticks = {}
  for multiple = math.ceil(from / step), math.floor(to / step) do
    local time = multiple * step
    local form = time % day == 0 and "!%m-%d" or step < 60 and "!%H:%M:%S" or "!%H:%M"
    ticks[#ticks + 1] = { time = time, label = os.date(form, math.floor(time)) --[[@as string]] }
  end
  return ticks
end

--- A time to the minute: 2026-11-23 21:00; to the second where that matters.
---@param time number
---@return string
function scale.date(time)
  return os.date(time % 60 == 0 and "!%Y-%m-%d %H:%M" or "!%Y-%m-%d %H:%M:%S", math.floor(time)) --[[@as string]]
end

--- What several series span: times of their first and last period's start, least and greatest value;
--- values are nil where there are none.
---@param all moonwatch.Series[]
---@param threshold number?
---@return { from: number, to: number, low: number?, high: number? }
function scale.span(all, threshold)
  local from, to, low, high = math.huge, -math.huge, nil, nil
  local function include(value)
    low, high = math.min(low or value, value), math.max(high or value, value)
  end
  for _, one in ipairs(all) do
    if one.to > one.from then from, to = math.min(from, one.from), math.max(to, one.to - one.period) end
    for _, value in ipairs(one.values) do include(value) end
  end
  if low and threshold then include(threshold) end
  if from > to then from, to = 0, 0 end
  return { from = from, to = math.max(from, to), low = low, high = high }
end

--- The points of a series as runs without a gap: lists of { time, value }.
---@param one moonwatch.Series
---@return { [1]: number, [2]: number }[][]
function scale.runs(one)
  local runs, run = {}, nil
  for index, time in ipairs(one.times) do
    if not run or time - one.times[index - 1] > one.period then
      run = {}
      runs[#runs + 1] = run
    end
    run[#run + 1] = { time, one.values[index] }
  end
  return runs
end

return scale
