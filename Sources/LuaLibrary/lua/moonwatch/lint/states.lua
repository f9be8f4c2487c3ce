-- What the state of an alarm that is there says of it.

local condition = require("moonwatch.condition")
local time = require("time")

-- A weekend, and what comes late after it, is no reason to look.
local days = 3

return {
  {
    id = "insufficient-for-days", severity = "warning", needs = { "metrics" },
    what = "In INSUFFICIENT_DATA for more than 3 days",
    why = "The alarm watches nothing: its source died, was renamed, or never sent as often as the alarm looks.",
    fix = "Bring the source back; delete the alarm of one that is gone; or a longer period, more periods, or"
      .. " another `missing` for one that sends rarely.",
    check = function(subject, facts, report)
      local alarm = subject.alarm
      if not alarm or alarm.kind == "composite" or alarm.state ~= "INSUFFICIENT_DATA" then return end
      local seconds = time.now() - (alarm.since or time.now())
      if seconds <= days * 86400 then return end
      -- A metric that is not there is said to be so by a rule of its own.
      for _, entry in ipairs(subject.watched) do
        local found = facts:metric(entry)
        if found and not found.exists then return end
      end
      report:finding {
        reason = "in INSUFFICIENT_DATA for " .. condition.duration(seconds // 3600 * 3600) .. ", since "
          .. time.format(math.floor(alarm.since)),
      }
    end,
  },
  {
    id = "evaluation-fails", severity = "error",
    what = "CloudWatch says that it cannot evaluate the alarm, or only in part (EvaluationState)",
    why = "The state is not what the data says.",
    fix = "What the alarm's reason names: a query that fails, or that matches more than CloudWatch evaluates.",
    check = function(subject, _, report)
      local alarm = subject.alarm
      if not alarm or not alarm.evaluation then return end
      report:finding {
        severity = alarm.evaluation == "PARTIAL_DATA" and "warning" or nil,
        reason = alarm.evaluation .. (alarm.reason and ": " .. alarm.reason or ""),
      }
    end,
  },
}
