#!/usr/bin/env moonwatch
--- Lists running instances with their CPU over the last hour, busiest first.
--- @arg window duration=1h   how far to look back
--- @arg tag string=          only instances with this tag, as KEY=VALUE

local tags
if args.tag and args.tag ~= "" then
  local key, value = args.tag:match("^([^=]+)=(.*)$")
  if not key then error("--tag: KEY=VALUE expected, got " .. args.tag, 0) end
  tags = { [key] = value }
end

local instances = ec2.instances { state = "running", tags = tags }
local wanted = {}
for index, instance in ipairs(instances) do wanted[index] = instance:metric("CPUUtilization") end

local rows = {}
for index, series in ipairs(metrics.get(wanted, { last = args.window })) do
  local instance = instances[index]
  -- No datapoint is not 0 %: such a row's columns stay empty.
  rows[index] = {
    InstanceId = instance.id, Name = instance.name, Type = instance.type, Zone = instance.az,
    Latest = series:latest(), Mean = series:mean(), Peak = series:max(),
  }
end

table.sort(rows, function(a, b)
  if a.Mean == b.Mean then return a.InstanceId < b.InstanceId end
  return (a.Mean or -1) > (b.Mean or -1)
end)
return rows
