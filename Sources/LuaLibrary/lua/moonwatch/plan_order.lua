-- The order in which a plan's changes can be made: what is named by a composite alarm is made before it and
-- deleted after it.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html

local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local rule = require("moonwatch.rule")
local native = select(2, ...).monitoring

local order = {}

local function name_of(text) return text:match("^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.*)$") or text end

--- The alarms that a composite alarm needs: those of its rule, and the one that holds its actions.
---@param alarm table   AWS's structure, or the input of PutCompositeAlarm; of another alarm, none
---@return string[]
function order.needs(alarm)
  if not alarm.AlarmRule then return {} end
  -- What this version cannot read, AWS may.
  local read = native.composite(alarm.AlarmRule)
  local names = {}
  for index, name in ipairs(read and read.children or rule.names(alarm.AlarmRule)) do names[index] = name_of(name) end
  if alarm.ActionsSuppressor then names[#names + 1] = name_of(alarm.ActionsSuppressor) end
  return names
end

-- Puts steps into levels: each step's needs that are among the steps of its place are in levels before.
local function levels_of(steps, needs_of)
  local by_place = {}
  for _, step in ipairs(steps) do
    by_place[step.place] = by_place[step.place] or {}
    by_place[step.place][step.name] = step
  end
  local level_of, levels = {}, {}
  local function visit(step, path)
    if level_of[step] then return level_of[step] end
    path[#path + 1] = step.name
    if path[step] then
      errors.raise("argument", "CompositeCycle", "these composite alarms name one another: "
        .. table.concat(path, " → ") .. "; AWS can neither make nor delete them so")
    end
    path[step] = true
    local level = 1
    for _, name in ipairs(needs_of(step)) do
      local needed = by_place[step.place][name]
      if needed then level = math.max(level, visit(needed, path) + 1) end
    end
    path[step], path[#path] = nil, nil
    level_of[step] = level
    levels[level] = levels[level] or {}
    return level
  end
  for _, step in ipairs(steps) do
    local level = visit(step, {})
    table.insert(levels[level], step)
  end
  return levels
end

--- The levels in which alarms are made and changed; the steps of one level need not wait for each other.
---
--- Raises code `CompositeCycle` for composite alarms that name one another.
---@param steps moonwatch.PlanStep[]   that create and update
---@return moonwatch.PlanStep[][]
function order.puts(steps)
  return levels_of(steps, function(step) return order.needs(step.wanted:input()) end)
end

--- The levels in which alarms are deleted, each of them a list of calls: a composite alarm by itself, a
--- hundred others at once.
---@param steps moonwatch.PlanStep[]   that delete
---@return moonwatch.PlanStep[][][]
function order.deletes(steps)
  local levels, ordered = levels_of(steps, function(step) return order.needs(step.before.alarm) end), {}
  for index = #levels, 1, -1 do
    local calls, others, places = {}, {}, {}
    for _, step in ipairs(levels[index]) do
      if step.before.alarm.AlarmRule then
        calls[#calls + 1] = { step }
      else
        if not others[step.place] then places[#places + 1] = step.place end
        others[step.place] = others[step.place] or {}
        table.insert(others[step.place], step)
      end
    end
    for _, place in ipairs(places) do
      for _, piece in ipairs(fanout.pieces(others[place], limits.names_a_call)) do calls[#calls + 1] = piece end
    end
    ordered[#ordered + 1] = calls
  end
  return ordered
end

return order
