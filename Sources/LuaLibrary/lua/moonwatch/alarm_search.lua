-- Which alarms watch something, and which composite alarms stand above them.

local alarm_list = require("moonwatch.alarm_list")
local list = require("moonwatch.list")
local rule = require("moonwatch.rule")

local search = {}

local function has_dimension(dimensions, name, value)
  for _, dimension in ipairs(dimensions or {}) do
    if dimension.Name == name and dimension.Value == value then return true end
  end
  return false
end

local function watches(raw, name, value)
  if has_dimension(raw.Dimensions, name, value) then return true end
  for _, query in ipairs(raw.Metrics or {}) do
    if query.MetricStat and has_dimension(query.MetricStat.Metric.Dimensions, name, value) then return true end
  end
  return false
end

--- Of some alarms, the composite ones that name one of others, directly or through one another.
---@param all moonwatch.Alarm[]
---@param below table<string, boolean>   names; those that are found are added
---@return moonwatch.Alarm[]
function search.above(all, below)
  local found, is_new = {}, true
  while is_new do
    is_new = false
    for _, alarm in ipairs(all) do
      if alarm.kind == "composite" and not below[alarm.name] then
        for _, name in ipairs(rule.names(alarm.rule)) do
          if below[name] then
            below[alarm.name], is_new = true, true
            found[#found + 1] = alarm
            break
          end
        end
      end
    end
  end
  return found
end

--- The alarms on metrics with a dimension, and the composite alarms above them.
---@param where moonwatch.Where
---@param name string
---@param value string
---@return moonwatch.List
function search.on_dimension(where, name, value)
  local all = alarm_list.list(where)
  local rows, names = {}, {}
  for _, alarm in ipairs(all) do
    if watches(alarm.raw, name, value) then
      rows[#rows + 1] = alarm
      names[alarm.name] = true
    end
  end
  local above = search.above(all, names)
  return list.new(table.move(above, 1, #above, #rows + 1, rows))
end

return search
