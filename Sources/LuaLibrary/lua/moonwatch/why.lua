-- Why an alarm is in its state, and who was told.

local native = select(2, ...).monitoring
local actions = require("moonwatch.why_actions")
local alarm = require("moonwatch.alarm")
local alarm_list = require("moonwatch.alarm_list")
local alarm_search = require("moonwatch.alarm_search")
local errors = require("moonwatch.errors")
local history = require("moonwatch.alarm_history")
local json = require("json")
local mutes = require("moonwatch.mutes")
local points = require("moonwatch.why_points")
local record = require("moonwatch.record")
local rule = require("moonwatch.rule")
local text = require("moonwatch.why_text")
local time = require("time")

local why = {}

---@class moonwatch.Why
---@field name string
---@field kind string
---@field state string
---@field since number
---@field condition string
---@field reason string?           AWS's words
---@field region string
---@field account string?
---@field cause "evaluation"|"by hand"|"created"|"unknown"   what made the state
---@field changes moonwatch.WhyChange[]       changes of state, newest first
---@field recorded table[]?        the datapoints that AWS says it changed the state for
---@field verdict moonwatch.WhyVerdict?   on the datapoints that are there now; of an alarm on a threshold
---@field points moonwatch.WhyPoint[]?    those datapoints, oldest first
---@field missing string?          how it treats missing data
---@field agrees boolean?          whether that verdict is the alarm's state
---@field sources moonwatch.WhySource[]?  where datapoints are missing: the metrics
---@field children { name: string, state: string?, since: number? }[]?   of a composite alarm
---@field parents { name: string, state: string, fires: boolean }[]      composite alarms above it
---@field mutes moonwatch.Mute[]   that are active
---@field actions_enabled boolean
---@field suppressed_by string?
---@field actions moonwatch.WhyAction[]
---@field told moonwatch.WhyTold[]   since the last change of state
---@field unknown string[]         what could not be looked up, and why
---@field explanation string[]     all this as lines for people
local class = {
  __name = "Why", __list = false,
  __members = {
    "name", "kind", "state", "since", "condition", "reason", "region", "account", "cause", "changes", "recorded",
    "verdict", "points", "missing", "agrees", "sources", "children", "parents", "mutes", "actions_enabled", "suppressed_by",
    "actions", "told", "unknown", "explanation",
  },
  __times = { since = true },
}
class.__rows = function(all, format)
  if format == "table" then
    local parts = {}
    for index, one in ipairs(all) do parts[index] = text.render(one) end
    return table.concat(parts, "\n\n")
  end
  return all, { "name", "state", "since", "cause", "condition", "reason" }
end

-- What may fail by itself, such as for want of a permission: it is said, and the rest goes on.
local survivable = { aws = true, network = true, timeout = true, credentials = true }

local function looker(unknown)
  return function(what, f, ...)
    local ok, found = pcall(f, ...)
    if ok then return found end
    if not (errors.is(found) and survivable[found.kind]) then error(found, 0) end
    unknown[#unknown + 1] = string.format("%s could not be looked up: %s: %s", what, found.code, found.message)
    return nil
  end
end

-- MARK: Changes

---@class moonwatch.WhyChange
---@field time number
---@field from string?
---@field to string?
---@field cause "evaluation"|"by hand"|"unknown"
---@field reason string?

local change_shape = {
  __list = false, __members = { "time", "from", "to", "cause", "reason" }, __times = { time = true },
}

-- CloudWatch's own reasons have data beside them, or one of these beginnings; those of SetAlarmState
-- mostly have neither.
local own_words = {
  "^Thresholds? Crossed:", "^Insufficient Data:", "^Unchecked:", "^arn:[^ ]+ transitioned to ", "^arn:[^ ]+ was ",
  "^An anomaly ", "^Multiple ", "alarm rule evaluates to",
}

local function cause_of(reason, data)
  if type(data) == "table" and next(data) ~= nil then return "evaluation" end
  for _, words in ipairs(own_words) do
    if (reason or ""):find(words) then return "evaluation" end
  end
  return reason and "by hand" or "unknown"
end

local function changes_of(items)
  local rows = setmetatable({}, { __list = true })
  for _, item in ipairs(items) do
    if item.type == "state" then
      local after = item.data and item.data.newState or {}
      rows[#rows + 1] = setmetatable({
        time = item.time, from = item.from, to = item.to, reason = item.reason,
        cause = cause_of(item.reason, after.stateReasonData),
      }, change_shape)
    end
  end
  return rows
end

-- MARK: Neighbours

local function where_of(place)
  return {
    region = place.region, profile = place.profile, credentials = place.credentials,
    endpoint_url = place.endpoint_url,
  }
end

local function parents_of(row, place, lookup)
  local where = where_of(place)
  where.type = "composite"
  local all = lookup("the composite alarms above it", alarm_list.list, where, "alarms.why")
  local rows = setmetatable({}, { __list = true })
  for _, parent in ipairs(all and alarm_search.above(all, { [row.name] = true }) or {}) do
    rows[#rows + 1] = { name = parent.name, state = parent.state, fires = parent.state == "ALARM" }
  end
  return rows
end

local function children_of(row, place, lookup)
  local names = rule.names(row.rule)
  if #names == 0 then return setmetatable({}, { __list = true }) end
  local where = where_of(place)
  where.names = names
  local found, by_name = lookup("its children", alarm_list.list, where, "alarms.why"), {}
  for _, child in ipairs(found or {}) do by_name[child.name] = child end
  local rows = setmetatable({}, { __list = true })
  for index, name in ipairs(names) do
    local child = by_name[name]
    rows[index] = setmetatable({ name = name, state = child and child.state, since = child and child.since },
      { __list = false, __members = { "name", "state", "since" }, __times = { since = true } })
  end
  return rows
end

-- The rule by the children's states; nil where one is not there.
local function rule_verdict(row, children)
  local states = {}
  for _, child in ipairs(children) do
    if not child.state then return nil end
    states[child.name] = child.state
  end
  local read = native.composite(row.rule, states)
  return read and (read.value and "ALARM" or "OK") or nil
end

-- MARK: All of it

local function decoded(raw)
  local ok, data = pcall(json.decode, raw.StateReasonData or "")
  return ok and type(data) == "table" and data or nil
end

local function metric_part(found, row, place, lookup)
  local def = row:definition()
  local can, why_not = points.can(def)
  if not can then
    found.unknown[#found.unknown + 1] = "the datapoints are not looked at here: " .. (why_not or "no threshold")
    return
  end
  found.verdict = lookup("the datapoints", points.verdict, def, place, row.state)
  if not found.verdict then return end
  found.points = found.verdict.points
  found.agrees, found.missing = found.verdict.state == row.state, def.missing or "missing"
  local newest = found.points[#found.points]
  if row.state == "INSUFFICIENT_DATA" or not newest.value then
    found.sources = lookup("the metrics", points.sources, def, place)
  end
end

--- See `alarms.why`.
---@param which string|moonwatch.Alarm
---@param options moonwatch.Where?
---@return moonwatch.Why
function why.why(which, options)
  if alarm.is(which) then
    -- What is explained is how things are, not how they were when the row was made.
    local client = record.target(which).client
    options = where_of(client)
    options.region = client.region or which.region
    which = which.name
  end
  local row = alarm_list.get(which, options)
  local client = record.target(row).client
  local place = where_of(client)
  place.region = client.region or row.region
  local unknown = setmetatable({}, { __list = true })
  local lookup = looker(unknown)
  local items = lookup("its history", history.of, row) or {}
  local changes = changes_of(items)
  local found = setmetatable({
    name = row.name, kind = row.kind, state = row.state, since = row.since, condition = row.condition,
    reason = row.reason, region = row.region, account = row.account, actions_enabled = row.actions_enabled,
    suppressed_by = row.suppressed_by, changes = changes, unknown = unknown,
    cause = (row.reason or ""):find("^Unchecked:") and "created" or cause_of(row.reason, decoded(row.raw)),
    recorded = points.recorded(decoded(row.raw)), now = time.now(),
  }, class)
  if row.kind == "composite" then
    found.children = children_of(row, place, lookup)
    local state = rule_verdict(row, found.children)
    if state then found.agrees = state == row.state end
  elseif row.kind == "metric" then
    metric_part(found, row, place, lookup)
  end
  found.parents = parents_of(row, place, lookup)
  local asked = where_of(place)
  asked.alarm, asked.status = row.name, "ACTIVE"
  found.mutes = lookup("mute rules", mutes.list, asked) or setmetatable({}, { __list = true })
  found.actions = actions.list(row.raw, place, lookup)
  found.told = actions.told(items, row.since)
  found.explanation = text.lines(found)
  found.now = nil
  return found
end

return why
