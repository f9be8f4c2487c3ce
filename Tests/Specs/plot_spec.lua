local spec = require("spec")
local it, equal = spec.it, spec.equal
require("natives")
local plot = require("plot")
local scale = require("moonwatch.scale")
local series = require("moonwatch.series")
local text = require("moonwatch.text")

local start = 1795467600 -- 2026-11-23T21:00:00Z
local function make(points, label, period)
  return series.make { period = period or 60, from = start, points = points, label = label or "cpu" }
end

local function lines_of(chart)
  local lines = {}
  for line in (chart .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  return lines
end

-- The dots of a Braille chart as rows of columns, counted from the lower left.
local function dots_of(chart, rows)
  local order = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } }
  local dots = {}
  for row, line in ipairs(lines_of(chart)) do
    local plot_start = line:find("[┤│]") and line:find("┤") or line:find("│")
    if plot_start and row <= rows + 1 then
      local column = 0
      for _, code in utf8.codes(line:sub(plot_start + 3)) do
        if code >= 0x2800 and code <= 0x28FF then
          for side = 1, 2 do
            for dot = 1, 4 do
              if code - 0x2800 & order[side][dot] ~= 0 then
                dots[#dots + 1] = { column * 2 + side - 1, (rows - row + 2) * 4 - dot }
              end
            end
          end
        end
        column = column + 1
      end
    end
  end
  return dots
end

it("draws one series in Braille: a slope is a slope", function()
  local chart = plot(make { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, { width = 20, height = 4, ascii = false })
  local columns, dots = {}, dots_of(chart, 4)
  assert(#dots >= 32)
  for _, dot in ipairs(dots) do
    columns[dot[1]] = true
    assert(math.abs(dot[2] - dot[1] * 15 / 31) <= 1, dot[1] .. " " .. dot[2] .. "\n" .. chart)
  end
  for column = 0, 31 do equal(columns[column], true) end
end)

it("has axes in UTC around it", function()
  local lines = lines_of(plot(make({ 0, 5, 10 }, "cpu", 300), { width = 50, height = 4, ascii = false }))
  equal(lines[1], "cpu")
  equal(lines[2]:match("^10 ┤") and lines[5]:match("^ 0 ┤") and true, true)
  equal(lines[6]:gsub("─", "-"):match("^   └┬[-┬]+┬$") and text.width(lines[6]), 50)
  equal(lines[7]:match("^    21:00 .* 21:10$") and true, true)
  equal(lines[8], "    2026-11-23 21:00 to 2026-11-23 21:10 UTC")
end)

it("keeps within its width and height, whatever it draws", function()
  local wide = make({ 1, 5, false, 9 }, "a label with 漢字 and é, which is quite long", 300)
  for _, width in ipairs { 20, 21, 40, 80, 133 } do
    for _, height in ipairs { 2, 3, 10, 31 } do
      for _, ascii in ipairs { true, false } do
        local chart = lines_of(plot(wide, { width = width, height = height, ascii = ascii, threshold = 7 }))
        equal(#chart, height + 5)
        for _, line in ipairs(chart) do assert(text.width(line) <= width, line) end
      end
    end
  end
end)

it("writes nothing but ASCII where that is asked for", function()
  local chart = plot(make { 1, 2, false, 4 }, make({ 2, 2, 2, 2 }, "b"), { ascii = true, threshold = 3, width = 60 })
  equal(chart:find("[\x80-\xff]"), nil)
  assert(chart:find("* cpu: latest 4", 1, true) and chart:find("o b: latest 2", 1, true), chart)
  assert(chart:find("- threshold 3", 1, true))
end)

-- Columns of the plot in which something is drawn, from 0.
local function drawn_columns(chart)
  local columns = {}
  for _, line in ipairs(lines_of(chart)) do
    local drawn = line:match("^ *[%d.]* [|+](.*)$")
    if drawn and not line:find("+-", 1, true) then
      for position in drawn:gmatch("()%*") do columns[position - 1] = true end
    end
  end
  return columns
end

it("leaves a gap empty, and joins what is next to one another", function()
  local points = {}
  for index = 1, 41 do points[index] = index end
  local whole = drawn_columns(plot(make(points), { ascii = true, width = 45 }))
  for column = 0, 40 do equal(whole[column], true) end
  for index = 11, 30 do points[index] = false end
  local gappy = drawn_columns(plot(make(points), { ascii = true, width = 45 }))
  for column = 0, 40 do equal(gappy[column], (column < 10 or column > 29) or nil) end
end)

it("draws a point that stands alone", function()
  local columns = drawn_columns(plot(make { false, false, 5, false, false }, { ascii = true, width = 45 }))
  local count = 0
  for column in pairs(columns) do
    count = count + 1
    assert(column >= 20 and column <= 21)
  end
  equal(count, 1)
end)

it("says where there is no data, and draws nothing", function()
  equal(plot(make { false, false }, { threshold = 3, ascii = true }), "cpu\n(no data)")
  equal(plot({}, { title = "none" }), "none\n(no data)")
  local mixed = plot(make({ false }, "empty"), make({ 1 }, "full"), { ascii = true })
  assert(mixed:find("empty: no data", 1, true) and mixed:find("full: latest 1", 1, true), mixed)
end)

it("shows a threshold that is beyond the data", function()
  local chart = plot(make { 1, 2, 3 }, { threshold = 50, ascii = true, width = 40 })
  assert(chart:find("60 +", 1, true) or chart:find("50 +", 1, true), chart)
  assert(chart:find("----------", 1, true))
end)

it("takes series, lists of them, and options last", function()
  local a, b = make({ 1 }, "a"), make({ 2 }, "b")
  local options = { ascii = true, width = 40 }
  equal(plot({ a, b }, options), plot(a, b, options))
  equal(a:plot(options), plot(a, options))
  equal(options.height, nil)
  equal(a:plot(), plot(a))
end)

it("makes a sparkline in which a gap is a space", function()
  equal(plot.sparkline({ 1, 2, false, 8 }, { ascii = false }), "▁▂ █")
  equal(plot.sparkline({ 1, 2, false, 8 }, { ascii = true }), "_. #")
  equal(plot.sparkline({ 0, 0, 0 }, { ascii = false }), "▄▄▄")
  equal(plot.sparkline { false, false }, nil)
  equal(plot.sparkline {}, nil)
end)

it("shortens a sparkline by the greatest of each part, and keeps gaps that fill one", function()
  equal(plot.sparkline({ 1, 9, false, false, 5, false, 1, 1 }, { width = 4, ascii = true }), "# =_")
  equal(text.width(plot.sparkline({ 1, 2, 3 }, { width = 10, ascii = false })), 3)
end)

it("marks round values around the range", function()
  for _, case in ipairs {
    { 0, 10, "0 2 4 6 8 10" }, { 3, 97, "0 20 40 60 80 100" }, { 95, 99, "95 96 97 98 99" }, { -100, -88, "-100.0 -97.5 -95.0 -92.5 -90.0 -87.5" },
    { -5, 5, "-6 -4 -2 0 2 4 6" }, { 0.001, 0.0042, "0.000 0.001 0.002 0.003 0.004 0.005" },
    { 2e9, 7.5e9, "0G 2G 4G 6G 8G" }, { 12000, 48000, "0k 10k 20k 30k 40k 50k" }, { 5, 5, "0 2 4 6 8" },
    { 0, 0, "-1.0 -0.5 0.0 0.5 1.0" }, { -100, -90, "-100 -98 -96 -94 -92 -90" },
  } do
    local ticks, step = scale.ticks(case[1], case[2], 6)
    equal(table.concat(scale.labels(ticks, step), " "), case[3])
    assert(ticks[1] <= case[1] and ticks[#ticks] >= case[2])
  end
end)

it("marks round times, midnight by its date", function()
  local labels = {}
  for _, tick in ipairs(scale.times(start, start + 6 * 3600, 6)) do labels[#labels + 1] = tick.label end
  equal(table.concat(labels, " "), "21:00 22:00 23:00 11-24 01:00 02:00 03:00")
end)

local wrong = {
  { { make { 1 }, { widht = 5 } }, "plot: unknown option 'widht' (did you mean 'width'?); known: width, height, threshold, title, ascii, spans" },
  { { make { 1 }, { width = 5 } }, "plot: width: expected a whole number from 20, got 5" },
  { { make { 1 }, { threshold = "80" } }, "plot: threshold: expected a number, got string" },
  { { { 1, 2 } }, "plot: [1]: expected a series, got number" },
  { { 5 }, "plot: expected series, got number" },
  { {}, "plot: expected series, got none" },
}
for _, case in ipairs(wrong) do
  it("refuses: " .. case[2], function()
    local failure = spec.failure(plot, table.unpack(case[1]))
    equal(failure.message, case[2])
    equal(failure.kind, "argument")
  end)
end

it("refuses what is no point", function()
  equal(spec.failure(plot.sparkline, { 1, "x" }).message, "plot.sparkline: [2]: expected a number or false, got x")
end)

return spec.finish("plot")
