-- Whether there is anything to watch.

local function dimensions_text(dimensions)
  local parts = {}
  for name, value in pairs(dimensions) do parts[#parts + 1] = name .. "=" .. value end
  table.sort(parts)
  return #parts == 0 and "without dimensions" or "with " .. table.concat(parts, ", ")
end

local function metric_text(entry)
  return string.format("%s/%s %s", entry.namespace, entry.metric, dimensions_text(entry.dimensions))
end

-- A metric that has points only when something goes wrong, and is missing otherwise as the definition
-- says, may be sound without one.
local function may_be_silent(subject, found)
  local fills = false
  for _, expression in ipairs(subject.expressions) do fills = fills or expression:upper():find("FILL%s*%(") ~= nil end
  return found.is_rare and (subject.definition.missing == "notBreaching" or fills)
end

-- Calls a function with each metric that is not there, and why.
local function each_missing(subject, facts, report, f)
  for _, entry in ipairs(subject.watched) do
    local found, failure = facts:metric(entry)
    if failure then
      report:unknown(failure)
    elseif found and not found.exists then
      local lack, lack_failure = facts:lack(entry)
      if lack_failure then
        report:unknown(lack_failure)
      else
        f(entry, lack, may_be_silent(subject, found))
      end
    end
  end
end

local reasons = {
  namespace = "there is no namespace %s: %s has had no data for as long as CloudWatch keeps any",
  name = "%s has no metric %s: it has had no data for as long as CloudWatch keeps any",
  unknown = "%s publishes no metric %s, and there is no data of that name",
  dimensions = "%s has had no data for as long as CloudWatch keeps any",
}

return {
  {
    id = "no-such-metric", severity = "error", needs = { "metrics" },
    what = "The metric has never had data: no such namespace, name, or set of dimensions",
    why = "The alarm stays in INSUFFICIENT_DATA, or in what missing data stands for: it never tells of anything.",
    fix = "Name a metric that is there, as metrics.find lists them; or have it published.",
    check = function(subject, facts, report)
      each_missing(subject, facts, report, function(entry, lack, is_sound)
        if lack.kind == "value" then return end
        -- AWS's own services publish such metrics by themselves; of one's own nothing proves the name.
        local is_aws = entry.namespace:find("^AWS/") ~= nil
        if is_sound and lack.has_relatives and lack.kind ~= "unknown name" and is_aws then return end
        local reason = lack.kind == "namespace"
          and string.format(reasons.namespace, entry.namespace, metric_text(entry))
          or lack.kind == "name" and string.format(reasons.name, entry.namespace, entry.metric)
          or lack.kind == "unknown name"
          and string.format(reasons.unknown, entry.namespace, entry.metric)
          or string.format(reasons.dimensions, metric_text(entry))
        report:finding {
          severity = is_sound and lack.has_relatives and lack.kind == "name" and "note" or nil,
          reason = reason .. (is_sound and lack.kind == "name" and "; if it comes only when something goes wrong,"
            .. " nothing proves its name" or ""),
          fix = lack.meant or is_sound and lack.kind == "name"
            and "Publish it once with 0, so that a wrong name shows." or nil,
        }
      end)
    end,
  },
  {
    id = "no-such-dimension", severity = "error", needs = { "metrics" },
    what = "The metric is there, but not with this value of a dimension, such as an InstanceId that is gone",
    why = "What the alarm watched is gone, or the value is mistyped: the alarm never tells of anything.",
    fix = "Delete the alarm of a resource that is gone; or name one that is there.",
    check = function(subject, facts, report)
      each_missing(subject, facts, report, function(entry, lack, is_sound)
        if lack.kind ~= "value" or is_sound and lack.has_relatives then return end
        report:finding {
          reason = string.format("%s/%s has had no data %s for as long as CloudWatch keeps any; it has with other"
            .. " values", entry.namespace, entry.metric, dimensions_text(entry.dimensions)),
          fix = lack.meant and lack.meant .. " Or delete the alarm of a resource that is gone." or nil,
        }
      end)
    end,
  },
}
