-- Values as one line of text, and how wide it is on a terminal. Pure: needs nothing of the host but
-- `json.null`.

local json = require("json")

local text = {}

-- MARK: Characters

--- True where the locale is not UTF-8: the first of three variables that is set names it.
--- https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html
---@return boolean
function text.is_ascii()
  for _, name in ipairs { "LC_ALL", "LC_CTYPE", "LANG" } do
    local locale = os.getenv(name)
    if locale and locale ~= "" then return not locale:lower():find("utf%-?8") end
  end
  return true
end

local in_ascii = { ["─"] = "-", ["…"] = "~", ["·"] = "-", ["×"] = "x", ["→"] = ">", ["≤"] = "<", ["≥"] = ">" }

--- A text whose signs of this program's own are letters that every terminal has, each as wide as the
--- sign was. Other people's characters stay.
---@param value string
---@return string
function text.in_ascii(value) return (value:gsub("[\xC2\xC3\xE2][\x80-\xBF]+", in_ascii)) end

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

--- The columns that a line takes on a terminal. Bytes that are not UTF-8 take one each.
---@param line string
---@return integer
function text.width(line)
  if not line:find("[\x80-\xff]") or not utf8.len(line) then return #line end
  local total = 0
  for _, code in utf8.codes(line) do total = total + columns_of(code) end
  return total
end

--- A line cut to a number of columns, with "…" where something is missing.
---@param line string
---@param limit integer
---@return string
function text.cut(line, limit)
  if text.width(line) <= limit then return line end
  if not utf8.len(line) then return line:sub(1, limit - 1) .. "…" end
  local total = 0
  for position, code in utf8.codes(line) do
    total = total + columns_of(code)
    if total > limit - 1 then return line:sub(1, position - 1) .. "…" end
  end
  return line
end

--- A line filled up with spaces to a number of columns.
---@param line string
---@param columns integer
---@param right boolean?   spaces before it
---@return string
function text.pad(line, columns, right)
  local space = string.rep(" ", columns - text.width(line))
  return right and space .. line or line .. space
end

--- A text on one line: control characters, which a terminal would obey, become spaces.
---@param line string
---@return string
function text.clean(line)
  if not line:find("[%c\xC2]") then return line end
  return (line:gsub("%c", " "):gsub("\xC2[\x80-\x9F]", " "))
end

--- A text as one cell of CSV: in quotes where it needs them, as RFC 4180 has them.
---@param line string
---@param separator string?   "," unless given
---@return string
function text.csv_cell(line, separator)
  if line:find('["\r\n]') or line:find(separator or ",", 1, true) then return '"' .. line:gsub('"', '""') .. '"' end
  return line
end

-- MARK: Shapes

local function shape_of(value)
  local meta = getmetatable(value)
  return type(meta) == "table" and meta or nil
end

--- True for a table that is a list: of AWS's shape, or with the keys 1 to n alone. An empty table
--- without a shape counts as one.
---@param value table
---@return boolean
function text.is_list(value)
  local shape = shape_of(value)
  if shape and shape.__list ~= nil then return shape.__list end
  local count = 0
  for _ in next, value do count = count + 1 end
  return rawlen(value) == count
end

--- True for a value that is not looked into: no table, or one that says itself how it reads and names no
--- members.
---@param value any
---@return boolean
function text.is_plain(value)
  if type(value) ~= "table" then return true end
  local shape = shape_of(value)
  return shape ~= nil and shape.__tostring ~= nil and shape.__members == nil
end

--- True where a member of a decoded structure, or an element of a decoded list (no name), is a time.
---@param value table
---@param name any
---@return boolean
function text.is_time(value, name)
  local shape = shape_of(value)
  local times = shape and shape.__times
  if type(times) == "table" then return times[name] == true end
  return times == true
end

-- Names that say which row it is come first; the rest by name.
local first = { "name", "id", "AlarmName", "InstanceId", "Id", "Name", "MetricName", "Namespace" }
local rank = {}
for position, name in ipairs(first) do rank[name] = position end

local function before(a, b)
  local left, right = rank[a] or math.huge, rank[b] or math.huge
  if left ~= right then return left < right end
  if type(a) == "number" and type(b) == "number" then return a < b end
  return tostring(a) < tostring(b)
end

--- The keys that any of these tables has, but for what their kind hides: in the order of the model
--- where AWS's shape has one, and after it, by name.
---@param records table[]
---@return any[]
function text.keys(records)
  local present, keys, seen = {}, {}, {}
  for _, record in ipairs(records) do
    for key in next, record do present[key] = true end
  end
  local shape = shape_of(records[1])
  for key in pairs(shape and shape.__hidden or {}) do present[key] = nil end
  for _, member in ipairs(shape and shape.__members or {}) do
    if present[member] then
      keys[#keys + 1] = member
      seen[member] = true
    end
  end
  local others = {}
  for key in next, present do
    if not seen[key] then others[#others + 1] = key end
  end
  table.sort(others, before)
  return table.move(others, 1, #others, #keys + 1, keys)
end

-- True where the records do not all have the same value under a key.
local function varies(records, key)
  local value = rawget(records[1], key)
  for _, record in ipairs(records) do
    if rawget(record, key) ~= value then return true end
  end
  return false
end

--- The columns of a table of these records: those that their kind has for tables, if any record has
--- a value there, and what a script added to them; every key where the kind names none. Columns that
--- are worth showing only where they differ, such as the Region, are left out where they do not.
---@param records table[]
---@return any[]
function text.columns(records)
  local keys = text.keys(records)
  local shape = shape_of(records[1])
  local columns = shape and shape.__columns
  if not columns then return keys end
  local present, own, wanted = {}, {}, {}
  for _, key in ipairs(keys) do present[key] = true end
  for _, key in ipairs(shape.__members or {}) do own[key] = true end
  local varying = shape.__varying or {}
  for _, key in ipairs(columns) do
    if present[key] and (not varying[key] or varies(records, key)) then wanted[#wanted + 1] = key end
  end
  for _, key in ipairs(keys) do
    if not own[key] then wanted[#wanted + 1] = key end
  end
  return #wanted > 0 and wanted or keys
end

--- A value without what the kinds of its records hide, for those who read all of it. Records are
--- looked for in tables that are not AWS's own; what hides nothing is given back as it is.
---@param value any
---@param depth integer?   of the value in what is shown; deeper than any that has records, none are
---@return any
function text.visible(value, depth)
  depth = depth or 1
  if text.is_plain(value) or depth > 8 then return value end
  local shape = shape_of(value)
  local hidden = shape and shape.__hidden
  if shape and shape.__members and not hidden then return value end
  local copy, is_other = {}, hidden ~= nil
  for key, element in next, value do
    if not (hidden and hidden[key]) then
      copy[key] = text.visible(element, depth + 1)
      is_other = is_other or copy[key] ~= element
    end
  end
  return is_other and setmetatable(copy, shape) or value
end

-- MARK: Values

local year_0, year_9999 = -62167219200, 253402300799

--- A time for people: 2026-11-23 21:00:00, UTC; with T and Z it is ISO 8601.
---@param seconds number
---@param is_iso boolean?
---@return string
function text.time(seconds, is_iso)
  if not (seconds >= year_0 and seconds <= year_9999) then return text.number(seconds) end
  local form = is_iso and "!%Y-%m-%dT%H:%M:%SZ" or "!%Y-%m-%d %H:%M:%S"
  return os.date(form, math.floor(seconds)) --[[@as string]]
end

--- A number for people: at most four decimals where it is long.
---@param value number
---@return string
function text.number(value)
  if math.type(value) == "integer" then return tostring(value) end
  local line = string.format("%.14g", value)
  if #line > 10 and value == value and math.abs(value) < 1e15 then
    line = math.abs(value) >= 1e-4 and string.format("%.4f", value):gsub("(%.%d-)0+$", "%1")
      or string.format("%.5g", value)
    line = line:gsub("%.$", ".0")
  end
  if not line:find("[%.eni]") then line = line .. ".0" end
  return line
end

-- Pairs that AWS writes as structures of two members: tags and dimensions.
local function pair(value)
  local name = value.Key or value.Name
  if type(name) ~= "string" or type(value.Value) ~= "string" then return nil end
  local count = 0
  for _ in next, value do count = count + 1 end
  return count == 2 and name .. "=" .. value.Value or nil
end

local function entries(value, depth)
  local parts = {}
  for position, key in ipairs(text.keys({ value })) do
    if position > 50 then
      parts[#parts + 1] = "…"
      break
    end
    local entry = text.value(rawget(value, key), depth + 1, text.is_time(value, key))
    parts[#parts + 1] = tostring(key) .. "=" .. entry
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function elements(value, depth)
  local parts = {}
  local are_times = text.is_time(value)
  for position, element in ipairs(value) do
    if position > 50 then
      parts[#parts + 1] = "… " .. (#value - 50) .. " more"
      break
    end
    parts[#parts + 1] = text.value(element, depth + 1, are_times)
  end
  return "[" .. table.concat(parts, ", ") .. "]"
end

--- A value on one line; `depth` is 1 outside any table, 2 for what stands in one, and so on.
---@param value any
---@param depth integer
---@param is_time boolean?
---@return string
function text.value(value, depth, is_time)
  local kind = type(value)
  if kind == "string" then
    return depth > 1 and '"' .. text.clean(value):gsub('[\\"]', "\\%0") .. '"' or text.clean(value)
  end
  if kind == "number" then return is_time and text.time(value) or text.number(value) end
  if value == json.null then return "null" end
  if text.is_plain(value) then return text.clean(tostring(value)) end
  if depth > 3 then return "…" end
  local paired = pair(value)
  if paired then return text.clean(paired) end
  return text.is_list(value) and elements(value, depth) or entries(value, depth)
end

return text
