-- Option tables, the last argument of many functions: `task.map(list, f, { concurrency = 4 })`.

local native = select(2, ...)
local errors = require("moonwatch.errors")

local options = {}

-- How many letters to insert, delete or replace to make one name of another.
local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
    end
  end
  return row[#b]
end

--- The name that was probably meant: the nearest, if no more than a third of it is wrong.
---@param name string
---@param known string[]
---@return string?
function options.nearest(name, known)
  local best, least = nil, math.max(1, (#name + 1) // 3) + 1
  for _, candidate in ipairs(known) do
    local far = distance(name:lower(), candidate:lower())
    if far < least then
      best, least = candidate, far
    end
  end
  return best
end

--- Raises kind `argument` for a table of options that is none, or has a name that is not known.
--- Returns the table; an empty one for nil.
---@param caller string    such as "task.map"
---@param given any
---@param known string[]
---@return table
function options.check(caller, given, known)
  if given == nil then return {} end
  if type(given) ~= "table" then
    errors.raise("argument", "InvalidOption", caller .. ": expected a table of options, got " .. type(given))
  end
  for name in pairs(given) do
    local is_known = false
    for _, candidate in ipairs(known) do is_known = is_known or candidate == name end
    if not is_known then
      local meant = type(name) == "string" and options.nearest(name, known)
      errors.raise("argument", "InvalidOption", string.format("%s: unknown option '%s'%s; known: %s", caller,
        tostring(name), meant and " (did you mean '" .. meant .. "'?)" or "", table.concat(known, ", ")))
    end
  end
  return given
end

--- The seconds of a length of time. Raises kind `argument` for what is none.
---@param name string   of the option, for the message: such as "task.timeout: duration"
---@param value any
---@return number
function options.seconds(name, value)
  local ok, seconds = pcall(native.time.duration, value)
  if ok then return seconds end
  local got = type(value) == "string" and '"' .. value .. '"' or tostring(value)
  errors.raise("argument", "InvalidOption",
    string.format('%s: expected seconds or a duration such as "30s", got %s', name, got))
end

--- The epoch seconds of a time. Raises kind `argument` for what is none.
---@param name string   of the option, for the message: such as "metrics.get: from"
---@param value any
---@return number
function options.time(name, value)
  local ok, seconds = pcall(native.time.parse, value)
  if ok then return seconds end
  local got = type(value) == "string" and '"' .. value .. '"' or tostring(value)
  errors.raise("argument", "InvalidOption", string.format(
    '%s: expected a time such as "2026-11-23T21:00:00Z" or "3h ago", got %s', name, got))
end

--- Seconds as people read them: "0.25 s", "600 s".
---@param seconds number
---@return string
function options.duration_text(seconds) return string.format("%.4g s", seconds) end

return options
