local spec = require("spec")
local it, equal = spec.it, spec.equal
require("natives")
local series = require("moonwatch.series")

local function make(points, period) return series.make { period = period or 60, from = 0, points = points } end

local function text(points)
  local parts = {}
  for index, point in ipairs(points) do parts[index] = point == false and "-" or string.format("%g", point) end
  return table.concat(parts, " ")
end

local gappy = make { 4, false, 0, 1, false }
local empty = make { false, false }

it("keeps real points only, and gives gaps back as false", function()
  equal(text(gappy.values), "4 0 1")
  equal(text(gappy.times), "0 120 180")
  equal(text((gappy:points())), "4 - 0 1 -")
  equal(text(select(2, gappy:points())), "0 60 120 180 240")
  equal(gappy:gaps(), 2)
  equal(text((empty:points())), "- -")
end)

it("computes over the points that are there", function()
  equal(gappy:sum(), 5)
  equal(gappy:mean(), 5 / 3)
  equal(gappy:min(), 0)
  equal(gappy:max(), 4)
  equal(table.concat({ gappy:latest() }, "@"), "1@180")
  equal(gappy:percentile(50), 1)
  equal(gappy:percentile(0), 0)
  equal(gappy:percentile(100), 4)
  equal(string.format("%.6f", gappy:stddev()), "1.699673")
end)

it("adds small numbers to great ones", function()
  local points = { 1e16 }
  for index = 2, 1001 do points[index] = 1 end
  equal(make(points):sum(), 1e16 + 1000)
end)

-- Missing is nil, and never 0: of each function that makes one value of points.
for _, name in ipairs { "latest", "sum", "mean", "min", "max", "stddev", "sparkline" } do
  it(name .. " of no points is nil", function()
    equal(empty[name](empty), nil)
    equal(make({})[name](make {}), nil)
  end)
end
it("percentile of no points is nil", function() equal(empty:percentile(99), nil) end)

-- And of each that makes a series of one: no points, and no zeros.
for name, made in pairs { resample = empty:resample(120), rate = empty:rate() } do
  it(name .. " of no points has none", function()
    equal(#made.values, 0)
    for _, point in ipairs((made:points())) do equal(point, false) end
  end)
end

it("a value of 0 is a value", function()
  local zero = make { 0, false }
  equal(zero:latest(), 0)
  equal(zero:mean(), 0)
  equal(zero:gaps(), 1)
  equal(zero:sparkline { ascii = true }, "~ ")
end)

it("resamples to periods that the window covers whole, and leaves out what has no points", function()
  local s = series.make { period = 60, from = 60, points = { 1, 2, 3, false, false, 6, 7 } }
  local twos = s:resample("2m", "Sum")
  equal(twos.from .. " " .. twos.to, "120 480")
  equal(text((twos:points())), "5 - 13")
  equal(text((s:resample(120):points())), "2.5 - 6.5")
  equal(text((s:resample(120, "Maximum"):points())), "3 - 7")
  equal(text((s:resample(180, "Minimum"):points())), "3")
  equal(#s:resample(3600).values, 0)
end)

it("resamples by the metric's own statistic, and refuses those of which points say nothing", function()
  local s = make { 1, 3 }
  s.metric = { stat = "SampleCount" }
  equal(s:resample(120):latest(), 4)
  s.metric = { stat = "p99" }
  equal(spec.failure(s.resample, s, 120).kind, "argument")
  equal(s:resample(120, "Maximum"):latest(), 3)
  equal(spec.failure(s.resample, s, 90).message:match("^[^,]*"), "resample: period: expected a multiple of the series' 60 s")
  equal(spec.failure(s.resample, s, 30).kind, "argument")
  equal(spec.failure(s.resample, s, 120, "p90").kind, "argument")
end)

it("has a rate only between neighbours", function()
  local s = make { 0, 60, false, 300, 240 }
  equal(text((s:rate():points())), "- 1 - - -1")
end)

it("is written as CSV with empty cells for gaps", function()
  equal(gappy:csv(), "time,value\n1970-01-01T00:00:00Z,4\n1970-01-01T00:01:00Z,\n1970-01-01T00:02:00Z,0\n"
    .. "1970-01-01T00:03:00Z,1\n1970-01-01T00:04:00Z,\n")
  equal(make({}):csv(), "time,value\n")
end)

it("is shown as a row, a list of them as a table, CSV as points", function()
  local show = require("show")
  gappy.label, empty.label = "a", "b"
  local shown = show.render({ gappy, empty })
  local lines = {}
  for line in shown:gmatch("[^\n]+") do lines[#lines + 1] = line end
  equal(lines[1]:gsub(" +", " "), "label latest min mean max trend points gaps")
  equal(lines[3]:gsub(" +", " "):match("^a 1 0 1%.6667 4 .* 3 2$") ~= nil, true)
  equal(lines[4]:match("^b +0 +2$") ~= nil, true)
  equal(show.render({ empty }, { format = "csv" }), "label,time,value\nb,1970-01-01T00:00:00Z,\nb,1970-01-01T00:01:00Z,\n")
  equal(show.render({ gappy }, { columns = { "label", "gaps" } }), "label  gaps\n─────  ────\na         2\n")
end)

it("is made of times and values, too", function()
  local s = series.make { period = "1m", times = { 60, 180 }, values = { 1, 2 } }
  equal(text((s:points())), "1 - 2")
  equal(s.to, 240)
end)

local wrong = {
  { { period = 60, times = { 1, 2 }, values = { 1 } }, "metrics.series: 2 times for 1 values" },
  { { period = 60, times = { 60, 60 }, values = { 1, 2 } }, "metrics.series: times[2]: expected one after 60, got 60" },
  { { period = 60, times = { 0, 90 }, values = { 1, 2 } }, "metrics.series: times[2]: expected whole periods after the first, got 90" },
  { { period = 60, from = 0, points = { 0 / 0 } }, "metrics.series: values[1]: expected a finite number, got " .. tostring(0 / 0) },
  { { period = 60, from = 0, points = { "1" } }, "metrics.series: values[1]: expected a finite number, got 1" },
  { { period = 0.5, from = 0, points = {} }, "metrics.series: period: expected a whole number of seconds from 1, got 0.5" },
  { { period = 60 }, "metrics.series: expected times and values, or from and points" },
  { { period = 60, point = {} }, "metrics.series: unknown option 'point' (did you mean 'points'?); known: period, times, values, from, points, label, unit" },
}
for _, case in ipairs(wrong) do
  it("refuses: " .. case[2], function()
    local failure = spec.failure(series.make, case[1])
    equal(failure.message, case[2])
    equal(failure.kind, "argument")
  end)
end

it("refuses a percentile that is none", function()
  for _, p in ipairs { -1, 101, "50", 0 / 0 } do
    equal(spec.failure(gappy.percentile, gappy, p).kind, "argument")
  end
end)

return spec.finish("series")
