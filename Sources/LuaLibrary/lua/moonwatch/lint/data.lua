-- Whether the data is such as the alarm takes it to be.

local condition = require("moonwatch.condition")

-- Points that show a rhythm or a size.
local enough = 6

-- The seconds between points that come in a steady rhythm; nil where they do not, or are too few.
local function rhythm(times)
  if #times < enough then return nil end
  local least, count = math.huge, 0
  for index = 2, #times do least = math.min(least, times[index] - times[index - 1]) end
  for index = 2, #times do
    if times[index] - times[index - 1] == least then count = count + 1 end
  end
  return count * 10 >= (#times - 1) * 8 and math.tointeger(least) or nil
end

-- The seconds between the points of a metric, as far as periods of that length show.
local function rhythm_of(facts, entry)
  local fine, failure = facts:samples(entry, entry.period)
  if failure then return nil, failure end
  local steady = rhythm(fine.times)
  if steady or #fine.times >= enough then return steady end
  -- Too few to tell: those of two weeks by the hour show what comes by the day.
  local coarse, coarse_failure = facts:samples(entry, 3600)
  if coarse_failure then return nil, coarse_failure end
  steady = rhythm(coarse.times)
  return steady and steady > math.max(3600, entry.period) and steady or nil
end

local function median(values)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  return sorted[(#sorted + 1) // 2]
end

-- Calls a function with each metric that it concerns and that has data.
local function each_there(subject, facts, report, concerns, f)
  for _, entry in ipairs(subject.watched) do
    if concerns(entry) then
      local found, failure = facts:metric(entry)
      if not failure and found.exists then failure = f(entry) end
      if failure then report:unknown(failure) end
    end
  end
end

local function every() return true end

local function has_unit(entry) return entry.unit ~= nil end

-- The percentage of a percentile; nil for other statistics and the greatest and least value.
local function percentile(entry)
  local share = tonumber((entry.stat or ""):lower():match("^p([%d.]+)$"))
  return share and share > 0 and share < 100 and share or nil
end

return {
  {
    id = "no-such-unit", severity = "error", needs = { "metrics", "units" },
    what = "The definition names a unit that the data never has",
    why = "An alarm with a unit looks only at points that were published with it: it stays in INSUFFICIENT_DATA.",
    fix = "Leave the unit out: a metric has one, as a rule.",
    check = function(subject, facts, report)
      each_there(subject, facts, report, has_unit, function(entry)
        local all, failure = facts:samples(entry, 3600)
        if failure then return failure end
        local own, own_failure = facts:samples(entry, 3600, entry.unit)
        if own_failure then return own_failure end
        if #all.times == 0 or #own.times > 0 then return end
        local units = facts:units(entry, all.times[#all.times])
        report:finding {
          reason = string.format("%s/%s has had points in the past two weeks, and none in %s%s", entry.namespace,
            entry.metric, entry.unit, units and ": they are in " .. units or ""),
          fix = units and "Leave the unit out, or write " .. units .. "." or nil,
        }
      end)
    end,
  },
  {
    id = "period-too-fine", severity = "warning", needs = { "metrics", "samples" },
    what = "Points come at longer intervals than the alarm's period, so that too few are in its periods",
    why = "Most periods are missing: the alarm goes to INSUFFICIENT_DATA between the points, or what missing data"
      .. " stands for outvotes them.",
    fix = "A period as long as the interval; of EC2, detailed monitoring gives points each minute.",
    check = function(subject, facts, report)
      local def = subject.definition
      each_there(subject, facts, report, every, function(entry)
        local steady, failure = rhythm_of(facts, entry)
        if failure then return failure end
        if not steady or steady <= entry.period then return end
        local datapoints = def.datapoints or def.periods
        -- M of N that leaves room for what is missing is a way to watch such data.
        if def.periods * entry.period >= datapoints * steady then return end
        -- With ignore a single point decides, and holds until the next.
        if def.missing == "ignore" and datapoints == 1 then return end
        report:finding {
          reason = string.format("%s/%s has a point every %s, and the alarm looks at %d of %s", entry.namespace,
            entry.metric, condition.duration(steady), def.periods, condition.duration(entry.period)),
          fix = string.format("A period of %s%s.", condition.duration(steady), entry.namespace == "AWS/EC2"
            and steady == 300 and ", or detailed monitoring of the instance" or ""),
        }
      end)
    end,
  },
  {
    id = "few-samples", severity = "warning", needs = { "metrics", "samples" },
    what = "A percentile of fewer samples than it takes, such as p99 of 20 a period",
    why = "p99 of fewer than 100 samples is the greatest one; with low_samples = \"ignore\" the alarm keeps its"
      .. " state below ten times as many, and may never go off.",
    fix = "A longer period, or a percentile nearer to the middle.",
    check = function(subject, facts, report)
      local def = subject.definition
      each_there(subject, facts, report, percentile, function(entry)
        local share = percentile(entry)
        local needed = 100 / (share >= 50 and 100 - share or share)
        -- Below ten times as many AWS keeps the state; that p99 is the greatest value is worth saying
        -- where there are far too few.
        local least = def.low_samples == "ignore" and 10 * needed or needed / 2
        local found, failure = facts:samples(entry, entry.period)
        if failure then return failure end
        if #found.values < enough then return end
        local typical = median(found.values)
        -- 100 / (100 - 99.9) is a little more than 1000.
        if typical >= least * (1 - 1e-9) then return end
        report:finding {
          reason = string.format("%s of %s/%s takes %.0f samples a period%s, and there are about %.0f", entry.stat,
            entry.namespace, entry.metric, math.max(needed, least), def.low_samples == "ignore"
              and ' with low_samples = "ignore", which keeps the state below' or "", typical),
        }
      end)
    end,
  },
}
