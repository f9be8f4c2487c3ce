-- Line charts of text: dots of Braille for one series, a mark for each of several. Pure.

local scale = require("moonwatch.scale")
local text = require("moonwatch.text")

local chart = {}

local styles = {
  unicode = {
    marks = { "●", "○", "▲", "△", "■", "□", "◆", "◇" }, threshold = "┄",
    side = "│", tick = "┤", corner = "└", floor = "─", floor_tick = "┬", span = "█",
  },
  ascii = {
    marks = { "*", "o", "+", "x", "#", "@", "%", "&" }, threshold = "-", side = "|", tick = "+", corner = "+",
    floor = "-", floor_tick = "+", span = "#",
  },
}

-- MARK: Canvas

-- The bits of a Braille cell: two columns of four dots. https://www.unicode.org/charts/PDF/U2800.pdf
local bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } }

local Canvas = {}
Canvas.__index = Canvas

local function new_canvas(columns, rows, is_braille)
  return setmetatable({
    columns = columns, rows = rows, is_braille = is_braille, cells = {},
    width = is_braille and columns * 2 or columns, height = is_braille and rows * 4 or rows,
  }, Canvas)
end

-- Sets a dot; x and y count from 0 at the upper left.
function Canvas:set(x, y, mark)
  if not self.is_braille then
    self.cells[y * self.columns + x] = mark
    return
  end
  local cell = (y // 4) * self.columns + x // 2
  self.cells[cell] = (self.cells[cell] or 0) | bits[y % 4 + 1][x % 2 + 1]
end

-- Bresenham's line.
function Canvas:line(x1, y1, x2, y2, mark)
  local dx, dy = math.abs(x2 - x1), -math.abs(y2 - y1)
  local step_x, step_y = x1 < x2 and 1 or -1, y1 < y2 and 1 or -1
  local deviation = dx + dy
  while true do
    self:set(x1, y1, mark)
    if x1 == x2 and y1 == y2 then return end
    local doubled = 2 * deviation
    if doubled >= dy then deviation, x1 = deviation + dy, x1 + step_x end
    if doubled <= dx then deviation, y1 = deviation + dx, y1 + step_y end
  end
end

-- A row as text; where nothing is drawn, `empty`.
function Canvas:text(row, empty)
  local parts = {}
  for column = 0, self.columns - 1 do
    local cell = self.cells[row * self.columns + column]
    parts[#parts + 1] = not cell and empty or self.is_braille and utf8.char(0x2800 + cell) or cell
  end
  return table.concat(parts)
end

-- MARK: Axes

local function position(value, low, high, dots)
  if high == low then return dots // 2 end
  return math.floor((value - low) / (high - low) * (dots - 1) + 0.5)
end

local function floor_of(style, span, columns)
  local ticks = scale.times(span.from, span.to, columns // 12)
  local marks, labels, free = {}, {}, 0
  for column = 1, columns do marks[column] = style.floor end
  for _, tick in ipairs(ticks) do
    local column = position(tick.time, span.from, span.to, columns)
    local start = math.max(0, math.min(column - #tick.label // 2, columns - #tick.label))
    if start >= free then
      marks[column + 1] = style.floor_tick
      labels[#labels + 1] = string.rep(" ", start - free) .. tick.label
      free = start + #tick.label
      -- A blank between two labels.
      if free < columns then
        labels[#labels] = labels[#labels] .. " "
        free = free + 1
      end
    end
  end
  return table.concat(marks), (table.concat(labels):gsub(" +$", ""))
end

local function draw(canvas, all, span, low, high, style)
  for index, one in ipairs(all) do
    local mark = style.marks[(index - 1) % #style.marks + 1]
    for _, run in ipairs(scale.runs(one)) do
      local last_x, last_y
      for _, point in ipairs(run) do
        local x = position(point[1], span.from, span.to, canvas.width)
        local y = canvas.height - 1 - position(point[2], low, high, canvas.height)
        canvas:line(last_x or x, last_y or y, x, y, mark)
        last_x, last_y = x, y
      end
    end
  end
end

-- A row with a mark wherever a stretch of time is; each is marked, however short it is.
local function span_row(spans, span, columns, style)
  local marked = {}
  for _, one in ipairs(spans) do
    local first = position(math.max(one.from, span.from), span.from, span.to, columns)
    local last = position(math.min(one.to, span.to), span.from, span.to, columns)
    for column = first, last do marked[column] = true end
  end
  local parts = {}
  for column = 0, columns - 1 do parts[#parts + 1] = marked[column] and style.span or " " end
  return (table.concat(parts):gsub(" +$", ""))
end

-- MARK: Words

local function title_of(all, options)
  if options.title then return options.title end
  if #all ~= 1 then return nil end
  return all[1].label .. (all[1].unit and " (" .. all[1].unit .. ")" or "")
end

local function legend(lines, all, options, style)
  if #all > 1 then
    for index, one in ipairs(all) do
      local latest = one:latest()
      local note = latest and "latest " .. scale.value(latest) or "no data"
      local mark = style.marks[(index - 1) % #style.marks + 1]
      lines[#lines + 1] = mark .. " " .. text.clean(one.label) .. ": " .. note
    end
  end
  if options.spans then lines[#lines + 1] = style.span .. " " .. text.clean(options.spans.label or "marked") end
  if options.threshold then
    lines[#lines + 1] = style.threshold .. " threshold " .. scale.value(options.threshold)
  end
end

local function finished(lines, width)
  for index, line in ipairs(lines) do
    if text.width(line) > width then lines[index] = text.cut(line, width) end
  end
  return table.concat(lines, "\n")
end

--- A chart of series; all options are set.
---@param all moonwatch.Series[]
---@param options { width: integer, height: integer, ascii: boolean, threshold: number?, title: string?, spans: table? }
---@return string
function chart.render(all, options)
  local style = options.ascii and styles.ascii or styles.unicode
  local span = scale.span(all, options.threshold)
  local lines = {}
  local title = title_of(all, options)
  if title then lines[1] = text.clean(title) end
  if not span.low then
    lines[#lines + 1] = "(no data)"
    return finished(lines, options.width)
  end
  local ticks, step = scale.ticks(span.low, span.high, math.max(2, options.height // 2))
  local labels = scale.labels(ticks, step)
  local low, high = ticks[1], ticks[#ticks]
  local margin = 0
  for _, label in ipairs(labels) do margin = math.max(margin, #label) end
  local columns = math.max(1, options.width - margin - 2)
  local canvas = new_canvas(columns, options.height, #all == 1 and not options.ascii)
  draw(canvas, all, span, low, high, style)

  local function row_of(value) return options.height - 1 - position(value, low, high, options.height) end
  local label_of = {}
  for index, tick in ipairs(ticks) do label_of[row_of(tick)] = labels[index] end
  local threshold_row = options.threshold and row_of(options.threshold)
  for row = 0, options.height - 1 do
    local label = label_of[row]
    local side = text.pad(label or "", margin, true) .. " " .. (label and style.tick or style.side)
    local drawn = canvas:text(row, row == threshold_row and style.threshold or " ")
    lines[#lines + 1] = (side .. drawn:gsub(" +$", ""))
  end
  if options.spans then
    lines[#lines + 1] = string.rep(" ", margin + 1) .. style.side .. span_row(options.spans, span, columns, style)
  end
  local floor, times = floor_of(style, span, columns)
  lines[#lines + 1] = string.rep(" ", margin + 1) .. style.corner .. floor
  lines[#lines + 1] = string.rep(" ", margin + 2) .. times
  lines[#lines + 1] = string.format("%s%s to %s UTC", string.rep(" ", margin + 2), scale.date(span.from),
    scale.date(span.to))
  legend(lines, all, options, style)
  return finished(lines, options.width)
end

--- Stretches of time, a row for each label, above one axis.
---@param rows { label: string, spans: { from: number, to: number }[] }[]
---@param from number
---@param to number
---@param options { width: integer, ascii: boolean }
---@return string
function chart.timeline(rows, from, to, options)
  local style = options.ascii and styles.ascii or styles.unicode
  local margin = 0
  for _, row in ipairs(rows) do margin = math.max(margin, text.width(text.clean(row.label))) end
  margin = math.min(margin, math.max(8, options.width // 3))
  local columns, span = math.max(1, options.width - margin - 2), { from = from, to = to }
  local lines = {}
  for index, row in ipairs(rows) do
    local label = text.pad(text.cut(text.clean(row.label), margin), margin)
    lines[index] = label .. " " .. style.side .. span_row(row.spans, span, columns, style)
  end
  local floor, times = floor_of(style, span, columns)
  lines[#lines + 1] = string.rep(" ", margin + 1) .. style.corner .. floor
  lines[#lines + 1] = string.rep(" ", margin + 2) .. times
  lines[#lines + 1] = string.format("%s%s to %s UTC", string.rep(" ", margin + 2), scale.date(from), scale.date(to))
  return finished(lines, options.width)
end

local blocks = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }
local ascii_blocks = { "_", ".", "-", "~", "=", "+", "*", "#" }

-- The greatest of each of so many parts; false for one without a value.
local function shortened(points, width)
  local parts = {}
  for part = 1, width do
    local first, last = (part - 1) * #points // width + 1, part * #points // width
    parts[part] = false
    for index = first, last do
      local value = points[index]
      if value and (not parts[part] or value > parts[part]) then parts[part] = value end
    end
  end
  return parts
end

--- Points as one line; a space where one is missing. Nil where all are.
---@param points (number|false)[]
---@param width integer?   at most so many columns: each then shows the greatest of its points
---@param is_ascii boolean
---@return string?
function chart.sparkline(points, width, is_ascii)
  if width and #points > width then points = shortened(points, width) end
  local low, high
  for _, value in ipairs(points) do
    if value then low, high = math.min(low or value, value), math.max(high or value, value) end
  end
  if not low then return nil end
  local levels = is_ascii and ascii_blocks or blocks
  local parts = {}
  for index, value in ipairs(points) do
    parts[index] = value and levels[high == low and 4 or position(value, low, high, #levels) + 1] or " "
  end
  return table.concat(parts)
end

return chart
