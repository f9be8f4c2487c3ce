-- Whether the alarms of a plan are still as they were when it was made.

local diff = require("moonwatch.diff")
local errors = require("moonwatch.errors")
local ownership = require("moonwatch.ownership")
local places = require("moonwatch.places")
local snapshot = require("moonwatch.snapshot")

local drift = {}

--- What there is now of the alarms of steps, tags included: by place and name.
---@param caller string
---@param steps moonwatch.PlanStep[]
---@return table<moonwatch.Place, table<string, moonwatch.Snapshot>>
function drift.read(caller, steps)
  local names, order = {}, {}
  for _, step in ipairs(steps) do
    if not names[step.place] then
      names[step.place] = {}
      order[#order + 1] = step.place
    end
    table.insert(names[step.place], step.name)
  end
  local there = {}
  for _, place in ipairs(order) do there[place] = snapshot.read(caller, place, names[place]) end
  snapshot.add_tags(there)
  return there
end

-- The first differences of two forms, in words.
local function words(from, to)
  local parts = {}
  for index, change in ipairs(diff.changes(from, to)) do
    if index > 3 then
      parts[#parts + 1] = "…"
      break
    end
    parts[#parts + 1] = diff.text(change)
  end
  return table.concat(parts, "; ")
end

--- What has become of an alarm that was to be as `expected`: in words.
---@param expected table?   its form then; nil: it was not there
---@param shot moonwatch.Snapshot?
---@param ignored string[]?
---@return string
function drift.words(expected, shot, ignored)
  if not shot then return "is not there any more" end
  if not expected then
    return "is there now, made by " .. (ownership.other(shot.alarm, shot.tags or {}, "") or "nobody")
  end
  return words(expected, snapshot.form(shot, ignored))
end

--- Raises code `PlanDrift` for alarms that have drifted, each with what has become of it.
---@param caller string
---@param drifted { name: string, place: moonwatch.Place, words: string }[]
function drift.raise(caller, drifted)
  local lines = {}
  for index, one in ipairs(drifted) do
    if index > 5 then
      lines[index] = string.format("and %d more", #drifted - 5)
      break
    end
    lines[index] = string.format('"%s" in %s %s', one.name, places.text(one.place), one.words)
  end
  error(errors.new {
    kind = "argument", code = "PlanDrift", retryable = false, attempts = 0,
    message = string.format("%s: %d alarm%s changed since: %s", caller, #drifted, #drifted == 1 and "" or "s",
      table.concat(lines, ", ")),
  }, 0)
end

--- Raises code `PlanDrift` unless all alarms of a plan are as they were when it was made.
---@param given moonwatch.Plan
---@param caller string
function drift.check(given, caller)
  local steps = {}
  for _, name in ipairs({ "create", "update", "delete", "unchanged" }) do
    table.move(given[name], 1, #given[name], #steps + 1, steps)
  end
  local there, drifted = drift.read(caller, steps), {}
  for _, step in ipairs(steps) do
    local shot = there[step.place][step.name]
    local expected = step.before and snapshot.form(step.before, given.ignored)
    local now = shot and snapshot.form(shot, given.ignored)
    if snapshot.progress(now, expected, expected) ~= "after" then
      drifted[#drifted + 1] = {
        name = step.name, place = step.place, words = drift.words(expected, shot, given.ignored),
      }
    end
  end
  if #drifted > 0 then drift.raise(caller, drifted) end
end

return drift
