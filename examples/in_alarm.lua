#!/usr/bin/env moonwatch
--- Lists what is in ALARM, longest first, with the instance that it is about.
--- @arg regions list=   Regions to ask, or "all"; the run's own unless given
--- @arg prefix string=  only alarms whose names begin like this

local regions = args.regions and #args.regions > 0 and args.regions or nil
if regions and regions[1] == "all" then regions = "all" end
local prefix = args.prefix ~= "" and args.prefix or nil

local rows, ids = {}, {}
for _, alarm in ipairs(alarms.list { state = "ALARM", regions = regions, prefix = prefix }) do
  local id = alarm.dimensions and alarm.dimensions.InstanceId
  if id then ids[#ids + 1] = id end
  rows[#rows + 1] = {
    Alarm = alarm.name, Region = alarm.region, Since = time.format(alarm.since), Condition = alarm.condition,
    InstanceId = id,
  }
end

-- An alarm may outlive its instance, so that ids are a filter here: what is gone has no name.
local names = {}
for first = 1, #ids, 200 do -- AWS takes no more values in a call.
  local filters = { ["instance-id"] = table.move(ids, first, math.min(first + 199, #ids), 1, {}) }
  for instance in ec2.each { filters = filters, regions = regions, fields = { "id", "name" } } do
    names[instance.id] = instance.name
  end
end
for _, row in ipairs(rows) do row.Instance = names[row.InstanceId] end

table.sort(rows, function(a, b) return a.Since < b.Since end)
return rows
