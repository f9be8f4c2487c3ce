-- What happened to an alarm.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html

local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local json = require("json")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local time = require("time")

local history = {}

---@class moonwatch.HistoryOptions
---@field last (string|number)?   how far back: "1d"; all of it unless given
---@field from (string|number)?   in place of `last`: a time, such as "3h ago"
---@field to (string|number)?     now unless given
---@field type ("state"|"configuration"|"action")?   all unless given

---@class moonwatch.HistoryItem
---@field time number        epoch seconds
---@field type "state"|"configuration"|"action"
---@field from string?       the state before, of a change of state
---@field to string?         the state after
---@field summary string     AWS's words
---@field reason string?     of a change of state
---@field data table?        what AWS says of it, decoded
---@field raw table

local types = {
  state = "StateUpdate", configuration = "ConfigurationUpdate", action = "Action",
}
local names = {}
for name, item in pairs(types) do names[item] = name end

local kind = {
  name = "history item", methods = {}, times = { "time" },
  members = { "time", "type", "from", "to", "summary", "reason", "data", "raw" },
  columns = { "time", "type", "from", "to", "summary" },
}

-- AWS's data is JSON, cut off where it is longer than 4,095 letters; what is cut is not decoded.
local function data_of(raw)
  local ok, data = pcall(json.decode, raw.HistoryData or "")
  return ok and type(data) == "table" and data or nil
end

local function item_of(raw, class)
  local data = data_of(raw)
  local before, after = data and data.oldState or {}, data and data.newState or {}
  return setmetatable({
    time = raw.Timestamp, type = names[raw.HistoryItemType] or raw.HistoryItemType,
    from = before.stateValue, to = after.stateValue, summary = raw.HistorySummary,
    reason = after.stateReason, data = data, raw = raw,
  }, class)
end

--- The history of an alarm, newest first.
---@param alarm moonwatch.Alarm
---@param options moonwatch.HistoryOptions?
---@return moonwatch.List
function history.of(alarm, options)
  local caller = "alarm:history"
  options = options_of.check(caller, options, { "last", "from", "to", "type" })
  fanout.check_name(caller .. ": type", options.type, { "state", "configuration", "action" })
  if options.last ~= nil and options.from ~= nil then
    errors.raise("argument", "InvalidOption", caller .. ": expected one of last and from, got both")
  end
  local input = {
    AlarmName = alarm.name, HistoryItemType = types[options.type], ScanBy = "TimestampDescending",
    -- Without it AWS answers for metric alarms only.
    AlarmTypes = alarm.kind == "composite" and { "CompositeAlarm" } or { "MetricAlarm" },
  }
  if options.last ~= nil then
    input.StartDate = time.now() - options_of.seconds(caller .. ": last", options.last)
  end
  if options.from ~= nil then input.StartDate = time.parse(options.from) end
  if options.to ~= nil then input.EndDate = time.parse(options.to) end
  local class, rows = record.class(kind, record.target(alarm)), {}
  for raw in record.client(alarm, "cloudwatch"):each("DescribeAlarmHistory", input) do
    rows[#rows + 1] = item_of(raw, class)
  end
  return list.new(rows)
end

return history
