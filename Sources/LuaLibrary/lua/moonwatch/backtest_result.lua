-- The result of a backtest: a value that prints as a report, and in a list as a row.

local alarm_data = require("moonwatch.alarm_data")
local condition = require("moonwatch.condition")
local list = require("moonwatch.list")
local native = select(2, ...)
local plot = require("plot")
local quotas = require("moonwatch.quotas")
local replay = require("moonwatch.replay")
local scale = require("moonwatch.scale")
local series = require("moonwatch.series")
local show = require("show")
local stats = require("moonwatch.alarm_stats")

local result = {}

---@class moonwatch.Backtest
---@field name string
---@field condition string
---@field from number             of the window, epoch seconds
---@field to number
---@field pages integer           changes to ALARM; of a composite alarm with a suppressor, calls of its actions
---@field pages_per_week number
---@field uncertain_pages integer  of these, those that may not have been
---@field flaps integer           pages within an hour of the end of the ALARM before
---@field in_alarm number         seconds
---@field in_alarm_share number   0 to 1
---@field longest number          seconds of the longest ALARM
---@field longest_from number?
---@field state string            at the end
---@field transitions moonwatch.Transition[]   oldest first
---@field stretches { from: number, to: number }[]   in ALARM
---@field uncertain { first: number, last: number, doubts: string[] }[]   evaluations whose state is open
---@field uncertain_share number  of the evaluations, 0 to 1
---@field evaluations integer
---@field data moonwatch.Stretch[]   what it was made of, of an alarm on metrics
---@field notes string[]          what is to be known of it: coarse data, nobody who is told
local Backtest = {}

-- The definition and the datapoints, which no table and no JSON shows.
local hidden = setmetatable({}, { __mode = "k" })

local transition_shape = {
  __list = false, __members = { "time", "from", "to", "reason", "doubts", "coarse" },
  __columns = { "time", "from", "to", "doubts", "reason" }, __times = { time = true },
}
local span_shape = { __list = false, __times = { from = true, to = true, first = true, last = true } }
local data_shape = {
  __list = false, __members = { "from", "through", "period", "every", "quality" },
  __times = { from = true, through = true },
}

local function shaped(items, shape)
  for _, item in ipairs(items) do setmetatable(item, shape) end
  return setmetatable(items, { __list = true })
end

local function duration(seconds) return condition.duration(math.floor(seconds + 0.5)) end

-- MARK: Notes

local function kept_days(period)
  for _, step in ipairs(quotas.retention) do
    if step.period == period then return step.seconds / 86400 end
  end
end

local function kept_text(period)
  local days = kept_days(period)
  return days < 1 and string.format("%g hours", days * 24) or string.format("%g days", days)
end

-- The resolution before one in CloudWatch's table, which is gone where the coarser one is all there is.
local function finer(period)
  local found
  for _, step in ipairs(quotas.retention) do
    if step.period < period then found = step.period end
  end
  return found
end

-- Times to the minute; a stretch ends a second before the next begins.
local function minute(seconds) return scale.date(math.floor(seconds / 60) * 60) end

local function note_of(def, stretch)
  local when = minute(stretch.from) .. " to " .. minute(stretch.through + 1)
  if stretch.quality == "coarse" then
    return string.format("%s: made of points of %s, the finest that CloudWatch still has (those of %s are kept for %s);"
      .. " the alarm's are of %s, so that this is an approximation", when, condition.duration(stretch.period),
      condition.duration(finer(stretch.period) or stretch.period), kept_text(finer(stretch.period) or stretch.period),
      condition.duration(def.period))
  end
  local every = alarm_data.interval(def)
  local why = stretch.period > every and finer(stretch.period)
    and string.format("points of %s are kept for %s", condition.duration(finer(stretch.period)),
      kept_text(finer(stretch.period)))
    or "each other way to cut time into periods would be one more question"
  return string.format("%s: evaluated every %s, and by CloudWatch every %s: %s", when,
    condition.duration(stretch.every), condition.duration(every), why)
end

local function has_points(past)
  for _, stretch in ipairs(past.stretches) do
    for _, column in pairs(stretch.columns) do
      for _, want in ipairs(column.wants) do
        if want.series and #want.series.times > 0 then return true end
      end
    end
  end
  return false
end

local function notes_of(entry)
  local def, notes = entry.def, setmetatable({}, { __list = true })
  if entry.past then
    for _, stretch in ipairs(entry.past.stretches) do
      if stretch.quality ~= "exact" and not entry.past.is_given then notes[#notes + 1] = note_of(def, stretch) end
    end
    if entry.is_empty then
      notes[#notes + 1] = "there are no datapoints at all: is the metric's name right, with all of its dimensions?"
    end
  end
  if #def.actions.alarm == 0 then
    notes[#notes + 1] = "a page is a change to ALARM here: the alarm has no actions that would tell anyone"
  elseif not def.actions_enabled then
    notes[#notes + 1] = "nobody would be told: the alarm's actions are disabled"
  end
  return notes
end

-- MARK: Report

local function share(value) return string.format("%.3g %%", value * 100) end

local function rounded(value) return string.format("%.3g", value) end

local function doubt_text(one)
  local seen, texts = {}, {}
  for _, span in ipairs(one.uncertain) do
    for _, doubt in ipairs(span.doubts) do
      if not seen[doubt] then
        seen[doubt], texts[#texts + 1] = true, doubt
      end
    end
  end
  return table.concat(texts, "; ")
end

local function counted(count, noun) return string.format("%d %s%s", count, noun, count == 1 and "" or "s") end

-- A reason in few words: without how many datapoints it takes, and with six digits.
local function brief(reason)
  local words = reason:gsub("^Thresholds? Crossed: ", ""):gsub(" %(minimum [^)]*%)%.$", ""):gsub("%.$", "")
  return (words:gsub("%-?%d+%.%d+E?%-?%d*", function(digits)
    return tonumber(digits) and string.format("%.6g", tonumber(digits)) or digits
  end))
end

-- Words on the data of a row, whose notes are sentences.
local function data_words(one)
  local words = {}
  for _, stretch in ipairs(one.data or {}) do
    if stretch.quality == "coarse" then
      words.coarse = "approximate until " .. minute(stretch.through + 1)
    elseif stretch.quality == "sparse" then
      words.sparse = "evaluated less often until " .. minute(stretch.through + 1)
    end
  end
  if hidden[one].is_empty then return "no datapoints" end
  if words.coarse and words.sparse then return words.coarse .. ", " .. words.sparse end
  return words.coarse or words.sparse or "as CloudWatch sees it"
end

local most_transitions = 20

local function report(one)
  local lines = { one.name .. ": " .. one.condition }
  lines[2] = string.format("%s to %s UTC, %s", minute(one.from), minute(one.to), counted(one.evaluations, "evaluation"))
  lines[3] = ""
  local function add(name, ...) lines[#lines + 1] = string.format("%-11s%s", name, string.format(...)) end
  add("pages", "%d, %s a week%s", one.pages, rounded(one.pages_per_week),
    one.uncertain_pages > 0 and string.format(" (%d of them uncertain)", one.uncertain_pages) or "")
  if #one.stretches > 0 then
    add("in ALARM", "%s, %s; longest %s, from %s", duration(one.in_alarm), share(one.in_alarm_share),
      duration(one.longest), scale.date(one.longest_from))
  else
    add("in ALARM", "never")
  end
  if one.flaps > 0 then
    add("flapping", "%s within an hour of the ALARM before", counted(one.flaps, "page"))
  end
  if #one.uncertain > 0 then
    add("uncertain", "%s of the evaluations, in %s: %s", share(one.uncertain_share),
      counted(#one.uncertain, "stretch"):gsub("hs$", "hes"), doubt_text(one))
  end
  add("at the end", "%s", one.state)
  for _, note in ipairs(one.notes) do add("note", "%s", note) end
  local shown = one.transitions
  if #shown > 0 then
    lines[#lines + 1] = ""
    if #shown > most_transitions then
      lines[#lines + 1] = string.format("… %d changes of state before these", #shown - most_transitions)
      shown = table.move(shown, #shown - most_transitions + 1, #shown, 1, {})
    end
    local rows = {}
    for index, transition in ipairs(shown) do
      rows[index] = setmetatable({
        time = transition.time, from = transition.from, to = transition.to, reason = brief(transition.reason),
        [""] = transition.doubts and "uncertain" or transition.coarse and "approximate" or nil,
      }, transition_shape)
    end
    lines[#lines + 1] = show.render(rows, {
      columns = { "time", "from", "to", "", "reason" }, width = native.output.settings().width,
    }):gsub("\n$", "")
  end
  lines[#lines + 1] = ""
  lines[#lines + 1] = one:plot()
  return table.concat(lines, "\n")
end

local columns = { "name", "pages", "pages_per_week", "flaps", "in_alarm", "longest", "uncertain", "state", "data" }
local row_shape = { __list = false, __members = columns }

-- For people durations as text; for programs seconds.
local function row_of(one, format)
  local is_text = format == "table"
  return setmetatable({
    name = one.name, pages = one.pages,
    pages_per_week = is_text and tonumber(rounded(one.pages_per_week)) or one.pages_per_week, flaps = one.flaps,
    in_alarm = is_text and duration(one.in_alarm) or one.in_alarm,
    longest = is_text and duration(one.longest) or one.longest, state = one.state, data = data_words(one),
    uncertain = is_text and share(one.uncertain_share) or one.uncertain_share,
  }, row_shape)
end

-- One is a report, or its transitions; several are a row each.
local function rows_of(all, format)
  local is_list = list.note(all) ~= nil or getmetatable(all) ~= nil
  if not is_list and #all == 1 then
    if format == "table" then return report(all[1]) end
    return all[1].transitions, { "time", "from", "to", "reason", "doubts" }
  end
  local rows = {}
  for index, one in ipairs(all) do rows[index] = row_of(one, format) end
  return rows, columns
end

local class = {
  __name = "Backtest", __list = false, __index = Backtest, __rows = rows_of,
  __members = {
    "name", "condition", "from", "to", "pages", "pages_per_week", "uncertain_pages", "flaps", "in_alarm",
    "in_alarm_share", "longest", "longest_from", "state", "transitions", "stretches", "uncertain", "uncertain_share",
    "evaluations", "data", "notes",
  },
  __times = { from = true, to = true, longest_from = true },
}

-- MARK: Methods

--- What was compared, in the alarm's own periods, with a gap where nothing was. Nil for a composite alarm.
---
---     local data = metrics.series { period = "1m", from = 0, points = { 1, 9, false, 9, 2 } }
---     local past = alarms.backtest({ name = "queue", namespace = "Shop", metric = "Waiting", threshold = 5,
---       period = "1m" }, { data = data })
---     print(past:series():max()) -- 9
---@return moonwatch.Series?
function Backtest:series()
  local entry = hidden[self]
  if not entry.past then return nil end
  local points = replay.compared(entry.def, entry.past)
  local period = entry.def.period
  return series.new {
    label = self.name, period = period, times = points.times, values = points.values,
    from = math.floor(self.from / period) * period, to = math.ceil(self.to / period) * period,
  }
end

--- A chart: the series with the threshold, and below it when the alarm would have been in ALARM; of a
--- composite alarm its children's times in ALARM, and its own. Raises kind `argument` for an unknown option.
---
---     local data = metrics.series { period = "1m", from = 0, points = { 1, 9, false, 9, 2 } }
---     local past = alarms.backtest({ name = "queue", namespace = "Shop", metric = "Waiting", threshold = 5,
---       period = "1m" }, { data = data })
---     print(past:plot { height = 5, width = 60 })
---@param options { width: integer?, height: integer?, ascii: boolean? }?
---@return string
function Backtest:plot(options)
  local asked = {}
  for name, value in pairs(options or {}) do asked[name] = value end
  local entry = hidden[self]
  if entry.past then
    asked.threshold, asked.title = entry.def.threshold, self.condition
    asked.spans = table.move(self.stretches, 1, #self.stretches, 1, { label = "in ALARM" })
    return plot.text(self:series(), asked)
  end
  local rows = {}
  for index, name in ipairs(entry.children) do
    rows[index] = {
      label = name, spans = stats.of(entry.runs[name].transitions, self.from, self.to, entry.initial).stretches,
    }
  end
  rows[#rows + 1] = { label = self.name, spans = self.stretches }
  asked.height = nil
  asked.from, asked.to = self.from, self.to
  return plot.timeline(rows, asked)
end

--- The definition that was replayed: `past:definition():put()` makes the alarm.
---
---     local data = metrics.series { period = "1m", from = 0, points = { 1, 9, false, 9, 2 } }
---     local past = alarms.backtest({ name = "queue", namespace = "Shop", metric = "Waiting", threshold = 5,
---       period = "1m" }, { data = data })
---     print(past:definition():condition())
---@return moonwatch.Definition
function Backtest:definition() return hidden[self].def end

-- MARK: Making

local function uncertain_pages(transitions)
  local count = 0
  for _, transition in ipairs(transitions) do
    if transition.to == "ALARM" and transition.doubts then count = count + 1 end
  end
  return count
end

--- The result of an entry that has been run.
---@param entry { def: moonwatch.Definition, past: moonwatch.Past?, run: moonwatch.Run }
---@param asked { from: number, to: number }
---@param initial string
---@return moonwatch.Backtest
function result.new(entry, asked, initial)
  local run, def = entry.run, entry.def
  entry.is_empty = entry.past ~= nil and not has_points(entry.past)
  local numbers = stats.of(run.transitions, asked.from, asked.to, initial)
  local pages, per_week = numbers.pages, numbers.pages_per_week
  if run.page_times then
    pages = #run.page_times
    per_week = pages * 7 * 86400 / (asked.to - asked.from)
  end
  local made = setmetatable({
    name = def.name, condition = def:condition(), from = asked.from, to = asked.to, pages = pages,
    pages_per_week = per_week, uncertain_pages = uncertain_pages(run.transitions), flaps = numbers.flaps,
    in_alarm = numbers.in_alarm, in_alarm_share = numbers.in_alarm_share, longest = numbers.longest,
    longest_from = numbers.longest_from, state = run.state,
    transitions = shaped(run.transitions, transition_shape), stretches = shaped(numbers.stretches, span_shape),
    uncertain = shaped(run.uncertain, span_shape), evaluations = run.evaluations,
    uncertain_share = run.evaluations > 0 and run.uncertain_evaluations / run.evaluations or 0.0,
    notes = notes_of(entry),
  }, class)
  if entry.past then
    local data = {}
    for index, stretch in ipairs(entry.past.stretches) do
      data[index] = {
        from = stretch.from, through = stretch.through, period = stretch.period, every = stretch.every,
        quality = stretch.quality,
      }
    end
    made.data = shaped(data, data_shape)
  end
  hidden[made] = {
    def = def, past = entry.past, children = entry.children, runs = entry.runs, initial = initial,
    is_empty = entry.is_empty,
  }
  return made
end

--- True for the result of a backtest.
---@param value any
---@return boolean
function result.is(value) return type(value) == "table" and getmetatable(value) == class end

return result
