#!/usr/bin/env moonwatch
--- Finds a threshold for an instance's CPU that pages as often as you can bear, and shows what it would
--- have done.
--- @arg instance string              EC2 instance id
--- @ask instance Which instance?
--- @arg pages_per_week number=1      at most so many pages
--- @arg last duration=14d            how far to look back
--- @timeout 5m
--- @tags ec2 alarms

local cpu = ec2.get(args.instance):metric("CPUUtilization")
local found = alarms.suggest(cpu, {
  pages_per_week = args.pages_per_week, periods = 3, datapoints = 2, last = args.last,
})
if not found.threshold then script.fail("no threshold will do: " .. found.reason) end
show(found)
return found:backtest()
