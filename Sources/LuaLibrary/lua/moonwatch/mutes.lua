-- Mute rules: for a while alarms call no actions, and their states still change.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html

local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local filters = require("moonwatch.filters")
local json = require("json")
local limits = require("moonwatch.limits")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local selection = require("moonwatch.selection")
local task = require("task")
local time = require("time")

local mutes = {}

---@class moonwatch.MuteOptions: moonwatch.Where
---@field duration (string|number)?   "2h": from a minute to 15 days
---@field from (string|number)?       when it begins: a time; now unless given
---@field name string?                of the rule; one with the same name is replaced
---@field reason string?              who mutes and why
---@field tags table<string, string>?

---@class moonwatch.Mute
---@field name string
---@field status "SCHEDULED"|"ACTIVE"|"EXPIRED"
---@field from number?           epoch seconds; nil where it comes again and again
---@field to number?
---@field alarms string[]
---@field schedule string        at(…) or cron(…)
---@field duration string        ISO 8601, such as PT2H
---@field timezone string?
---@field reason string?
---@field region string
---@field account string
---@field profile string?
---@field arn string
---@field raw table

local kind = {
  name = "mute rule", methods = {}, times = { "from", "to" },
  members = {
    "name", "status", "from", "to", "alarms", "schedule", "duration", "timezone", "reason", "region",
    "account", "profile", "arn", "raw",
  },
  columns = { "name", "status", "from", "to", "region", "account", "profile", "alarms", "schedule",
    "duration", "reason" },
  varying = { "region", "account", "profile" },
}

-- MARK: Times

--- A length of time in ISO 8601, in whole minutes: PT2H, P1DT30M.
---@param minutes integer
---@return string
function mutes.duration(minutes)
  local days, hours = minutes // 1440, minutes % 1440 // 60
  local date = days > 0 and days .. "D" or ""
  local clock = (hours > 0 and hours .. "H" or "") .. (minutes % 60 > 0 and minutes % 60 .. "M" or "")
  return "P" .. date .. (clock ~= "" and "T" .. clock or "")
end

-- Seconds of such a length; nil for another text.
local function seconds_of(text)
  local date, clock = (text or ""):match("^P([^T]*)T?(.*)$")
  if not date then return nil end
  local function number(part, unit) return tonumber(part:match("(%d+)" .. unit)) or 0 end
  return number(date, "D") * 86400 + number(clock, "H") * 3600 + number(clock, "M") * 60
end

-- The schedule of one time: its expression and length. A schedule has minutes, so that it begins with
-- the minute that the start is in, and ends with the one that the end is in.
local function schedule_of(start, seconds)
  local first = start // 60 * 60
  local minutes = math.ceil((start + seconds - first) / 60)
  return os.date("!at(%Y-%m-%dT%H:%M)", math.tointeger(first)), math.tointeger(minutes), first
end

local function start_of(schedule)
  local zone = schedule.Timezone
  if zone ~= nil and zone ~= "UTC" then return nil end
  local day, minute = (schedule.Expression or ""):match("^at%((%d+%-%d+%-%d+)T(%d+:%d+)")
  return day and time.parse(day .. "T" .. minute .. ":00Z") or nil
end

-- MARK: Rows

local function row_of(raw, class)
  local schedule = raw.Rule and raw.Rule.Schedule or {}
  local region, account = (raw.AlarmMuteRuleArn or ""):match("^arn:[^:]*:cloudwatch:([^:]*):([^:]*):")
  local target = class.__target
  local start, seconds = start_of(schedule), seconds_of(schedule.Duration)
  local names = {}
  for index, name in ipairs(raw.MuteTargets and raw.MuteTargets.AlarmNames or {}) do names[index] = name end
  return setmetatable({
    name = raw.Name, status = raw.Status, from = start, to = start and seconds and start + seconds,
    alarms = json.list(names), schedule = schedule.Expression, duration = schedule.Duration,
    timezone = schedule.Timezone, reason = raw.Description ~= "" and raw.Description or nil,
    region = region or target.region, account = account, profile = target.profile,
    arn = raw.AlarmMuteRuleArn, raw = raw,
  }, class)
end

local function refuse(caller, message)
  errors.raise("argument", "InvalidOption", caller .. ": " .. message)
end

-- MARK: Muting

-- The options of a mute, checked.
local function settings_of(caller, duration, options)
  if type(duration) == "table" and options == nil then duration, options = nil, duration end
  local given = options_of.check(caller, options,
    fanout.with { "duration", "for", "from", "name", "reason", "tags" })
  duration = duration or given.duration or given["for"]
  if duration == nil then
    refuse(caller, 'expected for how long, such as alarms.mute(selection, "2h"), got nothing')
  end
  local seconds = options_of.seconds(caller .. ": duration", duration)
  local start = given.from == nil and time.now() or time.parse(given.from)
  local expression, minutes, first = schedule_of(start, seconds)
  if seconds <= 0 or minutes > limits.mute_minutes then
    refuse(caller, string.format("duration: expected a minute to 15 days, got %s",
      type(duration) == "string" and '"' .. duration .. '"' or tostring(duration)))
  end
  for _, name in ipairs({ "name", "reason" }) do
    local limit = name == "name" and limits.name or limits.description
    local value = given[name]
    if value ~= nil and (type(value) ~= "string" or value == "" or (utf8.len(value) or #value) > limit) then
      refuse(caller, string.format("%s: expected 1 to %d letters, got %s", name, limit,
        type(value) == "string" and (utf8.len(value) or #value) or type(value)))
    end
  end
  return {
    expression = expression, minutes = minutes, first = first, reason = given.reason,
    name = given.name or string.format("moonwatch-%s-%04x", os.date("!%Y%m%dT%H%M%SZ", math.floor(start)),
      math.random(0, 0xFFFF)),
    tags = given.tags ~= nil and filters.tag_list(caller .. ": tags", given.tags) or nil,
  }, given
end

--- See `alarms.mute`.
function mutes.mute(given, duration, options)
  local caller = "alarms.mute"
  local settings, where_and_more = settings_of(caller, duration, options)
  local where = {}
  for _, name in ipairs(fanout.known) do where[name] = where_and_more[name] end
  local done = {}
  for _, rows in ipairs(selection.groups(caller, given, where)) do
    local pieces = fanout.pieces(rows, limits.names_a_call)
    for index, piece in ipairs(pieces) do
      local names = {}
      for position, row in ipairs(piece) do names[position] = row.name end
      local input = {
        Name = index == 1 and settings.name or settings.name .. "-" .. index,
        Description = settings.reason, Tags = settings.tags, MuteTargets = { AlarmNames = names },
        Rule = { Schedule = {
          Expression = settings.expression, Duration = mutes.duration(settings.minutes), Timezone = "UTC",
        } },
      }
      local client = record.client(piece[1], "cloudwatch")
      local ok, failure = pcall(client.put_alarm_mute_rule, client, input)
      if not ok then
        if errors.is(failure) then failure.partial = list.new(done, failure) end
        error(failure, 0)
      end
      local class = record.class(kind, record.target(piece[1]))
      local row = row_of(input, class)
      row.region, row.account = piece[1].region, piece[1].account
      row.status = settings.first <= time.now() and "ACTIVE" or "SCHEDULED"
      row.raw = nil
      done[#done + 1] = row
    end
  end
  local made = list.new(done)
  getmetatable(made).__close = function(rules) mutes.unmute(rules) end
  return made
end

-- MARK: Which there are

--- See `alarms.mutes`.
function mutes.list(options)
  local caller = "alarms.mutes"
  options = options_of.check(caller, options, fanout.with { "alarm", "status", "partial" })
  fanout.check_name(caller .. ": status", options.status, { "SCHEDULED", "ACTIVE", "EXPIRED" })
  if options.alarm ~= nil and type(options.alarm) ~= "string" then
    refuse(caller, "alarm: expected the name of an alarm, got " .. type(options.alarm))
  end
  return fanout.gather(caller, options, function(target, rows)
    local client, class = fanout.client(target, "cloudwatch"), record.class(kind, target)
    local names = {}
    local input = {
      AlarmName = options.alarm, Statuses = options.status and { options.status }, MaxRecords = 100,
    }
    for page in client:pages("ListAlarmMuteRules", input) do
      for _, summary in ipairs(page.AlarmMuteRuleSummaries or {}) do
        names[#names + 1] = summary.AlarmMuteRuleArn:match("alarm%-mute%-rule:(.*)$")
      end
    end
    -- A summary says neither when nor what: each rule is asked for.
    local found = task.map(names, function(name)
      return client:get_alarm_mute_rule { AlarmMuteRuleName = name }
    end)
    for index = 1, #names do rows[#rows + 1] = row_of(found[index], class) end
  end)
end

--- See `alarms.unmute`.
function mutes.unmute(given, where)
  local caller = "alarms.unmute"
  where = options_of.check(caller, where, fanout.with {})
  if list.note(given) then given:assert_complete() end
  if type(given) == "string" or record.target(given) then given = { given } end
  if type(given) ~= "table" then
    errors.raise("argument", "InvalidArgument",
      caller .. ": expected a mute rule, its name, or a list of them, got " .. type(given))
  end
  local targets, failures = fanout.targets(caller, where)
  if failures[1] then error(failures[1], 0) end
  for index, mute in ipairs(given) do
    local name = type(mute) == "string" and mute or record.target(mute) and mute.name
    if not name then
      errors.raise("argument", "InvalidArgument", string.format(
        "%s: [%d]: expected a mute rule or the name of one, got %s", caller, index, type(mute)))
    end
    local clients = {}
    if record.target(mute) then
      clients[1] = record.client(mute, "cloudwatch")
    else
      for position, target in ipairs(targets) do clients[position] = fanout.client(target, "cloudwatch") end
    end
    for _, client in ipairs(clients) do client:delete_alarm_mute_rule { AlarmMuteRuleName = name } end
  end
end

return mutes
