-- What GetMetricData answers, page by page and call by call, as series.

local errors = require("moonwatch.errors")
local list = require("moonwatch.list")
local metric = require("moonwatch.metric")
local series = require("moonwatch.series")
local window = require("moonwatch.window")
local native = select(2, ...)

local answers = {}

-- MARK: One call

local function extend(whole, part)
  if part then table.move(part, 1, #part, #whole + 1, whole) end
end

-- Pages may each hold a part of the same series, and a search has many series under one Id: what an Id
-- and a label name twice on one page are two.
local function join(page, call)
  local seen = {}
  for _, part in ipairs(page.MetricDataResults or {}) do
    local name = part.Id .. "\0" .. (part.Label or "")
    seen[name] = (seen[name] or 0) + 1
    local key = name .. "\0" .. seen[name]
    local whole = call.results[key]
    if not whole then
      whole = { Id = part.Id, Label = part.Label, Timestamps = {}, Values = {}, Messages = {} }
      call.results[key] = whole
      call.results_of[part.Id] = call.results_of[part.Id] or {}
      table.insert(call.results_of[part.Id], whole)
    end
    extend(whole.Timestamps, part.Timestamps)
    extend(whole.Values, part.Values)
    extend(whole.Messages, part.Messages)
    -- A page that ends within a series calls it PartialData; the last word is the last page's.
    whole.StatusCode = part.StatusCode
  end
  extend(call.messages, page.Messages)
end

-- What may cut an answer short; every other error is one of the script's, or of what surrounds it.
local cuts_short = { aws = true, network = true, timeout = true, credentials = true }

local function fetch(call, options)
  call.results, call.results_of, call.messages = {}, {}, {}
  local ok, failure = pcall(function()
    local client = require("aws").cloudwatch {
      region = call.region or options.region, profile = call.profile or options.profile,
      credentials = options.credentials, endpoint_url = options.endpoint_url,
    }
    local input = {
      MetricDataQueries = call.queries, StartTime = call.start, EndTime = call.finish,
      ScanBy = "TimestampAscending",
    }
    for page in client:pages("GetMetricData", input) do join(page, call) end
  end)
  if ok then return end
  if not (errors.is(failure) and cuts_short[failure.kind]) then error(failure, 0) end
  call.failure = failure
end

-- MARK: Points

local function ambiguous(label, time)
  error(errors.new {
    kind = "aws", code = "AmbiguousSeries", service = "cloudwatch", operation = "GetMetricData",
    retryable = false, attempts = 1,
    message = string.format("%s: two values for %s; give a search a label that tells its series apart, such as "
      .. "\"${PROP('Dim.InstanceId')}\"", label, native.time.format(time)),
  }, 0)
end

-- Points in the order of their times; the same one twice is one.
local function sorted(times, values, label)
  local order = {}
  for index in ipairs(times) do order[index] = index end
  table.sort(order, function(a, b)
    if times[a] ~= times[b] then return times[a] < times[b] end
    return a < b
  end)
  local sorted_times, sorted_values = {}, {}
  for _, index in ipairs(order) do
    local count = #sorted_times
    if sorted_times[count] ~= times[index] then
      sorted_times[count + 1], sorted_values[count + 1] = times[index], values[index]
    elseif sorted_values[count] ~= values[index] then
      ambiguous(label, times[index])
    end
  end
  return sorted_times, sorted_values
end

-- The points of a window, oldest first, and how many were none: what is no number is no point.
local function points_of(parts, from, to, label)
  local times, values, count, dropped, is_sorted = {}, {}, 0, 0, true
  for _, part in ipairs(parts) do
    local part_values = part.Values
    for index, time in ipairs(part.Timestamps) do
      local value = part_values[index]
      if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
        dropped = dropped + 1
      elseif time >= from and time < to then
        is_sorted = is_sorted and (count == 0 or times[count] < time)
        count = count + 1
        times[count], values[count] = time, value
      end
    end
  end
  if not is_sorted then times, values = sorted(times, values, label) end
  return times, values, dropped
end

-- MARK: Warnings

-- Things that are other than asked for, each said once.
local Warnings = {}
Warnings.__index = Warnings

function Warnings:add(target, message)
  target.warnings = target.warnings or setmetatable({}, { __list = true })
  table.insert(target.warnings, message)
  if not self[message] then
    self[message] = true
    warn("metrics.get: ", message)
  end
end

local function warn_of_retention(warnings, made, unit, asked)
  local since = native.time.format(unit.from)
  if unit.period ~= unit.query.period then
    warnings:add(made, string.format(
      "CloudWatch keeps points of %d s for %g days: those since %s have a period of %d s", unit.query.period,
      window.retention(unit.query.period) / 86400, since, unit.period))
  end
  local kept = window.retention(3600)
  if asked.now - unit.from > kept then
    warnings:add(made, string.format("CloudWatch keeps nothing for longer than %d days: of the time since %s the"
      .. " earlier part is gone", kept // 86400, since))
  end
end

-- MARK: Series

local severity = { Complete = 0, PartialData = 1, InternalError = 2, Forbidden = 3 }

local function worst(parts)
  local status = "Complete"
  for _, part in ipairs(parts) do
    local code = part.StatusCode or "Complete"
    if (severity[code] or 2) > (severity[status] or 2) then status = code end
  end
  return status
end

local function make(unit, parts, warnings, asked)
  local label = parts[1].Label or unit.query.label or unit.query.name or unit.query.expression
  local times, values, dropped = points_of(parts, unit.from, unit.to, label)
  local made = series.new {
    label = label, metric = unit.query, unit = unit.query.unit, period = unit.period, from = unit.from,
    to = unit.to, times = times, values = values, status = worst(parts),
  }
  warn_of_retention(warnings, made, unit, asked)
  if dropped > 0 then
    warnings:add(made, string.format("%s: %d values are no numbers, and so no points", label, dropped))
  end
  for _, part in ipairs(parts) do
    for _, message in ipairs(part.Messages) do
      warnings:add(made, string.format("%s: %s: %s", label, message.Code or "message", message.Value or ""))
    end
  end
  return made
end

-- The series of one query: of a metric one, of an expression as many as it makes. Nil where a call
-- that failed has the answer.
local function series_of(unit, warnings, asked)
  local found = {}
  if metric.kind(unit.query) == "metric" then
    local parts, lacks = {}, false
    for _, item in ipairs(unit.items) do
      local results = item.call.results_of[item.id]
      if results then extend(parts, results) else lacks = true end
    end
    if #parts > 0 then
      found[1] = make(unit, parts, warnings, asked)
      if lacks then found[1].status = "PartialData" end
    end
    return found, lacks
  end
  local item = unit.items[1]
  local results = item.call.results_of[item.id]
  for index, part in ipairs(results or {}) do found[index] = make(unit, { part }, warnings, asked) end
  return found, results == nil and item.call.failure ~= nil
end

-- Labels that several series have get what tells these apart: dimensions, statistic, period, place.
local function tell_apart(all)
  local function values_of(one)
    local names, values = {}, {}
    for name in pairs(one.metric.dimensions or {}) do names[#names + 1] = name end
    table.sort(names)
    for index, name in ipairs(names) do values[index] = one.metric.dimensions[name] end
    return table.concat(values, " ")
  end
  local details = {
    values_of,
    function(one) return one.metric.stat or "" end,
    function(one) return one.period .. " s" end,
    function(one) return one.metric.region or "" end,
    function(one) return one.metric.account or one.metric.profile or "" end,
  }
  for _, detail in ipairs(details) do
    local by_label, order = {}, {}
    for _, one in ipairs(all) do
      if not by_label[one.label] then order[#order + 1] = one.label end
      by_label[one.label] = by_label[one.label] or {}
      table.insert(by_label[one.label], one)
    end
    for _, label in ipairs(order) do
      local same, texts, differ = by_label[label], {}, false
      for index, one in ipairs(same) do
        -- A label that was given is kept.
        texts[index] = one.metric.label and "" or detail(one)
        differ = differ or texts[index] ~= texts[1]
      end
      for index, one in ipairs(same) do
        if differ and texts[index] ~= "" then one.label = label .. " " .. texts[index] end
      end
    end
  end
end

-- MARK: Whole or not

local function status_failure(all, messages, lacking)
  local said, code, retryable = {}, nil, false
  for _, one in ipairs(all) do
    if one.status ~= "Complete" then
      said[#said + 1] = string.format("'%s' is %s", one.label, one.status)
      code = code or one.status
      retryable = retryable or one.status ~= "Forbidden"
    end
  end
  for _, label in ipairs(lacking) do
    said[#said + 1] = string.format("'%s' is not in the answer", label)
    code = code or "PartialData"
  end
  for _, message in ipairs(messages) do
    said[#said + 1] = string.format("%s: %s", message.Code or "message", message.Value or "")
    code = code or message.Code or "PartialData"
  end
  if not code then return nil end
  local more = #said > 5 and string.format(" and %d more", #said - 5) or ""
  return errors.new {
    kind = "aws", code = code, service = "cloudwatch", operation = "GetMetricData", retryable = retryable,
    attempts = 1, message = "not all datapoints came: " .. table.concat(said, "; ", 1, math.min(5, #said)) .. more,
  }
end

--- Makes the calls of a plan, several at a time, and the series of their answers, in the order of the
--- queries. Raises unless all is there; with `partial` an incomplete list says so.
---@param plan table   what `calls.plan` gives
---@param asked { from: number, to: number, now: number }
---@param options table   partial, region, profile, credentials, endpoint_url
---@return moonwatch.List
function answers.fetch(plan, asked, options)
  require("task").map(plan.calls, function(call) fetch(call, options) end)
  local warnings = setmetatable({}, Warnings)
  local all, lacking, messages, failures = {}, {}, {}, {}
  for _, call in ipairs(plan.calls) do
    failures[#failures + 1] = call.failure
    extend(messages, call.messages)
  end
  for _, unit in ipairs(plan.units) do
    local found, lacks = series_of(unit, warnings, asked)
    extend(all, found)
    if lacks then lacking[#lacking + 1] = unit.query.label or unit.query.name or unit.query.expression end
  end
  tell_apart(all)
  -- What an error of a call took along needs no error of its own.
  failures[#failures + 1] = #failures == 0 and status_failure(all, messages, lacking) or nil
  if #failures == 0 then return list.new(all) end
  local partial = list.new(all, failures)
  if options.partial then return partial end
  failures[1].partial = partial
  error(failures[1], 0)
end

return answers
