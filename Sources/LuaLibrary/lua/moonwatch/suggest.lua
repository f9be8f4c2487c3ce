-- The threshold at which an alarm would have paged as often as is bearable.

local alarm = require("moonwatch.alarm")
local alarm_data = require("moonwatch.alarm_data")
local condition = require("moonwatch.condition")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local replay = require("moonwatch.replay")
local result = require("moonwatch.backtest_result")
local series = require("moonwatch.series")
local show = require("show")
local window = require("moonwatch.window")

local suggest = {}

local caller = "alarms.suggest"

---@class moonwatch.SuggestOptions
---@field pages_per_week number?   at most so many; 1 unless given
---@field last (string|number)?    "14d" unless given
---@field from (string|number)?
---@field to (string|number)?
---@field periods integer?         as of `alarms.define`, as are the next
---@field datapoints integer?
---@field comparison string?       ">" (unless given), ">=", "<" or "<="
---@field missing string?
---@field period (number|string)?  of a metric, in place of its own
---@field name string?
---@field data moonwatch.Series?   datapoints that are there already, in place of CloudWatch's

local names = {
  "pages_per_week", "last", "from", "to", "periods", "datapoints", "comparison", "missing", "period", "name", "data",
}

---@class moonwatch.Trial
---@field threshold number
---@field pages integer
---@field pages_per_week number
---@field flaps integer
---@field in_alarm number          seconds
---@field in_alarm_share number
---@field longest number           seconds
---@field uncertain_pages integer

---@class moonwatch.Suggestion
---@field threshold number?        nil: none meets the wish
---@field reason string?           why there is none
---@field wanted number            pages a week
---@field pages_per_week number?   at the threshold
---@field neighbours moonwatch.Trial[]   around the threshold, the most sensitive first; with itself among them
---@field condition string?
---@field from number
---@field to number
---@field notes string[]           as of a backtest
local Suggestion = {}

local hidden = setmetatable({}, { __mode = "k" })

-- MARK: Looking at it

local trial_shape = {
  __list = false,
  __members = {
    "threshold", "pages", "pages_per_week", "flaps", "in_alarm", "in_alarm_share", "longest", "uncertain_pages",
  },
}

local function shown(trials, chosen)
  local rows = {}
  for index, one in ipairs(trials) do
    rows[index] = setmetatable({
      threshold = one.threshold, pages = one.pages, pages_per_week = tonumber(string.format("%.3g", one.pages_per_week)),
      flaps = one.flaps, in_alarm = condition.duration(math.floor(one.in_alarm + 0.5)),
      longest = condition.duration(math.floor(one.longest + 0.5)),
      [""] = one.threshold == chosen and "← suggested" or nil,
    }, { __list = false, __members = { "threshold", "pages", "pages_per_week", "flaps", "in_alarm", "longest" } })
  end
  return (show.render(rows):gsub("\n$", ""))
end

local class = {
  __name = "Suggestion", __list = false, __index = Suggestion,
  __members = {
    "threshold", "reason", "wanted", "pages_per_week", "condition", "from", "to", "neighbours", "notes",
  },
  __times = { from = true, to = true },
}
class.__rows = function(all, format)
  if format ~= "table" then return all[1].neighbours, trial_shape.__members end
  local parts = {}
  for index, one in ipairs(all) do
    local head = one.threshold
      and string.format("%s: %.3g a week, of at most %g pages", one.condition, one.pages_per_week, one.wanted)
      or string.format("no threshold pages at most %g times a week: %s", one.wanted, one.reason)
    for _, note in ipairs(one.notes) do head = head .. "\nnote: " .. note end
    parts[index] = head .. (#one.neighbours > 0 and "\n\n" .. shown(one.neighbours, one.threshold) or "")
  end
  return table.concat(parts, "\n\n")
end

--- The definition with the threshold, as `alarms.define` gives them; raises where there is none.
---
---     local data = metrics.series { period = "1m", from = 0, points = { 1, 9, 2, 3, 2, 1, 2, 3 } }
---     local found = alarms.suggest({ namespace = "Shop", name = "Waiting", period = "1m" },
---       { data = data, pages_per_week = 0 })
---     print(found:definition({ name = "queue" }):condition())
---@param changes moonwatch.DefinitionFields?   such as a name and actions
---@return moonwatch.Definition
function Suggestion:definition(changes)
  if not self.threshold then
    errors.raise("argument", "NoThreshold", "suggestion:definition: there is no threshold: " .. self.reason)
  end
  local fields = { threshold = self.threshold }
  for name, value in pairs(changes or {}) do fields[name] = value end
  return hidden[self].def:with(fields)
end

--- The backtest at the threshold, or at another one, of the datapoints that were fetched. Raises for what
--- is no number.
---
---     local data = metrics.series { period = "1m", from = 0, points = { 1, 9, 2, 3, 2, 1, 2, 3 } }
---     local found = alarms.suggest({ namespace = "Shop", name = "Waiting", period = "1m" },
---       { data = data, pages_per_week = 0 })
---     print(found:backtest(5).pages)
---@param threshold number?
---@return moonwatch.Backtest
function Suggestion:backtest(threshold)
  threshold = threshold or self.threshold
  if type(threshold) ~= "number" then
    errors.raise("argument", "InvalidArgument", "suggestion:backtest: expected a threshold, got " .. type(threshold))
  end
  return hidden[self].try(threshold)
end

-- MARK: What is asked

-- The definition but for its threshold, and where its metric is.
local function definition_of(given, settings)
  local fields, place = {}, {}
  for _, name in ipairs({ "periods", "datapoints", "comparison", "missing", "name" }) do
    fields[name] = settings[name]
  end
  if alarm.is(given) or definition.is(given) then
    local def = alarm.is(given) and given:definition() or given
    if def.kind ~= "metric" and def.kind ~= "math" or def.threshold_metric then
      errors.raise("argument", "InvalidArgument", string.format(
        '%s: "%s": expected an alarm that compares with a threshold', caller, def.name))
    end
    local client = alarm.is(given) and record.target(given).client or {}
    place = {
      region = client.region or def.region, profile = client.profile, credentials = client.credentials,
      endpoint_url = client.endpoint_url,
    }
    fields.period = settings.period
    return def:with(fields), place
  end
  if type(given) ~= "table" then
    errors.raise("argument", "InvalidArgument", caller .. ": expected a metric, a definition or an alarm, got "
      .. type(given))
  end
  fields.name = fields.name or "suggested"
  fields.threshold = 0
  if metric.is(given) or given.name ~= nil and given.metric == nil and given.metrics == nil then
    -- A metric, or what makes one.
    local query = metric.is(given) and given or metric.new(given, caller)
    place = { region = query.region, profile = query.profile }
    if metric.kind(query) == "metric" then
      fields.metric = settings.period and query:with { period = settings.period } or query
    else
      fields.metric, fields.period = query, nil
    end
  else
    for name, value in pairs(given) do
      if fields[name] == nil then fields[name] = value end
    end
    fields.name = settings.name or given.name or "suggested"
    fields.threshold = given.threshold or 0
  end
  local def = definition.define(fields)
  place.region = place.region or def.region
  return def, place
end

local function check(options)
  local settings = {}
  for name, value in pairs(options_of.check(caller, options, names)) do settings[name] = value end
  local wanted = settings.pages_per_week or 1
  if type(wanted) ~= "number" or not (wanted >= 0 and wanted < math.huge) then
    errors.raise("argument", "InvalidOption", caller .. ": pages_per_week: expected a number from 0, got "
      .. tostring(wanted))
  end
  settings.pages_per_week = wanted
  return settings
end

-- MARK: Searching

-- Values that are tried, from the far end: those that the metric had, densely there, since that is where
-- thresholds are, and so many evenly between. More pages may come with a higher threshold, too, where it
-- cuts a long ALARM into several, so that no few of them tell of the rest.
local most_values, even_steps = 120, 60

local function candidates_of(values, low, high, is_above)
  local function farther(a, b)
    if is_above then return a > b end
    return a < b
  end
  local sorted, all, seen = table.move(values, 1, #values, 1, {}), {}, {}
  table.sort(sorted, farther)
  local function add(value)
    if not seen[value] then
      seen[value] = true
      all[#all + 1] = value
    end
  end
  for step = 0, most_values - 1 do
    -- The square of the step: dense at the beginning.
    add(sorted[1 + math.floor((step / (most_values - 1)) ^ 2 * (#sorted - 1))])
  end
  for step = 0, even_steps do add(low + (high - low) * step / even_steps) end
  table.sort(all, farther)
  return all
end

-- The number with the fewest digits that is a little farther out and pages seldom enough, too.
local function rounded(quiet, spread, try, wanted, is_above)
  local unit = 10.0 ^ math.floor(math.log(math.max(spread, 1e-300), 10) - 2)
  for _, factor in ipairs({ 1, 0.5, 0.1, 0.01 }) do
    local step = unit * factor
    local value = (is_above and math.ceil or math.floor)(quiet / step) * step
    -- What cannot be written in binary comes out with few digits again.
    value = tonumber(string.format("%.12g", value)) + 0.0
    if try(value).pages_per_week <= wanted then return value end
  end
  return quiet
end

-- Goes from a threshold that is never reached to those that page more, until one pages too often; the
-- border lies between the last two. Nil where even the first one does.
local function search(candidates, try, wanted, beyond)
  local quiet, loud = beyond, nil
  if try(quiet).pages_per_week > wanted then return nil end
  for _, candidate in ipairs(candidates) do
    if try(candidate).pages_per_week > wanted then
      loud = candidate
      break
    end
    quiet = candidate
  end
  for _ = 1, loud and 12 or 0 do
    local middle = quiet + (loud - quiet) / 2
    if middle == quiet or middle == loud then break end
    if try(middle).pages_per_week > wanted then loud = middle else quiet = middle end
  end
  return quiet
end

local function trial_of(past)
  return setmetatable({
    threshold = past:definition().threshold, pages = past.pages, pages_per_week = past.pages_per_week,
    flaps = past.flaps, in_alarm = past.in_alarm, in_alarm_share = past.in_alarm_share, longest = past.longest,
    uncertain_pages = past.uncertain_pages,
  }, trial_shape)
end

-- Thresholds on both sides of one, a few steps of the values' spread away.
local function neighbours_of(threshold, low, high, try, is_above)
  local spread = math.max(high - low, math.abs(threshold) * 0.1)
  local wanted = {}
  for _, share in ipairs({ -0.2, -0.1, -0.05, 0, 0.05, 0.1 }) do
    local value = threshold + (is_above and 1 or -1) * share * spread
    if share ~= 0 then value = tonumber(string.format("%.4g", value)) + 0.0 end
    wanted[#wanted + 1] = value
  end
  local trials, seen = setmetatable({}, { __list = true }), {}
  table.sort(wanted, function(a, b)
    if is_above then return a < b end
    return a > b
  end)
  for _, value in ipairs(wanted) do
    if not seen[value] then
      seen[value] = true
      trials[#trials + 1] = trial_of(try(value))
    end
  end
  return trials
end

--- See `alarms.suggest`.
---@return moonwatch.Suggestion
function suggest.suggest(given, options)
  local settings = check(options)
  local def, place = definition_of(given, settings)
  local asked
  if settings.data and settings.last == nil and settings.from == nil then
    if not series.is(settings.data) then
      errors.raise("argument", "InvalidOption", caller .. ": data: expected a series, got " .. type(settings.data))
    end
    asked = { from = settings.data.from, to = settings.data.to, now = settings.data.to }
  else
    local wish = { last = settings.last, from = settings.from, to = settings.to }
    if next(wish) == nil then wish.last = "14d" end
    asked = window.resolve(caller, wish)
  end
  asked.to = math.min(asked.to, asked.now)
  replay.check(def)
  local past = settings.data and alarm_data.given(def, settings.data, asked)
    or alarm_data.fetch({ def }, { place }, asked)[1]
  local values = replay.compared(def, past).values
  -- A new alarm's first ALARM is no page of a life, but of its birth: it begins OK here.
  local function try(threshold)
    local one = def:with { threshold = threshold }
    return result.new({ def = one, past = past, run = replay.run(one, past, "OK") }, asked, "OK")
  end

  local is_above = def.comparison == ">" or def.comparison == ">="
  local found = {
    wanted = settings.pages_per_week, from = asked.from, to = asked.to,
    neighbours = setmetatable({}, { __list = true }), notes = setmetatable({}, { __list = true }),
  }
  if #values == 0 then
    found.reason = "the metric has no datapoints in the window"
  else
    local low, high = math.huge, -math.huge
    for _, value in ipairs(values) do low, high = math.min(low, value), math.max(high, value) end
    -- The alarm looks at other cuts of time than these, too: beyond all of them nothing is ever reached.
    local room = math.max(high - low, math.abs(high), math.abs(low), 1)
    local beyond = is_above and high + room or low - room
    local threshold = search(candidates_of(values, low, high, is_above), try, found.wanted, beyond)
    if threshold then
      threshold = rounded(threshold, high - low, try, found.wanted, is_above)
      local chosen = try(threshold)
      found.threshold, found.pages_per_week, found.condition = threshold, chosen.pages_per_week, chosen.condition
      found.notes = chosen.notes
      found.neighbours = neighbours_of(threshold, low, high, try, is_above)
    else
      local silent = try(beyond)
      found.notes = silent.notes
      found.reason = string.format("gaps alone would have paged %.3g times a week, since missing data count as %s",
        silent.pages_per_week, def.missing or "missing")
    end
  end
  setmetatable(found, class)
  hidden[found] = { def = def, try = try }
  return found
end

return suggest
