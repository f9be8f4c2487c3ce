-- Alarms beside one another: the same twice, one that another always goes off with, and names that collide.

local canonical = require("moonwatch.canonical")
local text_of = require("moonwatch.lint.identity").text

-- What two alarms have in common that one of them could shadow: all but threshold, comparison, periods.
local function watched_of(form)
  return text_of { form.Namespace, form.MetricName, form.Dimensions, form.Statistic or form.ExtendedStatistic,
    form.Period, form.Unit or "", form.TreatMissingData, form.EvaluateLowSampleCountPercentile or "" }
end

local function actions_of(form)
  return text_of { form.AlarmActions, form.OKActions, form.InsufficientDataActions, form.ActionsEnabled }
end

-- An alarm's forms, computed once.
local function forms_of(neighbour)
  if neighbour.forms then return neighbour.forms end
  local form = neighbour.definition:canonical()
  local forms = { form = form, actions = actions_of(form) }
  if neighbour.definition.kind == "metric" then forms.watched = watched_of(form) end
  local rest = canonical.copy(form)
  rest.AlarmName, rest.AlarmDescription, rest.Tags = nil, nil, nil
  forms.all = text_of(rest)
  neighbour.forms = forms
  return forms
end

-- The neighbours by a text of theirs, made once for all alarms of a place.
local function index(facts, name)
  local by = facts.cache["neighbours " .. name]
  if by then return by end
  by = {}
  for _, neighbour in ipairs(facts.neighbours) do
    local key = forms_of(neighbour)[name]
    if key then
      by[key] = by[key] or {}
      table.insert(by[key], neighbour)
    end
  end
  facts.cache["neighbours " .. name] = by
  return by
end

local function direction(comparison)
  return comparison:find(">", 1, true) and 1 or comparison:find("<", 1, true) and -1 or nil
end

-- Whether an alarm is in ALARM whenever another one on the same series is.
local function covers(a, b)
  local way = direction(a.comparison)
  if not way or way ~= direction(b.comparison) then return false end
  -- Turned round, lower bounds are upper ones; ">=" is the looser of two with one threshold.
  local difference = way * (b.threshold - a.threshold)
  local is_looser = difference > 0 or difference == 0
    and (a.comparison == b.comparison or #a.comparison > #b.comparison)
  if not is_looser then return false end
  -- Of the points that let b go off, so many at least are among those that a looks at.
  local seen = (b.datapoints or b.periods) - math.max(0, b.periods - a.periods)
  return seen >= (a.datapoints or a.periods)
end

local rules = {
  {
    id = "same-name", severity = "error",
    what = "Two of the definitions have one name",
    why = "AWS replaces an alarm by one of the same name: only the last of them is there in the end.",
    fix = 'A name that says which: name = "cpu " .. instance.id.',
    check = function(subject, facts, report)
      local count = facts.given[subject.name] or 0
      -- Said of the first of them.
      if subject.alarm or count < 2 or facts.first[subject.name] ~= subject then return end
      report:finding { reason = string.format("%d definitions have the name \"%s\"", count, subject.name) }
    end,
  },
  {
    id = "duplicate", severity = "warning", needs = { "alarms" },
    what = "Another alarm is the same in all but its name, description and tags",
    why = "Everybody is told twice, and one of the two is forgotten at the next change.",
    fix = "Delete one of them.",
    check = function(subject, facts, report)
      local all, failure = facts:everything()
      if failure then return report:unknown(failure) end
      local own = all[subject.name]
      for _, other in ipairs(index(facts, "all")[forms_of(own).all]) do
        -- Said of the second by name alone.
        if other.name < subject.name then
          return report:finding { reason = string.format('the same as "%s"', other.name) }
        end
      end
    end,
  },
  {
    id = "shadowed", severity = "note", needs = { "alarms" },
    what = "Another alarm on the same series, with the same actions, is in ALARM whenever this one is",
    why = "This one tells nobody anything that the other has not told.",
    fix = "Actions of its own, such as a pager in place of a channel; or delete it.",
    check = function(subject, facts, report)
      local all, failure = facts:everything()
      if failure then return report:unknown(failure) end
      local def = subject.definition
      if def.kind ~= "metric" or not def.threshold or #def.actions.alarm == 0 then return end
      local own = all[subject.name]
      for _, other in ipairs(index(facts, "watched")[forms_of(own).watched]) do
        local is_other = other.name ~= subject.name and forms_of(other).actions == forms_of(own).actions
          and forms_of(other).all ~= forms_of(own).all
        -- Two that always go off together are said once, of the second by name.
        if is_other and other.definition.threshold and covers(other.definition, def)
          and not (covers(def, other.definition) and subject.name < other.name) then
          return report:finding {
            reason = string.format('"%s" (%s) has the same actions, and is in ALARM whenever this one is', other.name,
              other.definition:condition()),
          }
        end
      end
    end,
  },
}

return rules
