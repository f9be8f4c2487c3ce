#!/usr/bin/env moonwatch
--- Keeps a CPU and a status-check alarm on each instance with a tag: makes those that are missing, changes
--- those that differ, and deletes those of instances that are gone.
--- @arg tag string=alarms=yes   which instances, as KEY=VALUE
--- @arg threshold number=80     CPU percent above which the alarm fires
--- @arg topic string=           ARN of the SNS topic that is told
--- @arg owner string=fleet      whose alarms these are: the value of their tag moonwatch:owner
--- @arg apply bool=false        make the changes; without it the plan is shown
--- @needs cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource cloudwatch:UntagResource
--- @needs cloudwatch:EnableAlarmActions

local key, value = args.tag:match("^([^=]+)=(.*)$")
if not key then error("--tag: KEY=VALUE expected, got " .. args.tag, 0) end
local topic = args.topic ~= "" and args.topic or nil

local wanted = {}
-- Stopped instances keep their alarms: they may be started again.
local states = { "pending", "running", "stopping", "stopped" }
for _, instance in ipairs(ec2.instances { state = states, tags = { [key] = value } }) do
  local tags = { instance = instance.id, name = instance.name }
  -- An id is in each name: instances may share a Name.
  wanted[#wanted + 1] = alarms.define {
    name = instance.id .. " cpu", metric = instance:metric("CPUUtilization"), threshold = args.threshold,
    periods = 3, datapoints = 2, actions = topic, tags = tags,
  }
  wanted[#wanted + 1] = alarms.define {
    name = instance.id .. " status", metric = instance:metric("StatusCheckFailed", { stat = "Maximum", period = "1m" }),
    threshold = 1, comparison = ">=", periods = 3, datapoints = 2, actions = topic, tags = tags,
  }
end

local plan = alarms.plan(wanted, { owner = args.owner, prune = true })
if args.apply and not plan:is_empty() then
  local applied = plan:apply { quiet = true }
  log.info("applied", { changes = #applied, journal = tostring(applied.journal) })
end
return plan
