-- Carries a plan out: in AWS's order, at AWS's pace, and written down before each change.

local drift = require("moonwatch.drift")
local errors = require("moonwatch.errors")
local journal_of = require("moonwatch.journal")
local list_of = require("moonwatch.list")
local options_of = require("moonwatch.options")
local order = require("moonwatch.plan_order")
local plan_text = require("moonwatch.plan_text")
local progress = require("moonwatch.progress")
local quiet_start = require("moonwatch.quiet_start")
local step_calls = require("moonwatch.step_calls")
local task = require("task")
local native = select(2, ...)

local apply = {}

---@class moonwatch.ApplyOptions
---@field quiet boolean?                  new alarms get their actions after their first state
---@field quiet_timeout (string|number)?  how long that state is waited for; "5m" unless given
---@field concurrency integer?            changes under way at once; 16 unless given
---@field journal string?                 the journal's file; one of its own in the state folder unless given

---@class moonwatch.Applied
---@field action "create"|"update"|"delete"
---@field name string
---@field ok boolean
---@field error moonwatch.Error?   why it failed; nil where it was not tried
---@field note string?             what else is to be known
---@field region string?
---@field account string?
---@field profile string?
local class = {
  __name = "applied change", __list = false,
  __members = { "action", "name", "ok", "error", "note", "region", "account", "profile" },
  __columns = { "action", "name", "ok", "region", "account", "profile", "error", "note" },
  __varying = { region = true, account = true, profile = true },
}

-- Seconds after which a plan is compared with what is there before it is carried out.
local fresh = 60

-- What one change may fail with while the others go on; every other error is one of the script's, or of
-- what surrounds it.
local is_of_one = { aws = true, network = true, timeout = true, validation = true }

local function row_of(step)
  return setmetatable({
    action = step.action, name = step.name, ok = false, region = step.region, account = step.account,
    profile = step.profile,
  }, class)
end

-- MARK: The run

local Run = {}
Run.__index = Run

-- What the journal says of a step.
local function entry_of(step, after)
  return {
    action = step.action, name = step.name, region = step.region, account = step.account,
    profile = step.profile, endpoint_url = step.place.client.endpoint_url, arn = step.arn,
    before = step.before and { alarm = step.before.alarm, kind = step.before.kind, tags = step.before.tags },
    after = after and { input = after:input() },
  }
end

-- Makes one call's worth of changes, between the two lines that the journal has of each.
function Run:change(steps, entries, line, f)
  self.journal:begin(entries)
  local ok, failure = pcall(f)
  self.journal:finish(entries, not ok and tostring(failure) or nil)
  if not ok and not (errors.is(failure) and is_of_one[failure.kind]) then error(failure, 0) end
  for _, step in ipairs(steps) do
    local row = self.rows[step]
    row.ok, row.error = ok, not ok and failure or nil
  end
  if not ok then self.failures[#self.failures + 1] = failure end
  line:step(#steps)
end

function Run:put(step)
  local first = step.wanted
  if step.action == "create" and self.quiet and quiet_start.concerns(step.wanted) then
    first = step.wanted:with_actions(false)
    self.waiting[#self.waiting + 1] = step
  end
  self:change({ step }, { entry_of(step, first) }, self.line, function()
    if step.action == "create" then step_calls.create(step, first) else step_calls.update(step) end
  end)
end

function Run:delete(steps)
  local names, entries = {}, {}
  for index, step in ipairs(steps) do
    names[index], entries[index] = step.name, entry_of(step)
  end
  self:change(steps, entries, self.line, function() steps[1].place.cloudwatch:delete_alarms { AlarmNames = names } end)
end

-- Gives new alarms their actions.
function Run:enable()
  local waiting = {}
  for _, step in ipairs(self.waiting) do
    if self.rows[step].ok then waiting[#waiting + 1] = step end
  end
  local line <close> = progress.new("waiting for first states:", #waiting)
  quiet_start.wait(waiting, self.quiet_timeout, function(steps, is_late)
    local entries, names = {}, {}
    for index, step in ipairs(steps) do
      names[index] = step.name
      local entry = entry_of(step, step.wanted)
      entry.action, entry.before = "enable", { input = step.wanted:with_actions(false):input() }
      entries[index] = entry
      if is_late then
        self.rows[step].note = "had no state after " .. progress.duration(self.quiet_timeout)
          .. "; its actions are on all the same"
      end
    end
    self:change(steps, entries, line, function()
      steps[1].place.cloudwatch:enable_alarm_actions { AlarmNames = names }
    end)
    for _, step in ipairs(steps) do
      local row = self.rows[step]
      if row.ok then
        self.enabled[step] = true
      else
        row.note = "was made, and its actions are still off"
      end
    end
  end)
end

function Run:all(given)
  for _, level in ipairs(order.puts(self.puts)) do
    if #self.failures > 0 then break end
    task.map(level, function(step) self:put(step) end, { concurrency = self.concurrency })
  end
  -- What is to be deleted may be what still watches in place of an alarm that could not be made.
  for _, level in ipairs(order.deletes(given.delete)) do
    if #self.failures > 0 then break end
    task.map(level, function(steps) self:delete(steps) end, { concurrency = self.concurrency })
  end
  self:enable()
end

-- MARK: Refusals

local function refuse_conflicts(given)
  local first = given.conflicts[1]
  if not first then return end
  error(errors.new {
    kind = "argument", code = "PlanConflict", retryable = false, attempts = 0,
    message = string.format('plan:apply: %d conflict%s, and nothing was changed: "%s": %s', #given.conflicts,
      #given.conflicts == 1 and "" or "s", first.name, first.reason),
  }, 0)
end

local function check_options(given)
  local options = options_of.check("plan:apply", given, { "quiet", "quiet_timeout", "concurrency", "journal" })
  local function refuse(name, expected, value)
    errors.raise("argument", "InvalidOption", string.format("plan:apply: %s: expected %s, got %s", name, expected,
      type(value) == "string" and '"' .. value .. '"' or tostring(value)))
  end
  local quiet, concurrency = options.quiet, options.concurrency == nil and 16 or options.concurrency
  if quiet ~= nil and type(quiet) ~= "boolean" then refuse("quiet", "true or false", quiet) end
  local count = math.tointeger(concurrency)
  if type(concurrency) ~= "number" or not count or count < 1 then
    refuse("concurrency", "a whole number from 1", concurrency)
  end
  if options.journal ~= nil and (type(options.journal) ~= "string" or options.journal == "") then
    refuse("journal", "the name of a file", options.journal)
  end
  local timeout = options_of.seconds("plan:apply: quiet_timeout",
    options.quiet_timeout == nil and "5m" or options.quiet_timeout)
  return quiet == true, timeout, count, options.journal
end

local function counts_of(rows)
  local done = 0
  for _, row in ipairs(rows) do
    if row.ok then done = done + 1 end
  end
  return done
end

local function failure_of(rows, failures)
  local first = failures[1]
  local done = counts_of(rows)
  local failed = 0
  for _, row in ipairs(rows) do if row.error then failed = failed + 1 end end
  return errors.new {
    kind = first.kind, code = first.code, service = first.service, operation = first.operation,
    region = first.region, status = first.status, request_id = first.request_id, retryable = first.retryable,
    attempts = first.attempts, errors = failures, may_have_taken_effect = first.may_have_taken_effect,
    message = string.format("plan:apply: of %d changes %d were made, %d failed and %d were not tried: %s", #rows, done,
      failed, #rows - done - failed, first.message),
  }
end

--- See `plan:apply`.
---@param given moonwatch.Plan
---@param options moonwatch.ApplyOptions?
---@return moonwatch.List
function apply.run(given, options)
  local quiet, quiet_timeout, concurrency, path = check_options(options)
  refuse_conflicts(given)
  local time = native.time
  if time.monotonic() - given.made > fresh then drift.check(given, "plan:apply") end
  local rows, by_step, puts = {}, {}, {}
  for _, name in ipairs({ "create", "update", "delete" }) do
    for _, step in ipairs(given[name]) do
      by_step[step] = row_of(step)
      rows[#rows + 1] = by_step[step]
      if name ~= "delete" then puts[#puts + 1] = step end
    end
  end
  local journal = journal_of.new(path, { owner = given.owner, ignore_tags = given.ignored, undoes = given.undoes })
  local result = list_of.new(rows)
  if #rows == 0 then return result end
  -- A dry run changes nothing, and so there is nothing to take back, and nothing to wait for.
  if native.script.run().dry_run then
    journal, quiet = { begin = function() end, finish = function() end }, false
  end
  local kept = journal_of.is(journal) and (journal.path or journal) or nil
  getmetatable(result).__index.journal = kept
  local line <close> = progress.new("applying", #rows, plan_text.seconds(given))
  local run = setmetatable({
    rows = by_step, puts = puts, journal = journal, line = line, failures = {}, waiting = {},
    enabled = {}, quiet = quiet, quiet_timeout = quiet_timeout, concurrency = concurrency,
  }, Run)
  local ok, failure = pcall(run.all, run, given)
  for _, step in ipairs(run.waiting) do
    if not run.enabled[step] and by_step[step].ok then
      by_step[step].note = "was made, and its actions are still off"
    end
  end
  if ok and #run.failures == 0 then return result end
  local raised = failure
  if ok then raised = failure_of(rows, run.failures) end
  if errors.is(raised) then
    local partial = list_of.new(rows, ok and run.failures or raised)
    getmetatable(partial).__index.journal = kept
    raised.partial = partial
  end
  error(raised, 0)
end

return apply
