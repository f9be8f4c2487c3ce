local spec = require("spec")
local it, equal = spec.it, spec.equal
require("natives")
local putting = require("moonwatch.putting")

local now = 1795467600

local function entries(data) return putting.entries(data, now) end

it("puts samples of one metric and time together, each value once with its count", function()
  local list = entries {
    { name = "a", value = 1 }, { name = "a", value = 2 }, { name = "a", values = { 1, 3 }, counts = { 4, 1 } },
    { name = "a", value = 1, unit = "Count" }, { name = "a", value = 1, time = now - 60 },
    { name = "a", value = 1, dimensions = { D = "x" } },
  }
  equal(#list, 4)
  equal(table.concat(list[1].Values, " "), "1 2 3")
  equal(table.concat(list[1].Counts, " "), "5 1 1")
  equal(list[2].Value .. list[2].Unit, "1Count")
  equal(list[3].Timestamp, now - 60)
  equal(list[4].Dimensions[1].Value, "x")
end)

it("puts 150 different values in an entry", function()
  local data = {}
  for index = 1, 301 do data[index] = { name = "a", value = index } end
  local list = entries(data)
  equal(#list, 3)
  equal(#list[1].Values .. " " .. #list[2].Values .. " " .. #list[3].Values, "150 150 1")
end)

it("leaves sets of statistics as they are", function()
  local list = entries {
    { name = "a", statistics = { count = 2, sum = 3, min = 1, max = 2 } },
    { name = "a", statistics = { count = 1, sum = 0, min = 0, max = 0 } },
  }
  equal(#list, 2)
  equal(list[1].StatisticValues.SampleCount + list[2].StatisticValues.Sum, 2)
end)

it("puts 1,000 entries in a call", function()
  local data = {}
  for index = 1, 2001 do data[index] = { name = "m" .. index, value = 1 } end
  local inputs = putting.calls("N", entries(data))
  equal(#inputs .. " " .. #inputs[1].MetricData .. " " .. #inputs[3].MetricData, "3 1000 1")
  equal(inputs[3].Namespace, "N")
  equal(#putting.calls("N", {}), 0)
end)

it("keeps a call below 1 MB", function()
  local json = require("json")
  local data = {}
  for index = 1, 900 do
    data[index] = { name = "m" .. index, value = 1, dimensions = { A = string.rep("x", 1000), B = string.rep("y", 1000) } }
  end
  local inputs = putting.calls("N", entries(data))
  equal(#inputs, 2)
  local count = 0
  for _, input in ipairs(inputs) do
    assert(#json.encode(input) <= 1000000)
    count = count + #input.MetricData
  end
  equal(count, 900)
end)

local wrong = {
  { { name = "a" }, "metrics.put: [1]: expected one of value, values and statistics, got none" },
  { { name = "a", value = 1, values = { 1 } }, "metrics.put: [1]: expected one of value, values and statistics, got value and values" },
  { { name = "a", value = 0 / 0 }, "metrics.put: [1].value: expected a number from -2^360 to 2^360, got " .. tostring(0 / 0) },
  { { name = "a", value = 2.0 ^ 361 }, "metrics.put: [1].value: expected a number from -2^360 to 2^360, got " .. tostring(2.0 ^ 361) },
  { { name = "a", value = "1" }, "metrics.put: [1].value: expected a number from -2^360 to 2^360, got 1" },
  { { name = "a", values = {} }, "metrics.put: [1].values: expected a list of numbers, got an empty one" },
  { { name = "a", values = { 1, 2 }, counts = { 1 } }, "metrics.put: [1].counts: expected one for each of the 2 values" },
  { { name = "a", values = { 1 }, counts = { 0 } }, "metrics.put: [1].counts[1]: expected more than 0, got 0" },
  { { name = "a", value = 1, time = now - 15 * 86400 }, "metrics.put: [1].time: expected one from two weeks ago to two hours ahead, got " .. now - 15 * 86400 },
  { { name = "a", value = 1, resolution = 5 }, "metrics.put: [1].resolution: expected 1 or 60, got 5" },
  { { name = "", value = 1 }, "metrics.put: [1].name: expected a text of 1 to 255 characters, got " },
  { { nam = "a", value = 1 }, "metrics.put: [1]: unknown option 'nam' (did you mean 'name'?); known: name, dimensions, value, values, statistics, counts, time, unit, resolution" },
  { { name = "a", statistics = { count = 0, sum = 0, min = 0, max = 0 } }, "metrics.put: [1].statistics: expected a count above 0 and a min that is not above the max" },
}
for _, case in ipairs(wrong) do
  it("refuses: " .. case[2], function()
    local failure = spec.failure(entries, { case[1] })
    equal(failure.message, case[2])
    equal(failure.kind, "argument")
  end)
end

return spec.finish("putting")
