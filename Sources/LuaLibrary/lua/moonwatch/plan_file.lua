-- Plans in files, for a second person to look at and to apply. The file has what was there and what is
-- wanted of each alarm, and not the words that a plan is shown in: these are made anew from what would be
-- done.

local definition = require("moonwatch.definition")
local drift = require("moonwatch.drift")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local json = require("json")
local options_of = require("moonwatch.options")
local places_of = require("moonwatch.places")
local plan = require("moonwatch.plan")
local plan_step = require("moonwatch.plan_step")
local snapshot = require("moonwatch.snapshot")
local native = select(2, ...)

local plan_file = {}

local format_version = 1

-- MARK: Writing

local function check_path(caller, file)
  if type(file) ~= "string" or file == "" then
    errors.raise("argument", "InvalidArgument", string.format(
      "%s: expected the name of a file, got %s", caller, file == "" and "an empty one" or type(file)))
  end
end

--- See `plan:save`.
---@param given moonwatch.Plan
---@param file string
function plan_file.save(given, file)
  check_path("plan:save", file)
  local first = given.conflicts[1]
  if first then
    errors.raise("argument", "PlanConflict", string.format(
      'plan:save: a plan with conflicts cannot be applied: "%s": %s', first.name, first.reason))
  end
  local steps = {}
  for _, action in ipairs({ "create", "update", "delete", "unchanged" }) do
    for _, step in ipairs(given[action]) do
      if step.place.client.credentials then
        errors.raise("argument", "InvalidArgument", "plan:save: a plan that was made with credentials of its own"
          .. " cannot be saved, since they are written to no file; use a profile")
      end
      steps[#steps + 1] = {
        action = action, name = step.name, region = step.region, account = step.account, profile = step.profile,
        endpoint_url = step.place.client.endpoint_url,
        before = step.before and { alarm = step.before.alarm, kind = step.before.kind, tags = step.before.tags },
        after = step.wanted and { input = step.wanted:input() },
      }
    end
  end
  local run = native.script.run()
  local failure = native.run.replace(file, json.encode({
    moonwatch = "plan", version = format_version, owner = given.owner, ignore_tags = given.ignored,
    time = native.time.format(native.time.now()), script = run.name, run = run.run_id, steps = json.list(steps),
  }, { pretty = true }) .. "\n")
  if failure then errors.raise("config", "CannotWrite", "plan:save: cannot write the plan: " .. failure) end
end

-- MARK: Reading

local caller = "alarms.load_plan"

local function contents_of(file)
  local opened, reason = io.open(file, "r")
  if not opened then errors.raise("argument", "InvalidPlan", caller .. ": cannot read the plan: " .. reason) end
  local stream <close> = opened
  local ok, contents = pcall(json.decode, stream:read("a"))
  if not ok or type(contents) ~= "table" or contents.moonwatch ~= "plan" or type(contents.steps) ~= "table" then
    errors.raise("argument", "InvalidPlan", caller .. ": " .. file .. " is no plan that plan:save wrote")
  end
  if contents.version ~= format_version then
    errors.raise("argument", "InvalidPlan", string.format("%s: %s has format %s, and this version reads %d", caller,
      file, tostring(contents.version), format_version))
  end
  return contents
end

local function wanted_of(step)
  local input = step.after and step.after.input
  return input and definition.from_alarm(input, filters.tags_of(input.Tags))
end

-- True where an alarm is one that was made with its actions off, and waits for its first state.
local function is_half_made(step, now, ignored)
  return now ~= nil and not step.before
    and snapshot.progress(now, nil, snapshot.form(step.wanted:with_actions(false), ignored)) == "after"
end

--- See `alarms.load_plan`.
---@param file string
---@return moonwatch.Plan
function plan_file.load(file, options)
  check_path(caller, file)
  options_of.check(caller, options, {})
  local contents, places, saved = contents_of(file), {}, {}
  local ignored = contents.ignore_tags
  for index, step in ipairs(contents.steps) do
    local endpoint = step.endpoint_url or ""
    places[endpoint] = places[endpoint] or places_of.new(caller, { endpoint_url = step.endpoint_url })
    saved[index] = {
      name = step.name, place = places[endpoint]:at(step.profile, step.region), wanted = wanted_of(step),
      before = step.before, account = step.account,
    }
  end
  local there, steps, drifted = drift.read(caller, saved), {}, {}
  for _, step in ipairs(saved) do
    local shot = there[step.place][step.name]
    local before, after = step.before and snapshot.form(step.before, ignored), step.wanted
      and snapshot.form(step.wanted, ignored)
    local now = shot and snapshot.form(shot, ignored)
    local is_elsewhere = shot and step.account and shot.account ~= step.account
    if is_elsewhere or snapshot.progress(now, before, after) == "other" and not is_half_made(step, now, ignored) then
      drifted[#drifted + 1] = {
        name = step.name, place = step.place,
        words = is_elsewhere and "is in account " .. tostring(shot.account) .. ", not " .. step.account
          or drift.words(before, shot, ignored),
      }
    elseif shot or step.wanted then
      -- What was applied of the plan already is not done again.
      steps[#steps + 1] = plan_step.new({
        place = step.place, name = step.name, wanted = step.wanted, before = shot,
      }, ignored)
    end
  end
  if #drifted > 0 then drift.raise(caller, drifted) end
  return plan.new({ owner = contents.owner, ignored = ignored }, steps)
end

return plan_file
