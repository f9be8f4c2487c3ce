local spec = require("spec")
local it, equal = spec.it, spec.equal
local columns = require("moonwatch.alarm_column")

-- A column with what it asked for as text: "Sum/60+0".
local function column(period, stat, resolution)
  local asked = {}
  local made = columns.new(period, stat, resolution, function(its_stat, its_period, offset)
    asked[#asked + 1] = string.format("%s/%d+%d", its_stat, its_period, offset)
    return {}
  end)
  return made, table.concat(asked, " ")
end

local function shown(cut)
  local parts = {}
  for index, time in ipairs(cut.times) do parts[index] = string.format("%d:%g", time, cut.values[index]) end
  return table.concat(parts, " ")
end

it("asks for what the resolution allows", function()
  equal(select(2, column(60, "p99", 60)), "p99/60+0")
  equal(select(2, column(300, "Maximum", 60)), "Maximum/60+0")
  equal(select(2, column(300, "Average", 60)), "Sum/60+0 SampleCount/60+0")
  equal(select(2, column(180, "p99", 60)), "p99/180+0 p99/180+60 p99/180+120")
  equal(select(2, column(60, "Average", 300)), "Average/300+0")
  equal(column(60, "Average", 300).mode, "held")
  equal(column(420, "Sum", 300).mode, "held")
end)

it("asks for a percentile at no more than 60 cuts, evenly spread", function()
  local made = column(86400, "p90", 60)
  equal(#made.wants, 60)
  equal(made.stride, 1440)
  made = column(3660, "p90", 60)
  equal(3660 % made.stride, 0)
  equal(#made.wants <= 60, true)
end)

it("joins points in each cut", function()
  local made = column(120, "Maximum", 60)
  made.wants[1].series = { period = 60, times = { 0, 60, 120, 240 }, values = { 1, 5, 3, 2 } }
  equal(shown(columns.at(made, 0)), "0:5 120:3 240:2")
  equal(shown(columns.at(made, 60)), "-60:1 60:5 180:2")
end)

it("makes averages of sums and samples, and none where samples are missing", function()
  local made = column(120, "Average", 60)
  made.wants[1].series = { period = 60, times = { 0, 60, 120 }, values = { 30, 2, 4 } }
  made.wants[2].series = { period = 60, times = { 0, 60 }, values = { 3, 1 } }
  equal(shown(columns.at(made, 0)), "0:8")
end)

it("holds longer points, and shares sums out", function()
  local made = column(60, "Average", 300)
  made.wants[1].series = { period = 300, times = { 0 }, values = { 7 } }
  equal(shown(columns.at(made, 0)), "0:7 60:7 120:7 180:7 240:7")
  made = column(60, "Sum", 300)
  made.wants[1].series = { period = 300, times = { 300 }, values = { 10 } }
  equal(shown(columns.at(made, 0)), "300:2 360:2 420:2 480:2 540:2")
  -- Periods of seven minutes from points of five: the mean of their minutes.
  made = column(420, "p90", 300)
  made.wants[1].series = { period = 300, times = { 0, 300 }, values = { 7, 14 } }
  equal(shown(columns.at(made, 0)), "0:9 420:14")
end)

return spec.finish("alarm_column")
