#!/usr/bin/env moonwatch
--- Tells a chat and an SNS topic which alarms have gone into ALARM, or out of it, since the last run. Where nothing has
--- changed it says nothing, so it may run every minute.
---
--- The chat's address is a secret and no argument: set SLACK_WEBHOOK. For another chat, or a proxy, name its host in
--- `@needs` below.
--- @arg topic string=      ARN of an SNS topic
--- @arg prefix string=     only alarms whose names begin like this
--- @arg regions list=      Regions to ask, or "all"; the run's own unless given
--- @needs sns:Publish http:hooks.slack.com

local webhook = os.getenv("SLACK_WEBHOOK")
local regions = args.regions and #args.regions > 0 and args.regions or nil
if regions and regions[1] == "all" then regions = "all" end
local prefix = args.prefix ~= "" and args.prefix or nil

local lines = {}
-- What is remembered is changed only when everybody was told: where that fails, the next run tells again.
script.state.update("in ALARM " .. (prefix or ""), function(before)
  before = before or {}
  local now = {}
  for _, alarm in ipairs(alarms.list { state = "ALARM", regions = regions, prefix = prefix }) do
    now[alarm.arn] = alarm.name
    if not before[alarm.arn] then
      lines[#lines + 1] = string.format("ALARM %s: %s (%s)", alarm.name, alarm.condition, alarm.region)
    end
  end
  for arn, name in pairs(before) do
    if not now[arn] then lines[#lines + 1] = "over  " .. name end
  end
  if #lines == 0 then return now end
  table.sort(lines)
  local text = table.concat(lines, "\n")
  if webhook and webhook ~= "" then http.post(webhook, { json = { text = text }, timeout = "10s", raise = true }) end
  if args.topic ~= "" then
    local subject = #lines == 1 and "1 alarm has changed" or #lines .. " alarms have changed"
    aws.sns():publish { TopicArn = args.topic, Subject = subject, Message = text }
  end
  return now
end)
return #lines > 0 and lines or nil
