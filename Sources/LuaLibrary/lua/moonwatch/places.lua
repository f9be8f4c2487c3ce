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

--- The places that the options name: those of definitions that name none themselves. Raises where the
--- Regions of an account could not be asked for.
---@return moonwatch.Place[]
function Places:own()
  local targets, failures = fanout.targets(self.caller, self.where)
  if failures[1] then error(failures[1], 0) end
  local own, seen = {}, {}
  for _, target in ipairs(targets) do
    local place = self:at(target.profile, target.region)
    if not seen[place] then own[#own + 1] = place end
    seen[place] = true
  end
  return own
end

--- Where each definition is to be: pairs of a definition and a place, in the order of the definitions.
---@param definitions moonwatch.Definition[]
---@return { definition: moonwatch.Definition, place: moonwatch.Place, index: integer }[]
function Places:of(definitions)
  local profiles = {}
  local options = self.where.profiles or self.where.profile
  for _, name in ipairs(type(options) == "table" and options or { options or "" }) do profiles[name] = true end
  for _, def in ipairs(definitions) do
    if def.profile then profiles[def.profile] = true end
    if def.profile and self.where.credentials then
      refuse(self.caller, string.format('"%s": expected one of credentials and the definition\'s profile, got both',
        def.name))
    end
  end
  local count = 0
  for _ in pairs(profiles) do count = count + 1 end
  self.several = count > 1
  local own, wanted = self:own(), {}
  for index, def in ipairs(definitions) do
    local seen = {}
    local function add(place)
      if not seen[place] then wanted[#wanted + 1] = { definition = def, place = place, index = index } end
      seen[place] = true
    end
    if def.profile and def.region then
      add(self:at(def.profile, def.region))
    else
      for _, place in ipairs(own) do add(self:at(def.profile or place.profile, def.region or place.region)) end
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
