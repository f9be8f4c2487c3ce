-- Comma-separated values: RFC 4180, with the line ends of this system. Pure but for tables in cells,
-- which are JSON.

local errors = require("moonwatch.errors")
local json = require("json")
local options_of = require("moonwatch.options")
local text = require("moonwatch.text")

---@class moonwatch.csv
local csv = {}

local function invalid(message) errors.raise("argument", "InvalidCSV", message) end

local function separator_of(caller, options)
  local separator = options.separator or ","
  if type(separator) ~= "string" or #separator ~= 1 or separator:find('[%w"\r\n]') then
    errors.raise("argument", "InvalidOption",
      caller .. ": separator: expected one character such as ; or a tab, got " .. tostring(separator))
  end
  return separator
end

-- MARK: Encoding

-- The fewest digits that read back equal.
local function number_text(value)
  if math.type(value) == "integer" then return tostring(value) end
  if value ~= value then return "nan" end
  if math.abs(value) == math.huge then return value > 0 and "inf" or "-inf" end
  for digits = 15, 17 do
    local line = string.format("%." .. digits .. "g", value)
    if tonumber(line) == value then return line:find("[%.e]") and line or line .. ".0" end
  end
end

local function text_of(value)
  if value == nil or value == json.null then return "" end
  if type(value) == "number" then return number_text(value) end
  if type(value) == "table" then return json.encode(value) end
  return tostring(value)
end

-- What a spreadsheet would run as a formula is a text to it after an apostrophe.
-- https://owasp.org/www-community/attacks/CSV_Injection
local function defused(line, value)
  if type(value) == "string" and line:find("^[=+%-@\t\r]") then return "'" .. line end
  return line
end

local function is_record(row) return type(row) == "table" and row[1] == nil and next(row) ~= nil end

local function names_of(rows)
  local names, seen = {}, {}
  for _, row in ipairs(rows) do
    for name in pairs(row) do
      if not seen[name] then
        seen[name] = true
        names[#names + 1] = name
      end
    end
  end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  return names
end

---@class moonwatch.CSVOptions
---@field separator string?     one character; a comma unless given
---@field crlf boolean?         of `encode`: lines end in CR LF, as in the RFC
---@field spreadsheet boolean?  of `encode`: an apostrophe before texts that start with = + - @, a tab or CR
---@field header boolean?       of `decode`: the first line has names, and rows are records

--- Rows as CSV. Rows are lists, or records: then the first line has their names. nil and json.null are
--- empty cells, tables JSON, numbers as many digits as read back equal.
---
--- Cells are written as they are, since programs read them: `-5` and `=x` stay what they are. For a file
--- that people open in a spreadsheet, and whose texts others wrote, set `spreadsheet`.
---
--- Raises kind `argument` for rows that are none, and for unknown options.
---
---     print(csv.encode({ { name = "web", cpu = 12.5 }, { name = "a \"b\"", cpu = 3 } }, { "name", "cpu" }))
---@param rows table[]
---@param columns string[]?   of records: which, in this order; of lists: the first line
---@param options moonwatch.CSVOptions?
---@return string
function csv.encode(rows, columns, options)
  options = options_of.check("csv.encode", options, { "separator", "crlf", "spreadsheet" })
  local separator = separator_of("csv.encode", options)
  if type(rows) ~= "table" then invalid("csv.encode: expected a list of rows, got " .. type(rows)) end
  if columns ~= nil and (type(columns) ~= "table" or #columns == 0) then
    invalid("csv.encode: columns: expected a list of names, got "
      .. (type(columns) == "table" and "an empty one" or type(columns)))
  end
  local lines, line_end = {}, options.crlf and "\r\n" or "\n"
  local function line(values, count)
    local cells = {}
    for column = 1, count do
      local line_text = text_of(values[column])
      if options.spreadsheet then line_text = defused(line_text, values[column]) end
      cells[column] = text.csv_cell(line_text, separator)
    end
    -- A line with nothing on it would be no row at all.
    if count == 1 and cells[1] == "" then cells[1] = '""' end
    lines[#lines + 1] = table.concat(cells, separator) .. line_end
  end
  local has_records = is_record(rows[1])
  local names = columns or (has_records and names_of(rows)) or nil
  if names then line(names, #names) end
  for index, row in ipairs(rows) do
    if type(row) ~= "table" then
      invalid(string.format("csv.encode: row %d: expected a table, got %s", index, type(row)))
    end
    if has_records then
      local values = {}
      for column, name in ipairs(names) do values[column] = row[name] end
      line(values, #names)
    else
      local count = names and #names or 0
      for position in pairs(row) do
        if math.type(position) ~= "integer" or position < 1 then
          invalid(string.format("csv.encode: row %d: expected a list like the first row, got the name '%s'", index,
            tostring(position)))
        end
        count = math.max(count, position)
      end
      line(row, count)
    end
  end
  return table.concat(lines)
end

-- MARK: Decoding

-- A cell in quotes that starts at a place: its text and the place after it.
local function quoted(source, start, line)
  local parts, position = {}, start + 1
  while true do
    local quote = source:find('"', position, true)
    if not quote then invalid(string.format('csv.decode: line %d: the cell that starts with " does not end', line)) end
    parts[#parts + 1] = source:sub(position, quote - 1)
    if source:sub(quote + 1, quote + 1) ~= '"' then return table.concat(parts), quote + 1 end
    parts[#parts + 1] = '"'
    position = quote + 2
  end
end

local function records_of(rows)
  local names = table.remove(rows, 1) or {}
  local seen = {}
  for _, name in ipairs(names) do
    if seen[name] then invalid("csv.decode: two columns are named '" .. name .. "'; read it without header") end
    seen[name] = true
  end
  for index, row in ipairs(rows) do
    if #row ~= #names then
      invalid(string.format("csv.decode: row %d: expected %d cells as in the header, got %d", index, #names, #row))
    end
    local record = {}
    for column, name in ipairs(names) do record[name] = row[column] end
    rows[index] = record
  end
  return rows
end

--- The rows of a CSV text, each a list of texts; with `header` records by the names of the first line.
--- Lines end in LF, CR LF or CR; an empty line is no row.
---
--- Raises kind `argument`, code `InvalidCSV`, with the line, for quotes that are not as in RFC 4180,
--- and with `header` for rows of another length than the first.
---
---     local rows = csv.decode("name,note\nweb,\"a \"\"b\"\", c\"\n", { header = true })
---     print(rows[1].note) -- a "b", c
---@param source string
---@param options moonwatch.CSVOptions?
---@return table[]
function csv.decode(source, options)
  options = options_of.check("csv.decode", options, { "separator", "header" })
  local separator = separator_of("csv.decode", options)
  if type(source) ~= "string" then invalid("csv.decode: expected a text, got " .. type(source)) end
  local rows, row, line = {}, {}, 1
  local position = source:sub(1, 3) == "\u{FEFF}" and 4 or 1
  local stop = "[%" .. separator .. '\r\n"]'
  local function skip_line_ends()
    while source:find("^[\r\n]", position) do
      position = source:find("^\r\n", position) and position + 2 or position + 1
      line = line + 1
    end
  end
  skip_line_ends()
  while position <= #source do
    local cell
    if source:sub(position, position) == '"' then
      local start = position
      cell, position = quoted(source, position, line)
      line = line + select(2, source:sub(start, position - 1):gsub("\n", ""))
    else
      local at = source:find(stop, position) or #source + 1
      cell = source:sub(position, at - 1)
      position = at
    end
    row[#row + 1] = cell
    local after = source:sub(position, position)
    if after == separator then
      position = position + 1
      -- A line that ends in a separator has one more cell, an empty one.
      if position > #source or source:find("^[\r\n]", position) then row[#row + 1] = "" end
      after = source:sub(position, position)
    elseif after ~= "" and after ~= "\r" and after ~= "\n" then
      invalid(string.format('csv.decode: line %d: a cell with a " in it has to be in quotes, and they be doubled', line))
    end
    if after == "\r" or after == "\n" or position > #source then
      rows[#rows + 1] = row
      row = {}
      skip_line_ends()
    end
  end
  return options.header and records_of(rows) or rows
end

return csv
