#!/usr/bin/env moonwatch
--- Would an alarm on an instance's CPU have paged, and at which threshold would it be bearable? Prints
--- the backtest of the threshold that you have in mind, and the one that pages no more often than you like.
--- Changes nothing.
--- @arg instance_id string          EC2 instance id, such as i-0123456789abcdef0
--- @arg threshold number=80         CPU percent that you have in mind
--- @arg pages_per_week number=1     how often you can bear it
--- @arg last duration=14d           how far back to look

local cpu = alarms.define {
  name = "cpu of " .. args.instance_id, namespace = "AWS/EC2", metric = "CPUUtilization",
  dimensions = { InstanceId = args.instance_id }, period = "5m", periods = 3, datapoints = 2, threshold = args.threshold,
}

local past = alarms.backtest(cpu, { last = args.last })
show(past)
if past.pages_per_week <= args.pages_per_week and past.pages > 0 then
  log.info("the threshold is bearable", { threshold = args.threshold, pages_per_week = past.pages_per_week })
end

print()
show(alarms.suggest(cpu, { last = args.last, pages_per_week = args.pages_per_week }))
