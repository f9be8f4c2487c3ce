-- Which alarms make noise, by what they did.

local alarm_list = require("moonwatch.alarm_list")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local json = require("json")
local options_of = require("moonwatch.options")
local stats = require("moonwatch.alarm_stats")
local time = require("time")
local window = require("moonwatch.window")
local condition = require("moonwatch.condition")

local noisiest = {}

---@class moonwatch.NoisiestOptions: moonwatch.Where
---@field last (string|number)?   "7d" unless given
---@field from (string|number)?
---@field to (string|number)?
---@field prefix string?          of the alarms' names
---@field partial boolean?        an incomplete List in place of an error

---@class moonwatch.Noise
---@field name string
---@field kind string
---@field state string            now
---@field pages integer           changes to ALARM
---@field pages_per_week number
---@field flaps integer           pages within an hour of the end of the ALARM before
---@field in_alarm number         seconds
---@field in_alarm_share number   of the window, 0 to 1
---@field longest number          seconds of the longest ALARM
---@field changes integer         changes of state of any kind
---@field condition string
---@field region string
---@field account string?
---@field profile string?

local members = {
  "name", "kind", "state", "pages", "pages_per_week", "flaps", "in_alarm", "in_alarm_share", "longest", "changes",
  "region", "account", "profile", "condition",
}

-- For people durations as text.
local function rows_of(rows, format)
  if format ~= "table" then return rows, members end
  local shown = {}
  for index, row in ipairs(rows) do
    local copy = {}
    for name, value in pairs(row) do copy[name] = value end
    copy.pages_per_week = tonumber(string.format("%.3g", row.pages_per_week))
    copy.in_alarm = condition.duration(math.floor(row.in_alarm + 0.5))
    copy.longest = condition.duration(math.floor(row.longest + 0.5))
    copy.in_alarm_share = string.format("%.3g %%", row.in_alarm_share * 100)
    shown[index] = setmetatable(copy, {
      __list = false, __members = members, __columns = members,
      __varying = { kind = true, region = true, account = true, profile = true },
    })
  end
  return shown
end

local shape = { __name = "noise", __list = false, __members = members, __rows = rows_of }

-- CloudWatch keeps about so long a history.
local kept = 30 * 86400

-- The changes of state of all alarms of a target, oldest first, by the alarm's name.
local function changes_of(client, asked)
  local by_name = {}
  -- Without AlarmTypes AWS answers for metric alarms only.
  local input = {
    HistoryItemType = "StateUpdate", StartDate = asked.from, EndDate = asked.to, ScanBy = "TimestampAscending",
    AlarmTypes = { "MetricAlarm", "CompositeAlarm" }, MaxRecords = 100,
  }
  for raw in client:each("DescribeAlarmHistory", input) do
    local ok, data = pcall(json.decode, raw.HistoryData or "")
    local before, after = nil, nil
    if ok and type(data) == "table" and data.oldState and data.newState then
      before, after = data.oldState.stateValue, data.newState.stateValue
    end
    if not after then
      -- Data that AWS cut off: its summary says the states, too.
      before, after = (raw.HistorySummary or ""):match("from (%u[%u_]*) to (%u[%u_]*)")
    end
    if after and raw.Timestamp >= asked.from and raw.Timestamp <= asked.to then
      local known = by_name[raw.AlarmName]
      if not known then
        known = {}
        by_name[raw.AlarmName] = known
      end
      known[#known + 1] = { time = raw.Timestamp, from = before, to = after }
    end
  end
  return by_name
end

local function noise_of(alarm, changes, asked)
  -- Without a change in the window the state was the same all along, unless the alarm is newer.
  local from, initial = asked.from, changes[1] and changes[1].from or alarm.state
  if not changes[1] and alarm.since then from = math.max(from, math.min(alarm.since, asked.to)) end
  local found = stats.of(changes, from, asked.to, initial)
  if found.pages == 0 and found.in_alarm == 0 then return nil end
  local seconds = asked.to - asked.from
  return setmetatable({
    name = alarm.name, kind = alarm.kind, state = alarm.state, pages = found.pages,
    pages_per_week = found.pages * 7 * 86400 / seconds, flaps = found.flaps, in_alarm = found.in_alarm,
    in_alarm_share = found.in_alarm / seconds, longest = found.longest, changes = #changes,
    condition = alarm.condition, region = alarm.region, account = alarm.account, profile = alarm.profile,
  }, shape)
end

local function before(a, b)
  for _, name in ipairs({ "pages", "flaps", "in_alarm" }) do
    if a[name] ~= b[name] then return a[name] > b[name] end
  end
  if a.name ~= b.name then return a.name < b.name end
  return (a.region or "") < (b.region or "")
end

--- See `alarms.noisiest`.
---@param options moonwatch.NoisiestOptions?
---@return moonwatch.List
function noisiest.list(options)
  local caller = "alarms.noisiest"
  options = options_of.check(caller, options, fanout.with { "last", "from", "to", "prefix", "partial" })
  if options.prefix ~= nil and (type(options.prefix) ~= "string" or options.prefix == "") then
    errors.raise("argument", "InvalidOption", caller .. ": prefix: expected the beginning of a name, got "
      .. (options.prefix == "" and "an empty text" or type(options.prefix)))
  end
  local given = { last = options.last, from = options.from, to = options.to }
  if next(given) == nil then given.last = "7d" end
  local asked = window.resolve(caller, given)
  if asked.now - asked.from > kept then
    warn(string.format("%s: CloudWatch keeps about 30 days of history, and the window begins %s", caller,
      time.format(asked.from)))
  end
  local found = fanout.gather(caller, options, function(target, rows)
    local changes = changes_of(fanout.client(target, "cloudwatch"), asked)
    local where = { prefix = options.prefix }
    for name, value in pairs(target.client) do where[name] = value end
    for _, alarm in ipairs(alarm_list.list(where, caller)) do
      alarm.profile = target.profile
      rows[#rows + 1] = noise_of(alarm, changes[alarm.name] or {}, asked)
    end
  end)
  table.sort(found, before)
  return found
end

return noisiest
