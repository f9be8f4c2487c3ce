-- Which alarms there are.

local alarm = require("moonwatch.alarm")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local options_of = require("moonwatch.options")
local task = require("task")

local alarm_list = {}

---@class moonwatch.AlarmSelection: moonwatch.Where
---@field state (string|string[])?      "ALARM", "OK", "INSUFFICIENT_DATA"
---@field names (string|string[])?      those of these that there are
---@field prefix string?               of the name
---@field type ("metric"|"composite"|"log")?
---@field actions_enabled boolean?
---@field tags table<string, any>?     as of `ec2.instances`; a call for each alarm
---@field partial boolean?             an incomplete List in place of an error

-- AWS's name of each kind, and where alarms of it are in an answer.
local kinds = {
  { name = "metric", type = "MetricAlarm", member = "MetricAlarms" },
  { name = "composite", type = "CompositeAlarm", member = "CompositeAlarms" },
  { name = "log", type = "LogAlarm", member = "LogAlarms" },
}

local function refuse(caller, message)
  errors.raise("argument", "InvalidOption", caller .. ": " .. message)
end

local function strings_of(caller, option, value)
  if value == nil then return nil end
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" then
    refuse(caller, string.format("%s: expected a name or a list of names, got %s", option, type(value)))
  end
  for index, name in ipairs(value) do
    if type(name) ~= "string" or name == "" then
      refuse(caller, string.format("%s[%d]: expected a name, got %s", option, index,
        name == "" and "an empty one" or type(name)))
    end
  end
  return value
end

-- The inputs of the calls to one target.
local function inputs_of(caller, options)
  local names, states = options.names, options.state
  if names and options.prefix then refuse(caller, "expected one of names and prefix, got both") end
  local base = { MaxRecords = 100, AlarmNamePrefix = options.prefix }
  if states and #states == 1 then base.StateValue = states[1] end
  for _, one in ipairs(kinds) do
    if options.type == one.name then base.AlarmTypes = { one.type } end
  end
  if not names then return { base } end
  local inputs = {}
  for index, piece in ipairs(fanout.pieces(names, limits.names_a_call)) do
    inputs[index] = { AlarmNames = piece, StateValue = base.StateValue, AlarmTypes = base.AlarmTypes,
      MaxRecords = 100 }
  end
  return inputs
end

-- Whether an alarm is one of those that AWS has no parameter for.
local function passes(row, options)
  if options.actions_enabled ~= nil and row.actions_enabled ~= options.actions_enabled then return false end
  if not options.state or #options.state < 2 then return true end
  for _, state in ipairs(options.state) do
    if row.state == state then return true end
  end
  return false
end

-- Those rows that have the tags: DescribeAlarms knows none.
local function with_tags(rows, wanted, caller)
  local has = task.map(rows, function(row) return filters.match(row:tags(), wanted, caller) end,
    { concurrency = 8 })
  local kept = {}
  for index, row in ipairs(rows) do
    if has[index] then kept[#kept + 1] = row end
  end
  return kept
end

--- See `alarms.list`.
---@param options moonwatch.AlarmSelection?
---@param caller string?   for messages
---@return moonwatch.List
function alarm_list.list(options, caller)
  caller = caller or "alarms.list"
  local given = options_of.check(caller, options, fanout.with { "state", "names", "prefix", "type",
    "actions_enabled", "tags", "partial" })
  options = {}
  for name, value in pairs(given) do options[name] = value end
  options.state = strings_of(caller, "state", options.state)
  for _, state in ipairs(options.state or {}) do fanout.check_name(caller .. ": state", state, limits.states) end
  options.names = strings_of(caller, "names", options.names)
  fanout.check_name(caller .. ": type", options.type, { "metric", "composite", "log" })
  if options.prefix ~= nil and (type(options.prefix) ~= "string" or options.prefix == "") then
    refuse(caller, "prefix: expected the beginning of a name, got "
      .. (options.prefix == "" and "an empty text" or type(options.prefix)))
  end
  if options.actions_enabled ~= nil and type(options.actions_enabled) ~= "boolean" then
    refuse(caller, "actions_enabled: expected true or false, got " .. type(options.actions_enabled))
  end
  if options.tags ~= nil then filters.check_tags(caller, options.tags) end
  local inputs = inputs_of(caller, options)
  return fanout.gather(caller, options, function(target, rows)
    local client, make = fanout.client(target, "cloudwatch"), alarm.maker(target)
    local found = options.tags and {} or rows
    for _, input in ipairs(inputs) do
      for page in client:pages("DescribeAlarms", input) do
        for _, one in ipairs(kinds) do
          for _, raw in ipairs(page[one.member] or {}) do
            local row = make(raw, one.name)
            if passes(row, options) then found[#found + 1] = row end
          end
        end
      end
    end
    if options.tags then
      local kept = with_tags(found, options.tags, caller)
      table.move(kept, 1, #kept, #rows + 1, rows)
    end
  end)
end

-- Pages that are read for the name that was probably meant.
local pages_for_a_hint = 20

--- The name of an alarm that was probably meant. This is a hint in an error: where it cannot be had,
--- the error is raised without it.
---@param where moonwatch.Where
---@param name string
---@return string? meant, string? region   the Region that was asked, where any alarm tells
function alarm_list.nearest(where, name)
  local names, region, pages = {}, where.region, 0
  pcall(function()
    local target = fanout.targets("alarms.get", where)[1]
    for page in fanout.client(target, "cloudwatch"):pages("DescribeAlarms", { MaxRecords = 100 }) do
      for _, one in ipairs(kinds) do
        for _, raw in ipairs(page[one.member] or {}) do
          names[#names + 1] = raw.AlarmName
          region = region or alarm.parts(raw.AlarmArn)
        end
      end
      pages = pages + 1
      if pages == pages_for_a_hint then break end
    end
  end)
  return options_of.nearest(name, names), region
end

--- See `alarms.get`.
---@param name string
---@param options moonwatch.Where?
---@return moonwatch.Alarm
function alarm_list.get(name, options)
  local caller = "alarms.get"
  if type(name) ~= "string" or name == "" then
    errors.raise("argument", "InvalidArgument", "bad argument #1 to 'get' (name of an alarm expected, got "
      .. (name == "" and "an empty text" or type(name)) .. ")")
  end
  options = options_of.check(caller, options, fanout.with {})
  local where = {}
  for key, value in pairs(options) do where[key] = value end
  local region, _, plain = alarm.parts(name)
  if region then
    name = plain
    if not (where.region or where.regions) then where.region = region end
  end
  where.names = { name }
  local found = alarm_list.list(where, caller)
  if #found > 0 then return found[1] end
  where.names = nil
  local meant, asked = alarm_list.nearest(where, name)
  error(errors.new({
    kind = "aws", code = "ResourceNotFound", service = "cloudwatch", operation = "DescribeAlarms",
    region = asked, retryable = false, attempts = 0,
    message = string.format('%s: no alarm "%s" in %s%s', caller, name,
      (where.regions or where.profiles) and "any Region or account that was asked" or asked or "this Region",
      meant and '; did you mean "' .. meant .. '"?' or ""),
  }), 0)
end

return alarm_list
