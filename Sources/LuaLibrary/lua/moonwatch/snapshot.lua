-- What there is of an alarm at one moment: AWS's structure and its tags, without the shapes of answers, so
-- that it can be written to a file and compared later.

local alarm_list = require("moonwatch.alarm_list")
local canonical = require("moonwatch.canonical")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local progress = require("moonwatch.progress")
local task = require("task")

local snapshot = {}

---@class moonwatch.Snapshot
---@field alarm table                 AWS's structure of the alarm, or the input that made it
---@field kind string                 "metric", "composite" or "log"
---@field tags table<string, string>?

-- MARK: Reading

local function of_row(row)
  return { alarm = canonical.copy(row.raw), kind = row.kind, arn = row.arn, account = row.account }
end

local function where_of(place)
  return {
    region = place.client.region, profile = place.client.profile, credentials = place.client.credentials,
    endpoint_url = place.client.endpoint_url,
  }
end

--- The alarms of a place, without tags, by name: those of some names, or all that begin with a prefix.
--- Raises unless whole.
---@param caller string
---@param place moonwatch.Place
---@param names string[]?
---@param prefix string?
---@return table<string, moonwatch.Snapshot>
function snapshot.read(caller, place, names, prefix)
  local found = {}
  if names and #names == 0 then return found end
  local where = where_of(place)
  where.names, where.prefix = names, prefix
  for _, row in ipairs(alarm_list.list(where, caller)) do found[row.name] = of_row(row) end
  return found
end

-- A call for each alarm. One that was deleted meanwhile is no error: it gets no tags, and `gone`.
local function read_tags(items)
  local line <close> = progress.new("reading tags", #items)
  task.map(items, function(item)
    local client, shot = item.place.cloudwatch, item.snapshot
    local ok, answer = pcall(client.list_tags_for_resource, client, { ResourceARN = shot.arn })
    if ok then
      shot.tags = filters.tags_of(answer.Tags)
    elseif errors.is(answer) and (answer.code == "ResourceNotFound" or answer.code == "ResourceNotFoundException") then
      shot.tags, shot.gone = filters.map(), true
    else
      error(answer, 0)
    end
    line:step()
  end, { concurrency = 16 })
end

--- Adds tags to what there is at places, and drops what was deleted meanwhile. Log alarms have none.
---@param there table<moonwatch.Place, table<string, moonwatch.Snapshot>>
---@param wants (fun(place: moonwatch.Place, name: string, shot: moonwatch.Snapshot): boolean)?   nil: all
function snapshot.add_tags(there, wants)
  local items = {}
  for place, shots in pairs(there) do
    for name, shot in pairs(shots) do
      if shot.kind ~= "log" and (not wants or wants(place, name, shot)) then
        items[#items + 1] = { place = place, name = name, snapshot = shot }
      end
    end
  end
  read_tags(items)
  for _, item in ipairs(items) do
    if item.snapshot.gone then there[item.place][item.name] = nil end
  end
end

-- MARK: Comparing

-- Tags that AWS keeps for itself, or that a plan was told to leave, are no part of what is compared.
local function is_compared(key, ignored)
  if key:find("^aws:") then return false end
  for _, pattern in ipairs(ignored or {}) do
    if filters.fits(key, pattern) then return false end
  end
  return true
end

--- The tags that are compared.
---@param tags table<string, string>?
---@param ignored string[]?   patterns of keys
---@return table<string, string>
function snapshot.tags(tags, ignored)
  local compared = filters.map()
  for key, value in pairs(tags or {}) do
    if is_compared(key, ignored) then compared[key] = value end
  end
  return compared
end

--- A definition with those tags of an alarm that is there which somebody else looks after.
---@param def moonwatch.Definition
---@param shot moonwatch.Snapshot
---@param ignored string[]?
---@return moonwatch.Definition
function snapshot.with_kept_tags(def, shot, ignored)
  if not ignored or #ignored == 0 then return def end
  local compared, tags = snapshot.tags(shot.tags, ignored), snapshot.tags(def.tags, ignored)
  for key, value in pairs(snapshot.tags(shot.tags)) do
    if compared[key] == nil then tags[key] = value end
  end
  return def:with_tags(tags)
end

--- The definition of what was there, with those tags that somebody other than AWS can set.
---@param shot moonwatch.Snapshot
---@return moonwatch.Definition
function snapshot.definition(shot)
  -- An input has its tags in it.
  local tags = shot.tags or filters.tags_of(shot.alarm.Tags)
  return definition.from_alarm(shot.alarm, snapshot.tags(tags))
end

--- The form in which two alarms are compared, of a snapshot or a definition.
---@param thing moonwatch.Snapshot|moonwatch.Definition
---@param ignored string[]?
---@return table<string, any>
function snapshot.form(thing, ignored)
  local def = definition.is(thing) and thing or snapshot.definition(thing)
  local form = def:canonical()
  form.Tags = snapshot.tags(form.Tags, ignored)
  -- All metrics and expressions of an alarm have one period, whether an expression says so or not.
  for _, query in pairs(form.Metrics or {}) do
    if query.Expression then query.Period = query.Period or def.period end
  end
  -- A suppressor is named by its name or its ARN.
  if form.ActionsSuppressor then
    form.ActionsSuppressor = form.ActionsSuppressor:match("^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.*)$")
      or form.ActionsSuppressor
  end
  return form
end

-- True where each member of a form is that of one of two others. A member that is missing counts as one.
local function is_mixture(form, a, b)
  for _, source in ipairs({ form, a, b }) do
    for member in pairs(source) do
      local value = form[member]
      local is_either = canonical.same(value, a[member]) or canonical.same(value, b[member])
      if not is_either and member == "Tags" then is_either = is_mixture(value or {}, a.Tags or {}, b.Tags or {}) end
      if not is_either then return false end
    end
  end
  return true
end

--- How far a change from one form to another has come: "before", "after", "between", or "other" where
--- somebody else has changed the alarm. nil is no alarm.
---@param now table?
---@param before table?
---@param after table?
---@return "before"|"after"|"between"|"other"
function snapshot.progress(now, before, after)
  if now == nil or before == nil or after == nil then
    if now == nil and after == nil then return "after" end
    if now == nil and before == nil then return "before" end
    if now ~= nil and after ~= nil and canonical.same(now, after) then return "after" end
    if now ~= nil and before ~= nil and canonical.same(now, before) then return "before" end
    return "other"
  end
  if canonical.same(now, after) then return "after" end
  if canonical.same(now, before) then return "before" end
  return is_mixture(now, before, after) and "between" or "other"
end

return snapshot
