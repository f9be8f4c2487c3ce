-- New alarms that do not call their actions for what is amiss already: they are made with their actions off,
-- and get them once CloudWatch has given them a state.

local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local snapshot = require("moonwatch.snapshot")
local task = require("task")
local time = select(2, ...).time

local quiet_start = {}

-- Seconds between two looks.
local every = 5

--- True for an alarm that would call anything.
---@param def moonwatch.Definition
---@return boolean
function quiet_start.concerns(def)
  local actions = def.actions
  return def.actions_enabled and #actions.alarm + #actions.ok + #actions.insufficient > 0
end

-- Those steps of one place that have a state, and those that have none yet.
local function look(steps)
  local names = {}
  for index, step in ipairs(steps) do names[index] = step.name end
  local there = snapshot.read("plan:apply", steps[1].place, names)
  local ready, waiting = {}, {}
  for _, step in ipairs(steps) do
    local shot = there[step.name]
    -- What was deleted meanwhile waits for nothing.
    if shot then
      local list = shot.alarm.StateValue ~= "INSUFFICIENT_DATA" and ready or waiting
      list[#list + 1] = step
    end
  end
  return ready, waiting
end

local function by_place(steps)
  local groups, of_place = {}, {}
  for _, step in ipairs(steps) do
    if not of_place[step.place] then
      of_place[step.place] = {}
      groups[#groups + 1] = of_place[step.place]
    end
    table.insert(of_place[step.place], step)
  end
  return groups
end

--- Waits until new alarms have states, and calls `enable` with those that have, up to a hundred of one place
--- at a time; after the time with the rest, since an alarm that pages nobody is worse than one that pages
--- once too often.
---@param steps moonwatch.PlanStep[]
---@param timeout number   seconds
---@param enable fun(steps: moonwatch.PlanStep[], is_late: boolean)
function quiet_start.wait(steps, timeout, enable)
  local deadline = time.now() + timeout
  local waiting = steps
  while #waiting > 0 do
    local is_late, left = time.now() >= deadline, {}
    for _, group in ipairs(by_place(waiting)) do
      local ready, rest = look(group)
      for _, piece in ipairs(fanout.pieces(ready, limits.names_a_call)) do enable(piece, false) end
      for _, piece in ipairs(is_late and fanout.pieces(rest, limits.names_a_call) or {}) do enable(piece, true) end
      if not is_late then table.move(rest, 1, #rest, #left + 1, left) end
    end
    waiting = left
    if #waiting > 0 then task.sleep(math.min(every, math.max(0.05, deadline - time.now()))) end
  end
end

return quiet_start
