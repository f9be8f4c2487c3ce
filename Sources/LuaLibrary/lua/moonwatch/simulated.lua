-- The contents of the embedded cloud, described in a table.

local native = select(2, ...).sim
local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")

local simulated = {}

local function refuse(message) errors.raise("argument", "InvalidOption", "sim.cloud: " .. message) end

local function list(value, name)
  if value == nil then return {} end
  if type(value) ~= "table" or (next(value) ~= nil and value[1] == nil) then
    refuse(string.format("%s: expected a list, got %s", name, type(value) == "table" and "a table" or type(value)))
  end
  return value
end

local function copy(source, without)
  local result = {}
  for name, value in pairs(source) do result[name] = value end
  for _, name in ipairs(without) do result[name] = nil end
  return result
end

-- AWS's list of tags of a table of them.
local function tags_of(tags)
  if not tags then return nil end
  local result = {}
  for key, value in pairs(tags) do result[#result + 1] = { Key = key, Value = value } end
  table.sort(result, function(a, b) return a.Key < b.Key end)
  return result
end

-- MARK: Instances

local function add_instance(given, region, made)
  if type(given) ~= "table" then refuse("instances: expected a table for each, got " .. type(given)) end
  local count = given.count or 1
  if math.type(count) ~= "integer" or count < 0 then
    refuse("instances: count: expected a whole number from 0, got " .. tostring(count))
  end
  for number = 1, count do
    local description = copy(given, { "count", "failing" })
    description.region = given.region or region
    if given.count and given.name then description.name = given.name .. "-" .. number end
    local id = native.instance(description)
    for _, check in ipairs(list(given.failing, "failing")) do
      native.status_check(id, { check = check, region = description.region })
    end
    made.instances[description.name or id] = id
  end
end

-- MARK: Topics

local topic_fields = { "name", "subscriptions", "attributes", "tags", "region" }
local subscription_fields = { "protocol", "endpoint", "confirmed", "raw" }

local function subscribe(arn, given, region)
  options_of.check("sim.cloud: subscriptions", given, subscription_fields)
  local answer = native.call("sns", "Subscribe", {
    TopicArn = arn, Protocol = given.protocol, Endpoint = given.endpoint, ReturnSubscriptionArn = true,
    Attributes = given.raw and { RawMessageDelivery = "true" } or nil,
  }, region)
  if given.confirmed == false then return end
  for _, message in ipairs(native.messages(arn, { type = "SubscriptionConfirmation" })) do
    if message.deliveries[1].subscription == answer.SubscriptionArn then
      native.call("sns", "ConfirmSubscription", { TopicArn = arn, Token = message.token }, region)
    end
  end
end

local function add_topic(given, region, made)
  if type(given) == "string" then given = { name = given } end
  options_of.check("sim.cloud: topics", given, topic_fields)
  region = given.region or region
  local answer = native.call("sns", "CreateTopic",
    { Name = given.name, Attributes = given.attributes, Tags = tags_of(given.tags) }, region)
  for _, subscription in ipairs(list(given.subscriptions, "subscriptions")) do
    subscribe(answer.TopicArn, subscription, region)
  end
  made.topics[given.name] = answer.TopicArn
end

-- MARK: Alarms

local alarm_fields = {
  "name", "namespace", "metric", "dimensions", "stat", "unit", "period", "threshold", "comparison", "periods",
  "datapoints", "missing", "rule", "actions", "actions_enabled", "description", "tags", "state", "region",
}
local comparisons = {
  [">"] = "GreaterThanThreshold", [">="] = "GreaterThanOrEqualToThreshold", ["<"] = "LessThanThreshold",
  ["<="] = "LessThanOrEqualToThreshold",
}

-- The ARNs of topics that are named by name or ARN.
local function actions_of(given, made)
  if type(given) == "string" then given = { given } end
  local result = {}
  for i, action in ipairs(list(given, "actions")) do
    local arn = made.topics[action] or action
    if type(arn) ~= "string" or not arn:find("^arn:") then
      refuse(string.format("alarms: actions: expected the name of a topic beside it, or an ARN, got %s", tostring(action)))
    end
    result[i] = arn
  end
  return result
end

local function input_of(given, made)
  local actions = given.actions
  if type(actions) ~= "table" or actions[1] ~= nil then actions = { alarm = actions } end
  options_of.check("sim.cloud: alarms: actions", actions, { "alarm", "ok", "insufficient" })
  local input = {
    AlarmName = given.name, AlarmDescription = given.description, ActionsEnabled = given.actions_enabled,
    AlarmActions = actions_of(actions.alarm, made), OKActions = actions_of(actions.ok, made),
    InsufficientDataActions = actions_of(actions.insufficient, made), Tags = tags_of(given.tags),
    AlarmRule = given.rule,
  }
  if given.rule then return input end
  local stat = given.stat or "Average"
  local plain = { Average = true, Sum = true, Minimum = true, Maximum = true, SampleCount = true }
  input[plain[stat] and "Statistic" or "ExtendedStatistic"] = stat
  input.ComparisonOperator = comparisons[given.comparison or ">"] or given.comparison
  input.Namespace, input.MetricName, input.Unit = given.namespace, given.metric, given.unit
  input.Period = math.tointeger(options_of.seconds("sim.cloud: alarms: period", given.period or "5m"))
  input.EvaluationPeriods, input.DatapointsToAlarm = given.periods or 1, given.datapoints
  input.Threshold, input.TreatMissingData = given.threshold, given.missing
  input.Dimensions = {}
  for name, value in pairs(given.dimensions or {}) do
    table.insert(input.Dimensions, { Name = name, Value = value })
  end
  table.sort(input.Dimensions, function(a, b) return a.Name < b.Name end)
  return input
end

local function is_composite(given)
  return type(given) == "table" and (given.AlarmRule or given.rule) ~= nil
end

local function add_alarm(given, region, made)
  if type(given) ~= "table" then refuse("alarms: expected a table for each, got " .. type(given)) end
  local input
  region = given.region or region
  if given.AlarmName then
    input = copy(given, { "region", "state" })
  else
    options_of.check("sim.cloud: alarms", given, alarm_fields)
    input = input_of(given, made)
  end
  local kind = input.AlarmRule and "CompositeAlarm" or "MetricAlarm"
  native.call("cloudwatch", "Put" .. kind, input, region)
  if given.state then
    native.call("cloudwatch", "SetAlarmState",
      { AlarmName = input.AlarmName, StateValue = given.state, StateReason = "Set by sim.cloud" }, region)
  end
  local answer = native.call("cloudwatch", "DescribeAlarms",
    { AlarmNames = { input.AlarmName }, AlarmTypes = { kind } }, region)
  made.alarms[input.AlarmName] = answer[kind .. "s"][1].AlarmArn
end

-- MARK: All of it

--- Puts described things into the cloud: `sim.cloud`.
---@param contents table
---@return table names
function simulated.cloud(contents)
  if type(contents) ~= "table" then refuse("expected a table of contents, got " .. type(contents)) end
  options_of.check("sim.cloud", contents, { "instances", "topics", "metrics", "alarms", "region" })
  local made = { instances = {}, topics = {}, alarms = {} }
  local region = contents.region
  for _, instance in ipairs(list(contents.instances, "instances")) do add_instance(instance, region, made) end
  for _, topic in ipairs(list(contents.topics, "topics")) do add_topic(topic, region, made) end
  for _, metric in ipairs(list(contents.metrics, "metrics")) do
    if type(metric) ~= "table" then refuse("metrics: expected a table for each, got " .. type(metric)) end
    if metric.region == nil then
      metric = copy(metric, {})
      metric.region = region
    end
    native.put_metric(metric)
  end
  -- Alarms on metrics first: composite ones name them.
  local alarms = list(contents.alarms, "alarms")
  for _, are_composite in ipairs { false, true } do
    for _, alarm in ipairs(alarms) do
      if is_composite(alarm) == are_composite then add_alarm(alarm, region, made) end
    end
  end
  return made
end

return simulated
