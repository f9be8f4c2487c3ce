-- Alarms whose resource is gone. Gone is what its own service, asked in the alarm's Region and account, says is
-- not there: never what is old, or what has no data. Whatever keeps that from being proved leaves the alarm.

local alarm_list = require("moonwatch.alarm_list")
local condition = require("moonwatch.condition")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local ownership = require("moonwatch.ownership")
local record = require("moonwatch.record")
local resources = require("moonwatch.resources")
local rule = require("moonwatch.rule")
local task = require("task")
local time = require("time")

local orphans = {}

---@class moonwatch.OrphanOptions: moonwatch.Where
---@field prefix string?               of the alarms' names
---@field names (string|string[])?
---@field tags table<string, any>?     of the alarms
---@field grace (number|string)?       alarms changed this lately are left alone; "15m" unless given
---@field partial boolean?             an incomplete List in place of an error; nothing deletes by it

---@class moonwatch.Orphan: moonwatch.Alarm
---@field resource string        such as "instance i-0123456789abcdef0"
---@field named_by string?        the composite alarms that name it, without which it cannot be deleted
---@field made_by string?         a tool or an owner that made it, as its tags say: "CloudFormation stack \"web\""

---@class moonwatch.Orphans: moonwatch.List   rows of moonwatch.Orphan
---@field checked integer        alarms that were looked at
---@field present integer        those whose resource is there
---@field unknown moonwatch.List   rows of moonwatch.Unproved

---@class moonwatch.Unproved
---@field name string
---@field verdict "unknown"
---@field why string
---@field resource string?
---@field region string
---@field account string
---@field error moonwatch.Error?   of the look-up

-- What AWS has just made may not be seen everywhere yet, and an alarm is often made right after what it watches.
-- https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
local default_grace = 15 * 60

local unproved_class = {
  __name = "alarm", __list = false,
  __members = { "name", "verdict", "resource", "why", "region", "account", "error" },
  __columns = { "name", "region", "account", "resource", "why" },
  __varying = { region = true, account = true }, __hidden = { error = true },
}

-- MARK: What an alarm is about

local function text_of(resource) return resource.kind.noun .. " " .. resource.value end

-- Whether an expression has metrics that it does not name.
local function finds_by_itself(expression)
  local text = expression:upper()
  return text:find("%f[%w_]SEARCH%s*%(") or text:find("^%s*SELECT%s") or text:find("%f[%w_]INSIGHT_RULE_METRIC%s*%(")
end

-- The metrics of an alarm, each with the resources that it is about; or why these cannot be told.
local function metrics_of(alarm)
  local raw = alarm.raw
  if alarm.kind == "composite" then return nil, "a composite alarm watches alarms" end
  local read = {}
  if raw.MetricName then
    read[1] = { namespace = raw.Namespace, dimensions = raw.Dimensions, name = raw.MetricName }
  end
  for _, entry in ipairs(raw.Metrics or {}) do
    local stat = entry.MetricStat
    if stat then
      if entry.AccountId and entry.AccountId ~= alarm.account then
        return nil, "metric " .. entry.Id .. " is of account " .. entry.AccountId .. ", which was not asked"
      end
      read[#read + 1] = {
        namespace = stat.Metric.Namespace, dimensions = stat.Metric.Dimensions, name = stat.Metric.MetricName,
      }
    elseif finds_by_itself(entry.Expression or "") then
      return nil, "what " .. entry.Id .. " finds differs from time to time"
    end
  end
  if #read == 0 then return nil, "it names no metric" end
  for _, metric in ipairs(read) do
    local why
    metric.resources, why = resources.of(metric.namespace, metric.dimensions)
    if why then return nil, why end
  end
  return read
end

-- MARK: Verdicts

-- One metric is dead where one of the things that it is about is gone.
local function verdict_of_metric(metric, answers)
  local doubt
  for _, resource in ipairs(metric.resources) do
    local answer = answers[resource.kind][resource.value]
    if answer == "gone" then return "gone", text_of(resource) end
    if answer ~= "there" and not doubt then
      doubt = { resource = text_of(resource), error = errors.is(answer) and answer or nil }
    end
  end
  if not doubt then return "there", text_of(metric.resources[1]) end
  return "unknown", doubt.resource, doubt.error
end

-- What a whole alarm is: dead only where each of its metrics is.
local function verdict_of(metrics, answers)
  local gone, there = {}, nil
  for _, metric in ipairs(metrics) do
    local verdict, resource, failure = verdict_of_metric(metric, answers)
    if verdict == "unknown" then
      return "unknown", resource, "the look-up has no answer" .. (failure
        and string.format(": %s: %s", failure.code, failure.message) or ""), failure
    elseif verdict == "gone" then
      gone[#gone + 1] = resource
    else
      there = there or resource
    end
  end
  local resource = table.concat(gone, ", ")
  if #gone == 0 then return "there", there end
  if there then return "unknown", resource, resource .. " is gone, and " .. there .. " is there" end
  return "gone", resource
end

-- MARK: One account and Region

-- Why look-ups of this client are none of the alarms' account; nil where they are.
local function other_account(client, account)
  local ok, identity = pcall(require("aws").identity, client)
  if not ok then
    if not resources.is_no_answer(identity) then error(identity, 0) end
    return string.format("whose account would be asked is not known: %s: %s", identity.code, identity.message),
      identity
  end
  if identity.account == account then return nil end
  return string.format("the alarm is of account %s, and look-ups would ask %s", account, identity.account)
end

-- The answers for all that the alarms are about, each kind asked once.
local function look_up(judged, place)
  local values, kinds = {}, {}
  for _, one in ipairs(judged) do
    for _, metric in ipairs(one.metrics) do
      for _, resource in ipairs(metric.resources) do
        local asked = values[resource.kind]
        if not asked then
          asked = { seen = {} }
          values[resource.kind] = asked
          kinds[#kinds + 1] = resource.kind
        end
        if not asked.seen[resource.value] then
          asked.seen[resource.value] = true
          asked[#asked + 1] = resource.value
        end
      end
    end
  end
  local found = task.map(kinds, function(kind)
    return resources.look(kind, table.move(values[kind], 1, #values[kind], 1, {}), place)
  end)
  local answers = {}
  for index, kind in ipairs(kinds) do answers[kind] = found[index] end
  return answers
end

-- Judges the alarms of one account and Region.
local function judge(group, changed_before, result)
  local judged = {}
  local function leave(alarm, why, resource, failure)
    result.unknown[#result.unknown + 1] = setmetatable({
      name = alarm.name, verdict = "unknown", why = why, resource = resource, region = alarm.region,
      account = alarm.account, error = failure,
    }, unproved_class)
  end
  for _, alarm in ipairs(group) do
    local metrics, why = metrics_of(alarm)
    local changed = alarm.raw.AlarmConfigurationUpdatedTimestamp
    if not metrics then
      leave(alarm, why)
    elseif changed and changed > changed_before then
      leave(alarm, string.format("changed %s ago: what was made just now may not be seen yet",
        condition.duration(math.max(0, math.floor(time.now() - changed)))))
    else
      judged[#judged + 1] = { alarm = alarm, metrics = metrics }
    end
  end
  if #judged == 0 then return end
  local first = judged[1].alarm
  local client = record.target(first).client
  local why, failure = other_account(client, first.account)
  local answers = not why and look_up(judged, {
    client = client, region = first.region, account = first.account, partition = first.arn:match("^arn:([^:]*):"),
  })
  for _, one in ipairs(judged) do
    if not answers then
      leave(one.alarm, why, nil, failure)
    else
      local verdict, resource, doubt, error_of = verdict_of(one.metrics, answers)
      if verdict == "gone" then
        one.alarm.resource = resource
        result.gone[#result.gone + 1] = one.alarm
      elseif verdict == "there" then
        result.present = result.present + 1
      else
        leave(one.alarm, doubt, resource, error_of)
      end
    end
  end
end

-- Alarms of one target, Region and account stand together.
local function groups_of(rows)
  local groups, by_target = {}, {}
  for _, row in ipairs(rows) do
    local target = record.target(row)
    by_target[target] = by_target[target] or {}
    local key = (row.region or "") .. " " .. (row.account or "")
    local group = by_target[target][key]
    if not group then
      group = {}
      by_target[target][key] = group
      groups[#groups + 1] = group
    end
    group[#group + 1] = row
  end
  return groups
end

-- Tells of orphans which composite alarms name them: AWS deletes no such alarm.
local function find_parents(gone, options, caller)
  if #gone == 0 then return end
  local where = { type = "composite", partial = options.partial }
  for _, name in ipairs(fanout.known) do where[name] = options[name] end
  local parents = {}
  local function key(alarm, name) return table.concat({ alarm.account or "", alarm.region or "", name }, "\n") end
  for _, composite in ipairs(alarm_list.list(where, caller)) do
    for _, name in ipairs(rule.names(composite.rule or "")) do
      local at = key(composite, name)
      parents[at] = parents[at] and parents[at] .. ", " .. composite.name or composite.name
    end
  end
  for _, alarm in ipairs(gone) do alarm.named_by = parents[key(alarm, alarm.name)] end
end

-- Tells of orphans whose they are: what a tool has made, that tool had better delete.
local function find_makers(gone)
  task.map(gone, function(alarm)
    local ok, tags = pcall(alarm.tags, alarm)
    if ok then
      alarm.made_by = ownership.maker(alarm.raw, tags)
    elseif resources.is_no_answer(tags) then
      alarm.made_by = "not known: its tags could not be read: " .. tags.code
    else
      error(tags, 0)
    end
  end, { concurrency = 8 })
end

--- See `alarms.orphans`.
---@param options moonwatch.OrphanOptions?
---@return moonwatch.Orphans
function orphans.find(options)
  local caller = "alarms.orphans"
  options = options_of.check(caller, options, fanout.with { "prefix", "names", "tags", "grace", "partial" })
  local grace = options.grace == nil and default_grace or options_of.seconds(caller .. ": grace", options.grace)
  local wanted = {}
  for name, value in pairs(options) do wanted[name] = value end
  wanted.grace = nil
  local all = alarm_list.list(wanted, caller)
  local groups, before = groups_of(all), time.now() - grace
  local parts = {}
  for index in ipairs(groups) do parts[index] = { gone = {}, unknown = {}, present = 0 } end
  if #groups == 1 then
    judge(groups[1], before, parts[1])
  else
    task.map(groups, function(group, index) judge(group, before, parts[index]) end)
  end
  local gone, unknown, present = {}, {}, 0
  for _, part in ipairs(parts) do
    table.move(part.gone, 1, #part.gone, #gone + 1, gone)
    table.move(part.unknown, 1, #part.unknown, #unknown + 1, unknown)
    present = present + part.present
  end
  find_parents(gone, options, caller)
  find_makers(gone)
  return list.with(list.new(gone, all.errors), {
    checked = #all, present = present, unknown = list.new(unknown, all.errors),
  })
end

return orphans
