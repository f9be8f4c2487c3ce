-- Takes back what a journal of plan:apply says that it did.

local canonical = require("moonwatch.canonical")
local drift = require("moonwatch.drift")
local errors = require("moonwatch.errors")
local journal_of = require("moonwatch.journal")
local options_of = require("moonwatch.options")
local ownership = require("moonwatch.ownership")
local places_of = require("moonwatch.places")
local plan = require("moonwatch.plan")
local plan_step = require("moonwatch.plan_step")
local snapshot = require("moonwatch.snapshot")

local undo = {}

local caller = "alarms.undo"

---@class moonwatch.UndoOptions
---@field preview boolean?   give the plan that would be carried out, and change nothing
---@field force boolean?     take back also what was changed by others since
---@field journal string?    the file that this is written down in, in turn
---@field credentials (moonwatch.Keys|moonwatch.Role)?   those of the run, where it had any of its own

-- The changes of each alarm: from what was there before the first one to what the last one made.
local function chains_of(journal, options)
  local places, chains, by_place = {}, {}, {}
  for _, entry in ipairs(journal.entries) do
    local endpoint = entry.endpoint_url or ""
    places[endpoint] = places[endpoint]
      or places_of.new(caller, { credentials = options.credentials, endpoint_url = entry.endpoint_url })
    local place = places[endpoint]:at(entry.profile, entry.region)
    by_place[place] = by_place[place] or {}
    local chain = by_place[place][entry.name]
    if not chain then
      chain = { place = place, name = entry.name, first = entry, account = entry.account }
      by_place[place][entry.name] = chain
      chains[#chains + 1] = chain
    end
    chain.last = entry
  end
  return chains
end

local function shot_of(state)
  if not state then return nil end
  return { alarm = state.alarm or state.input, kind = state.kind, tags = state.tags }
end

local function form_of(state, ignored) return state and snapshot.form(shot_of(state), ignored) end

-- Whether an alarm is as the journal left it, or as it may have left it where nobody knows.
local function is_ours(chain, now, ignored)
  local came = snapshot.progress(now, form_of(chain.last.before, ignored), form_of(chain.last.after, ignored))
  return came == "after" or (not chain.last.done and came ~= "other")
end

local function check_account(chain, shot)
  if chain.account and shot and shot.account and shot.account ~= chain.account then
    errors.raise("argument", "WrongAccount", string.format(
      '%s: "%s" was changed in account %s, and this is account %s; run it as the profile that made the change', caller,
      chain.name, chain.account, shot.account))
  end
end

-- The plan that takes a journal back.
local function plan_of(journal, options)
  local ignored = journal.header.ignore_tags
  local chains, steps, drifted = chains_of(journal, options), {}, {}
  local there = drift.read(caller, chains)
  -- Newest first; what is named by composite alarms comes in the order that AWS wants.
  for index = #chains, 1, -1 do
    local chain = chains[index]
    local shot, before = there[chain.place][chain.name], shot_of(chain.first.before)
    check_account(chain, shot)
    local now, then_ = shot and snapshot.form(shot, ignored), form_of(chain.first.before, ignored)
    local is_same = now == nil and then_ == nil or now ~= nil and then_ ~= nil and canonical.same(now, then_)
    if not is_same and not is_ours(chain, now, ignored) and not options.force then
      drifted[#drifted + 1] = {
        name = chain.name, place = chain.place,
        words = drift.words(form_of(chain.last.after, ignored), shot, ignored),
      }
    elseif shot or before then
      local wanted = before and snapshot.definition(before)
      if wanted and shot then wanted = snapshot.with_kept_tags(wanted, shot, ignored) end
      steps[#steps + 1] = plan_step.new({
        place = chain.place, name = chain.name, before = shot, wanted = wanted,
      }, ignored)
    end
  end
  if #drifted > 0 then drift.raise(caller, drifted) end
  return plan.new({
    owner = journal.header.owner or ownership.default, ignored = ignored, undoes = journal.path,
  }, steps)
end

--- See `alarms.undo`.
---@param given string|moonwatch.Journal|moonwatch.List
---@param options moonwatch.UndoOptions?
---@return moonwatch.List|moonwatch.Plan
function undo.run(given, options)
  options = options_of.check(caller, options, { "preview", "force", "journal", "credentials" })
  local journal = given
  if type(given) == "table" and not journal_of.is(given) then journal = given.journal end
  if type(journal) == "string" then journal = journal_of.read(journal) end
  if not journal_of.is(journal) then
    errors.raise("argument", "InvalidArgument", caller
      .. ": expected the file of a journal, or what plan:apply gave, got " .. type(given))
  end
  local made = plan_of(journal, options)
  if options.preview then return made end
  local result = made:apply({ journal = options.journal })
  for _, row in ipairs(result) do
    if row.action == "create" then row.note = "made anew: its history is gone, and its state begins anew" end
  end
  return result
end

return undo
