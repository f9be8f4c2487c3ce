-- How two forms of an alarm differ, field by field, in the words in which definitions are written:
-- `threshold 80 → 90`. Pure.

local canonical = require("moonwatch.canonical")
local condition = require("moonwatch.condition")
local limits = require("moonwatch.limits")
local text = require("moonwatch.text")

local diff = {}

---@class moonwatch.Change
---@field field string   as a definition calls it: "threshold", "tags.team", "actions.alarm"
---@field from any       nil: not there before
---@field to any         nil: not there after

-- The order in which fields are shown, and what definitions call AWS's members.
local fields = {
  { "AlarmDescription", "description" }, { "Namespace", "namespace" }, { "MetricName", "metric" },
  { "Dimensions", "dimensions" }, { "Statistic", "stat" }, { "ExtendedStatistic", "stat" }, { "Unit", "unit" },
  { "EvaluateLowSampleCountPercentile", "low_samples" }, { "Metrics", "metrics" },
  { "ThresholdMetricId", "threshold_metric" }, { "ComparisonOperator", "comparison" },
  { "Threshold", "threshold" }, { "Period", "period" }, { "EvaluationPeriods", "periods" },
  { "DatapointsToAlarm", "datapoints" }, { "TreatMissingData", "missing" },
  { "EvaluationCriteria", "promql" }, { "EvaluationInterval", "interval" }, { "AlarmRule", "rule" },
  { "ActionsSuppressor", "suppressor" }, { "ActionsSuppressorWaitPeriod", "suppressor_wait" },
  { "ActionsSuppressorExtensionPeriod", "suppressor_extension" }, { "ActionsEnabled", "actions_enabled" },
  { "AlarmActions", "actions.alarm" }, { "OKActions", "actions.ok" },
  { "InsufficientDataActions", "actions.insufficient" }, { "Tags", "tags" },
}

-- Members whose own members are shown one by one, and what definitions call those.
local nested = { Dimensions = {}, Tags = {}, EvaluationCriteria = {
  Query = "promql", PendingPeriod = "pending", RecoveryPeriod = "recovery",
} }

local query_fields = {
  Expression = "expression", Label = "label", Period = "period", AccountId = "account", ReturnData = "returned",
  Namespace = "namespace", MetricName = "name", Stat = "stat", Unit = "unit", Dimensions = "dimensions",
}

local function sorted_keys(...)
  local keys, seen = {}, {}
  for _, map in ipairs({ ... }) do
    for key in pairs(map) do
      if not seen[key] then keys[#keys + 1] = key end
      seen[key] = true
    end
  end
  table.sort(keys)
  return keys
end

local function add(changes, field, from, to)
  if not canonical.same(from, to) then changes[#changes + 1] = { field = field, from = from, to = to } end
end

-- A query with the members of its metric beside its own.
local function flat(query)
  local all = {}
  for name, value in pairs(query) do
    if name ~= "MetricStat" then all[name] = value end
  end
  for name, value in pairs(query.MetricStat or {}) do all[name] = value end
  return all
end

local function add_queries(changes, from, to)
  for _, id in ipairs(sorted_keys(from, to)) do
    local a, b = from[id], to[id]
    if a and b then
      a, b = flat(a), flat(b)
      for _, name in ipairs(sorted_keys(a, b)) do
        add(changes, "metrics." .. id .. "." .. (query_fields[name] or name), a[name], b[name])
      end
    else
      add(changes, "metrics." .. id, a, b)
    end
  end
end

--- The changes from one form to another, as `Definition:canonical` makes them.
---@param from table
---@param to table
---@return moonwatch.Change[]
function diff.changes(from, to)
  local changes, known = {}, { AlarmName = true }
  for _, pair in ipairs(fields) do
    local member, name = pair[1], pair[2]
    known[member] = true
    local a, b = from[member], to[member]
    if member == "Statistic" then
      -- AWS has two members for one field.
      add(changes, name, a or from.ExtendedStatistic, b or to.ExtendedStatistic)
    elseif member == "ExtendedStatistic" then
      -- Compared with Statistic.
    elseif member == "Metrics" then
      add_queries(changes, a or {}, b or {})
    elseif nested[member] then
      for _, key in ipairs(sorted_keys(a or {}, b or {})) do
        local word = nested[member][key] or name .. "." .. key
        add(changes, word, (a or {})[key], (b or {})[key])
      end
    else
      add(changes, name, a, b)
    end
  end
  -- Members that a later version of AWS's model has are shown by its names.
  for _, member in ipairs(sorted_keys(from, to)) do
    if not known[member] then add(changes, member, from[member], to[member]) end
  end
  return changes
end

-- MARK: Words

local is_time = { period = true, interval = true, pending = true, recovery = true, suppressor_wait = true,
  suppressor_extension = true }

local function value_text(field, value)
  if value == nil then return "none" end
  local last = field:match("[^.]*$")
  if field == "comparison" then return limits.comparison_signs[value] or tostring(value) end
  if is_time[last] and not field:find("^tags%.") and not field:find("^dimensions%.") and type(value) == "number" then
    return condition.duration(value)
  end
  if type(value) == "number" then return string.format("%.14g", value) end
  if type(value) == "string" then return text.value(value, 2) end
  return text.value(value, 1)
end

local function difference(from, to)
  local left, gone, new = {}, {}, {}
  for _, item in ipairs(from) do left[item] = true end
  for _, item in ipairs(to) do
    if left[item] then left[item] = nil else new[#new + 1] = "+" .. item end
  end
  for _, item in ipairs(from) do if left[item] then gone[#gone + 1] = "-" .. item end end
  return table.concat(table.move(new, 1, #new, #gone + 1, gone), ", ")
end

--- A change as one line: `threshold 80 → 90`, `actions.alarm -arn:… , +arn:…`.
---@param change moonwatch.Change
---@return string
function diff.text(change)
  local from, to = change.from, change.to
  if change.field:find("^actions%.") and type(from) == "table" and type(to) == "table" then
    return change.field .. " " .. text.clean(difference(from, to))
  end
  return string.format("%s %s → %s", text.clean(change.field), value_text(change.field, from),
    value_text(change.field, to))
end

return diff
