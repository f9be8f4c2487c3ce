-- Alarms that were made silent and forgotten.

local condition = require("moonwatch.condition")
local time = require("time")

-- A deploy or a weekend's work is over by then.
local disabled_limit, muted_limit = 86400, 3 * 86400

local function length(seconds) return condition.duration(math.max(3600, seconds // 3600 * 3600)) end

local function has_actions(def)
  return #def.actions.alarm + #def.actions.ok + #def.actions.insufficient > 0
end

return {
  {
    id = "actions-disabled", severity = "warning",
    what = "Actions are disabled, and have been for more than a day",
    why = "The state changes, and nobody is told; unlike a mute, that does not end by itself.",
    fix = 'alarm:enable(); for a while, alarms.mute(alarm, "2h") ends by itself.',
    check = function(subject, _, report)
      local alarm = subject.alarm
      if not alarm or alarm.actions_enabled ~= false or not has_actions(subject.definition) then return end
      -- Disabling is a change of the configuration: since the last one they have been.
      local since = alarm.raw.AlarmConfigurationUpdatedTimestamp
      local seconds = since and time.now() - since
      if not seconds or seconds <= disabled_limit then return end
      report:finding {
        reason = string.format("the alarm's actions have been disabled for at least %s, since %s", length(seconds),
          time.format(math.floor(since))),
      }
    end,
  },
  {
    id = "muted-for-long", severity = "warning", needs = { "mutes" },
    what = "A mute rule has kept the alarm silent for more than 3 days",
    why = "A mute is for work that is under way.",
    fix = "alarms.unmute(…), where the work is over.",
    check = function(subject, facts, report)
      if not subject.alarm then return end
      local mutes, failure = facts:mutes_of(subject.name)
      if failure then return report:unknown(failure) end
      for _, mute in ipairs(mutes) do
        local seconds = mute.from and time.now() - mute.from
        if seconds and seconds > muted_limit then
          report:finding {
            reason = string.format('the mute rule "%s" has kept the alarm silent for %s, and does so until %s%s',
              mute.name, length(seconds), time.format(mute.to), mute.reason and ": " .. mute.reason or ""),
            fix = string.format('alarms.unmute("%s"), where the work is over.', mute.name),
          }
        end
      end
    end,
  },
}
