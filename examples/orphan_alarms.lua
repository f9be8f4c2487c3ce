#!/usr/bin/env moonwatch
--- Lists alarms whose resource is gone, and deletes them with --apply, but for those that a tool such as
--- CloudFormation made. Each resource is looked up in its own service; what cannot be proved stays.
--- @arg regions list=      Regions to ask, or "all"; the run's own unless given
--- @arg prefix string=     only alarms whose names begin like this
--- @arg apply bool=false   delete them; without it they are listed
--- @needs cloudwatch:DeleteAlarms

local regions = args.regions and #args.regions > 0 and args.regions or nil
if regions and regions[1] == "all" then regions = "all" end
local prefix = args.prefix ~= "" and args.prefix or nil

-- Raises where a Region cannot be read, so that nothing is deleted then.
local orphans = alarms.orphans { regions = regions, prefix = prefix }

-- Not being able to look is worth a word; that a metric of one's own has no resource is not.
for _, row in ipairs(orphans.unknown) do
  local say = row.error and log.warn or log.debug
  say("left alone", { alarm = row.name, region = row.region, why = row.why })
end

local rows, deleted = {}, {}
for index, alarm in ipairs(orphans) do
  local done = args.apply and "deleted" or "would be deleted"
  if alarm.named_by then
    -- AWS deletes no alarm that a composite alarm names; somebody has to change that one's rule first.
    done = "named by " .. alarm.named_by
  elseif alarm.made_by then
    done = "made by " .. alarm.made_by
  else
    deleted[#deleted + 1] = alarm
  end
  rows[index] = { name = alarm.name, region = alarm.region, resource = alarm.resource, done = done }
end
if args.apply then alarms.delete(deleted) end

log.info("orphans", { checked = orphans.checked, present = orphans.present, gone = #orphans, unknown = #orphans.unknown })
return rows
