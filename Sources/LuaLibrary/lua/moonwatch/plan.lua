-- What is to be done so that the alarms that are there are those that are wanted. There is no file of
-- states: a tag says what a plan's owner made, and the rest is read from AWS each time.

local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local maps = require("moonwatch.maps")
local order = require("moonwatch.plan_order")
local ownership = require("moonwatch.ownership")
local places_of = require("moonwatch.places")
local plan_options = require("moonwatch.plan_options")
local plan_step = require("moonwatch.plan_step")
local snapshot = require("moonwatch.snapshot")
local task = require("task")
local time = select(2, ...).time

local plan = {}

---@class moonwatch.Plan
---@field owner string
---@field create moonwatch.PlanStep[]
---@field update moonwatch.PlanStep[]
---@field delete moonwatch.PlanStep[]
---@field unchanged moonwatch.PlanStep[]
---@field conflicts moonwatch.PlanStep[]   definitions and deletes that cannot be carried out
---@field others moonwatch.PlanStep[]      alarms that were seen, and are somebody else's
local Plan = {}

local lists = { "create", "update", "delete", "unchanged", "conflicts", "others" }

local class = {
  __name = "plan", __list = false, __index = Plan,
  __members = { "owner", table.unpack(lists) },
  __hidden = { made = true, ignored = true, places = true, undoes = true },
  __tostring = function(self) return require("moonwatch.plan_text").render(self, false) end,
  __rows = function(given, format) return require("moonwatch.plan_text").rows(given, format) end,
}

--- True for a plan.
---@param value any
---@return boolean
function plan.is(value) return type(value) == "table" and getmetatable(value) == class end

--- Makes a plan of its steps.
---@param fields { owner: string, ignored: string[]?, undoes: string? }
---@param steps moonwatch.PlanStep[]
---@return moonwatch.Plan
function plan.new(fields, steps)
  local made = { owner = fields.owner, ignored = fields.ignored, undoes = fields.undoes, made = time.monotonic() }
  for _, name in ipairs(lists) do made[name] = setmetatable({}, { __list = true }) end
  for _, step in ipairs(steps) do
    local name = step.action == "conflict" and "conflicts" or step.action == "leave" and "others" or step.action
    table.insert(made[name], step)
  end
  local puts = {}
  for _, name in ipairs({ "create", "update" }) do table.move(made[name], 1, #made[name], #puts + 1, puts) end
  order.puts(puts)
  return setmetatable(made, class)
end

-- MARK: Reading

local function check_duplicates(caller, wanted)
  local first = {}
  for _, one in ipairs(wanted) do
    local name = one.definition.name
    first[one.place] = first[one.place] or {}
    if first[one.place][name] then
      errors.raise("argument", "DuplicateName", string.format(
        '%s: [%d] and [%d]: two definitions of "%s" in %s: one would overwrite the other; give each a name of its own,'
          .. " such as one with the instance's id", caller, first[one.place][name], one.index, name,
        places_of.text(one.place)))
    end
    first[one.place][name] = one.index
  end
end

-- What there is at each place: of wanted names, and with prune of all names that may go.
local function read(caller, places, wanted, prune)
  local names = {}
  for _, one in ipairs(wanted) do
    names[one.place] = names[one.place] or {}
    table.insert(names[one.place], one.definition.name)
  end
  local found = task.map(places, function(place)
    if not prune then return snapshot.read(caller, place, names[place] or {}) end
    if not prune.prefix then return snapshot.read(caller, place) end
    local there = snapshot.read(caller, place, nil, prune.prefix)
    for name, shot in pairs(snapshot.read(caller, place, names[place] or {})) do there[name] = shot end
    return there
  end)
  local there = {}
  for index, place in ipairs(places) do there[place] = found[index] end
  return there
end

-- MARK: Steps

local function is_adopted(name, patterns)
  for _, pattern in ipairs(patterns) do
    if filters.fits(name, pattern) then return true end
  end
  return false
end

local function kind_of(def_or_shot)
  local kind = def_or_shot.kind
  return kind == "composite" and "composite alarm" or kind == "log" and "log alarm" or "metric alarm"
end

-- The step of one definition.
local function step_of(one, shot, asked)
  local fields = { place = one.place, name = one.definition.name, wanted = one.definition, before = shot }
  if shot then
    local who = shot.kind ~= "log" and ownership.other(shot.alarm, shot.tags, asked.owner)
    if kind_of(shot) ~= kind_of(one.definition) then
      fields.action, fields.reason = "conflict", string.format(
        "there is a %s of that name, which a %s cannot take the place of; delete it first, or choose another name",
        kind_of(shot), kind_of(one.definition))
    elseif who and not is_adopted(fields.name, asked.adopt) then
      fields.action, fields.reason = "conflict", string.format(
        'there is an alarm of that name of %s; choose another name, or take it over with adopt = "%s"', who,
        fields.name)
    end
  end
  if shot and not fields.action then fields.wanted = snapshot.with_kept_tags(one.definition, shot, asked.ignored) end
  return plan_step.new(fields, asked.ignored)
end

-- What composite alarms will name once the plan is applied, by place: who names it.
local function named_after(places, there, steps)
  local named = {}
  for _, place in ipairs(places) do named[place] = {} end
  local is_settled = {}
  for _, step in ipairs(steps) do
    is_settled[step.place] = is_settled[step.place] or {}
    is_settled[step.place][step.name] = step.action ~= "leave" and step.action ~= "conflict"
    if is_settled[step.place][step.name] and step.wanted then
      for _, name in ipairs(order.needs(step.wanted:input())) do named[step.place][name] = step.name end
    end
  end
  for _, place in ipairs(places) do
    for name, shot in pairs(there[place]) do
      if not (is_settled[place] and is_settled[place][name]) then
        for _, child in ipairs(order.needs(shot.alarm)) do named[place][child] = name end
      end
    end
  end
  return named
end

-- The steps of alarms that no definition wants: those of the owner go, all others stay.
local function rest_of(places, there, steps, is_wanted, asked)
  local rest = {}
  for _, place in ipairs(places) do
    for _, name in ipairs(maps.sorted_keys(there[place])) do
      local shot = there[place][name]
      if not is_wanted[place][name] then
        local who = shot.kind == "log" and "somebody without a tag"
          or ownership.other(shot.alarm, shot.tags or {}, asked.owner)
        local fields = { place = place, name = name, before = shot }
        if who then fields.action, fields.reason = "leave", who end
        rest[#rest + 1] = plan_step.new(fields, asked.ignored)
      end
    end
  end
  local all = table.move(rest, 1, #rest, #steps + 1, table.move(steps, 1, #steps, 1, {}))
  local named = named_after(places, there, all)
  for _, step in ipairs(rest) do
    local parent = step.action == "delete" and named[step.place][step.name]
    if parent then
      step.action, step.reason = "conflict", string.format(
        'no definition wants it any more, but the composite alarm "%s" names it, and AWS does not delete what is'
          .. " named; take it out of that rule first", parent)
    end
  end
  return all
end

--- See `alarms.plan`.
---@param given (moonwatch.Definition|moonwatch.DefinitionFields)[]
---@param options moonwatch.PlanOptions?
---@param caller string?   for messages
---@return moonwatch.Plan
function plan.make(given, options, caller)
  caller = caller or "alarms.plan"
  local asked, prune = plan_options.read(caller, options)
  local definitions = plan_options.definitions(caller, given, asked.owner)
  if prune and #definitions == 0 and not prune.all then
    errors.raise("argument", "NothingWanted", string.format(
      '%s: there is no definition, so that prune would delete all alarms of owner "%s"; if that is meant, say '
        .. "prune = { all = true }", caller, asked.owner))
  end
  local collection = places_of.new(caller, options or {})
  local wanted = collection:of(definitions)
  local places = collection.list
  check_duplicates(caller, wanted)
  local is_wanted = {}
  for _, place in ipairs(places) do is_wanted[place] = {} end
  for _, one in ipairs(wanted) do is_wanted[one.place][one.definition.name] = true end
  local there = read(caller, places, wanted, prune)
  -- Whose an alarm is can be told without its tags where it is plainly somebody else's.
  snapshot.add_tags(there, function(place, name, shot)
    return is_wanted[place][name] or not ownership.is_plainly_other(shot.alarm)
  end)
  local steps = {}
  for index, one in ipairs(wanted) do
    steps[index] = step_of(one, there[one.place][one.definition.name], asked)
  end
  if prune then steps = rest_of(places, there, steps, is_wanted, asked) end
  return plan.new(asked, steps)
end

-- MARK: Methods

--- True where there is nothing to do: no change, and no conflict.
---
---     local plan = alarms.plan({ { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 } })
---     if not plan:is_empty() then print(plan) end
---@return boolean
function Plan:is_empty()
  return #self.create == 0 and #self.update == 0 and #self.delete == 0 and #self.conflicts == 0
end

--- Carries the plan out, at the pace that AWS allows. What was there before is written to a journal before
--- each change, so that `alarms.undo` can take it back. A plan that was carried out in part is not gone on
--- with: make it anew, and it says what is left.
---
--- With `quiet = true` a new alarm is made with its actions off, and gets them once it has its first state,
--- so that what is amiss already does not page anyone.
---
--- Gives a row for each alarm; `journal` is where what was there before is written. Raises with these rows
--- in `err.partial` where a change failed; then nothing is deleted. Raises code `PlanConflict` for a plan
--- with conflicts, `PlanDrift` where an alarm was changed since the plan was made, and kind `policy` for
--- operations that are not declared: `@needs cloudwatch:PutMetricAlarm cloudwatch:TagResource
--- cloudwatch:UntagResource`, `cloudwatch:PutCompositeAlarm` for composite alarms,
--- `cloudwatch:DeleteAlarms` with prune, and `cloudwatch:EnableAlarmActions` with quiet.
---
---     local plan = alarms.plan({ { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 } })
---     print(#plan:apply())   -- 1
---@param options moonwatch.ApplyOptions?
---@return moonwatch.List   rows of moonwatch.Applied
function Plan:apply(options) return require("moonwatch.apply").run(self, options) end

--- Writes the plan to a file, for a second person to look at and to apply: `alarms.load_plan(file)`.
--- Raises code `CannotWrite` where the file cannot be written.
---
---     local plan = alarms.plan({ { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 } })
---     plan:save(os.tmpname())
---@param file string
function Plan:save(file) require("moonwatch.plan_file").save(self, file) end

return plan
