#!/usr/bin/env moonwatch
--- Runs a command, such as a deploy, while the alarms of a service call no actions; their states still change. However
--- the command ends, they speak again: at the latest when the mute on AWS ends by itself.
--- @arg prefix string          what the names of the alarms begin with
--- @arg command string         what to run, by the shell
--- @arg longest duration=30m   how long the alarms are silent at most
--- @needs cloudwatch:PutAlarmMuteRule cloudwatch:DeleteAlarmMuteRule

local quiet = alarms.list { prefix = args.prefix }
if #quiet == 0 then error("no alarm's name begins with " .. args.prefix, 0) end

local ok, how, status
do
  -- Closed at the end of the block, and when an error, Ctrl-C or a deadline ends it before.
  local mute <close> = alarms.mute(quiet, args.longest, { reason = "deploy: " .. args.command })
  log.info("silent", { alarms = #quiet, rule = mute[1] and mute[1].name })
  ok, how, status = os.execute(args.command)
end

-- What the deploy has broken pages from now on; what it broke already is said here.
local broken = alarms.list { prefix = args.prefix, state = "ALARM" }
for _, alarm in ipairs(broken) do log.warn("in ALARM after the deploy", { alarm = alarm.name, reason = alarm.reason }) end
if not ok then error(string.format("the command ended with %s %d", how, status), 0) end
return broken
