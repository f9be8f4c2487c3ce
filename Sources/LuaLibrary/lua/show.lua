-- Results as people and programs read them: tables, JSON, JSON lines, CSV, plain text.
--
-- Pure but for the last part: `show.render` needs nothing of the host but `json`.

local native = select(2, ...)
local json = require("json")
local options_of = require("moonwatch.options")
local errors = require("moonwatch.errors")
local list_of = require("moonwatch.list")
local text = require("moonwatch.text")

---@class moonwatch.show
---@overload fun(value: any, options: moonwatch.ShowOptions?)
local show = {}

---@class moonwatch.ShowOptions
---@field format ("table"|"json"|"jsonl"|"csv"|"text")?   as `-o` says unless given
---@field columns string[]?    of a table, CSV or text: which, in this order
---@field width integer?       columns of the terminal; nothing is cut without it

-- MARK: Tables

-- What columns are narrowed to before one is left out.
local least_width = 16
local gap = 2

local function total(widths, count)
  local sum = gap * (count - 1)
  for i = 1, count do sum = sum + widths[i] end
  return sum
end

-- Narrows columns until `count` of them fit: those at the right first, since what says which row it is
-- stands at the left.
local function narrow(widths, count, limit)
  for i = count, 1, -1 do
    local excess = total(widths, count) - limit
    if excess <= 0 then return end
    widths[i] = math.max(widths[i] - excess, math.min(widths[i], i == 1 and 1 or least_width))
  end
end

-- How many columns fit, the rightmost left out first; their widths are narrowed to do so.
local function fit(widths, limit)
  local count = #widths
  while count > 1 do
    local narrowest = {}
    for i = 1, count do narrowest[i] = math.min(widths[i], least_width) end
    if total(narrowest, count) <= limit then break end
    count = count - 1
  end
  if count == 1 then widths[1] = math.min(widths[1], math.max(limit, 1)) end
  narrow(widths, count, limit)
  return count
end

local function cell(record, key)
  local value = rawget(record, key)
  if value == nil then return "" end
  return text.value(value, 1, text.is_time(record, key))
end

-- Rows under their names and a rule. Columns of numbers are aligned at the right.
local function table_of(rows, keys, settings)
  local names, cells, widths, are_numbers = {}, {}, {}, {}
  for column, key in ipairs(keys) do
    names[column] = text.clean(tostring(key))
    widths[column] = text.width(names[column])
    are_numbers[column] = true
  end
  for index, row in ipairs(rows) do
    local texts = {}
    for column, key in ipairs(keys) do
      texts[column] = cell(row, key)
      widths[column] = math.max(widths[column], text.width(texts[column]))
      local value = rawget(row, key)
      if value ~= nil and (type(value) ~= "number" or text.is_time(row, key)) then
        are_numbers[column] = false
      end
    end
    cells[index] = texts
  end
  local shown = settings.width and fit(widths, settings.width) or #keys
  local lines = {}
  local function line(texts)
    local parts = {}
    for column = 1, shown do
      local cut = text.cut(texts[column], widths[column])
      parts[column] = text.pad(cut, widths[column], are_numbers[column])
    end
    lines[#lines + 1] = (table.concat(parts, "  "):gsub(" +$", ""))
  end
  line(names)
  local rule = {}
  for column = 1, shown do rule[column] = string.rep("─", widths[column]) end
  lines[#lines + 1] = table.concat(rule, "  ")
  for _, texts in ipairs(cells) do line(texts) end
  if shown < #keys then
    local hidden = table.concat(names, ", ", shown + 1)
    lines[#lines + 1] = text.cut("… not shown: " .. hidden, settings.width)
  end
  return table.concat(lines, "\n") .. "\n"
end

local function is_record(value)
  return not text.is_plain(value) and (next(value) == nil or not text.is_list(value))
end

-- True for a list with at least one record in it and nothing else.
local function are_records(list)
  if text.is_plain(list) or not text.is_list(list) or #list == 0 then return false end
  local is_any_filled = false
  for _, row in ipairs(list) do
    if not is_record(row) then return false end
    is_any_filled = is_any_filled or next(row) ~= nil
  end
  return is_any_filled
end

-- The line below an incomplete list; none below every other value.
local function note_of(value)
  local note = list_of.note(value)
  return note and text.clean(note) .. "\n" or ""
end

-- A structure: its own values by name, and then each list of records in it as a table of its own.
local function structure(value, settings)
  local rows, sections = {}, {}
  for _, key in ipairs(text.keys({ value })) do
    local member = rawget(value, key)
    if are_records(member) then
      sections[#sections + 1] = key
    else
      rows[#rows + 1] = { name = tostring(key), value = cell(value, key) }
    end
  end
  local parts = {}
  if #rows > 0 then parts[1] = table_of(rows, { "name", "value" }, settings) end
  for _, key in ipairs(sections) do
    local list = rawget(value, key)
    local title = #sections + #rows > 1 and text.clean(tostring(key)) .. "\n" or ""
    parts[#parts + 1] = title .. table_of(list, settings.columns or text.columns(list), settings)
      .. note_of(list)
  end
  return #parts == 0 and "(empty)\n" or table.concat(parts, "\n")
end

-- What says itself what its rows are: a value, or a list of nothing but such values.
local function own_rows(value, settings)
  local first = type(value) == "table" and value or nil
  local meta = getmetatable(first)
  local list = { value }
  if type(meta) ~= "table" or not rawget(meta, "__rows") then
    first = first and rawget(first, 1)
    meta = type(first) == "table" and getmetatable(first)
    if type(meta) ~= "table" or not rawget(meta, "__rows") then return value, settings end
    for _, element in ipairs(value) do
      if getmetatable(element) ~= meta then return value, settings end
    end
    list = value
  end
  local rows, columns = meta.__rows(list, settings.format or "table")
  local changed = { format = settings.format, width = settings.width, columns = settings.columns or columns }
  return rows, changed
end

-- MARK: Formats

local formats = {}

function formats.table(value, settings)
  -- A text by itself is shown as it is, with its line breaks.
  if type(value) == "string" then return value .. "\n" end
  if text.is_plain(value) then return text.value(value, 1) .. "\n" end
  if not text.is_list(value) then return structure(value, settings) end
  if next(value) == nil then return "(empty)\n" .. note_of(value) end
  if are_records(value) then
    return table_of(value, settings.columns or text.columns(value), settings) .. note_of(value)
  end
  local lines = {}
  local are_times = text.is_time(value)
  for index, element in ipairs(value) do lines[index] = text.value(element, 1, are_times) .. "\n" end
  return table.concat(lines) .. note_of(value)
end

function formats.json(value) return json.encode(text.visible(value), { pretty = true }) .. "\n" end

function formats.jsonl(value)
  value = text.visible(value)
  if text.is_plain(value) or not text.is_list(value) then return json.encode(value) .. "\n" end
  local lines = {}
  for index, element in ipairs(value) do lines[index] = json.encode(element) .. "\n" end
  return table.concat(lines)
end

-- A value in a cell for programs: numbers in full, times as ISO 8601, tables as JSON.
local function exact(value, is_time)
  if value == nil or value == json.null then return "" end
  if type(value) == "number" then
    if is_time then return text.time(value, true) end
    local is_finite = value == value and math.abs(value) < math.huge
    return is_finite and json.encode(value) or tostring(value)
  end
  if text.is_plain(value) then return tostring(value) end
  return json.encode(text.visible(value))
end

local function text_cell(line) return (line:gsub("[\t\r\n]", " ")) end

local function separated(value, settings, separator, format, has_header)
  if text.is_plain(value) then return format(exact(value)) .. "\n" end
  local rows = text.is_list(value) and value or { value }
  local lines = {}
  local function line(texts) lines[#lines + 1] = table.concat(texts, separator) .. "\n" end
  local keys = settings.columns
  if are_records(rows) then
    keys = keys or text.keys(rows)
  elseif #rows > 0 then
    local are_times = text.is_time(rows)
    for _, row in ipairs(rows) do line({ format(exact(row, are_times)) }) end
    return table.concat(lines)
  end
  if has_header and keys then
    local texts = {}
    for column, key in ipairs(keys) do texts[column] = format(tostring(key)) end
    line(texts)
  end
  for _, row in ipairs(rows) do
    local texts = {}
    for column, key in ipairs(keys) do
      texts[column] = format(exact(rawget(row, key), text.is_time(row, key)))
    end
    line(texts)
  end
  return table.concat(lines)
end

function formats.csv(value, settings) return separated(value, settings, ",", text.csv_cell, true) end

function formats.text(value, settings) return separated(value, settings, "\t", text_cell, false) end

local known_options = { "format", "columns", "width" }

--- A value as text, whatever `-o` and the terminal say. Raises kind `argument` for an unknown
--- format or column list.
---
---     print(show.render({ { id = "i-1", state = "running" } }, { format = "jsonl" }))
---@param value any
---@param settings moonwatch.ShowOptions?
---@return string
function show.render(value, settings)
  settings = settings or {}
  local format = settings.format or "table"
  local render = formats[format]
  if not render then
    errors.raise("argument", "InvalidOption",
      "show: format: expected table, json, jsonl, csv or text, got " .. tostring(format))
  end
  if settings.columns ~= nil and (type(settings.columns) ~= "table" or #settings.columns == 0) then
    errors.raise("argument", "InvalidOption", "show: columns: expected a list of names, got "
      .. (type(settings.columns) == "table" and "an empty one" or type(settings.columns)))
  end
  if format == "json" or format == "jsonl" then return render(value, settings) end
  local rows, row_settings = own_rows(value, settings)
  local line = render(rows, row_settings)
  if format == "table" and rows ~= value then line = line .. note_of(value) end
  return line
end

-- MARK: To standard output

-- The options of a call over what `-o` and the terminal say.
local function settings_of(options)
  local settings = native.output.settings()
  for name, setting in pairs(options_of.check("show", options, known_options)) do
    settings[name] = setting
  end
  return settings
end

-- A value as text, in letters that the terminal has.
local function text_of(value, settings)
  local result = show.render(value, settings)
  local is_for_people = settings.width and (settings.format or "table") == "table"
  return is_for_people and text.is_ascii() and text.in_ascii(result) or result
end

--- The text that `show` would write of a value. Raises kind `argument` for an unknown option.
---
---     print(#show.text({ { id = "i-1", state = "running" } }))
---@param value any
---@param options moonwatch.ShowOptions?
---@return string
function show.text(value, options) return text_of(value, settings_of(options)) end

--- Writes a value to standard output, as `-o` says. `show(value, options)` is the same. Raises
--- kind `argument` for an unknown option, and where standard output cannot be written.
---
---     show(aws.ec2():collect("DescribeInstances"), { columns = { "InstanceId", "InstanceType" } })
---@param value any
---@param options moonwatch.ShowOptions?
function show.show(value, options)
  local settings = settings_of(options)
  native.output.write(text_of(value, settings))
  -- What programs read has no place for a line of words.
  local note = (settings.format or "table") ~= "table" and list_of.note(value)
  if note then warn("the result is ", text.clean(note)) end
end

return setmetatable(show, {
  __call = function(_, value, options) show.show(value, options) end,
})
