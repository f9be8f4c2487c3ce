#!/usr/bin/env moonwatch
--- Watches one EC2 instance: an alarm on its CPU and one on its status checks.
---
--- monitor_performance.lua again, without its two flaws. Its alarms are called the same for every instance, so that
--- the second instance takes the alarms of the first; here the id is in the name. And it watches NetworkLatency, which
--- EC2 does not publish, so that alarm never leaves INSUFFICIENT_DATA; whether an instance can be reached at all is
--- what its status checks tell.
--- @arg instance_id string      EC2 instance id, such as i-0123456789abcdef0
--- @ask instance_id Enter the instance ID:
--- @arg threshold number=80     CPU percent above which the first alarm fires
--- @arg topic string=           ARN of the SNS topic that is told
--- @needs cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:UntagResource

-- An id that is not there is an error, with the one that was probably meant.
local instance = ec2.get(args.instance_id)
local topic = args.topic ~= "" and args.topic or nil
-- Without detailed monitoring there is a datapoint every five minutes: a shorter period would have gaps.
local period = instance.monitoring == "enabled" and "1m" or "5m"

local wanted = {
  alarms.define {
    name = instance.id .. " cpu", description = "CPU above " .. args.threshold .. " % for 15 minutes",
    metric = instance:metric("CPUUtilization", { period = "5m" }), threshold = args.threshold, periods = 3, actions = topic,
  },
  alarms.define {
    name = instance.id .. " status", description = "A status check fails", actions = topic,
    metric = instance:metric("StatusCheckFailed", { stat = "Maximum", period = period }), threshold = 1,
    comparison = ">=", periods = 2,
  },
}

local rows = {}
for index, definition in ipairs(wanted) do
  -- Run again, it changes what differs, and otherwise nothing.
  local alarm, done = alarms.ensure(definition, { owner = "monitor_instance" })
  rows[index] = {
    name = definition.name, done = done, state = alarm and alarm.state, condition = definition:condition(),
  }
end
return rows
