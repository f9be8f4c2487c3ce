-- Whose an alarm is: that of a plan's owner, or of somebody else, who is then named. Pure.
--
-- Tags of AWS's own begin with aws:, which nobody else can set.
-- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
-- Target tracking: alarms that Auto Scaling makes, and deletes, by itself.
-- https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
-- Terraform and Pulumi put no tag of their own; what tells is the tag that their users put by custom.

local maps = require("moonwatch.maps")

local ownership = {}

--- The tag by which a plan knows what it made.
ownership.key = "moonwatch:owner"

--- The owner of plans that name none.
ownership.default = "moonwatch"

local function target_tracking(alarm)
  if (alarm.AlarmName or ""):find("^TargetTracking%-") then return true end
  local description = alarm.AlarmDescription or ""
  if description:find("TargetTrackingScaling policy", 1, true) then return true end
  return description:find("DO NOT EDIT OR DELETE", 1, true) ~= nil
    and description:find("autoscaling", 1, true) ~= nil
end

-- Tools that leave tags by custom only, in keys ("Terraform", "TerraformConfigurationURL") or in values
-- ("ManagedBy" = "terraform").
local tools = {
  terraform = "Terraform", opentofu = "OpenTofu", tofu = "OpenTofu", terragrunt = "Terragrunt", pulumi = "Pulumi",
}

local function tool(tags)
  for _, key in ipairs(maps.sorted_keys(tags)) do
    -- "Terraform" = "false" says the contrary.
    local value = tostring(tags[key]):lower()
    for word in key:lower():gmatch("%a+") do
      for name, title in pairs(tools) do
        if word:find("^" .. name) and value ~= "false" and value ~= "no" then return title end
      end
    end
    if tools[value] then return tools[value] end
  end
  return nil
end

--- Who made an alarm, in words; nil for the owner asked for.
---@param alarm table   AWS's structure
---@param tags table<string, string>
---@param owner string
---@return string? who
function ownership.other(alarm, tags, owner)
  if tags[ownership.key] == owner then return nil end
  return ownership.maker(alarm, tags) or "somebody without a tag"
end

--- The tool or the owner that made an alarm, in words; nil where nothing tells.
---@param alarm table   AWS's structure
---@param tags table<string, string>
---@return string? who
function ownership.maker(alarm, tags)
  if tags[ownership.key] then return 'the owner "' .. tags[ownership.key] .. '"' end
  local stack = tags["aws:cloudformation:stack-name"]
  if stack then return 'CloudFormation stack "' .. stack .. '"' end
  if target_tracking(alarm) then return "target tracking" end
  for _, key in ipairs(maps.sorted_keys(tags)) do
    if key:find("^aws:cloudformation:") then return "CloudFormation" end
    if key:find("^aws:") then return "AWS (tag " .. key .. ")" end
  end
  return tool(tags)
end

--- True where an alarm's name alone says that it is somebody else's, so that its tags need not be asked
--- for.
---@param alarm table
---@return boolean
function ownership.is_plainly_other(alarm) return target_tracking(alarm) end

return ownership
