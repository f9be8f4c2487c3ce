-- The metrics and expressions of a math alarm, as AWS's list of MetricDataQuery.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html

local check = require("moonwatch.definition_check")
local limits = require("moonwatch.limits")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")

local queries = {}

--- What is expected of one of the metrics.
local metric_fields = { "namespace", "name", "metric", "dimensions", "stat", "unit", "period", "label", "account" }
local expression_fields = { "expression", "label", "period", "account" }

--- A metric's part of a query.
---@param field string?   nil: the definition's own fields
---@param given table    the options of a metric, or a metric
---@param period integer?  unless it has one
---@return table metric_stat
function queries.metric_stat(field, given, period)
  local prefix = field and field .. "." or ""
  local name = given.name or given.metric
  return {
    Metric = {
      Namespace = check.text(prefix .. "namespace", given.namespace, 1, limits.namespace),
      MetricName = check.text(field and field .. ".name" or "metric", name, 1, limits.metric_name),
      Dimensions = metric.aws_dimensions(check.dimensions(prefix .. "dimensions", given.dimensions or {})),
    },
    Period = check.period(prefix .. "period", given.period or period or 300),
    Stat = check.stat(prefix .. "stat", given.stat or "Average"),
    Unit = given.unit ~= nil and check.one_of(prefix .. "unit", given.unit, metric.units) or nil,
  }
end

--- Raises for a name that is none of the known ones.
function queries.check_names(field, given, known)
  for name in pairs(given) do
    local is_known = false
    for _, candidate in ipairs(known) do is_known = is_known or candidate == name end
    if not is_known then
      local meant = type(name) == "string" and options_of.nearest(name, known)
      check.refuse(field, string.format("unknown field '%s'%s; known: %s", tostring(name),
        meant and " (did you mean '" .. meant .. "'?)" or "", table.concat(known, ", ")))
    end
  end
end

-- The entries that an expression made by `metrics.expr` brings along: its inputs, and theirs.
local function add_inputs(field, query, list)
  for id, input in pairs(metric.inputs(query)) do queries.add(field, id, input, list, query.period) end
end

--- Adds the entry of an id, and those that it stands on.
---@param field string
---@param id string
---@param given string|table   an expression, a metric, or the options of one
---@param list table<string, table>   entries by id
---@param period integer?
function queries.add(field, id, given, list, period)
  field = field .. "." .. tostring(id)
  if type(id) ~= "string" or not id:find("^%l[%w_]*$") or #id > 255 then
    check.refuse(field, "expected an id of letters, digits and _ after a small letter")
  end
  local entry = { Id = id, ReturnData = false }
  if type(given) == "string" then
    entry.Expression = given
  elseif type(given) ~= "table" then
    check.fail(field, "a metric or an expression", given)
  elseif metric.is(given) then
    if metric.kind(given) == "metric" then
      entry.MetricStat = queries.metric_stat(field, given, period)
    elseif metric.kind(given) == "expression" then
      entry.Expression = given.expression
      add_inputs(field, given, list)
    else
      check.refuse(field, "expected a metric or an expression, got a " .. metric.kind(given)
        .. ", which makes any number of series; an alarm watches one")
    end
    entry.Label, entry.AccountId = given.label, given.account
  elseif given.expression ~= nil then
    queries.check_names(field, given, expression_fields)
    entry.Expression, entry.Label, entry.AccountId = given.expression, given.label, given.account
    entry.Period = given.period ~= nil and check.period(field .. ".period", given.period) or nil
  else
    queries.check_names(field, given, metric_fields)
    entry.MetricStat = queries.metric_stat(field, given, period)
    entry.Label, entry.AccountId = given.label, given.account
  end
  if list[id] then check.refuse(field, "the id is given twice") end
  list[id] = entry
end

-- The ids that an expression names: words that begin with a small letter, outside quotes. Those of
-- Metrics Insights are names of dimensions.
local function named(expression)
  local ids = {}
  if expression:upper():find("^%s*SELECT%s") then return ids end
  local text = expression:gsub("'[^']*'", " "):gsub('"[^"]*"', " ")
  for before, word, after in text:gmatch("()([%a_][%w_]*)()") do
    local follows = text:match("^%s*(.)", after)
    local is_number = before > 1 and text:sub(before - 1, before - 1):find("[%d.]")
    if word:find("^%l") and follows ~= "(" and not is_number then ids[#ids + 1] = word end
  end
  return ids
end

-- Raises where an expression names an id that there is not.
local function check_named(entries, ids)
  for _, entry in pairs(entries) do
    for _, name in ipairs(entry.Expression and named(entry.Expression) or {}) do
      local is_there = false
      for _, id in ipairs(ids) do is_there = is_there or id == name end
      if not is_there then
        local meant = options_of.nearest(name, ids)
        check.refuse("metrics." .. entry.Id, string.format("the expression names '%s', which is none of %s%s",
          name, table.concat(ids, ", "), meant and "; did you mean '" .. meant .. "'?" or ""))
      end
    end
  end
end

--- Marks the one entry that is compared: the named one, or the only one that no other uses. Where no
--- metric has a period, it has one.
---@param list table<string, table>
---@param returns string?
---@param period integer?
function queries.choose(list, returns, period)
  local ids, used = {}, {}
  for id, entry in pairs(list) do
    ids[#ids + 1] = id
    for _, name in ipairs(entry.Expression and named(entry.Expression) or {}) do used[name] = true end
  end
  table.sort(ids)
  check_named(list, ids)
  if returns == nil then
    local top = {}
    for _, id in ipairs(ids) do
      if not used[id] then top[#top + 1] = id end
    end
    if #top ~= 1 then
      check.refuse("returns", "expected the id of what is compared, since " .. (#top == 0 and "none"
        or table.concat(top, ", ")) .. (#top == 0 and " is left over" or " are not used by another"))
    end
    returns = top[1]
  end
  check.one_of("returns", returns, ids)
  list[returns].ReturnData = true
  local has_period = false
  for _, entry in pairs(list) do has_period = has_period or entry.MetricStat ~= nil or entry.Period ~= nil end
  if not has_period then list[returns].Period = period or 300 end
end

--- The entries by id as AWS's list: metrics before expressions, by id.
---@param list table<string, table>
---@return table[]
function queries.sorted(list)
  local all = {}
  for _, entry in pairs(list) do all[#all + 1] = entry end
  table.sort(all, function(a, b)
    if (a.Expression == nil) ~= (b.Expression == nil) then return a.Expression == nil end
    return a.Id < b.Id
  end)
  return all
end

--- Raises for what AWS does not take in an alarm.
---@param all table[]          AWS's list
---@param threshold_id string? of the band, which may be returned too
---@return integer? period     the one that all have
function queries.check(all, threshold_id)
  local counts, ids, names, returned, period = { metric = 0, expression = 0 }, {}, {}, {}, nil
  for index, entry in ipairs(all) do
    local field = string.format("metrics.%s", entry.Id or index)
    if type(entry.Id) ~= "string" or ids[entry.Id] then check.fail(field, "an Id of its own", entry.Id) end
    ids[entry.Id] = true
    names[index] = entry.Id
    local kind = entry.Expression ~= nil and "expression" or "metric"
    counts[kind] = counts[kind] + 1
    if (entry.Expression ~= nil) == (entry.MetricStat ~= nil) then
      check.refuse(field, "expected a metric or an expression, got " .. (entry.Expression and "both" or "neither"))
    end
    if entry.Expression ~= nil then
      check.text(field .. ": expression", entry.Expression, 1, limits.expression)
      if entry.Expression:upper():find("SEARCH%s*%(") then
        check.refuse(field, "SEARCH cannot be in an alarm: it makes any number of series, and an alarm watches one")
      end
    end
    local own = entry.Period or entry.MetricStat and entry.MetricStat.Period
    if own and period and own ~= period then
      check.refuse(field, string.format("expected the period of the others, %d seconds, got %d", period, own))
    end
    period = period or own
    if entry.ReturnData ~= false and entry.Id ~= threshold_id then returned[#returned + 1] = entry.Id end
  end
  if #returned ~= 1 then
    check.refuse("metrics", "expected exactly one entry that is compared (ReturnData), got "
      .. (#returned == 0 and "none" or table.concat(returned, ", ")))
  end
  for kind, limit in pairs({ metric = limits.math_metrics, expression = limits.math_expressions }) do
    if counts[kind] > limit then
      check.refuse("metrics", string.format("expected at most %d %ss, got %d", limit, kind, counts[kind]))
    end
  end
  check_named(all, names)
  if threshold_id and not ids[threshold_id] then check.one_of("threshold_metric", threshold_id, names) end
  return period
end

return queries
