#!/usr/bin/env moonwatch
--- Lists running instances that did next to nothing for two weeks, by the CPU and network metrics of EC2, the longest
--- idle first. Instances that have not run for so long, or lack data of some of it, are not judged.
--- @arg cpu number=5            percent of CPU that an idle instance never exceeds in an hour's average
--- @arg network number=5        megabytes an hour, in and out, that it never exceeds
--- @arg window duration=14d     how far to look back
--- @arg tag string=             only instances with this tag, as KEY=VALUE
--- @arg regions list=           Regions to ask, or "all"; the run's own unless given

local regions = args.regions and #args.regions > 0 and args.regions or nil
if regions and regions[1] == "all" then regions = "all" end
local tags
if args.tag and args.tag ~= "" then
  local key, value = args.tag:match("^([^=]+)=(.*)$")
  if not key then error("--tag: KEY=VALUE expected, got " .. args.tag, 0) end
  tags = { [key] = value }
end

local old = {}
for _, instance in ipairs(ec2.instances { state = "running", tags = tags, regions = regions }) do
  if instance.launch_time <= time.now() - args.window then old[#old + 1] = instance end
end

-- Three metrics of each, asked for together.
local wanted = {}
for _, instance in ipairs(old) do
  wanted[#wanted + 1] = instance:metric("CPUUtilization", { period = "1h" })
  wanted[#wanted + 1] = instance:metric("NetworkIn", { stat = "Sum", period = "1h" })
  wanted[#wanted + 1] = instance:metric("NetworkOut", { stat = "Sum", period = "1h" })
end
local found = metrics.get(wanted, { last = args.window })

local rows = {}
for index, instance in ipairs(old) do
  local cpu, received, sent = table.unpack(found, 3 * index - 2, 3 * index)
  -- An hour without data is not an hour of 0 %: it may have been stopped, or its busiest.
  local is_whole = cpu:gaps() == 0 and received:gaps() == 0 and sent:gaps() == 0
  if is_whole and cpu:max() <= args.cpu and received:max() <= args.network * 1e6 and sent:max() <= args.network * 1e6 then
    rows[#rows + 1] = {
      id = instance.id, name = instance.name, type = instance.type, region = instance.region,
      days = math.floor((time.now() - instance.launch_time) / 86400), cpu_mean = cpu:mean(), cpu_peak = cpu:max(),
      megabytes = (received:sum() + sent:sum()) / 1e6,
    }
  end
end
table.sort(rows, function(a, b)
  if a.days ~= b.days then return a.days > b.days end
  return a.id < b.id
end)
return rows
