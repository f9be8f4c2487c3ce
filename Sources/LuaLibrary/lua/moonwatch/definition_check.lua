-- What a definition's single fields have to be. Each check gives the value in its normal form, or raises
-- with what was expected and what was got.

local errors = require("moonwatch.errors")
local limits = require("moonwatch.limits")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")

local check = {}

local function shown(value)
  if value == nil then return "nothing" end
  if type(value) == "string" then return 'string "' .. value .. '"' end
  if type(value) == "table" or type(value) == "function" then return "a " .. type(value) end
  return type(value) .. " " .. tostring(value)
end

--- Raises for a field: `alarms.define: threshold: expected number, got string "80%"`.
---@param field string
---@param expected string
---@param value any
---@param advice string?
function check.fail(field, expected, value, advice)
  errors.raise("argument", "InvalidDefinition", string.format("alarms.define: %s: expected %s, got %s%s",
    field, expected, shown(value), advice and "; " .. advice or ""))
end

--- Raises with words of its own.
function check.refuse(field, message)
  errors.raise("argument", "InvalidDefinition", "alarms.define: " .. field .. ": " .. message)
end

--- A text of so many letters.
function check.text(field, value, least, most)
  if type(value) ~= "string" then check.fail(field, "string", value) end
  local letters = utf8.len(value)
  if not letters then check.refuse(field, "expected UTF-8, got other bytes") end
  if letters < least or letters > most then
    check.refuse(field, string.format("expected %d to %s letters, got %d", least, most, letters))
  end
  return value
end

--- The name of an alarm.
function check.name(value)
  check.text("name", value, 1, limits.name)
  if value:find("[%z\1-\31\127]") then check.refuse("name", "expected no control characters, got some") end
  return value
end

--- One of some names, or the nearest in the message.
function check.one_of(field, value, names)
  for _, name in ipairs(names) do
    if name == value then return value end
  end
  local meant = type(value) == "string" and options_of.nearest(value, names)
  check.fail(field, "one of " .. table.concat(names, ", "), value, meant and 'did you mean "' .. meant .. '"?')
end

--- A whole number from 1.
function check.count(field, value)
  local count = math.tointeger(value)
  if type(value) ~= "number" or not count or count < 1 then check.fail(field, "a whole number from 1", value) end
  return count
end

--- A number that a metric can have.
function check.number(field, value)
  local advice = type(value) == "string" and value:find("^%s*[%d.]+%s*%%?%s*$")
    and "write a number without quotes" or nil
  if type(value) ~= "number" then check.fail(field, "number", value, advice) end
  if value ~= value or math.abs(value) > limits.value then check.fail(field, "a number from -2^360 to 2^360", value) end
  return value
end

--- The seconds of a period: 10, 20, 30 or a multiple of 60.
function check.period(field, value)
  local ok, seconds = pcall(options_of.seconds, field, value)
  seconds = ok and math.tointeger(seconds)
  if not seconds or seconds < 1 or not (limits.high_resolution_periods[seconds] or seconds % 60 == 0) then
    check.fail(field, '10, 20, 30 or a multiple of 60 seconds, such as "5m"', value)
  end
  return seconds
end

--- Whole seconds of a length of time.
function check.seconds(field, value, most)
  local ok, seconds = pcall(options_of.seconds, field, value)
  seconds = ok and math.tointeger(seconds)
  if not seconds or seconds < 0 or seconds > most then
    check.fail(field, string.format("whole seconds from 0 to %d, or such as \"5m\"", most), value)
  end
  return seconds
end

-- What people say.
local statistics = { avg = "Average", mean = "Average", min = "Minimum", max = "Maximum", count = "SampleCount" }

--- A statistic.
function check.stat(field, value)
  if type(value) == "string" and metric.is_statistic(value) then return value end
  local meant = type(value) == "string" and (statistics[value:lower()]
    or options_of.nearest(value, { "Average", "Sum", "Minimum", "Maximum", "SampleCount" }))
  check.fail(field, "Average, Sum, Minimum, Maximum, SampleCount or such as p99", value,
    meant and 'did you mean "' .. meant .. '"?')
end

--- A map of names and values.
function check.map(field, value, most, name_limit, value_least, value_limit)
  if type(value) ~= "table" then check.fail(field, "a table of names and values", value) end
  local map, count = {}, 0
  for name, text in pairs(value) do
    if type(name) ~= "string" then
      check.refuse(field, "expected names with values, such as { InstanceId = \"i-0abc\" }, got a list")
    end
    if type(text) == "number" or type(text) == "boolean" then text = tostring(text) end
    check.text(field .. "." .. name .. " (its name)", name, 1, name_limit)
    map[name] = check.text(field .. "." .. name, text, value_least, value_limit)
    count = count + 1
  end
  if count > most then check.refuse(field, string.format("expected at most %d, got %d", most, count)) end
  return map
end

--- Dimensions, as a map or as AWS's list.
function check.dimensions(field, value)
  if type(value) == "table" and type(value[1]) == "table" then
    local map = {}
    for _, dimension in ipairs(value) do map[dimension.Name or "?"] = dimension.Value end
    value = map
  end
  return check.map(field, value, limits.dimensions, limits.dimension_name, 1, limits.dimension_value)
end

--- Tags.
function check.tags(value)
  local tags = check.map("tags", value, limits.tags, limits.tag_key, 0, limits.tag_value)
  for name in pairs(tags) do
    if name:lower():find("^aws:") then
      check.refuse("tags." .. name, "expected a key of your own, got one that begins with aws:, which AWS keeps")
    end
  end
  return tags
end

-- MARK: Actions

local states = { "alarm", "ok", "insufficient" }

local function action_list(field, value)
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" then check.fail(field, "the ARN of an action, or a list of them", value) end
  local list = {}
  for index, action in ipairs(value) do
    if type(action) ~= "string" or not action:find("^arn:[%w%-]+:") or #action > limits.action then
      check.fail(string.format("%s[%d]", field, index),
        "an ARN such as arn:aws:sns:eu-west-1:123456789012:on-call", action)
    end
    list[index] = action
  end
  if #list > limits.actions then
    check.refuse(field, string.format("expected at most %d actions for a state, got %d", limits.actions, #list))
  end
  return list
end

--- Actions: one or a list are those of ALARM; `{ alarm =, ok =, insufficient = }` those of each state.
function check.actions(value)
  local actions = { alarm = {}, ok = {}, insufficient = {} }
  if value == nil then return actions end
  if type(value) == "string" or type(value) == "table" and (#value > 0 or next(value) == nil) then
    actions.alarm = action_list("actions", value)
    return actions
  end
  if type(value) ~= "table" then check.fail("actions", "an ARN, a list of ARNs, or { alarm =, ok = }", value) end
  for state, list in pairs(value) do
    check.one_of("actions", state, states)
    actions[state] = action_list("actions." .. state, list)
  end
  return actions
end

--- Raises where an action is one that alarms of a kind cannot have.
function check.action_kinds(actions, what, pattern, advice)
  for _, state in ipairs(states) do
    for _, action in ipairs(actions[state]) do
      if action:find(pattern) then
        check.refuse("actions." .. state, string.format("%s cannot have the action %s; %s", what, action, advice))
      end
    end
  end
end

return check
