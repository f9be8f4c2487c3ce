-- What alarms would have done over their past.

local alarm = require("moonwatch.alarm")
local alarm_data = require("moonwatch.alarm_data")
local alarm_list = require("moonwatch.alarm_list")
local composite = require("moonwatch.backtest_composite")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local evaluation = require("moonwatch.evaluation")
local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local replay = require("moonwatch.replay")
local result = require("moonwatch.backtest_result")
local rule = require("moonwatch.rule")
local series = require("moonwatch.series")
local window = require("moonwatch.window")

local backtest = {}

local caller = "alarms.backtest"

---@class moonwatch.BacktestOptions
---@field last (string|number)?   so long until now; "14d" unless given
---@field from (string|number)?   in place of `last`: a time, and
---@field to (string|number)?     the end; now unless given
---@field state string?           before the first evaluation: INSUFFICIENT_DATA, as of a new alarm, unless given
---@field data moonwatch.Series?  datapoints that are there already, in place of CloudWatch's
---@field children (moonwatch.Definition|moonwatch.Alarm)[]?   of composite alarms, where they do not exist yet
---@field region string?          of definitions that name none
---@field profile string?
---@field credentials table?
---@field endpoint_url string?

local place_names = { "region", "profile", "credentials", "endpoint_url" }
local names = { "last", "from", "to", "state", "data", "children", table.unpack(place_names) }

-- MARK: What is asked

local function is_list(given)
  return type(given) == "table" and not definition.is(given) and not alarm.is(given)
    and (given[1] ~= nil or next(given) == nil)
end

local function entry_of(given, options)
  if type(given) == "string" then
    local where = {}
    for _, name in ipairs(place_names) do where[name] = options[name] end
    given = alarm_list.get(given, where)
  end
  local def, place = evaluation.definition_of(caller, given), {}
  local client = alarm.is(given) and record.target(given).client or {}
  for _, name in ipairs(place_names) do place[name] = client[name] or options[name] end
  place.region = client.region or def.region or place.region
  return { def = def, place = place }
end

local function window_of(options)
  local asked = { last = options.last, from = options.from, to = options.to }
  if options.data then
    if not series.is(options.data) then
      errors.raise("argument", "InvalidOption", caller .. ": data: expected a series, got " .. type(options.data))
    end
    if next(asked) == nil then return { from = options.data.from, to = options.data.to, now = options.data.to } end
  elseif asked.last == nil and asked.from == nil and asked.to == nil then
    asked.last = "14d"
  end
  return window.resolve(caller, asked)
end

-- MARK: Children

local function key_of(name, place)
  return table.concat({ name, place.region or "", place.profile or "" }, "\n")
end

-- The alarms that a composite alarm takes: its children, and the one that holds its actions.
local function below(def)
  local found = rule.names(def.rule)
  if def.suppressor then found[#found + 1] = rule.names("ALARM(" .. def.suppressor .. ")")[1] or def.suppressor end
  return found
end

local function missing_of(entries, by_key)
  local places, order = {}, {}
  for _, entry in ipairs(entries) do
    for _, name in ipairs(entry.def.kind == "composite" and below(entry.def) or {}) do
      local key = key_of(name, entry.place)
      if not by_key[key] then
        local place_key = key_of("", entry.place)
        if not places[place_key] then
          places[place_key] = { place = entry.place, names = {}, seen = {}, asked_by = entry.def.name }
          order[#order + 1] = places[place_key]
        end
        local group = places[place_key]
        if not group.seen[name] then
          group.seen[name] = true
          group.names[#group.names + 1] = name
        end
      end
    end
  end
  return order
end

-- Adds the children of composite alarms that are not among the entries, and theirs.
local function with_children(entries, options)
  local by_key, all = {}, {}
  -- Of several with one name, such as two thresholds beside each other, a rule means the first.
  local function add(entry)
    local key = key_of(entry.def.name, entry.place)
    by_key[key] = by_key[key] or entry
    all[#all + 1] = entry
  end
  for _, entry in ipairs(entries) do add(entry) end
  for _, child in ipairs(options.children or {}) do add(entry_of(child, options)) end
  while true do
    local groups = missing_of(all, by_key)
    if #groups == 0 then return all, by_key end
    for _, group in ipairs(groups) do
      local where = { names = group.names }
      for _, name in ipairs(place_names) do where[name] = group.place[name] end
      for _, row in ipairs(alarm_list.list(where, caller)) do
        add({ def = definition.from_alarm(row), place = group.place })
        group.seen[row.name] = nil
      end
      local lacking = next(group.seen)
      if lacking then
        errors.raise("argument", "ResourceNotFound", string.format(
          '%s: "%s" names the alarm "%s", which is not there; give its definition in the option children', caller,
          group.asked_by, lacking))
      end
    end
  end
end

-- MARK: Running

-- Runs an entry once those that it stands on have been.
local function run_composite(entry, by_key, asked, options, open)
  if entry.run then return entry.run end
  if open[entry] then
    errors.raise("argument", "CompositeCycle", string.format(
      '%s: "%s" stands on itself, through the alarms that its rule names', caller, entry.def.name))
  end
  open[entry] = true
  local children, runs = {}, {}
  for _, name in ipairs(below(entry.def)) do
    children[name] = by_key[key_of(name, entry.place)]
    runs[name] = run_composite(children[name], by_key, asked, options, open)
  end
  open[entry] = nil
  local function every(name)
    local def = children[name].def
    return def.kind == "composite" and 60 or alarm_data.interval(def)
  end
  local settings = { from = asked.from, to = asked.to, state = options.state }
  entry.run = composite.run(entry.def, runs, every, settings)
  if entry.def.suppressor then
    local holder = below(entry.def)
    entry.run.page_times = composite.pages(entry.def, entry.run, runs[holder[#holder]], settings)
  end
  entry.children, entry.runs = rule.names(entry.def.rule), runs
  return entry.run
end

local function check_length(entry, asked)
  local every = alarm_data.interval(entry.def)
  if math.floor(asked.to / every) * every < asked.from then
    errors.raise("argument", "InvalidOption", string.format(
      '%s: "%s" is evaluated every %d s, which is not once in the window', caller, entry.def.name, every))
  end
end

local function run_all(entries, asked, options)
  local defs, places, plain = {}, {}, {}
  for _, entry in ipairs(entries) do
    if entry.def.kind ~= "composite" then
      replay.check(entry.def)
      check_length(entry, asked)
      plain[#plain + 1] = entry
      defs[#plain], places[#plain] = entry.def, entry.place
    end
  end
  if options.data then
    for index, entry in ipairs(plain) do
      if entry.def.kind ~= "metric" then
        errors.raise("argument", "InvalidOption", string.format(
          '%s: data: expected alarms on one metric beside it, and "%s" is on an expression', caller, entry.def.name))
      end
      plain[index].past = alarm_data.given(entry.def, options.data, asked)
    end
  else
    for index, past in ipairs(alarm_data.fetch(defs, places, asked)) do plain[index].past = past end
  end
  for _, entry in ipairs(plain) do entry.run = replay.run(entry.def, entry.past, options.state) end
end

--- See `alarms.backtest`.
---@param given any
---@param options moonwatch.BacktestOptions?
---@return moonwatch.Backtest|moonwatch.List
function backtest.run(given, options, more)
  local settings = {}
  for name, value in pairs(options_of.check(caller, options, names)) do settings[name] = value end
  for name, value in pairs(options_of.check(caller, more, names)) do settings[name] = value end
  fanout.check_name(caller .. ": state", settings.state, limits.states)
  settings.state = settings.state or "INSUFFICIENT_DATA"
  local asked = window_of(settings)
  asked.to = math.min(asked.to, asked.now)
  if list.note(given) then given:assert_complete() end
  local several = is_list(given)
  local entries = {}
  for index, one in ipairs(several and given or { given }) do entries[index] = entry_of(one, settings) end
  local all, by_key = with_children(entries, settings)
  run_all(all, asked, settings)
  local found = {}
  for index, entry in ipairs(entries) do
    if entry.def.kind == "composite" then run_composite(entry, by_key, asked, settings, {}) end
    found[index] = result.new(entry, asked, settings.state)
  end
  return several and list.new(found) or found[1]
end

return backtest
