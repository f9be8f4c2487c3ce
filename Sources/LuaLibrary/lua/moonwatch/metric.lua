-- What can be asked of CloudWatch: a metric with a statistic, an expression over metrics, a search, a
-- query of Metrics Insights. Values of their own, made once and asked for often.

local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")

---@class moonwatch.Query
---@field label string?     AWS's name of the series unless given; may be dynamic: "${PROP('Dim.InstanceId')}"
---@field period integer?   seconds
---@field region string?    the run's unless given
---@field account string?   of a linked account, on a monitoring account
---@field profile string?   of the AWS files, whose credentials ask

---@class moonwatch.Metric: moonwatch.Query
---@field namespace string
---@field name string
---@field dimensions table<string, string>
---@field stat string       Average, Sum, Minimum, Maximum, SampleCount, p99, tm90, TM(10%:90%), IQM, …
---@field unit string?      only datapoints with this unit
local Query = {}

local metric = {}

local function invalid(message) errors.raise("argument", "InvalidOption", message) end

local function shown(value) return type(value) == "string" and '"' .. value .. '"' or tostring(value) end

-- MARK: Checks

local function text_of(name, value, limit, is_optional)
  if value == nil and is_optional then return nil end
  if type(value) ~= "string" or value == "" then
    invalid(string.format("%s: expected a text, got %s", name, shown(value)))
  end
  if #value > limit then
    invalid(string.format("%s: expected at most %d characters, got %d", name, limit, #value))
  end
  return value
end

local standard = { Average = true, Sum = true, Minimum = true, Maximum = true, SampleCount = true, IQM = true }
local standard_names = { "Average", "Sum", "Minimum", "Maximum", "SampleCount", "IQM" }
-- What people say, and what CloudWatch calls it.
local other_names = {
  avg = "Average", mean = "Average", min = "Minimum", max = "Maximum", count = "SampleCount",
  samples = "SampleCount", total = "Sum", median = "p50",
}
local with_percent = { p = true, tm = true, wm = true, tc = true, ts = true }
local with_range = { tm = true, wm = true, tc = true, ts = true, pr = true }

local function is_bound(text)
  local number = text:match("^(.-)%%?$")
  return text == "" or (number:find("^%d") and tonumber(number) ~= nil)
end

--- True for a statistic that CloudWatch has.
--- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
---@param stat string
---@return boolean
function metric.is_statistic(stat)
  if standard[stat] then return true end
  local letters, percent = stat:lower():match("^(%a+)([%d.]+)$")
  if letters then
    local number = tonumber(percent)
    return with_percent[letters] ~= nil and number ~= nil and number <= 100
  end
  local range_letters, low, high = stat:lower():match("^(%a+)%(([^:()]*):([^:()]*)%)$")
  return range_letters ~= nil and with_range[range_letters] ~= nil and low .. high ~= ""
    and is_bound(low) and is_bound(high)
end

local function check_stat(name, stat)
  if type(stat) == "string" and metric.is_statistic(stat) then return stat end
  local meant = type(stat) == "string"
    and (other_names[stat:lower()] or options_of.nearest(stat, standard_names))
  invalid(string.format("%s: expected Average, Sum, Minimum, Maximum, SampleCount or such as p99, got %s%s",
    name, shown(stat), meant and " (did you mean '" .. meant .. "'?)" or ""))
end

--- The seconds of a period that CloudWatch has: 1, 5, 10, 20, 30 or a multiple of 60.
---@param name string   of the option, for the message
---@param value any
---@return integer
function metric.period(name, value)
  local seconds = math.tointeger(options_of.seconds(name, value))
  local is_short = seconds == 1 or seconds == 5 or seconds == 10 or seconds == 20 or seconds == 30
  if not seconds or seconds < 1 or not (is_short or seconds % 60 == 0) then
    invalid(string.format("%s: expected 1, 5, 10, 20, 30 or a multiple of 60 seconds, got %s", name, shown(value)))
  end
  return seconds
end

--- Every unit that CloudWatch has.
metric.units = {
  "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
  "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second",
  "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second",
  "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
}
local is_unit = {}
for _, unit in ipairs(metric.units) do is_unit[unit] = true end

--- A unit of CloudWatch's, or nil.
---@param name string
---@param value any
---@return string?
function metric.unit(name, value)
  if value == nil or is_unit[value] then return value end
  local meant = type(value) == "string" and options_of.nearest(value, metric.units)
  invalid(string.format("%s: expected a unit such as Percent, Count, Bytes or Seconds, got %s%s", name,
    shown(value), meant and " (did you mean '" .. meant .. "'?)" or ""))
end

--- Dimensions as a map of names to values; a list as AWS writes it is taken too.
---@param name string
---@param value any
---@return table<string, string>
function metric.dimensions(name, value)
  if value == nil then return {} end
  if type(value) ~= "table" then
    invalid(string.format("%s: expected a table such as { InstanceId = \"i-0abc\" }, got %s", name, shown(value)))
  end
  local dimensions, count = {}, 0
  for key, entry in pairs(value) do
    if type(key) == "number" and type(entry) == "table" then key, entry = entry.Name, entry.Value end
    if type(key) ~= "string" or type(entry) ~= "string" or key == "" or entry == "" then
      invalid(string.format("%s: expected names and texts such as { InstanceId = \"i-0abc\" }, got %s = %s",
        name, tostring(key), shown(entry)))
    end
    if dimensions[key] then invalid(name .. ": the dimension '" .. key .. "' is given twice") end
    dimensions[key] = entry
    count = count + 1
  end
  if count > 30 then invalid(name .. ": expected at most 30 dimensions, got " .. count) end
  return dimensions
end

--- Dimensions as AWS writes them, by name; nil for none.
---@param dimensions table<string, string>
---@return table[]?
function metric.aws_dimensions(dimensions)
  local list = {}
  for name, value in pairs(dimensions) do list[#list + 1] = { Name = name, Value = value } end
  if #list == 0 then return nil end
  table.sort(list, function(a, b) return a.Name < b.Name end)
  return list
end

-- MARK: Making

local shape = {
  "namespace", "name", "dimensions", "stat", "period", "unit", "expression", "label", "region", "account", "profile",
}
local class = { __name = "Query", __list = false, __members = shape, __index = Query }

-- The kind and the inputs stand apart, so that tables and JSON show what a reader gave.
local hidden = setmetatable({}, { __mode = "k" })

local function make(fields, kind, inputs)
  local made = setmetatable(fields, class)
  hidden[made] = { kind = kind, inputs = inputs }
  return made
end

local place_names = { "label", "region", "account", "profile" }

local function place(caller, options, fields)
  for _, name in ipairs(place_names) do
    fields[name] = text_of(caller .. ": " .. name, options[name], 1024, true)
  end
  return fields
end

local metric_options = {
  "namespace", "name", "dimensions", "stat", "period", "unit", "label", "region", "account", "profile",
}

--- Makes a metric; see `metrics.metric`.
---@param options table
---@param caller string?
---@return moonwatch.Metric
function metric.new(options, caller)
  caller = caller or "metrics.metric"
  if options == nil then invalid(caller .. ": expected a table of options, got nil") end
  options = options_of.check(caller, options, metric_options)
  return make(place(caller, options, {
    namespace = text_of(caller .. ": namespace", options.namespace, 255),
    name = text_of(caller .. ": name", options.name, 255),
    dimensions = metric.dimensions(caller .. ": dimensions", options.dimensions),
    stat = check_stat(caller .. ": stat", options.stat == nil and "Average" or options.stat),
    period = metric.period(caller .. ": period", options.period == nil and 300 or options.period),
    unit = metric.unit(caller .. ": unit", options.unit),
  }), "metric")
end

--- What is to be asked for: a query, or the options of a metric.
---@param value any
---@param caller string
---@return moonwatch.Query
function metric.of(value, caller)
  if metric.is(value) then return value end
  if type(value) == "table" then return metric.new(value, caller) end
  invalid(caller .. ": expected a metric or the options of one, got " .. shown(value))
end

local expression_options = { "label", "period", "region", "account", "profile" }

local function check_expression(caller, expression)
  text_of(caller, expression, 2048)
  return expression
end

-- All inputs of an expression are asked for in one call: in one place, with one period.
local function adopt(caller, id, input, fields)
  for _, name in ipairs { "region", "profile" } do
    if fields[name] == nil then fields[name] = input[name] end
    if input[name] and input[name] ~= fields[name] then
      invalid(string.format("%s: %s has the %s %s and another has %s; an expression has one", caller, id, name,
        input[name], fields[name]))
    end
  end
  if input.period and fields.period and input.period ~= fields.period then
    invalid(string.format("%s: %s has a period of %d s, and another part one of %d s; give all the same", caller,
      id, input.period, fields.period))
  end
  fields.period = fields.period or input.period
end

--- Makes an expression; see `metrics.expr`.
---@param expression string
---@param inputs table<string, moonwatch.Query>?
---@param options table?
---@return moonwatch.Query
function metric.expression(expression, inputs, options)
  local caller = "metrics.expr"
  check_expression(caller, expression)
  options = options_of.check(caller, options, expression_options)
  if inputs ~= nil and type(inputs) ~= "table" then
    invalid(caller .. ": expected a table of metrics by id, got " .. shown(inputs))
  end
  local fields = place(caller, options, { expression = expression })
  if options.period ~= nil then fields.period = metric.period(caller .. ": period", options.period) end
  local ids, checked = {}, {}
  for id in pairs(inputs or {}) do
    if type(id) ~= "string" or not id:find("^%l[%w_]*$") then
      invalid(string.format("%s: expected ids of letters, digits and _ after a small letter, got %s", caller,
        shown(id)))
    end
    ids[#ids + 1] = id
  end
  table.sort(ids)
  for _, id in ipairs(ids) do
    local input = metric.of(inputs[id], caller .. ": " .. id)
    local kind = metric.kind(input)
    if kind == "sql" or kind == "search" then
      invalid(string.format("%s: %s is a %s, which makes any number of series; expected a metric or an expression",
        caller, id, kind))
    end
    adopt(caller, id, input, fields)
    checked[id] = input
  end
  fields.period = fields.period or 300
  return make(fields, "expression", checked)
end

--- Makes a search; see `metrics.search`.
---@param search string
---@param options table?
---@return moonwatch.Query
function metric.search(search, options)
  local caller = "metrics.search"
  check_expression(caller, search)
  if search:find("'", 1, true) then
    invalid(caller .. ": expected a search without the character ', which would end it; got " .. shown(search))
  end
  options = options_of.check(caller, options, { "stat", table.unpack(expression_options) })
  local stat = check_stat(caller .. ": stat", options.stat == nil and "Average" or options.stat)
  local period = metric.period(caller .. ": period", options.period == nil and 300 or options.period)
  return make(place(caller, options, { expression = search, stat = stat, period = period }), "search")
end

--- Makes a query of Metrics Insights; see `metrics.sql`.
---@param sql string
---@param options table?
---@return moonwatch.Query
function metric.sql(sql, options)
  local caller = "metrics.sql"
  check_expression(caller, sql)
  if not sql:upper():find("^%s*SELECT%s") then
    invalid(caller .. ": expected a query that starts with SELECT, got " .. shown(sql))
  end
  options = options_of.check(caller, options, expression_options)
  local period = metric.period(caller .. ": period", options.period == nil and 300 or options.period)
  return make(place(caller, options, { expression = sql, period = period }), "sql")
end

-- MARK: Reading

--- True for a query of any kind.
---@param value any
---@return boolean
function metric.is(value) return type(value) == "table" and hidden[value] ~= nil end

--- "metric", "expression", "search" or "sql".
---@param query moonwatch.Query
---@return string
function metric.kind(query) return hidden[query].kind end

--- An expression's metrics, by id; none for what is no expression.
---@param query moonwatch.Query
---@return table<string, moonwatch.Query>
function metric.inputs(query) return hidden[query].inputs or {} end

--- A metric with some of its options changed; it stays as it is itself. Raises kind `argument`
--- for an unknown option.
---
---     local cpu = metrics.metric { namespace = "AWS/EC2", name = "CPUUtilization" }
---     local worst = cpu:with { stat = "Maximum", period = "1m" }
---@param changes table
---@return moonwatch.Metric
function Query:with(changes)
  if metric.kind(self) ~= "metric" then
    errors.raise("argument", "InvalidArgument", "with: expected a metric, got a " .. metric.kind(self))
  end
  options_of.check("with", changes, metric_options)
  local options = {}
  for _, name in ipairs(metric_options) do
    options[name] = self[name]
    if changes[name] ~= nil then options[name] = changes[name] end
  end
  return metric.new(options, "with")
end

--- Its datapoints: `metrics.get` for one, whose series it returns. Of a search or a query that
--- groups there may be several, so that those are asked for by `metrics.get`. Raises as
--- `metrics.get` does.
---
---     local cpu = metrics.metric { namespace = "AWS/EC2", name = "CPUUtilization" }
---     print(cpu:get({ last = "1h" }):mean())
---@param window moonwatch.Window
---@param options moonwatch.GetOptions?
---@return moonwatch.Series
function Query:get(window, options)
  local kind = metric.kind(self)
  if kind == "search" or kind == "sql" then
    errors.raise("argument", "InvalidArgument", "get: expected a metric or an expression, got a " .. kind
      .. ", of which there may be several series: metrics.get({ it }, window)")
  end
  local found = require("metrics").get({ self }, window, options)
  if #found ~= 1 then
    errors.raise("argument", "ManySeries", "get: expected one series, got " .. #found
      .. "; metrics.get({ it }, window) gives them all")
  end
  return found[1]
end

return metric
