-- The calls that make and change one alarm of a plan.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

local filters = require("moonwatch.filters")
local snapshot = require("moonwatch.snapshot")

local step_calls = {}

local function put(step, wanted, with_tags)
  local input = wanted:input()
  if not with_tags then input.Tags = nil end
  if wanted.kind == "composite" then
    step.place.cloudwatch:put_composite_alarm(input)
  else
    step.place.cloudwatch:put_metric_alarm(input)
  end
end

-- AWS leaves the tags of an alarm that is there to calls of their own.
local function put_tags(step)
  local before, after = snapshot.tags(step.before.tags), snapshot.tags(step.wanted.tags)
  local gone, changed = {}, filters.map()
  for key in pairs(before) do
    if after[key] == nil then gone[#gone + 1] = key end
  end
  table.sort(gone)
  for key, value in pairs(after) do
    if before[key] ~= value then changed[key] = value end
  end
  -- First those that go: an alarm has at most fifty.
  if #gone > 0 then step.place.cloudwatch:untag_resource { ResourceARN = step.arn, TagKeys = gone } end
  if next(changed) then
    step.place.cloudwatch:tag_resource {
      ResourceARN = step.arn, Tags = filters.tag_list("plan:apply", changed),
    }
  end
end

--- Makes an alarm that is not there, with its tags in one call.
---@param step moonwatch.PlanStep
---@param def moonwatch.Definition   the one that is wanted, or it with its actions off
function step_calls.create(step, def) put(step, def, true) end

--- Gives an alarm that is there the tags and fields that are wanted: those calls of which anything differs.
---@param step moonwatch.PlanStep
function step_calls.update(step)
  local has_tags, has_fields = false, false
  for _, change in ipairs(step.changes) do
    local is_tag = change.field:find("^tags%.") ~= nil
    has_tags, has_fields = has_tags or is_tag, has_fields or not is_tag
  end
  -- Tags come first: what carries the owner's tag is gone on with by the next plan.
  if has_tags then put_tags(step) end
  if has_fields then put(step, step.wanted, false) end
end

return step_calls
