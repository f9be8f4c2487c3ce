-- What a plan is asked: its options, and the definitions that it is to carry out.

local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local list_of = require("moonwatch.list")
local options_of = require("moonwatch.options")
local ownership = require("moonwatch.ownership")

local plan_options = {}

---@class moonwatch.PlanOptions: moonwatch.Where
---@field owner string?        who these alarms belong to, as their tag `moonwatch:owner` says; "moonwatch" unless given
---@field prune (boolean|{ prefix: string?, all: boolean? })?   delete what the owner made and no definition wants
---@field adopt (boolean|string|string[])?   names, or patterns such as "web-*", of alarms of others to take over
---@field ignore_tags (string|string[])?     keys, or patterns, of tags that somebody else looks after

local function refuse(caller, message) errors.raise("argument", "InvalidOption", caller .. ": " .. message) end

local function patterns_of(caller, option, value)
  if value == nil or value == false then return {} end
  if value == true and option == "adopt" then return { "*" } end
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" then
    refuse(caller, string.format('%s: expected a name, a pattern such as "web-*", or a list of them, got %s', option,
      type(value)))
  end
  for index, pattern in ipairs(value) do
    if type(pattern) ~= "string" then
      refuse(caller, string.format("%s[%d]: expected a text, got %s", option, index, type(pattern)))
    end
  end
  return value
end

local function owner_of(caller, owner)
  if owner == nil then return ownership.default end
  if type(owner) ~= "string" or owner == "" or (utf8.len(owner) or math.huge) > limits.tag_value then
    refuse(caller, string.format("owner: expected a name of at most %d letters, got %s", limits.tag_value,
      owner == "" and "an empty one" or type(owner)))
  end
  return owner
end

local function prune_of(caller, options)
  local prune = options.prune
  if prune == nil or prune == false then return nil end
  if prune ~= true then
    if type(prune) ~= "table" then refuse(caller, "prune: expected true or { prefix =, all = }, got " .. type(prune)) end
    options_of.check(caller .. ": prune", prune, { "prefix", "all" })
    if prune.prefix ~= nil and (type(prune.prefix) ~= "string" or prune.prefix == "") then
      refuse(caller, "prune.prefix: expected the beginning of names, got "
        .. (prune.prefix == "" and "an empty text" or type(prune.prefix)))
    end
  end
  if options.owner == nil then
    refuse(caller, "prune: expected an owner beside it: what it made is deleted where no definition wants it, and"
      .. " two scripts without owners would delete each other's alarms")
  end
  return prune == true and {} or prune
end

--- Reads the options of a plan. Raises kind `argument` for what is wrong with them.
---@param caller string
---@param options moonwatch.PlanOptions?
---@return { owner: string, adopt: string[], ignored: string[] } asked
---@return { prefix: string?, all: boolean? }? prune   nil: nothing is deleted
function plan_options.read(caller, options)
  options = options_of.check(caller, options, fanout.with { "owner", "prune", "adopt", "ignore_tags" })
  return {
    owner = owner_of(caller, options.owner), adopt = patterns_of(caller, "adopt", options.adopt),
    ignored = patterns_of(caller, "ignore_tags", options.ignore_tags),
  }, prune_of(caller, options)
end

--- The definitions of a list, each with its owner's tag. Raises for an incomplete List.
---@param caller string
---@param given any
---@param owner string
---@return moonwatch.Definition[]
function plan_options.definitions(caller, given, owner)
  if list_of.note(given) then given:assert_complete() end
  if definition.is(given) then given = { given } end
  if type(given) ~= "table" or (#given == 0 and next(given) ~= nil) then
    errors.raise("argument", "InvalidArgument", caller .. ": expected a list of definitions, got "
      .. (type(given) == "table" and "a table without elements" or type(given)))
  end
  local made = {}
  for index, fields in ipairs(given) do
    if type(fields) ~= "table" then
      errors.raise("argument", "InvalidArgument", string.format(
        "%s: [%d]: expected a definition, got %s", caller, index, type(fields)))
    end
    local def = definition.define(fields)
    local tags = filters.map()
    for key, value in pairs(def.tags) do tags[key] = value end
    if tags[ownership.key] ~= nil and tags[ownership.key] ~= owner then
      errors.raise("argument", "InvalidDefinition", string.format(
        '%s: "%s": its tag %s is "%s", and the plan\'s owner is "%s"', caller, def.name, ownership.key,
        tags[ownership.key], owner))
    end
    tags[ownership.key] = owner
    made[index] = def:with_tags(tags)
  end
  return made
end

return plan_options
