-- Datapoints for PutMetricData: checked, those of one metric and time put together, and cut into as few
-- calls as they fit in. Pure but for times.

local errors = require("moonwatch.errors")
local json = require("json")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local quotas = require("moonwatch.quotas")

---@class moonwatch.Datum
---@field name string
---@field dimensions table<string, string>?
---@field value number?         one sample, or
---@field values number[]?      several, or
---@field statistics { count: number, sum: number, min: number, max: number }?
---@field counts number[]?      how often each of `values` came
---@field time (number|string)?   now unless given; from two weeks ago to two hours ahead
---@field unit string?          such as "Percent"
---@field resolution (1|60)?    seconds; 60 unless given

local putting = {}

local function invalid(message) errors.raise("argument", "InvalidArgument", message) end

local function number_of(where, value)
  if type(value) ~= "number" or value ~= value or math.abs(value) > quotas.greatest_value then
    invalid(string.format("%s: expected a number from -2^360 to 2^360, got %s", where, tostring(value)))
  end
  return value
end

local known = { "name", "dimensions", "value", "values", "statistics", "counts", "time", "unit", "resolution" }

-- Samples as values and how often each came.
local function samples_of(where, datum)
  if datum.value ~= nil then return { { number_of(where .. ".value", datum.value), 1 } } end
  if type(datum.values) ~= "table" or #datum.values == 0 then
    invalid(where .. ".values: expected a list of numbers, got " .. (type(datum.values) == "table"
      and "an empty one" or tostring(datum.values)))
  end
  if datum.counts ~= nil and (type(datum.counts) ~= "table" or #datum.counts ~= #datum.values) then
    invalid(string.format("%s.counts: expected one for each of the %d values", where, #datum.values))
  end
  local samples = {}
  for index, value in ipairs(datum.values) do
    local count = 1
    if datum.counts then
      count = number_of(string.format("%s.counts[%d]", where, index), datum.counts[index])
      if count <= 0 then invalid(string.format("%s.counts[%d]: expected more than 0, got %s", where, index, count)) end
    end
    samples[index] = { number_of(string.format("%s.values[%d]", where, index), value), count }
  end
  return samples
end

local function statistics_of(where, given)
  options_of.check(where .. ".statistics", given, { "count", "sum", "min", "max" })
  local set = {
    SampleCount = number_of(where .. ".statistics.count", given.count),
    Sum = number_of(where .. ".statistics.sum", given.sum),
    Minimum = number_of(where .. ".statistics.min", given.min),
    Maximum = number_of(where .. ".statistics.max", given.max),
  }
  if set.SampleCount <= 0 or set.Minimum > set.Maximum then
    invalid(where .. ".statistics: expected a count above 0 and a min that is not above the max")
  end
  return set
end

local function time_of(where, value, now)
  if value == nil then return nil end
  local time = options_of.time(where .. ".time", value)
  if time < now - quotas.put_past or time > now + quotas.put_future then
    invalid(string.format("%s.time: expected one from two weeks ago to two hours ahead, got %s", where,
      tostring(value)))
  end
  return time
end

-- What samples must share to go into one entry.
local function header_of(where, datum, now)
  local resolution = datum.resolution
  if resolution ~= nil and resolution ~= 1 and resolution ~= 60 then
    invalid(where .. ".resolution: expected 1 or 60, got " .. tostring(resolution))
  end
  if type(datum.name) ~= "string" or datum.name == "" or #datum.name > 255 then
    invalid(where .. ".name: expected a text of 1 to 255 characters, got " .. tostring(datum.name))
  end
  return {
    MetricName = datum.name, Timestamp = time_of(where, datum.time, now), StorageResolution = resolution,
    Dimensions = metric.aws_dimensions(metric.dimensions(where .. ".dimensions", datum.dimensions)),
    Unit = metric.unit(where .. ".unit", datum.unit),
  }
end

local function entry_of(header, fields)
  for name, value in pairs(header) do fields[name] = value end
  return fields
end

-- Up to 150 different values an entry, each with how often it came.
local function entries_of(header, samples, entries)
  local counts, order = {}, {}
  for _, sample in ipairs(samples) do
    if not counts[sample[1]] then order[#order + 1] = sample[1] end
    counts[sample[1]] = (counts[sample[1]] or 0) + sample[2]
  end
  if #order == 1 and counts[order[1]] == 1 then
    entries[#entries + 1] = entry_of(header, { Value = order[1] })
    return
  end
  for first = 1, #order, quotas.values_a_metric do
    local values = table.move(order, first, math.min(first + quotas.values_a_metric - 1, #order), 1, {})
    local its_counts = {}
    for index, value in ipairs(values) do its_counts[index] = counts[value] end
    entries[#entries + 1] = entry_of(header, { Values = values, Counts = its_counts })
  end
end

--- The entries of MetricData for a list of data. Raises kind `argument` for what AWS would refuse.
---@param data moonwatch.Datum[]
---@param now number
---@return table[]
function putting.entries(data, now)
  local groups, order, entries = {}, {}, {}
  for index, datum in ipairs(data) do
    local where = string.format("metrics.put: [%d]", index)
    options_of.check(where, datum, known)
    local kinds = {}
    for _, name in ipairs { "value", "values", "statistics" } do
      if datum[name] ~= nil then kinds[#kinds + 1] = name end
    end
    if #kinds ~= 1 then
      invalid(where .. ": expected one of value, values and statistics, got "
        .. (#kinds == 0 and "none" or table.concat(kinds, " and ")))
    end
    if datum.counts ~= nil and kinds[1] ~= "values" then invalid(where .. ".counts: expected only beside values") end
    local header = header_of(where, datum, now)
    if datum.statistics ~= nil then
      entries[#entries + 1] = entry_of(header, { StatisticValues = statistics_of(where, datum.statistics) })
    else
      local key = json.encode(header)
      if not groups[key] then
        groups[key] = { header = header, samples = {} }
        order[#order + 1] = key
      end
      local samples = groups[key].samples
      for _, sample in ipairs(samples_of(where, datum)) do samples[#samples + 1] = sample end
    end
  end
  for _, key in ipairs(order) do entries_of(groups[key].header, groups[key].samples, entries) end
  return entries
end

--- Entries as the inputs of as few calls as they fit in.
---@param namespace string
---@param entries table[]
---@return table[]
function putting.calls(namespace, entries)
  local inputs, size = {}, math.huge
  local overhead = #json.encode({ Namespace = namespace, MetricData = { "" } })
  for _, entry in ipairs(entries) do
    local bytes = #json.encode(entry) + 1
    local input = inputs[#inputs]
    if not input or #input.MetricData >= quotas.metrics_a_put or size + bytes > quotas.bytes_a_put then
      input = { Namespace = namespace, MetricData = {} }
      inputs[#inputs + 1] = input
      size = overhead
    end
    table.insert(input.MetricData, entry)
    size = size + bytes
  end
  return inputs
end

return putting
