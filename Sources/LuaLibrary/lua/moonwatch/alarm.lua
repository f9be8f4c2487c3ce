-- CloudWatch alarms as flat rows with methods.

local condition = require("moonwatch.condition")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local maps = require("moonwatch.maps")
local record = require("moonwatch.record")

local alarm = {}

---@class moonwatch.Alarm
---@field name string
---@field kind "metric"|"composite"|"log"
---@field state "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@field since number             epoch seconds of the last change of state
---@field condition string         such as "CPUUtilization > 80 for 3 of 3 × 5m"; a composite alarm's rule
---@field reason string?           AWS's words on the state
---@field namespace string?        of an alarm on one metric
---@field metric string?
---@field dimensions table<string, string>?
---@field stat string?             such as "Average" or "p99"
---@field period integer?          seconds
---@field threshold number?
---@field actions_enabled boolean
---@field description string?
---@field rule string?             of a composite alarm
---@field suppressed_by string?    of a composite alarm whose actions wait
---@field evaluation string?       "PARTIAL_DATA", "EVALUATION_ERROR" or "EVALUATION_FAILURE"
---@field region string
---@field account string
---@field profile string?          of the AWS files, where `profiles` asked several accounts
---@field arn string
---@field raw table                AWS's own structure; shown only where a column names it
local Alarm = {}

local kind = {
  name = "alarm", methods = Alarm, times = { "since" },
  members = {
    "name", "kind", "state", "since", "condition", "reason", "namespace", "metric", "dimensions",
    "stat", "period", "threshold", "actions_enabled", "description", "rule", "suppressed_by",
    "evaluation", "region", "account", "profile", "arn", "raw",
  },
  columns = {
    "name", "kind", "state", "since", "region", "account", "profile", "actions_enabled", "condition",
    "reason",
  },
  varying = { "kind", "region", "account", "profile", "actions_enabled" },
}

--- The Region, account and name of an alarm's ARN; nil for another text.
---@param arn string?
---@return string? region, string? account, string? name
function alarm.parts(arn)
  return (arn or ""):match("^arn:[^:]*:cloudwatch:([^:]*):([^:]*):alarm:(.*)$")
end

--- What makes rows of AWS's alarms from one target.
---@param target moonwatch.Target
---@return fun(raw: table, kind: string?): moonwatch.Alarm
function alarm.maker(target)
  local class = record.class(kind, target)
  return function(raw, type_of)
    local region, account = alarm.parts(raw.AlarmArn)
    local dimensions = raw.MetricName and maps.of_dimensions(raw.Dimensions, filters.map()) or nil
    return setmetatable({
      name = raw.AlarmName, kind = type_of or raw.AlarmRule and "composite" or "metric",
      state = raw.StateValue, since = raw.StateTransitionedTimestamp or raw.StateUpdatedTimestamp,
      condition = condition.text(raw), reason = raw.StateReason, namespace = raw.Namespace,
      metric = raw.MetricName, dimensions = dimensions, stat = raw.Statistic or raw.ExtendedStatistic,
      period = condition.period(raw), threshold = raw.Threshold, actions_enabled = raw.ActionsEnabled,
      description = raw.AlarmDescription ~= "" and raw.AlarmDescription or nil, rule = raw.AlarmRule,
      suppressed_by = raw.ActionsSuppressedBy, evaluation = raw.EvaluationState,
      region = region or target.region, account = account, profile = target.profile,
      arn = raw.AlarmArn, raw = raw,
    }, class)
  end
end

--- True for a row of an alarm.
---@param value any
---@return boolean
function alarm.is(value)
  return record.target(value) ~= nil and getmetatable(value).__name == kind.name
end

-- MARK: Looking

--- What happened to the alarm, newest first. CloudWatch keeps about 30 days.
---
--- Raises unless whole.
---
---     for _, alarm in ipairs(alarms.list { state = "ALARM" }) do
---       for _, item in ipairs(alarm:history { last = "1d", type = "state" }) do
---         print(alarm.name, time.format(item.time), item.from, item.to)
---       end
---     end
---@param options moonwatch.HistoryOptions?
---@return moonwatch.List   rows of moonwatch.HistoryItem
function Alarm:history(options)
  record.need(self, "alarm:history", "name")
  return require("moonwatch.alarm_history").of(self, options)
end

--- The series that the alarm watches, in its own statistic and period: of a math alarm the one that is
--- compared. The last three hours unless `last`, or `from` and `to`, say otherwise.
---
--- Raises code `NoSeries` for a composite alarm, which has none.
---
---     for _, alarm in ipairs(alarms.list { state = "ALARM", type = "metric" }) do
---       print(alarm.name, alarm:series({ last = "1h" }):latest())
---     end
---@param options { last: (string|number)?, from: (string|number)?, to: (string|number)? }?
---@return moonwatch.Series
function Alarm:series(options)
  record.need(self, "alarm:series", "name")
  return require("moonwatch.alarm_series").of(self, options)
end

--- Why the alarm is in its state, and who was told; see `alarms.why`.
---
---     for _, alarm in ipairs(alarms.list { state = "ALARM" }) do show(alarm:why()) end
---@return moonwatch.Why
function Alarm:why()
  record.need(self, "alarm:why", "name")
  return require("moonwatch.why").why(self)
end

--- What the alarm would have done over the past; see `alarms.backtest`. Raises as that does.
---
---     for _, alarm in ipairs(alarms.list { type = "metric" }) do
---       print(alarm.name, alarm:backtest({ last = "1d" }).pages)
---     end
---@param options moonwatch.BacktestOptions?
---@return moonwatch.Backtest
function Alarm:backtest(options)
  record.need(self, "alarm:backtest", "name")
  return require("moonwatch.backtest").run(self, options)
end

--- The alarm's tags.
---
---     for _, alarm in ipairs(alarms.list()) do print(alarm.name, alarm:tags().team) end
---@return table<string, string>
function Alarm:tags()
  local arn = record.need(self, "alarm:tags", "arn")
  return filters.tags_of(record.client(self, "cloudwatch"):list_tags_for_resource({ ResourceARN = arn }).Tags)
end

--- What the alarm is made of, for `alarms.plan` and the like, or as a pattern of another one.
---
---     for _, alarm in ipairs(alarms.list { type = "metric" }) do print(alarm:definition().comparison) end
---@return moonwatch.Definition   without tags, which take a call of their own: `alarm:tags()`
function Alarm:definition()
  record.need(self, "alarm:definition", "name")
  return require("moonwatch.definition").from_alarm(self)
end

-- MARK: Changing

--- Sets the state by hand, as a drill: actions are called, and the next evaluation of a metric alarm, or
--- the next change of a composite alarm's children, sets it anew. Gives the alarm.
---
--- Raises kind `policy` unless `@needs cloudwatch:SetAlarmState` is declared.
---
---     for _, alarm in ipairs(alarms.list { prefix = "web-" }) do alarm:set_state("ALARM", "drill") end
---@param state "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@param reason string?   "set by moonwatch" unless given
---@return moonwatch.Alarm
function Alarm:set_state(state, reason)
  local name = record.need(self, "alarm:set_state", "name")
  if state == nil then
    errors.raise("argument", "InvalidArgument",
      "alarm:set_state: expected a state: " .. table.concat(limits.states, ", "))
  end
  require("moonwatch.fanout").check_name("alarm:set_state: state", state, limits.states)
  if reason ~= nil and type(reason) ~= "string" then
    errors.raise("argument", "InvalidArgument", "alarm:set_state: reason: expected a text, got " .. type(reason))
  end
  reason = reason or "set by moonwatch"
  record.client(self, "cloudwatch"):set_alarm_state {
    AlarmName = name, StateValue = state, StateReason = reason,
  }
  if self.state ~= state then self.since = require("time").now() end
  self.state, self.reason = state, reason
  return self
end

--- Lets the alarm call its actions again. Gives the alarm.
---
--- Raises kind `policy` unless `@needs cloudwatch:EnableAlarmActions` is declared.
---
---     for _, alarm in ipairs(alarms.list { actions_enabled = false }) do alarm:enable() end
---@return moonwatch.Alarm
function Alarm:enable()
  record.need(self, "alarm:enable", "name")
  return require("moonwatch.selection").enable({ self })[1]
end

--- Keeps the alarm from calling its actions; its state still changes. Gives the alarm. For a while only,
--- `alarms.mute` is safer: it ends by itself.
---
--- Raises kind `policy` unless `@needs cloudwatch:DisableAlarmActions` is declared.
---
---     for _, alarm in ipairs(alarms.list { prefix = "staging-" }) do alarm:disable() end
---@return moonwatch.Alarm
function Alarm:disable()
  record.need(self, "alarm:disable", "name")
  return require("moonwatch.selection").disable({ self })[1]
end

--- Deletes the alarm, and with it its history.
---
--- Raises kind `policy` unless `@needs cloudwatch:DeleteAlarms` is declared, and code `HasParents` where
--- a composite alarm names it.
---
---     for _, alarm in ipairs(alarms.list { prefix = "old-" }) do alarm:delete() end
function Alarm:delete()
  record.need(self, "alarm:delete", "name")
  require("moonwatch.selection").delete({ self })
end

--- Sets tags; those of other keys stay. Gives the alarm.
---
--- Raises kind `policy` unless `@needs cloudwatch:TagResource` is declared.
---
---     for _, alarm in ipairs(alarms.list { prefix = "web-" }) do alarm:tag { team = "web" } end
---@param tags table<string, string|number|boolean>
---@return moonwatch.Alarm
function Alarm:tag(tags)
  local arn = record.need(self, "alarm:tag", "arn")
  record.client(self, "cloudwatch"):tag_resource {
    ResourceARN = arn, Tags = filters.tag_list("alarm:tag", tags),
  }
  return self
end

--- Takes tags away, by their keys. Gives the alarm.
---
--- Raises kind `policy` unless `@needs cloudwatch:UntagResource` is declared.
---
---     for _, alarm in ipairs(alarms.list { prefix = "web-" }) do alarm:untag("team") end
---@param ... string
---@return moonwatch.Alarm
function Alarm:untag(...)
  local arn = record.need(self, "alarm:untag", "arn")
  local keys = { ... }
  for index = 1, math.max(#keys, 1) do
    if type(keys[index]) ~= "string" then
      errors.raise("argument", "InvalidArgument", string.format(
        "alarm:untag: [%d]: expected the key of a tag, got %s", index, type(keys[index])))
    end
  end
  record.client(self, "cloudwatch"):untag_resource { ResourceARN = arn, TagKeys = keys }
  return self
end

return alarm
