-- Which instances have the alarms that a policy wants.

local alarm_list = require("moonwatch.alarm_list")
local condition = require("moonwatch.condition")
local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local limits = require("moonwatch.limits")
local list = require("moonwatch.list")
local maps = require("moonwatch.maps")
local options_of = require("moonwatch.options")
local policy_of = require("moonwatch.coverage_policy")
local record = require("moonwatch.record")
local rule = require("moonwatch.rule")

local coverage = {}

---@class moonwatch.CoverageOptions
---@field alarms moonwatch.List?   in place of those of the instances' Regions and accounts

---@class moonwatch.CoverageRow
---@field id string
---@field name string?
---@field missing string[]    what the policy wants and the instance lacks
---@field alarms string[]     names of the alarms that the policy wants
---@field near string[]       alarms that would do but for what is said of each
---@field region string
---@field account string

---@class moonwatch.Coverage: moonwatch.List   rows of moonwatch.CoverageRow
---@field percent number?     instances that lack nothing; nil where there are none
---@field covered integer
---@field lacking moonwatch.List   the rows that lack something
---@field unjudged string[]   names of alarms on such metrics that name no instance, such as those of a query

-- MARK: The alarms

-- The metrics that an alarm reads, and whether it compares each itself.
local function watched(alarm)
  local raw, found = alarm.raw, {}
  if raw.MetricName then
    found[1] = {
      namespace = raw.Namespace, metric = raw.MetricName, dimensions = maps.of_dimensions(raw.Dimensions),
      stat = alarm.stat, period = raw.Period, is_compared = true,
    }
  end
  for _, entry in ipairs(raw.Metrics or {}) do
    local stat = entry.MetricStat
    if stat then
      found[#found + 1] = {
        namespace = stat.Metric.Namespace, metric = stat.Metric.MetricName,
        dimensions = maps.of_dimensions(stat.Metric.Dimensions), stat = stat.Stat, period = stat.Period,
        is_compared = entry.ReturnData ~= false,
      }
    end
  end
  return found
end

-- Whether a query or a search has a metric in it.
local function asks_for(alarm, metric)
  local promql = alarm.raw.EvaluationCriteria and alarm.raw.EvaluationCriteria.PromQLCriteria
  if promql and promql.Query:find(metric, 1, true) then return true end
  for _, entry in ipairs(alarm.raw.Metrics or {}) do
    if entry.Expression and entry.Expression:find(metric, 1, true) then return true end
  end
  return false
end

local function key_of(namespace, metric, id) return namespace .. "\n" .. metric .. "\n" .. id end

-- A name is one alarm's in a Region and account only.
local function place_of(alarm) return (alarm.account or "") .. "\n" .. (alarm.region or "") .. "\n" end

-- What is known of alarms: by metric and instance; the composite ones by their children.
local function index_of(all, policy)
  local index = { by_metric = {}, parents = {}, unjudged = {} }
  for _, alarm in ipairs(all) do
    for _, name in ipairs(alarm.kind == "composite" and rule.names(alarm.rule) or {}) do
      local key = place_of(alarm) .. name
      index.parents[key] = index.parents[key] or {}
      table.insert(index.parents[key], alarm)
    end
    local names_instance = false
    for _, metric in ipairs(watched(alarm)) do
      local id = metric.dimensions.InstanceId
      if id then
        names_instance = true
        local key = key_of(metric.namespace, metric.metric, id)
        index.by_metric[key] = index.by_metric[key] or {}
        table.insert(index.by_metric[key], { alarm = alarm, metric = metric })
      end
    end
    if not names_instance then
      for _, wanted in ipairs(policy) do
        if asks_for(alarm, wanted.metric) then
          index.unjudged[#index.unjudged + 1] = alarm.name
          break
        end
      end
    end
  end
  return index
end

local function calls_wanted(alarm, wanted)
  if not alarm.actions_enabled then return false end
  for _, action in ipairs(alarm.raw.AlarmActions or {}) do
    if wanted == true or filters.fits(action, wanted) then return true end
  end
  return false
end

-- Whether an alarm, or a composite alarm above it, calls an action.
local function reaches(alarm, wanted, parents, seen)
  if calls_wanted(alarm, wanted) then return true end
  seen[alarm.name] = true
  for _, parent in ipairs(parents[place_of(alarm) .. alarm.name] or {}) do
    if not seen[parent.name] and reaches(parent, wanted, parents, seen) then return true end
  end
  return false
end

local function outside(range, value)
  if not range then return false end
  return not value or value < (range.min or value) or value > (range.max or value)
end

local function range_text(range, text)
  if range.min == range.max then return text(range.min) end
  if not range.max then return "at least " .. text(range.min) end
  if not range.min then return "at most " .. text(range.max) end
  return text(range.min) .. " to " .. text(range.max)
end

local function number_text(value) return value and string.format("%.14g", value) or "none" end
local function duration_text(value) return value and condition.duration(value) or "none" end

-- Why an alarm on the metric is not what is wanted; nil where it is.
local function objection(one, wanted, parents)
  local alarm, metric = one.alarm, one.metric
  for name, value in pairs(wanted.dimensions) do
    if metric.dimensions[name] ~= value then
      return string.format("%s is %s, wanted %s", name, metric.dimensions[name] or "no dimension", value)
    end
  end
  if not metric.is_compared and (wanted.threshold or wanted.comparison) then
    return "it compares an expression, not the metric"
  end
  if wanted.stat and metric.stat ~= wanted.stat then
    return string.format("statistic %s, wanted %s", metric.stat or "none", wanted.stat)
  end
  local sign = limits.comparison_signs[alarm.raw.ComparisonOperator]
  if wanted.comparison and sign ~= wanted.comparison then
    return string.format("comparison %s, wanted %s", sign or "none", wanted.comparison)
  end
  if outside(wanted.threshold, alarm.threshold) then
    return string.format("threshold %s, wanted %s", number_text(alarm.threshold), range_text(wanted.threshold, number_text))
  end
  if outside(wanted.period, metric.period) then
    return string.format("period %s, wanted %s", duration_text(metric.period), range_text(wanted.period, duration_text))
  end
  if outside(wanted.periods, alarm.raw.EvaluationPeriods) then
    return string.format("%s periods, wanted %s", number_text(alarm.raw.EvaluationPeriods),
      range_text(wanted.periods, number_text))
  end
  if wanted.missing and (alarm.raw.TreatMissingData or "missing") ~= wanted.missing then
    return string.format("missing data are %s, wanted %s", alarm.raw.TreatMissingData or "missing", wanted.missing)
  end
  if wanted.actions and not reaches(alarm, wanted.actions, parents, {}) then
    if not alarm.actions_enabled then return "its actions are disabled" end
    return wanted.actions == true and "it calls no action" or "it calls no action " .. wanted.actions
  end
  return nil
end

-- MARK: The instances

local row_class = {
  __name = "instance", __list = false,
  __members = { "id", "name", "missing", "near", "alarms", "region", "account" },
  __columns = { "id", "name", "region", "account", "missing", "near" }, __varying = { region = true, account = true },
}

-- Names as a list, which a table shows in one cell.
local strings_class = { __list = true, __tostring = function(items) return table.concat(items, "; ") end }
local function strings(items) return setmetatable(items, strings_class) end

local function row_of(instance, region, index, policy)
  local row = {
    id = instance.id, name = instance.name, region = region, account = instance.account,
    missing = strings {}, near = strings {}, alarms = strings {},
  }
  local taken = {}
  for _, wanted in ipairs(policy) do
    local is_there, objections = false, {}
    for _, one in ipairs(index.by_metric[key_of(wanted.namespace, wanted.metric, instance.id)] or {}) do
      local why = objection(one, wanted, index.parents)
      if why then
        objections[#objections + 1] = one.alarm.name .. ": " .. why
      else
        is_there = true
        if not taken[one.alarm.name] then row.alarms[#row.alarms + 1] = one.alarm.name end
        taken[one.alarm.name] = true
      end
    end
    if not is_there then
      row.missing[#row.missing + 1] = wanted.name
      table.move(objections, 1, #objections, #row.near + 1, row.near)
    end
  end
  return setmetatable(row, row_class)
end

local function check_instances(given)
  local caller = "alarms.coverage"
  if list.note(given) then given:assert_complete() end
  if type(given) ~= "table" or record.target(given) or (#given == 0 and next(given) ~= nil) then
    errors.raise("argument", "InvalidArgument", caller .. ": expected a list of instances, as ec2.instances gives, got "
      .. (type(given) == "table" and "a table that is none" or type(given)))
  end
  for index, instance in ipairs(given) do
    if not record.target(instance) or getmetatable(instance).__name ~= "instance" then
      errors.raise("argument", "InvalidArgument", string.format(
        "%s: [%d]: expected an instance, got %s%s", caller, index, type(instance),
        type(instance) == "string" and "; by id: ec2.instances { ids = … }" or ""))
    end
    record.need(instance, caller, "id")
  end
end

local function region_of(instance) return instance.region or record.target(instance).region end

-- The alarms of each Region and account that instances are in, whole; given ones by their Region and account.
local function indices_of(instances, policy, given)
  local of_target = {}
  if given then
    local index = index_of(given, policy)
    return function() return index end, { index }
  end
  local all = {}
  for _, instance in ipairs(instances) do
    local target = record.target(instance)
    local by_region = of_target[target] or {}
    of_target[target] = by_region
    local region = region_of(instance) or ""
    if not by_region[region] then
      local where = { region = region ~= "" and region or nil }
      for name, value in pairs(target.client) do where[name] = value end
      by_region[region] = { where = where }
      all[#all + 1] = by_region[region]
    end
  end
  local function read(one)
    local index = index_of(alarm_list.list(one.where, "alarms.coverage"), policy)
    for name, value in pairs(index) do one[name] = value end
  end
  if #all == 1 then read(all[1]) else require("task").map(all, read) end
  return function(instance) return of_target[record.target(instance)][region_of(instance) or ""] end, all
end

-- These need no alarms any more.
local is_over = { terminated = true, ["shutting-down"] = true }

--- See `alarms.coverage`.
---@param instances moonwatch.List|moonwatch.Instance[]
---@param policy string|(string|moonwatch.Requirement)[]
---@param options moonwatch.CoverageOptions?
---@return moonwatch.Coverage
function coverage.of(instances, policy, options)
  options = options_of.check("alarms.coverage", options, { "alarms" })
  check_instances(instances)
  policy = policy_of.read(policy)
  if options.alarms ~= nil then
    if list.note(options.alarms) then options.alarms:assert_complete() end
    for position, alarm in ipairs(type(options.alarms) == "table" and options.alarms or { false }) do
      if not require("moonwatch.alarm").is(alarm) then
        errors.raise("argument", "InvalidOption", string.format(
          "alarms.coverage: alarms[%d]: expected an alarm, as alarms.list gives, got %s", position, type(alarm)))
      end
    end
  end
  local wanted = {}
  for _, instance in ipairs(instances) do
    if not is_over[instance.state] then wanted[#wanted + 1] = instance end
  end
  local index_for, all = indices_of(wanted, policy, options.alarms)
  local rows, lacking = {}, {}
  for position, instance in ipairs(wanted) do
    rows[position] = row_of(instance, region_of(instance), index_for(instance), policy)
    if #rows[position].missing > 0 then lacking[#lacking + 1] = rows[position] end
  end
  local unjudged = strings {}
  for _, index in ipairs(all) do table.move(index.unjudged, 1, #index.unjudged, #unjudged + 1, unjudged) end
  return list.with(list.new(rows), {
    covered = #rows - #lacking, lacking = list.new(lacking), unjudged = unjudged,
    percent = #rows > 0 and 100 * (#rows - #lacking) / #rows or nil,
  })
end

return coverage
