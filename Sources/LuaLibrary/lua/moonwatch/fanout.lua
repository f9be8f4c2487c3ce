-- One question asked in several Regions and accounts at once.

local aws = require("aws")
local errors = require("moonwatch.errors")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local task = require("task")
local unfinished = require("moonwatch.unfinished")

local fanout = {}

---@class moonwatch.Target    one account and Region
---@field profile string?     nil: the run's own
---@field region string?      nil: the profile's, or the run's own
---@field client moonwatch.ClientOptions

---@class moonwatch.Where
---@field region string?
---@field regions ("all"|string|string[])?   "all": those that the account has enabled
---@field profile string?
---@field profiles (string|string[])?        profiles of the AWS files: one account after another
---@field credentials (moonwatch.Keys|moonwatch.Role)?
---@field endpoint_url string?

--- The options that say where, for the list of those that a function knows.
fanout.known = { "region", "regions", "profile", "profiles", "credentials", "endpoint_url" }

--- The names of options, with those that say where.
---@param names string[]
---@return string[]
function fanout.with(names) return table.move(fanout.known, 1, #fanout.known, #names + 1, names) end

local function refuse(caller, message)
  errors.raise("argument", "InvalidOption", caller .. ": " .. message)
end

-- A list of names of one or several; nil stays nil.
local function names_of(caller, option, value)
  if value == nil then return nil end
  if type(value) == "string" then value = { value } end
  local is_whole = type(value) == "table" and #value > 0
  for _, name in ipairs(is_whole and value or {}) do is_whole = is_whole and type(name) == "string" end
  if not is_whole then
    refuse(caller, string.format("%s: expected a name or a list of names%s, got %s", option,
      option == "regions" and ', or "all"' or "",
      type(value) == "table" and (#value == 0 and "an empty list" or "a list with something else")
        or type(value)))
  end
  return value
end

local function target_of(options, profile, region)
  local client = {
    profile = profile, region = region, credentials = options.credentials,
    endpoint_url = options.endpoint_url,
  }
  return { profile = profile, region = region, client = client }
end

-- What may cut a list short; every other error is one of the script's, or of what surrounds it.
local cuts_short = { aws = true, network = true, timeout = true, credentials = true }

-- Calls a function with each element of a list, several at a time; one is not worth a task, whose
-- errors would not know the script's line.
local function each_of(items, f)
  if #items > 1 then return task.map(items, f) end
  return #items == 1 and { f(items[1], 1) } or {}
end

-- Calls a function; gives the error where it is one that a partial result may stand beside.
local function attempt(target, f, ...)
  local ok, failure = pcall(f, ...)
  if ok then return nil end
  if not errors.is(failure) or not cuts_short[failure.kind] then error(failure, 0) end
  failure.profile = target.profile
  failure.region = failure.region or target.region
  return failure
end

--- The targets that options name, and the errors of accounts whose Regions could not be asked for.
---@param caller string   such as "ec2.instances"
---@param options moonwatch.Where
---@return moonwatch.Target[], moonwatch.Error[]
function fanout.targets(caller, options)
  for one, several in pairs({ region = "regions", profile = "profiles" }) do
    if options[one] ~= nil and options[several] ~= nil then
      refuse(caller, string.format("expected one of %s and %s, got both", one, several))
    end
  end
  if options.credentials ~= nil and (options.profiles ~= nil or options.profile ~= nil) then
    refuse(caller, "expected one of credentials and a profile, got both")
  end
  local profiles = names_of(caller, "profiles", options.profiles or options.profile) or { false }
  local regions = options.regions ~= "all"
    and (names_of(caller, "regions", options.regions or options.region) or { false })
  local targets, failures = {}, {}
  local by_profile = each_of(profiles, function(profile)
    if regions then return regions end
    local target = target_of(options, profile or nil)
    local names
    local failure = attempt(target, function() names = aws.regions(target.client) end)
    failures[#failures + 1] = failure
    return names or {}
  end)
  for index, profile in ipairs(profiles) do
    for _, region in ipairs(by_profile[index]) do
      targets[#targets + 1] = target_of(options, profile or nil, region or nil)
    end
  end
  return targets, failures
end

local function place_of(failure)
  local parts = {}
  parts[#parts + 1] = failure.profile
  parts[#parts + 1] = failure.region
  return #parts > 0 and table.concat(parts, "/") .. ": " or ""
end

-- One error of several, with the first one's kind.
local function joined(caller, failures, count)
  local first, lines, are_retryable = failures[1], {}, true
  for position, failure in ipairs(failures) do
    are_retryable = are_retryable and failure.retryable
    if position <= 3 then
      lines[position] = place_of(failure) .. failure.code .. ": " .. failure.message
    elseif position == 4 then
      lines[position] = "…"
    end
  end
  return errors.new({
    kind = first.kind, code = first.code, service = first.service, operation = first.operation,
    status = first.status, retryable = are_retryable, attempts = first.attempts, errors = failures,
    message = string.format("%s: %d of %d targets failed: %s", caller, #failures, count,
      table.concat(lines, "; ")),
  })
end

--- Asks every target and joins what they give, in the order of the targets. Raises unless all
--- answered, with what there is in the error's `partial`, whose `errors` has each failure with its
--- `region` and `profile`; with the option `partial` that list is returned instead.
---@param caller string
---@param options moonwatch.Where   and `partial`
---@param fetch fun(target: moonwatch.Target, rows: table)   adds to the rows
---@return moonwatch.List
function fanout.gather(caller, options, fetch)
  local targets, failures = fanout.targets(caller, options)
  local count = #targets + #failures
  local parts, failed = {}, {}
  local function rows_so_far()
    local rows = {}
    for index in ipairs(targets) do
      local part = parts[index] or {}
      table.move(part, 1, #part, #rows + 1, rows)
    end
    return rows
  end
  local guard <close> = unfinished.guard(rows_so_far)
  each_of(targets, function(target, index)
    parts[index] = {}
    failed[index] = attempt(target, fetch, target, parts[index])
  end)
  local rows = rows_so_far()
  for index in ipairs(targets) do failures[#failures + 1] = failed[index] end
  local result = list.new(rows, failures)
  if result.complete or options.partial then return result end
  local failure = count == 1 and failures[1] or joined(caller, failures, count)
  failure.partial = result
  error(failure, 0)
end

--- The client of a service for a target.
---@param target moonwatch.Target
---@param service string
---@return moonwatch.Client
function fanout.client(target, service) return (aws.client(service, target.client)) end

--- Cuts a list into pieces of at most so many elements.
---@param items any[]
---@param size integer
---@return any[][]
function fanout.pieces(items, size)
  local pieces = {}
  for start = 1, #items, size do
    pieces[#pieces + 1] = table.move(items, start, math.min(start + size - 1, #items), 1, {})
  end
  return pieces
end

--- Raises kind `argument` unless a value is one of a few names; nil is none of them and passes.
---@param what string     such as "ec2.instances: state"
---@param value any
---@param known string[]
function fanout.check_name(what, value, known)
  if value == nil then return end
  for _, name in ipairs(known) do
    if name == value then return end
  end
  local meant = type(value) == "string" and options_of.nearest(value, known)
  errors.raise("argument", "InvalidOption", string.format("%s: expected one of %s, got %s%s", what,
    table.concat(known, ", "), type(value) == "string" and '"' .. value .. '"' or tostring(value),
    meant and ' (did you mean "' .. meant .. '"?)' or ""))
end

return fanout
