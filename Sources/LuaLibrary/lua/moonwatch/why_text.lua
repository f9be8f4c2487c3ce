-- Why an alarm is in its state, in words. Pure but for the width of the terminal.

local native = select(2, ...)
local condition = require("moonwatch.condition")
local scale = require("moonwatch.scale")
local show = require("show")
local text_of = require("moonwatch.text")

local text = {}

-- MARK: Words

local function date(seconds) return scale.date(math.floor(seconds)) end

-- A length of time by its two largest units: "14m", "3h12m", "2d5h".
local function rough(seconds)
  seconds = math.floor(seconds)
  local unit = seconds >= 86400 and 3600 or seconds >= 60 and 60 or 1
  return condition.duration(seconds // unit * unit)
end

local function ago(seconds, now) return rough(math.max(0, now - seconds)) .. " ago" end

local function counted(count, noun) return string.format("%d %s%s", count, noun, count == 1 and "" or "s") end

local function number(value) return string.format("%.6g", value) end

local function clock(seconds, now)
  local form = now - seconds < 86400 and "!%H:%M" or "!%m-%d %H:%M"
  if seconds % 60 ~= 0 then form = form .. ":%S" end
  return os.date(form, math.floor(seconds)) --[[@as string]]
end

local most_listed = 5

-- "91.5 at 20:50, 88 at 20:45": newest first.
local function listed(points, now)
  local parts = {}
  for index = #points, 1, -1 do
    if #parts == most_listed then
      parts[#parts + 1] = string.format("and %d more", index)
      break
    end
    parts[#parts + 1] = number(points[index].value) .. " at " .. clock(points[index].time, now)
  end
  return table.concat(parts, ", ")
end

-- MARK: The datapoints

local treated = {
  breaching = "counts as beyond the threshold", notBreaching = "counts as within the threshold",
  missing = "is missing data", ignore = "is ignored",
}
local treated_many = {
  breaching = "count as beyond the threshold", notBreaching = "count as within the threshold",
  missing = "are missing data", ignore = "are ignored",
}

local function by_role(points)
  local roles = { decides = {}, counts = {}, filled = {}, ["not read"] = {} }
  for _, point in ipairs(points) do table.insert(roles[point.role], point) end
  return roles
end

local function threshold_of(found)
  local sign, threshold = found.condition:match("([<>]=?) (%S+) for %d+ of %d+")
  return sign and sign .. " " .. threshold or "beyond the threshold"
end

-- What a verdict rests on: "2 of the 3 datapoints that count are > 80: 91.5 at 20:50, 88 at 20:45".
local function basis(found)
  local verdict, now = found.verdict, found.now
  local needed, count = found.condition:match(" for (%d+) of (%d+)")
  local treatment = found.missing or "missing"
  local roles = by_role(verdict.points)
  local real = #roles.decides + #roles.counts
  if real == 0 then
    local said = count == "1" and "the last period has no datapoint"
      or string.format("none of the last %s periods has a datapoint", count or "?")
    if treatment == "missing" then return said end
    return said .. ", and missing data " .. (treatment == "ignore" and "keep the state" or treated_many[treatment])
  end
  if verdict.reason:find("^The state is kept") then return verdict.reason:gsub("%.$", "") .. "" end
  local parts = {}
  local is_alarm = verdict.state == "ALARM"
  local verb = #roles.decides == 1 and "is " or "are "
  local who = real == 1 and #roles.decides == 1 and "the one datapoint that counts"
    or string.format("%d of the %s that %s", #roles.decides, counted(real, "datapoint"),
      real == 1 and "counts" or "count")
  parts[1] = string.format("%s %s%s%s%s", who, verb, is_alarm and "" or "not ", threshold_of(found),
    #roles.decides > 0 and ": " .. listed(roles.decides, now) or "")
  if is_alarm and needed then parts[1] = parts[1] .. string.format("; %s of %s are needed", needed, count) end
  if #roles.filled > 0 then
    parts[#parts + 1] = string.format("%d without a datapoint %s", #roles.filled,
      (#roles.filled == 1 and treated or treated_many)[treatment])
  end
  return table.concat(parts, "; ")
end

local function add_verdict(add, found)
  local verdict = found.verdict
  if not verdict then return end
  if found.agrees then
    add("because", basis(found))
  else
    add("because", found.cause == "by hand" and "somebody set the state by hand; it lasts until the next evaluation"
      or "of datapoints that have changed since, or of a definition that has")
    add("now", string.format("the datapoints make it %s: %s", verdict.state, basis(found)))
  end
  if verdict.uncertain then
    add("uncertain", "AWS's documents leave this open: " .. table.concat(verdict.doubts, "; "))
  end
end

local function add_sources(add, found)
  for _, source in ipairs(found.sources or {}) do
    local name = (source.id and source.id .. ": " or "") .. source.namespace .. " " .. source.name
    if source.last then
      add("data", string.format("%s: the last datapoint is of %s (%s)", name, date(source.last),
        ago(source.last, found.now)))
    elseif source.exists then
      add("data", name .. ": the metric exists, and has no datapoints of the past two weeks")
    else
      add("data", string.format("%s: there is no such metric with these dimensions in the past two weeks%s", name,
        source.hint and "; " .. source.hint or ""))
    end
  end
end

-- MARK: The rest

local function add_children(add, found)
  if not found.children then return end
  local parts = {}
  for index, child in ipairs(found.children) do
    parts[index] = string.format('"%s" is %s', child.name, child.state or "not there")
  end
  add("because", #parts > 0 and "of its rule: " .. table.concat(parts, ", ") or "of its rule, which names no alarm")
  if found.agrees == false then
    add("now", "the children's states make it another one: " .. (found.cause == "by hand"
      and "somebody set it by hand, until a child changes" or "they changed since"))
  end
end

local causes = { evaluation = "by its evaluation", ["by hand"] = "by hand", unknown = "by what the history does not say" }

-- What an evaluation rested on, by what AWS says of it.
local function recorded(found)
  local real = {}
  for _, point in ipairs(found.recorded or {}) do
    if point.value and point.time then real[#real + 1] = point end
  end
  return #real > 0 and " of " .. listed(real, found.now) or ""
end

local function add_changes(add, found)
  local last = found.changes[1]
  if last then
    add("changed", string.format("from %s to %s at %s, %s%s", last.from or "?", last.to or "?", date(last.time),
      causes[last.cause], last.cause == "by hand" and ': "' .. (last.reason or "") .. '"' or recorded(found)))
    local since, count = found.now - 86400, 0
    for _, change in ipairs(found.changes) do
      if change.time >= since then count = count + 1 end
    end
    if count > 2 then add("flapping", counted(count, "change") .. " of state in the last 24 hours") end
  elseif found.cause == "created" then
    add("changed", "never since it was made")
  else
    add("changed", "longer ago than the history goes back")
  end
end

local function reach_of(arn, found)
  for _, action in ipairs(found.actions) do
    if action.arn == arn and action.subscribers then return " (" .. counted(action.subscribers, "subscriber") .. ")" end
  end
  return ""
end

local function add_told(add, found)
  for _, told in ipairs(found.told) do
    if told.result == "Succeeded" then
      add("told", string.format("%s at %s%s", told.arn or "?", date(told.time), reach_of(told.arn, found)))
    else
      add("not told", string.format("%s at %s: %s", told.arn or "?", date(told.time), told.summary))
    end
  end
  if #found.told > 0 then return end
  local wanted = 0
  for _, action in ipairs(found.actions) do
    if action.state == found.state then wanted = wanted + 1 end
  end
  if wanted == 0 then
    add("told", "nobody: the alarm has no actions for " .. found.state)
  else
    add("told", "nobody since its last change, by its history")
  end
end

local function add_silence(add, found)
  if not found.actions_enabled then add("silent", "its actions are disabled: alarms.enable lets it call them") end
  for _, mute in ipairs(found.mutes) do
    add("silent", string.format('muted by "%s"%s%s', mute.name, mute.to and " until " .. date(mute.to) or "",
      mute.reason and ": " .. mute.reason or ""))
  end
  if found.suppressed_by then add("silent", "its actions are suppressed: " .. found.suppressed_by) end
  for _, action in ipairs(found.actions) do
    if action.problem then add("deaf", string.format("%s → %s: %s", action.state, action.arn, action.problem)) end
  end
  if #found.actions == 0 then add("deaf", "it has no actions at all: nobody ever hears of it") end
end

--- The explanation as lines.
---@param found moonwatch.Why   and `now`
---@return string[]
function text.lines(found)
  local lines = setmetatable({}, { __list = true })
  local function add(name, line) lines[#lines + 1] = string.format("%-10s %s", name, text_of.clean(line)) end
  lines[1] = string.format('"%s" is %s since %s (%s)', text_of.clean(found.name), found.state, date(found.since),
    ago(found.since, found.now))
  add("if", found.condition .. (found.region and ", in " .. found.region or ""))
  add_verdict(add, found)
  add_children(add, found)
  if found.reason and not (found.agrees and found.verdict) then add("AWS says", found.reason) end
  add_sources(add, found)
  add_changes(add, found)
  add_told(add, found)
  add_silence(add, found)
  for _, parent in ipairs(found.parents) do
    add("above", string.format('"%s" is %s', parent.name, parent.state))
  end
  for _, line in ipairs(found.unknown) do add("unknown", line) end
  return lines
end

--- The explanation, and the datapoints as a table.
---@param found moonwatch.Why
---@return string
function text.render(found)
  local lines = table.move(found.explanation, 1, #found.explanation, 1, {})
  if found.points then
    local rows = {}
    for index, point in ipairs(found.points) do
      rows[index] = setmetatable({
        time = point.time, value = point.value or "missing", is = point.value
          and (point.breaching and "beyond" or "within") or nil, role = point.role,
      }, { __list = false, __times = { time = true } })
    end
    lines[#lines + 1] = ""
    lines[#lines + 1] = show.render(rows, {
      columns = { "time", "value", "is", "role" }, width = native.output.settings().width,
    }):gsub("\n$", "")
  end
  return table.concat(lines, "\n")
end

return text
