-- The accounts and Regions that a plan's definitions are for, each once, however they are named.

local native = select(2, ...).run
local aws = require("aws")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")

local places = {}

---@class moonwatch.Place: moonwatch.Target
---@field region string?      the Region itself, also where the options name none
---@field account string?     known where several profiles are asked
---@field cloudwatch moonwatch.Client

local function refuse(caller, message)
  errors.raise("argument", "InvalidOption", caller .. ": " .. message)
end

local Places = {}
Places.__index = Places

--- Makes the collection of places of one plan.
---@param caller string
---@param where moonwatch.Where
---@return table
function places.new(caller, where)
  return setmetatable({ caller = caller, where = where, list = {}, by_key = {}, accounts = {} }, Places)
end

-- The account behind a profile. It is asked for only where two profiles might be the same one: an alarm
-- that one of them wants would be deleted for the other.
function Places:account(profile)
  local key = profile or ""
  if self.accounts[key] == nil then
    self.accounts[key] = aws.identity {
      profile = profile, region = native.region(profile, self.where.region),
      credentials = not profile and self.where.credentials or nil,
    }.account
  end
  return self.accounts[key]
end

--- The place of a profile and a Region; nil of either: the run's own.
---@param profile string?
---@param region string?
---@return moonwatch.Place
function Places:at(profile, region)
  region = native.region(profile, region)
  local account = self.several and self:account(profile) or nil
  local key = (account or profile or "") .. "\n" .. (region or "")
  local place = self.by_key[key]
  if place then return place end
  place = {
    profile = profile, region = region, account = account,
    client = {
      profile = profile, region = region, endpoint_url = self.where.endpoint_url,
      credentials = not profile and self.where.credentials or nil,
    },
  }
  place.cloudwatch = fanout.client(place, "cloudwatch")
  self.by_key[key] = place
  self.list[#self.list + 1] = place
  return place
end

local function has_any(options, names)
  for _, name in ipairs(names) do
    if options[name] ~= nil then return true end
  end
  return false
end

-- The profiles that are asked; false is the run's own.
local function profiles_of(definitions, targets, names_accounts)
  local used, count = {}, 0
  local function use(profile)
    if used[profile] == nil then count = count + 1 end
    used[profile] = true
  end
  for _, target in ipairs(targets) do
    if names_accounts then use(target.profile or false) end
    for _, def in ipairs(definitions) do use(def.profile or target.profile or false) end
  end
  return used, count
end

--- Where each definition is to be, in the order of the definitions. The collection then has these places, and
--- those that the options name, which may hold what no definition wants any more.
---
--- Raises where the Regions of an account could not be asked for.
---@param definitions moonwatch.Definition[]
---@return { definition: moonwatch.Definition, place: moonwatch.Place, index: integer }[]
function Places:of(definitions)
  local where = self.where
  for _, def in ipairs(definitions) do
    if def.profile and where.credentials then
      refuse(self.caller, string.format('"%s": expected one of credentials and the definition\'s profile, got both',
        def.name))
    end
  end
  local targets, failures = fanout.targets(self.caller, where)
  if failures[1] then error(failures[1], 0) end
  local names_accounts = #definitions == 0 or has_any(where, { "profile", "profiles", "credentials" })
  local names_regions = has_any(where, { "region", "regions" })
  local used, count = profiles_of(definitions, targets, names_accounts)
  self.several = count > 1
  for _, target in ipairs(targets) do
    if names_accounts then
      self:at(target.profile, target.region)
    elseif names_regions then
      for profile in pairs(used) do self:at(profile or nil, target.region) end
    end
  end
  local wanted = {}
  for index, def in ipairs(definitions) do
    local seen = {}
    for _, target in ipairs(targets) do
      local place = self:at(def.profile or target.profile, def.region or target.region)
      if not seen[place] then wanted[#wanted + 1] = { definition = def, place = place, index = index } end
      seen[place] = true
    end
  end
  return wanted
end

--- How messages name a place: "prod/eu-west-1".
---@param place { profile: string?, region: string? }
---@return string
function places.text(place)
  return (place.profile and place.profile .. "/" or "") .. (place.region or "this Region")
end

return places
