-- Results as people and programs read them: tables, JSON, JSON lines, CSV, plain text.
--
-- Pure but for the last part: `show.render` needs nothing of the host, so it runs in any Lua 5.4.

local native = select(2, ...)
local json = require("json")

---@class moonwatch.show
local show = {}

-- MARK: Width

-- Code points that take no column (combining marks, joiners), and those that take two (East Asian
-- wide and emoji), as first and last of each range.
local zero = {
  { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x0610, 0x061A },
  { 0x064B, 0x065F }, { 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x200B, 0x200F },
  { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
}
local wide = {
  { 0x1100, 0x115F }, { 0x231A, 0x231B }, { 0x23E9, 0x23EC }, { 0x25FD, 0x25FE },
  { 0x2614, 0x2615 }, { 0x26A1, 0x26A1 }, { 0x2705, 0x2705 }, { 0x274C, 0x274C },
  { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
  { 0xA000, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE4F },
  { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF },
  { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
}

local function within(ranges, code)
  for _, range in ipairs(ranges) do
    if code < range[1] then return false end
    if code <= range[2] then return true end
  end
  return false
end

local function columns_of(code)
  if code < 0x300 then return 1 end
  if within(zero, code) then return 0 end
  return within(wide, code) and 2 or 1
end

--- The columns that a text takes on a terminal. Bytes that are not UTF-8 take one each.
---@param text string
---@return integer
function show.width(text)
  if not text:find("[\x80-\xff]") then return #text end
  if not utf8.len(text) then return #text end
  local total = 0
  for _, code in utf8.codes(text) do total = total + columns_of(code) end
  return total
end

--- A text cut to a number of columns, with "…" where something is missing.
---@param text string
---@param limit integer
---@return string
function show.cut(text, limit)
  if show.width(text) <= limit then return text end
  if not utf8.len(text) then return text:sub(1, limit - 1) .. "…" end
  local total = 0
  for position, code in utf8.codes(text) do
    total = total + columns_of(code)
    if total > limit - 1 then return text:sub(1, position - 1) .. "…" end
  end
  return text
end

-- MARK: Cells

local function shape_of(value)
  local meta = getmetatable(value)
  return type(meta) == "table" and meta or nil
end

local function is_list(value)
  local meta = shape_of(value)
  if meta and meta.__list ~= nil then return meta.__list end
  return next(value) == nil or value[1] ~= nil
end

-- Names that say which row it is come first; the rest by name.
local first = { "name", "id", "AlarmName", "InstanceId", "Id", "Name", "MetricName", "Namespace" }
local rank = {}
for position, name in ipairs(first) do rank[name] = position end

local function sorted_names(names)
  table.sort(names, function(a, b)
    local left, right = rank[a] or math.huge, rank[b] or math.huge
    if left ~= right then return left < right end
    return a < b
  end)
  return names
end

local function names_of(record)
  local names = {}
  for name in pairs(record) do names[#names + 1] = tostring(name) end
  return sorted_names(names)
end

local function iso(seconds)
  -- Without os.date's local time: days since 1970 by the civil calendar.
  local whole = math.floor(seconds)
  local text = os.date("!%Y-%m-%d %H:%M:%S", whole)
  return text
end

local function number(value)
  if math.type(value) == "integer" then return tostring(value) end
  local text = string.format("%.14g", value)
  if #text > 10 and math.abs(value) < 1e15 and math.abs(value) >= 1e-4 then
    text = string.format("%.4f", value)
  end
  if not text:find("[%.eni]") then text = text .. ".0" end
  return text
end

local one_line

local function entries(value, depth)
  local parts = {}
  for position, name in ipairs(names_of(value)) do
    if position > 50 then
      parts[#parts + 1] = "…"
      break
    end
    local meta = shape_of(value)
    local is_time = meta and type(meta.__times) == "table" and meta.__times[name]
    parts[#parts + 1] = name .. "=" .. one_line(value[name], depth + 1, is_time)
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function elements(value, depth)
  local parts = {}
  local meta = shape_of(value)
  local are_times = meta and meta.__times == true
  for position, element in ipairs(value) do
    if position > 50 then
      parts[#parts + 1] = "… " .. (#value - 50) .. " more"
      break
    end
    parts[#parts + 1] = one_line(element, depth + 1, are_times)
  end
  return "[" .. table.concat(parts, ", ") .. "]"
end

-- A value inside a table, on one line.
function one_line(value, depth, is_time)
  local kind = type(value)
  if kind == "string" then return depth > 1 and string.format("%q", value):gsub("\\\n", "\\n") or value end
  if kind == "number" then return is_time and iso(value) or number(value) end
  if value == json.null then return "null" end
  if kind ~= "table" then return tostring(value) end
  local meta = shape_of(value)
  if meta and meta.__tostring then return tostring(value) end
  if depth > 3 then return "…" end
  -- AWS's tags: Key=Value.
  if value.Key ~= nil and value.Value ~= nil and next(value, next(value, next(value))) == nil then
    return tostring(value.Key) .. "=" .. tostring(value.Value)
  end
  if is_list(value) then return elements(value, depth) end
  return entries(value, depth)
end

local function cell(record, name)
  local value = record[name]
  if value == nil then return "" end
  local meta = shape_of(record)
  local is_time = meta and type(meta.__times) == "table" and meta.__times[name]
  local text = one_line(value, 1, is_time)
  return (text:gsub("[%c]", " "))
end

-- MARK: Tables

local function fit(widths, limit)
  local shown = #widths
  local function total()
    local sum = 2 * (shown - 1)
    for i = 1, shown do sum = sum + widths[i] end
    return sum
  end
  -- Long cells are cut first, the widest column before the others; then columns go, from the right.
  local least = 12
  while total() > limit do
    local widest = 1
    for i = 2, shown do
      if widths[i] > widths[widest] then widest = i end
    end
    if widths[widest] > least then
      widths[widest] = math.max(least, widths[widest] - (total() - limit))
    elseif shown > 1 then
      shown = shown - 1
    else
      widths[1] = math.max(1, limit)
      break
    end
  end
  return shown
end

local function pad(text, width, right)
  local space = string.rep(" ", width - show.width(text))
  return right and space .. text or text .. space
end

local function table_of(rows, names, settings)
  local cells, widths, numeric = {}, {}, {}
  for column, name in ipairs(names) do
    widths[column] = show.width(name)
    numeric[column] = true
  end
  for index, row in ipairs(rows) do
    cells[index] = {}
    for column, name in ipairs(names) do
      local text = cell(row, name)
      cells[index][column] = text
      widths[column] = math.max(widths[column], show.width(text))
      if row[name] ~= nil and type(row[name]) ~= "number" then numeric[column] = false end
    end
  end
  local shown = settings.width and fit(widths, settings.width) or #names
  local lines = {}
  local function line(texts)
    local parts = {}
    for column = 1, shown do
      parts[column] = pad(show.cut(texts[column], widths[column]), widths[column], numeric[column])
    end
    lines[#lines + 1] = (table.concat(parts, "  "):gsub("%s+$", ""))
  end
  line(names)
  local rule = {}
  for column = 1, shown do rule[column] = string.rep("─", widths[column]) end
  lines[#lines + 1] = table.concat(rule, "  ")
  for _, texts in ipairs(cells) do line(texts) end
  if shown < #names then
    local hidden = table.concat(names, ", ", shown + 1)
    lines[#lines + 1] = show.cut("… not shown: " .. hidden, settings.width)
  end
  return table.concat(lines, "\n") .. "\n"
end

local function column_names(rows)
  local seen, names = {}, {}
  for _, row in ipairs(rows) do
    for name in pairs(row) do
      name = tostring(name)
      if not seen[name] then
        seen[name] = true
        names[#names + 1] = name
      end
    end
  end
  return sorted_names(names)
end

local function are_records(list)
  if #list == 0 then return false end
  for _, row in ipairs(list) do
    if type(row) ~= "table" or is_list(row) then return false end
  end
  return true
end

local function is_plain(value)
  local meta = shape_of(value)
  return type(value) ~= "table" or (meta ~= nil and meta.__tostring ~= nil)
end

local formats = {}

function formats.table(value, settings)
  if is_plain(value) then return one_line(value, 1) .. "\n" end
  if is_list(value) then
    if next(value) == nil then return "(empty)\n" end
    if are_records(value) then return table_of(value, settings.columns or column_names(value), settings) end
    local lines = {}
    for index, element in ipairs(value) do lines[index] = one_line(element, 1) .. "\n" end
    return table.concat(lines)
  end
  local rows = {}
  for index, name in ipairs(names_of(value)) do rows[index] = { name = name, value = cell(value, name) } end
  -- A structure that is one list (DescribeAlarms) is shown as that list.
  return table_of(rows, { "name", "value" }, settings)
end

function formats.json(value) return json.encode(value, { pretty = true }) .. "\n" end

function formats.jsonl(value)
  if type(value) ~= "table" or not is_list(value) then return json.encode(value) .. "\n" end
  local lines = {}
  for index, element in ipairs(value) do lines[index] = json.encode(element) .. "\n" end
  return table.concat(lines)
end

local function plain_cell(value)
  if value == nil then return "" end
  if type(value) == "table" then return json.encode(value) end
  return tostring(value)
end

local function csv_cell(value)
  local text = plain_cell(value)
  if text:find('[",\r\n]') then text = '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local function separated(value, settings, separator, format, has_header)
  if type(value) ~= "table" then return format(value) .. "\n" end
  local rows = is_list(value) and value or { value }
  local lines = {}
  if are_records(rows) then
    local names = settings.columns or column_names(rows)
    if has_header then
      local texts = {}
      for column, name in ipairs(names) do texts[column] = format(name) end
      lines[1] = table.concat(texts, separator)
    end
    for _, row in ipairs(rows) do
      local texts = {}
      for column, name in ipairs(names) do texts[column] = format(row[name]) end
      lines[#lines + 1] = table.concat(texts, separator)
    end
  else
    for _, row in ipairs(rows) do lines[#lines + 1] = format(row) end
  end
  return #lines == 0 and "" or table.concat(lines, "\n") .. "\n"
end

function formats.csv(value, settings) return separated(value, settings, ",", csv_cell, true) end

function formats.text(value, settings)
  return separated(value, settings, "\t", function(item)
    return (plain_cell(item):gsub("[\t\r\n]", " "))
  end, false)
end

--- A value as text.
---@param value any
---@param settings { format: string?, width: integer?, columns: string[]? }
---@return string
function show.render(value, settings)
  local format = settings.format or "table"
  local render = formats[format]
  if not render then
    error("unknown format '" .. tostring(format) .. "': table, json, jsonl, csv or text expected", 2)
  end
  return render(value, settings)
end

-- MARK: To standard output

--- Writes a value to standard output, as `-o` says. Options: `format`, `columns` (names, in order).
---@param value any
---@param options { format: string?, columns: string[]? }?
function show.show(value, options)
  local settings = native.output.settings()
  for name, setting in pairs(options or {}) do settings[name] = setting end
  native.output.write(show.render(value, settings))
end

return setmetatable(show, {
  __call = function(_, value, options) show.show(value, options) end,
})
