-- Thresholds that the metric never crosses, or always does.

local known = require("moonwatch.lint.known")
local condition = require("moonwatch.condition")

-- Whether values from least to most never, or always, compare so with a threshold.
local function verdict(comparison, threshold, least, most)
  if comparison == ">" then
    return most and threshold >= most and "never" or least and threshold < least and "always"
  elseif comparison == ">=" then
    return most and threshold > most and "never" or least and threshold <= least and "always"
  elseif comparison == "<" then
    return least and threshold <= least and "never" or most and threshold > most and "always"
  elseif comparison == "<=" then
    return least and threshold < least and "never" or most and threshold >= most and "always"
  end
end

local function range_text(least, most)
  return most and string.format("from %g to %g", least, most) or string.format("from %g up", least)
end

return {
  {
    id = "impossible-threshold", severity = "error",
    what = "The threshold is out of the metric's range, such as CPUUtilization > 100",
    why = "The alarm never goes off, or is always in ALARM.",
    fix = "A threshold within the range.",
    check = function(subject, _, report)
      local def = subject.definition
      if def.kind ~= "metric" or not def.threshold then return end
      local least, most = known.range(def.namespace, def.metric, def.stat)
      if not least then return end
      local always = verdict(def.comparison, def.threshold, least, most)
      if not always then return end
      report:finding {
        reason = string.format("%s is %s, so that %s %.14g is %s true", condition.metric(def.metric, def.stat),
          range_text(least, most), def.comparison, def.threshold, always),
      }
    end,
  },
  {
    id = "percent-as-fraction", severity = "warning",
    what = "A metric in percent above a threshold of at most 1",
    why = "0.8 is 0.8 percent: such an alarm is in ALARM most of the time.",
    fix = "80 for 80 percent.",
    check = function(subject, _, report)
      local def = subject.definition
      if def.kind ~= "metric" or not def.threshold or not def.comparison:find(">", 1, true) then return end
      local _, most = known.range(def.namespace, def.metric, def.stat)
      if most ~= 100 or def.threshold <= 0 or def.threshold > 1 then return end
      report:finding {
        reason = string.format("%s is in percent, and the threshold is %.14g percent", def.metric, def.threshold),
        fix = string.format("%.14g for %.14g percent.", def.threshold * 100, def.threshold * 100),
      }
    end,
  },
}
