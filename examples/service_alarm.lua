#!/usr/bin/env moonwatch
--- One page for a service: an alarm on each of its instances that pages nobody, and a composite alarm that pages when
--- several of them are in ALARM. Run it again when instances come and go.
--- @arg service string         value of the tag "service" that its instances have
--- @arg topic string=          ARN of the SNS topic that is told
--- @arg at_least int=2         instances in ALARM that are worth a page
--- @arg threshold number=80    CPU percent above which an instance's alarm fires
--- @arg apply bool=false       make the changes; without it the plan is shown
--- @needs cloudwatch:PutMetricAlarm cloudwatch:PutCompositeAlarm cloudwatch:DeleteAlarms
--- @needs cloudwatch:TagResource cloudwatch:UntagResource cloudwatch:EnableAlarmActions

local topic = args.topic ~= "" and args.topic or nil
local wanted, names = {}, {}
for _, instance in ipairs(ec2.instances { state = "running", tags = { service = args.service } }) do
  local name = string.format("%s %s cpu", args.service, instance.id)
  names[#names + 1] = '"' .. name .. '"'
  wanted[#wanted + 1] = alarms.define {
    name = name, metric = instance:metric("CPUUtilization"), threshold = args.threshold, periods = 3, datapoints = 2,
    tags = { service = args.service },
  }
end
if #names == 0 then error("no instance runs with the tag service=" .. args.service, 0) end

-- The children may flap: what pages is how many of them are in ALARM at once.
wanted[#wanted + 1] = alarms.define {
  name = args.service .. " is overloaded", description = "Several instances of " .. args.service .. " are busy",
  rule = string.format("AT_LEAST(%d, ALARM, (%s))", math.min(args.at_least, #names), table.concat(names, ", ")),
  actions = topic, tags = { service = args.service },
}

-- Children are made before the composite alarm, and deleted after its rule has let go of them.
local plan = alarms.plan(wanted, { owner = "service " .. args.service, prune = true })
if args.apply and not plan:is_empty() then plan:apply() end
return plan
