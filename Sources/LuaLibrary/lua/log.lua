-- Lines for whoever reads the run's log: on standard error, so that results stay apart.

local native = select(2, ...)
local errors = require("moonwatch.errors")
local json = require("json")
local text = require("moonwatch.text")

---@class moonwatch.log
local log = {}

-- Levels, and the priorities of syslog that journald reads.
local priorities = { error = 3, warn = 4, info = 6, debug = 7 }

local function sorted_names(fields)
  local names = {}
  for name in pairs(fields) do
    if type(name) ~= "string" or not name:find("^[%a_][%w_.-]*$") then
      errors.raise("argument", "InvalidArgument",
        "log: expected fields with names such as instance_id, got " .. tostring(name))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

-- A value after `name=`: in quotes where it would not end by itself.
local function word(value)
  local is_plain = text.is_plain(value) and value ~= json.null
  value = is_plain and tostring(value) or json.encode(value)
  if value ~= "" and not value:find('[%s="%c]') then return value end
  return '"' .. text.clean(value):gsub('[\\"]', "\\%0") .. '"'
end

local formats = {}

function formats.text(level, message, fields, now)
  local parts = { text.time(now, true), string.format("%-5s", level:upper()), text.clean(message) }
  for _, name in ipairs(sorted_names(fields)) do parts[#parts + 1] = name .. "=" .. word(fields[name]) end
  return table.concat(parts, " ")
end

-- journald knows the time.
function formats.journal(level, message, fields)
  local parts = { text.clean(message) }
  for _, name in ipairs(sorted_names(fields)) do parts[#parts + 1] = name .. "=" .. word(fields[name]) end
  return "<" .. priorities[level] .. ">" .. table.concat(parts, " ")
end

function formats.json(level, message, fields, now)
  local entry = { time = text.time(now, true), level = level, message = message }
  for _, name in ipairs(sorted_names(fields)) do
    if entry[name] ~= nil then
      errors.raise("argument", "InvalidArgument", "log: the field '" .. name .. "' is every line's own")
    end
    local value = fields[name]
    local is_error = type(value) == "table" and text.is_plain(value)
    entry[name] = (is_error or type(value) == "function") and tostring(value) or value
  end
  return json.encode(entry)
end

--- A line of the log, without its end. Raises kind `argument` for fields that are no table.
---
---     print(log.render("text", "info", "done", { count = 3 }, 0))
---@param format "text"|"json"|"journal"
---@param level "error"|"warn"|"info"|"debug"
---@param message any
---@param fields table<string, any>?
---@param now number   epoch seconds
---@return string
function log.render(format, level, message, fields, now)
  if fields ~= nil and type(fields) ~= "table" then
    errors.raise("argument", "InvalidArgument", string.format(
      "log.%s: expected fields such as { count = 3 }, got %s", level, type(fields)))
  end
  return formats[format](level, tostring(message), fields or {}, now)
end

local function write(level, message, fields)
  local settings = native.output.settings()
  if level == "debug" and (settings.verbosity or 0) < 1 then return end
  io.stderr:write(log.render(settings.log or "text", level, message, fields, native.time.now()), "\n")
end

--- Says that something happened as it should. Raises kind `argument` for fields that are no
--- table.
---
---     log.info("stopped idle instances", { count = 3, region = "eu-west-1" })
---@param message any
---@param fields table<string, any>?
function log.info(message, fields) write("info", message, fields) end

--- Says that something is not as it should be, and the run goes on. Raises kind `argument` for
--- fields that are no table.
---
---     log.warn("no datapoints", { metric = "CPUUtilization" })
---@param message any
---@param fields table<string, any>?
function log.warn(message, fields) write("warn", message, fields) end

--- Says that something failed. The run goes on, and its exit status is not changed: `error` ends
--- it. Raises kind `argument` for fields that are no table.
---
---     log.error("cannot page anyone", { topic = "on-call" })
---@param message any
---@param fields table<string, any>?
function log.error(message, fields) write("error", message, fields) end

--- Says what only somebody who looks for a fault wants to know: shown under `-v`. Raises kind
--- `argument` for fields that are no table.
---
---     log.debug("looked at", { instances = 12 })
---@param message any
---@param fields table<string, any>?
function log.debug(message, fields) write("debug", message, fields) end

return log
