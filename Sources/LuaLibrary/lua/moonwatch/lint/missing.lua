-- What missing data is taken for, where the data says that its source is alive.

local known = require("moonwatch.lint.known")

local function is_low_bad(comparison) return comparison == "<" or comparison == "<=" end

return {
  {
    id = "missing-hides-outage", severity = "warning",
    what = "A sign of life (StatusCheckFailed, HealthyHostCount, Heartbeat, …) whose absence counts as well,"
      .. " or tells nobody",
    why = "A source that died sends nothing: with notBreaching the alarm is OK then, with ignore it stays as it"
      .. " was, and with missing it goes to INSUFFICIENT_DATA, which calls only actions of its own.",
    fix = 'missing = "breaching"; or "missing" with an action for INSUFFICIENT_DATA.',
    check = function(subject, _, report)
      local def = subject.definition
      if def.kind ~= "metric" or not known.is_sign_of_life(def.namespace, def.metric) then return end
      local missing = def.missing or "missing"
      if missing == "notBreaching" or missing == "ignore" then
        report:finding {
          reason = string.format("%s says whether its source is alive, and with missing = %q the alarm %s when the"
            .. " source sends nothing", def.metric, missing, missing == "ignore" and "stays as it was" or "is OK"),
        }
      elseif missing == "missing" and is_low_bad(def.comparison) and #def.actions.insufficient == 0 then
        report:finding {
          reason = string.format("when %s stops coming, the alarm goes to INSUFFICIENT_DATA, for which it has no"
            .. " action", def.metric),
        }
      end
    end,
  },
}
