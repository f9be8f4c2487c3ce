-- What `alarms.coverage` is asked to find: requirements, read and checked.

local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local options_of = require("moonwatch.options")

local policy = {}

---@class moonwatch.Requirement    an alarm that each instance is to have; what is left out may be anything
---@field metric string
---@field namespace string?                  "AWS/EC2" unless given
---@field dimensions table<string, string>?  beside InstanceId
---@field stat string?                       "Average", "p99", …
---@field comparison string?                 ">", ">=", "<", "<="
---@field threshold (number|{ min: number?, max: number? })?
---@field period (number|string|{ min: (number|string)?, max: (number|string)? })?
---@field periods (integer|{ min: integer?, max: integer? })?
---@field missing string?                    "breaching", …
---@field actions (boolean|string)?          true: an action is called in ALARM; or an ARN, or a pattern such as "*:on-call"
---@field name string?                       in reports; the metric's unless given

local known = {
  "metric", "namespace", "dimensions", "stat", "comparison", "threshold", "period", "periods", "missing",
  "actions", "name",
}

local function refuse(field, expected, value)
  errors.raise("argument", "InvalidPolicy", string.format("alarms.coverage: %s: expected %s, got %s", field,
    expected, type(value) == "string" and '"' .. value .. '"' or type(value) == "table" and "a table"
      or tostring(value)))
end

local function text_of(field, value)
  if value ~= nil and (type(value) ~= "string" or value == "") then refuse(field, "a text", value) end
  return value
end

-- The least and the most that a number may be; nil for any.
local function range_of(field, value, read)
  if value == nil then return nil end
  if type(value) ~= "table" then
    local number = read(field, value)
    return { min = number, max = number }
  end
  options_of.check("alarms.coverage: " .. field, value, { "min", "max" })
  local range = {
    min = value.min ~= nil and read(field .. ".min", value.min) or nil,
    max = value.max ~= nil and read(field .. ".max", value.max) or nil,
  }
  if not (range.min or range.max) then refuse(field, "a number, or { min = …, max = … }", value) end
  if range.min and range.max and range.min > range.max then
    refuse(field, "a min that is no more than max", string.format("%.14g to %.14g", range.min, range.max))
  end
  return range
end

local function number_of(field, value)
  if type(value) ~= "number" then refuse(field, "a number", value) end
  return value
end

local function duration_of(field, value) return options_of.seconds("alarms.coverage: " .. field, value) end

local function requirement_of(index, given)
  local field = "policy[" .. index .. "]"
  if type(given) == "string" then given = { metric = given } end
  if type(given) ~= "table" then refuse(field, "the name of a metric or a table", given) end
  options_of.check("alarms.coverage: " .. field, given, known)
  field = field .. "."
  if text_of(field .. "metric", given.metric) == nil then refuse(field .. "metric", "the name of a metric", nil) end
  fanout.check_name("alarms.coverage: " .. field .. "missing", given.missing, limits.missing)
  if given.comparison ~= nil and not limits.comparisons[given.comparison] then
    refuse(field .. "comparison", "one of >, >=, <, <=", given.comparison)
  end
  if given.actions ~= nil and type(given.actions) ~= "boolean" then text_of(field .. "actions", given.actions) end
  if given.dimensions ~= nil and type(given.dimensions) ~= "table" then
    refuse(field .. "dimensions", "a table of names and values", given.dimensions)
  end
  return {
    metric = given.metric, namespace = text_of(field .. "namespace", given.namespace) or "AWS/EC2",
    dimensions = given.dimensions or {}, stat = text_of(field .. "stat", given.stat),
    comparison = given.comparison, threshold = range_of(field .. "threshold", given.threshold, number_of),
    period = range_of(field .. "period", given.period, duration_of),
    periods = range_of(field .. "periods", given.periods, number_of), missing = given.missing,
    actions = given.actions or nil, name = text_of(field .. "name", given.name) or given.metric,
  }
end

--- The requirements of a policy. Raises kind `argument`, code `InvalidPolicy`, for what is none.
---@param given any
---@return moonwatch.Requirement[]   ranges with `min` and `max`, durations in seconds
function policy.read(given)
  if type(given) == "string" then given = { given } end
  if type(given) ~= "table" then refuse("policy", "names of metrics, or a list of requirements", given) end
  if given.metric ~= nil then given = { given } end
  if #given == 0 then refuse("policy", "at least one requirement", given) end
  local requirements, names = {}, {}
  for index, one in ipairs(given) do
    requirements[index] = requirement_of(index, one)
    local name = requirements[index].name
    if names[name] then
      refuse("policy[" .. index .. "]", 'a name that no other requirement has (name = "…")', name)
    end
    names[name] = true
  end
  return requirements
end

return policy
