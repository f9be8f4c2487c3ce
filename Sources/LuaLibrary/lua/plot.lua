-- Charts of series: lines of text for a terminal, and SVG files.

local native = select(2, ...)
local chart = require("moonwatch.chart")
local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")
local text = require("moonwatch.text")
local series = require("moonwatch.series")
local svg = require("moonwatch.svg")

---@class moonwatch.plot
---@overload fun(...: moonwatch.Series|moonwatch.Series[]|moonwatch.PlotOptions): string
local plot = {}

---@class moonwatch.PlotOptions
---@field width integer?      columns, the terminal's or 80 unless given; of an SVG file points, 800
---@field height integer?     rows of the chart, 10 unless given; of an SVG file points, 300
---@field threshold number?   a line at this value
---@field title string?       the label of a single series unless given
---@field spans { label: string?, [integer]: { from: number, to: number } }?   stretches of time to mark; text only
---@field ascii boolean?      no other characters; true unless given where the locale is not UTF-8

local names = { "width", "height", "threshold", "title", "ascii", "spans" }

local is_ascii = text.is_ascii

local function whole(caller, name, value, default, least)
  if value == nil then return default end
  local integer = math.tointeger(value)
  if not integer or integer < least then
    errors.raise("argument", "InvalidOption", string.format("%s: %s: expected a whole number from %d, got %s", caller,
      name, least, tostring(value)))
  end
  return integer
end

local function check(caller, options)
  local checked = {}
  for name, value in pairs(options_of.check(caller, options, names)) do checked[name] = value end
  if checked.spans ~= nil and type(checked.spans) ~= "table" then
    errors.raise("argument", "InvalidOption", caller .. ": spans: expected a list, got " .. type(checked.spans))
  end
  if checked.threshold ~= nil and type(checked.threshold) ~= "number" then
    errors.raise("argument", "InvalidOption", caller .. ": threshold: expected a number, got "
      .. type(checked.threshold))
  end
  for index, span in ipairs(checked.spans or {}) do
    if type(span) ~= "table" or type(span.from) ~= "number" or type(span.to) ~= "number" then
      errors.raise("argument", "InvalidOption", string.format(
        "%s: spans[%d]: expected { from =, to = } in epoch seconds, got %s", caller, index, type(span)))
    end
  end
  if checked.title ~= nil then checked.title = tostring(checked.title) end
  return checked
end

local function add_all(caller, all, value)
  if series.is(value) then
    all[#all + 1] = value
    return
  end
  if type(value) ~= "table" then
    errors.raise("argument", "InvalidArgument", caller .. ": expected series, got " .. type(value))
  end
  for index, one in ipairs(value) do
    if not series.is(one) then
      errors.raise("argument", "InvalidArgument", string.format("%s: [%d]: expected a series, got %s", caller, index,
        type(one)))
    end
    all[#all + 1] = one
  end
end

local function is_options(value)
  return type(value) == "table" and not series.is(value) and value[1] == nil and next(value) ~= nil
end

--- A line chart of series as text, with axes; times are UTC. Points are joined where they are neighbours;
--- gaps stay gaps. One series is drawn in Braille dots, several with a mark each. `plot` takes series,
--- lists of them, and last a table of options.
---
--- Raises kind `argument` for what is no series, and for unknown options.
---
---     local s = metrics.series { period = "5m", from = 0, label = "cpu", points = { 10, 40, false, 90, 60 } }
---     print(plot(s, { height = 6, width = 60, threshold = 80 }))
---@param ... moonwatch.Series|moonwatch.Series[]|moonwatch.PlotOptions
---@return string
function plot.text(...)
  local arguments = table.pack(...)
  local options
  if arguments.n > 1 and arguments[arguments.n] == nil then arguments.n = arguments.n - 1 end
  if is_options(arguments[arguments.n]) then
    options = arguments[arguments.n]
    arguments.n = arguments.n - 1
  end
  options = check("plot", options)
  options.width = whole("plot", "width", options.width, native.output.settings().width or 80, 20)
  options.height = whole("plot", "height", options.height, 10, 2)
  if options.ascii == nil then options.ascii = is_ascii() end
  local all = {}
  for index = 1, arguments.n do add_all("plot", all, arguments[index]) end
  if arguments.n == 0 then errors.raise("argument", "InvalidArgument", "plot: expected series, got none") end
  return chart.render(all, options)
end

--- Points as one line of blocks, a space where one is missing (`false`); nil where all are. Points that
--- do not fit in `width` share a column, which shows the greatest of them.
---
--- Raises kind `argument` for what is no list of numbers and `false`.
---
---     print(plot.sparkline { 1, 3, false, 8, 5 })
---@param points (number|false)[]
---@param options { width: integer?, ascii: boolean? }?
---@return string?
function plot.sparkline(points, options)
  options = options_of.check("plot.sparkline", options, { "width", "ascii" })
  if type(points) ~= "table" then
    errors.raise("argument", "InvalidArgument", "plot.sparkline: expected a list of points, got " .. type(points))
  end
  for index, value in ipairs(points) do
    if value and (type(value) ~= "number" or value ~= value or math.abs(value) == math.huge) then
      errors.raise("argument", "InvalidArgument", string.format(
        "plot.sparkline: [%d]: expected a number or false, got %s", index, tostring(value)))
    end
  end
  local ascii = options.ascii
  if ascii == nil then ascii = is_ascii() end
  return chart.sparkline(points, whole("plot.sparkline", "width", options.width, nil, 1), ascii)
end

--- Stretches of time as text, a row for each label, above one axis; `show` of a backtest of a composite
--- alarm has it. Raises kind `argument` for what is no row, and an unknown option.
---
---     print(plot.timeline({ { label = "web", spans = { { from = 0, to = 600 } } } }, { from = 0, to = 3600 }))
---@param rows { label: string, spans: { from: number, to: number }[] }[]
---@param options { from: number, to: number, width: integer?, ascii: boolean? }
---@return string
function plot.timeline(rows, options)
  options = options_of.check("plot.timeline", options, { "from", "to", "width", "ascii" })
  if type(options.from) ~= "number" or type(options.to) ~= "number" or options.from >= options.to then
    errors.raise("argument", "InvalidOption", "plot.timeline: expected from and to, epoch seconds, in this order")
  end
  for index, row in ipairs(rows) do
    if type(row) ~= "table" or type(row.label) ~= "string" or type(row.spans) ~= "table" then
      errors.raise("argument", "InvalidArgument", string.format(
        "plot.timeline: [%d]: expected { label =, spans = }, got %s", index, type(row)))
    end
  end
  local ascii = options.ascii
  if ascii == nil then ascii = is_ascii() end
  local width = whole("plot.timeline", "width", options.width, native.output.settings().width or 80, 20)
  return chart.timeline(rows, options.from, options.to, { width = width, ascii = ascii })
end

-- Writes a file whole or not at all: beside it first, and then in its place.
local function write(path, contents)
  local temporary = string.format("%s.%08x.tmp", path, math.random(0, 0xFFFFFFFF))
  local function fail(reason)
    os.remove(temporary)
    errors.raise("argument", "CannotWrite", string.format("plot.svg: cannot write %s: %s", path, reason))
  end
  local file, reason = io.open(temporary, "wb")
  if not file then fail(reason) end
  local written, write_reason = file:write(contents)
  local closed, close_reason = file:close()
  if not (written and closed) then fail(write_reason or close_reason) end
  local renamed, rename_reason = os.rename(temporary, path)
  if not renamed then fail(rename_reason) end
end

--- Writes a line chart of series to an SVG file, which takes the place of one that is there, whole or not
--- at all.
---
--- Raises kind `argument` for what is no series and for unknown options, code `CannotWrite` where the
--- file cannot be written.
---
---     local s = metrics.series { period = "5m", from = 0, label = "cpu", points = { 10, 40, false, 90, 60 } }
---     plot.svg(s, os.tmpname(), { threshold = 80, title = "CPU" })
---@param all moonwatch.Series|moonwatch.Series[]
---@param path string
---@param options moonwatch.PlotOptions?
function plot.svg(all, path, options)
  options = check("plot.svg", options)
  if type(path) ~= "string" or path == "" then
    errors.raise("argument", "InvalidArgument", "plot.svg: expected a file name, got " .. tostring(path))
  end
  local list = {}
  add_all("plot.svg", list, all)
  options.width = whole("plot.svg", "width", options.width, 800, 160)
  options.height = whole("plot.svg", "height", options.height, 300 + 16 * math.max(0, #list - 1), 120 + 16 * #list)
  write(path, svg.render(list, options))
end

return setmetatable(plot, { __call = function(_, ...) return plot.text(...) end })
