-- The datapoints of one metric or expression. What is missing has no point: it is nil or `false`, and
-- never 0. Pure but for the options that are lengths of time.

local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")

---@class moonwatch.Series
---@field label string
---@field metric table?      what was asked for: a metric or an expression
---@field unit string?       the metric's, where it was asked for by unit
---@field period integer     seconds from the start of one point to that of the next
---@field from number        the window: epoch seconds, a multiple of the period
---@field to number          its end, exclusive
---@field times number[]     the start of each real point's period, epoch seconds, oldest first
---@field values number[]    as many as `times`; finite
---@field status string?     what AWS said: "Complete", or why it is not whole
---@field warnings string[]?   what is other than asked for, such as a longer period
local Series = {}

local series = {}

local function invalid(message) errors.raise("argument", "InvalidArgument", message) end

-- JSON writes an empty list as one, and tables show times as such.
local list_shape = { __list = true }
local time_list_shape = { __list = true, __times = true }

-- MARK: Points

--- Every point of the window, `false` where there is none, and the time of each.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:points()[2]) -- false
---@return (number|false)[] points, number[] times
function Series:points()
  local points, times = {}, {}
  local count = math.ceil((self.to - self.from) / self.period)
  for index = 1, count do
    points[index] = false
    times[index] = self.from + (index - 1) * self.period
  end
  for position, time in ipairs(self.times) do
    local index = (time - self.from) // self.period + 1
    if index >= 1 and index <= count then points[math.tointeger(index)] = self.values[position] end
  end
  return points, times
end

--- How many points of the window are missing.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:gaps()) -- 1
---@return integer
function Series:gaps() return math.ceil((self.to - self.from) / self.period) - #self.values end

--- The newest real point and its time; nil where there is none.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, 3, false } }
---     print(s:latest()) -- 3 60
---@return number? value, number? time
function Series:latest()
  local count = #self.values
  if count == 0 then return nil end
  return self.values[count], self.times[count]
end

--- The sum of the points; nil without any.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:sum()) -- 4
---@return number?
function Series:sum()
  if #self.values == 0 then return nil end
  -- Kahan's: what a sum of many numbers loses is carried along.
  local total, lost = 0, 0
  for _, value in ipairs(self.values) do
    local corrected = value - lost
    local next_total = total + corrected
    lost = (next_total - total) - corrected
    total = next_total
  end
  return total
end

--- The mean of the points that are there; nil without any. Of averages it is the mean of averages,
--- whatever number of samples each stands for.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:mean()) -- 2.0
---@return number?
function Series:mean()
  local total = self:sum()
  return total and total / #self.values
end

local function extreme(values, choose)
  local found = values[1]
  for index = 2, #values do found = choose(found, values[index]) end
  return found
end

--- The greatest point; nil without any.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:max()) -- 3
---@return number?
function Series:max() return extreme(self.values, math.max) end

--- The least point; nil without any.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:min()) -- 1
---@return number?
function Series:min() return extreme(self.values, math.min) end

--- The standard deviation of the points, taken as all there are; nil without any.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     print(s:stddev()) -- 1.0
---@return number?
function Series:stddev()
  local mean = self:mean()
  if not mean then return nil end
  local squares = 0
  for _, value in ipairs(self.values) do squares = squares + (value - mean) ^ 2 end
  return math.sqrt(squares / #self.values)
end

--- The value below which so many percent of the points lie, interpolated between the two nearest; nil
--- without points. Of points, not of the samples that CloudWatch has: for those ask for the statistic
--- "p99".
---
--- Raises kind `argument` for what is no number from 0 to 100.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, 2, 3, false, 4 } }
---     print(s:percentile(50)) -- 2.5
---@param p number   0 to 100
---@return number?
function Series:percentile(p)
  if type(p) ~= "number" or not (p >= 0 and p <= 100) then
    invalid("bad argument #1 to 'percentile' (number from 0 to 100 expected, got " .. tostring(p) .. ")")
  end
  if #self.values == 0 then return nil end
  local sorted = table.move(self.values, 1, #self.values, 1, {})
  table.sort(sorted)
  local rank = (#sorted - 1) * p / 100 + 1
  local below = math.floor(rank)
  local low, high = sorted[below], sorted[math.min(below + 1, #sorted)]
  return low + (high - low) * (rank - below)
end

-- MARK: Series of a series

local aggregates = { Average = "mean", Sum = "sum", Minimum = "min", Maximum = "max", SampleCount = "sum" }

-- A series with the same names over other points.
local function derived(original, period, times, values, from, to)
  return series.new {
    label = original.label, metric = original.metric, unit = original.unit, status = original.status,
    warnings = original.warnings, period = period, times = times, values = values, from = from, to = to,
  }
end

local function resampling_statistic(self, given)
  local metric = self.metric
  local stat = given or (metric and metric.stat) or "Average"
  if not aggregates[stat] then
    local reason = given and "expected Average, Sum, Minimum, Maximum or SampleCount, got '" .. tostring(stat) .. "'"
      or stat .. " of a longer time cannot be had from those of shorter ones: give the statistic to take of"
        .. " them, such as \"Maximum\", or ask AWS for the longer period"
    invalid("resample: " .. reason)
  end
  return aggregates[stat]
end

--- The same over longer periods, which start at multiples of them. A point is made of those of its
--- period that are there; where there is none, neither is it. Periods that the window covers in part
--- only are left out.
---
--- Raises kind `argument` for a period that is no multiple of the series' own, and for a statistic
--- that cannot be had from points, such as p99.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, 3, false, false, 5, false } }
---     local twos = s:resample("2m"):points() -- { 2.0, false, 5.0 }
---@param period number|string   seconds or "5m"
---@param stat ("Average"|"Sum"|"Minimum"|"Maximum"|"SampleCount")?   the metric's, or Average
---@return moonwatch.Series
function Series:resample(period, stat)
  local seconds = math.tointeger(options_of.seconds("resample: period", period))
  if not seconds or seconds < self.period or seconds % self.period ~= 0 then
    invalid(string.format("resample: period: expected a multiple of the series' %d s, got %s", self.period,
      tostring(period)))
  end
  local aggregate = resampling_statistic(self, stat)
  local from = math.ceil(self.from / seconds) * seconds
  local to = math.max(from, self.to // seconds * seconds)
  local times, values, bucket, start = {}, {}, {}, nil
  local function finish()
    if #bucket == 0 then return end
    times[#times + 1] = start
    values[#values + 1] = Series[aggregate]({ values = bucket, sum = Series.sum })
    bucket = {}
  end
  for index, time in ipairs(self.times) do
    if time >= from and time < to then
      local its_start = time // seconds * seconds
      if its_start ~= start then
        finish()
        start = its_start
      end
      bucket[#bucket + 1] = self.values[index]
    end
  end
  finish()
  return derived(self, seconds, times, values, from, to)
end

--- How fast the value changes, a second: the difference of each point and the one a period before it.
--- Where either is missing there is none.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 60, 120, false, 300 } }
---     local rates = s:rate():points() -- { false, 1.0, false, false }
---@return moonwatch.Series
function Series:rate()
  local times, values = {}, {}
  for index = 2, #self.times do
    if self.times[index] - self.times[index - 1] == self.period then
      times[#times + 1] = self.times[index]
      values[#values + 1] = (self.values[index] - self.values[index - 1]) / self.period
    end
  end
  return derived(self, self.period, times, values, self.from, self.to)
end

-- MARK: As text

--- A line chart of it; `plot` says more. Raises kind `argument` for an unknown option.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, 2, false, 4 } }
---     print(s:plot { height = 5, threshold = 3 })
---@param options moonwatch.PlotOptions?
---@return string
function Series:plot(options) return require("plot")(self, options) end

--- It as one line of blocks, a space where points are missing; nil without any. Raises kind
--- `argument` for an unknown option.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, 2, false, 4 } }
---     print(s:sparkline())
---@param options { width: integer?, ascii: boolean? }?
---@return string?
function Series:sparkline(options)
  if #self.values == 0 then return nil end
  return require("plot").sparkline((self:points()), options)
end

-- The rows of `-o csv`: every point of the window, without a value where it is missing.
local function point_rows(one, rows, label)
  local points, times = one:points()
  for index, time in ipairs(times) do
    rows[#rows + 1] = setmetatable({ label = label, time = time, value = points[index] or nil },
      { __times = { time = true } })
  end
end

--- It as CSV, `time,value`: every point of the window, with an empty value where it is missing.
---
---     local s = metrics.series { period = "1m", from = 0, points = { 1, false } }
---     print(s:csv())
---@return string
function Series:csv()
  local rows = {}
  point_rows(self, rows)
  return require("show").render(rows, { format = "csv", columns = { "time", "value" } })
end

-- MARK: What show makes of it

local summary_shape = {
  __members = { "label", "latest", "min", "mean", "max", "trend", "points", "gaps", "period", "status" },
}
local trend_width = 24

local function summary(one)
  return setmetatable({
    label = one.label, latest = (one:latest()), min = one:min(), mean = one:mean(), max = one:max(),
    trend = one:sparkline { width = trend_width }, points = #one.values, gaps = one:gaps(),
    status = one.status ~= "Complete" and one.status or nil,
  }, summary_shape)
end

-- A list of series as rows: for people one for each, for programs one for each point.
local function rows_of(list, format)
  local rows = {}
  if format == "csv" then
    for _, one in ipairs(list) do point_rows(one, rows, one.label) end
    return rows, { "label", "time", "value" }
  end
  for index, one in ipairs(list) do rows[index] = summary(one) end
  return rows
end

local class = { __name = "Series", __index = Series, __list = false, __rows = rows_of }

-- MARK: Making

local function check_times(fields)
  local times, values = fields.times, fields.values
  if #times ~= #values then
    invalid(string.format("metrics.series: %d times for %d values", #times, #values))
  end
  for index, time in ipairs(times) do
    if index > 1 and not (time > times[index - 1]) then
      invalid(string.format("metrics.series: times[%d]: expected one after %s, got %s", index,
        tostring(times[index - 1]), tostring(time)))
    end
    if (time - times[1]) % fields.period ~= 0 then
      invalid(string.format("metrics.series: times[%d]: expected whole periods after the first, got %s", index,
        tostring(time)))
    end
    local value = values[index]
    if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
      invalid(string.format("metrics.series: values[%d]: expected a finite number, got %s", index,
        tostring(value)))
    end
  end
end

--- Makes a series of its fields, which are right. Where `from` and `to` are not given, they are those
--- of the points.
---@param fields table
---@return moonwatch.Series
function series.new(fields)
  local times = fields.times
  fields.from = fields.from or times[1] or 0
  fields.to = fields.to or (times[#times] and times[#times] + fields.period) or fields.from
  fields.from, fields.to = math.tointeger(fields.from) or fields.from, math.tointeger(fields.to) or fields.to
  setmetatable(times, time_list_shape)
  setmetatable(fields.values, list_shape)
  return setmetatable(fields, class)
end

--- Makes a series of what a script has: `times` and `values`, or `from` and `points`.
---@param fields table
---@return moonwatch.Series
function series.make(fields)
  fields = options_of.check("metrics.series", fields,
    { "period", "times", "values", "from", "points", "label", "unit" })
  local period = math.tointeger(options_of.seconds("metrics.series: period", fields.period))
  if not period or period < 1 then
    invalid("metrics.series: period: expected a whole number of seconds from 1, got " .. tostring(fields.period))
  end
  local times, values, from, to = {}, {}, nil, nil
  if fields.points then
    from = options_of.time("metrics.series: from", fields.from)
    from = math.tointeger(from) or from
    to = from + period * #fields.points
    for index, value in ipairs(fields.points) do
      if value then
        times[#times + 1] = from + period * (index - 1)
        values[#values + 1] = value
      end
    end
  else
    if type(fields.times) ~= "table" or type(fields.values) ~= "table" then
      invalid("metrics.series: expected times and values, or from and points")
    end
    table.move(fields.times, 1, #fields.times, 1, times)
    table.move(fields.values, 1, #fields.values, 1, values)
  end
  local made = { period = period, times = times, values = values, label = fields.label or "series", unit = fields.unit }
  check_times(made)
  made.from, made.to = from, to
  return series.new(made)
end

--- True for a series.
---@param value any
---@return boolean
function series.is(value) return type(value) == "table" and getmetatable(value) == class end

return series
