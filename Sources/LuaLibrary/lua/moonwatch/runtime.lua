-- What the host runs around a script.

local unfinished = require("moonwatch.unfinished")

local runtime = {}

-- What a chunk returns is its result; nil shows nothing.
local function shown(...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if value ~= nil then require("show").show(value) end
  end
end

--- Runs a chunk; what it returns is dropped.
---@param chunk function
function runtime.run(chunk) chunk() end

--- Runs a chunk that builds the embedded cloud. Its globals stay its own; a table that it returns is
--- what `sim.cloud` takes.
---@param chunk function
function runtime.run_cloud(chunk)
  debug.setupvalue(chunk, 1, setmetatable({}, { __index = _G }))
  local contents = chunk()
  if contents ~= nil then require("sim").cloud(contents) end
end

--- Runs a chunk and shows what it returns.
---@param chunk function
function runtime.run_and_show(chunk) shown(chunk()) end

-- How many results are kept: `_` and, before it, `_1` to `_9`.
local earlier = 9

local function keep(result)
  for i = earlier, 2, -1 do rawset(_G, "_" .. i, rawget(_G, "_" .. i - 1)) end
  rawset(_G, "_1", rawget(_G, "_"))
  rawset(_G, "_", result)
end

-- "alarm" for an alarm's row, "metric alarm" for AWS's MetricAlarm, "row" for a table of no class.
local function noun_of(row)
  local meta = getmetatable(row)
  local name = type(meta) == "table" and rawget(meta, "__name")
  if type(name) ~= "string" or not name:find("^%a+$") then return "row" end
  return (name:gsub("(%l)(%u)", "%1 %2"):lower())
end

local function counted(count, noun)
  if count == 1 or noun:find("s$") then return count .. " " .. noun end
  return count .. " " .. (noun:find("y$") and noun:gsub("y$", "ies") or noun .. "s")
end

-- "2 alarms": what a result is a list of; nil for what is no list of tables.
local function count_of(value)
  if type(value) ~= "table" or not require("moonwatch.text").is_list(value) then return nil end
  local row = value[1]
  return type(row) == "table" and counted(#value, noun_of(row)) or nil
end

local function keep_and_show(...)
  runtime.values = select("#", ...)
  runtime.count = runtime.values == 1 and count_of((...)) or nil
  if runtime.values == 0 then return end
  keep((...))
  for i = 1, runtime.values do
    local value = select(i, ...)
    if value == nil then print("nil") else require("show").show(value) end
  end
end

-- Makes `print` write without emptying C's buffer: while a line is being edited, its text has to wait
-- until it can stand above the line.
local is_print_buffered = false
local function buffer_print()
  if is_print_buffered then return end
  is_print_buffered = true
  function print(...)
    local texts = table.pack(...)
    for i = 1, texts.n do texts[i] = tostring(texts[i]) end
    io.stdout:write(table.concat(texts, "\t"), "\n")
  end
end

--- Runs an entry of the prompt: every value is shown, and the first kept in `_`; the results before
--- it are `_1`, `_2` and so on. Their number is then in `values`.
---@param chunk function
function runtime.run_entry(chunk)
  buffer_print()
  unfinished.is_kept, unfinished.value = true, nil
  runtime.values, runtime.count = 0, nil
  keep_and_show(chunk())
end

--- Keeps what a stopped entry has come to in `_`, and says what that is; nil where there is nothing.
---@return string?
function runtime.keep_unfinished()
  local value = unfinished.value
  unfinished.value = nil
  if value == nil then return nil end
  keep(value)
  return string.format("%s: %s in _, incomplete", value.errors[1].message, count_of(value) or "0 rows")
end

local function rendered(...)
  local parts = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    parts[i] = value == nil and "nil\n" or require("show").text(value)
  end
  return table.concat(parts)
end

--- Runs an entry and leaves the text that its values are shown as in `rendered`.
---@param chunk function
function runtime.render_entry(chunk)
  runtime.rendered = nil
  runtime.rendered = rendered(chunk())
end

--- What a session's own value is: its type, and for a function where it was defined.
---@param value any
---@return string?   nil for nil
function runtime.describe(value)
  if value == nil then return nil end
  if type(value) ~= "function" then return type(value) .. ": " .. require("show").text(value) end
  local info = debug.getinfo(value, "Su")
  local names = {}
  for i = 1, info.nparams do names[i] = debug.getlocal(value, i) end
  if info.isvararg then names[#names + 1] = "..." end
  return string.format("function(%s), defined in %s%s", table.concat(names, ", "), info.short_src,
    info.linedefined > 0 and ":" .. info.linedefined or "")
end

return runtime
