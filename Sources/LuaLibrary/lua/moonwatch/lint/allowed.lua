-- What AWS takes, and what it takes and cannot do. These rules look at what was given alone, so that they
-- also hold for definitions that `alarms.define` refuses.

local condition = require("moonwatch.condition")
local limits = require("moonwatch.limits")
local quotas = require("moonwatch.quotas")

-- The first expression with a SEARCH; nil where there is none.
local function search_in(subject)
  for _, expression in ipairs(subject.expressions) do
    if expression:gsub("'[^']*'", ""):gsub('"[^"]*"', ""):upper():find("%f[%w_]SEARCH%s*%(") then
      return expression
    end
  end
end

-- The most periods that AWS takes of the alarm's length, where it has more.
local function range_limit(subject)
  local period, periods = subject.period, subject.periods
  if not (period and periods) then return nil end
  local limit = period < limits.long_period and limits.range_of_short_periods or limits.range_of_long_periods
  return period * periods > limit and limit or nil
end

return {
  {
    id = "invalid", severity = "error", takes_refused = true,
    what = "AWS would refuse the definition",
    why = "The alarm is never made, and the one that it was to replace stays as it was.",
    fix = "Correct the field that the reason names.",
    check = function(subject, _, report)
      if not subject.refusal or search_in(subject) or range_limit(subject) then return end
      report:finding { reason = subject.refusal }
    end,
  },
  {
    id = "search-in-alarm", severity = "error", takes_refused = true,
    what = "An expression has SEARCH in it",
    why = "SEARCH gives any number of series, and an alarm watches one: AWS refuses it.",
    fix = "Name the metrics one by one, or watch a query of Metrics Insights (SELECT …), which is one series.",
    check = function(subject, _, report)
      local expression = search_in(subject)
      if expression then report:finding { reason = "SEARCH cannot be in an alarm: " .. expression } end
    end,
  },
  {
    id = "range-too-long", severity = "error", takes_refused = true,
    what = "Period × periods is more than a day, or than 7 days with periods from an hour",
    why = "AWS looks back no further, and refuses the alarm.",
    fix = "Fewer periods, or periods of an hour, with which an alarm may look back 7 days.",
    check = function(subject, _, report)
      local limit = range_limit(subject)
      if not limit then return end
      report:finding {
        reason = string.format("%d periods of %s are %s, and AWS looks back %s with such periods", subject.periods,
          condition.duration(subject.period), condition.duration(subject.period * subject.periods),
          condition.duration(limit)),
        fix = string.format("At most %d periods of %s%s.", limit // subject.period,
          condition.duration(subject.period), subject.period < limits.long_period
            and "; with periods from an hour an alarm may look back 7 days" or ""),
      }
    end,
  },
  {
    id = "range-beyond-retention", severity = "warning",
    what = "Periods below a minute, over more than 3 hours",
    why = "CloudWatch keeps such points for 3 hours: the oldest periods of the alarm are always missing.",
    fix = "A period of a minute, whose points are kept for 15 days.",
    check = function(subject, _, report)
      local period, periods = subject.period, subject.periods
      local kept = quotas.retention[1].seconds
      if not (period and periods) or period >= 60 or period * periods <= kept then return end
      report:finding {
        reason = string.format("%d periods of %s are %s, and points of %s are kept for %s", periods,
          condition.duration(period), condition.duration(period * periods), condition.duration(period),
          condition.duration(kept)),
      }
    end,
  },
  {
    id = "m-of-n", severity = "warning",
    what = "A tenth or less of the periods has to be breaching",
    why = "One bad point holds the alarm in ALARM for all of the periods: long after all is well, nothing new is told.",
    fix = "Fewer periods, or more of them that have to be breaching.",
    check = function(subject, _, report)
      local periods, datapoints = subject.periods, subject.definition.datapoints
      if not datapoints or datapoints * 10 > periods then return end
      report:finding {
        reason = string.format("%d of %d periods: %s after the last bad point the alarm is still in ALARM",
          datapoints, periods, condition.duration(subject.period * (periods - datapoints + 1))),
      }
    end,
  },
}
