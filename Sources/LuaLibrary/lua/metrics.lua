-- Metrics of CloudWatch: what there is, its datapoints, and datapoints of one's own.

local native = select(2, ...)
local answers = require("moonwatch.answers")
local calls = require("moonwatch.calls")
local errors = require("moonwatch.errors")
local list = require("moonwatch.list")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local putting = require("moonwatch.putting")
local series = require("moonwatch.series")
local window = require("moonwatch.window")

---@class moonwatch.metrics
local metrics = {}

-- MARK: What to ask for

---@class moonwatch.MetricOptions
---@field namespace string           such as "AWS/EC2"
---@field name string                such as "CPUUtilization"
---@field dimensions table<string, string>?   all of the metric's, such as { InstanceId = "i-0abc" }
---@field stat ("Average"|"Sum"|"Minimum"|"Maximum"|"SampleCount"|string)?   Average unless given; p99, tm90, …
---@field period (number|string)?    seconds or "5m" (unless given): 1, 5, 10, 20, 30 or a multiple of 60
---@field unit string?               only datapoints with this unit
---@field label string?              may be dynamic, such as "${PROP('Dim.InstanceId')}"
---@field region string?             the run's unless given
---@field account string?            of a linked account, on a monitoring account
---@field profile string?            of the AWS files, whose credentials ask

--- A metric with a statistic: what `metrics.get` asks for. It has `:get(window)` for its datapoints
--- and `:with{…}` for the same with other options.
---
--- Raises kind `argument` for options that are unknown or that CloudWatch does not have.
---
---     local cpu = metrics.metric {
---       namespace = "AWS/EC2", name = "CPUUtilization", dimensions = { InstanceId = "i-0123456789abcdef0" },
---       stat = "Maximum", period = "5m",
---     }
---     print(cpu.name, cpu.period)
---@param options moonwatch.MetricOptions
---@return moonwatch.Metric
function metrics.metric(options) return metric.new(options) end

---@class moonwatch.ExpressionOptions
---@field label string?
---@field period (number|string)?   that of the metrics, or "5m" where there are none
---@field region string?            that of the metrics unless given
---@field account string?           of a linked account, on a monitoring account
---@field profile string?           that of the metrics unless given

--- Metric math that CloudWatch computes: an expression over metrics or other expressions, by id. They
--- have one period, and are asked of one Region.
---
--- Raises kind `argument` for ids that are none, and for metrics that do not go together.
---
---     local function sum(name)
---       return metrics.metric { namespace = "AWS/ELB", name = name, stat = "Sum", period = "1m" }
---     end
---     local failed = metrics.expr("100 * bad / all", {
---       bad = sum "HTTPCode_Backend_5XX", all = sum "RequestCount",
---     }, { label = "failed, percent" })
---     print(failed.label)
---@param expression string   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
---@param inputs table<string, moonwatch.Query>?   ids: letters, digits and _, a small letter first
---@param options moonwatch.ExpressionOptions?
---@return moonwatch.Query
function metrics.expr(expression, inputs, options) return metric.expression(expression, inputs, options) end

---@class moonwatch.SearchOptions: moonwatch.ExpressionOptions
---@field stat string?   Average unless given

--- Every metric that a search finds: `metrics.get` makes a series of each.
---
--- Raises kind `argument` for a search with the character ' and for unknown options.
---
---     local cpus = metrics.search('{AWS/EC2,InstanceId} MetricName="CPUUtilization"', { stat = "Maximum" })
---     print(cpus.period)
---@param search string   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
---@param options moonwatch.SearchOptions?
---@return moonwatch.Query
function metrics.search(search, options) return metric.search(search, options) end

--- A query of Metrics Insights; with GROUP BY `metrics.get` makes a series of each group. A call takes
--- one.
---
--- Raises kind `argument` for what is no SELECT and for unknown options.
---
---     local busiest = metrics.sql('SELECT AVG(CPUUtilization) FROM "AWS/EC2" GROUP BY InstanceId'
---       .. ' ORDER BY AVG() DESC LIMIT 10', { period = "5m" })
---     print(busiest.period)
---@param sql string
---@param options moonwatch.ExpressionOptions?
---@return moonwatch.Query
function metrics.sql(sql, options) return metric.sql(sql, options) end

-- MARK: What there is

---@class moonwatch.FindOptions
---@field namespace string?
---@field name string?
---@field dimensions table<string, string|true>?   metrics that have these; true: with any value
---@field recently_active boolean?    only those with data of the last three hours
---@field linked boolean?             those of linked accounts too, on a monitoring account
---@field account string?             only those of this account; with `linked`
---@field region string?
---@field profile string?
---@field stat string?                of the metrics that are returned; Average unless given
---@field period (number|string)?     of the metrics that are returned; "5m" unless given
---@field partial boolean?            of `find`: an incomplete list rather than an error

local find_names = {
  "namespace", "name", "dimensions", "recently_active", "linked", "account", "region", "profile", "stat", "period",
}

local function filters_of(caller, dimensions)
  if dimensions == nil then return nil end
  if type(dimensions) ~= "table" then
    errors.raise("argument", "InvalidOption", caller
      .. ": dimensions: expected a table such as { InstanceId = true }, got " .. type(dimensions))
  end
  local filters = {}
  for name, value in pairs(dimensions) do
    if type(name) ~= "string" or (type(value) ~= "string" and value ~= true) then
      errors.raise("argument", "InvalidOption", string.format(
        "%s: dimensions: expected names, and texts or true, got %s = %s", caller, tostring(name), tostring(value)))
    end
    filters[#filters + 1] = { Name = name, Value = value ~= true and value or nil }
  end
  table.sort(filters, function(a, b) return a.Name < b.Name end)
  return #filters > 0 and filters or nil
end

-- A metric of AWS's own answer, whose names need no checking.
local function found_metric(found, options, account)
  local dimensions = maps.of_dimensions(found.Dimensions)
  return metric.new {
    namespace = found.Namespace, name = found.MetricName, dimensions = dimensions, stat = options.stat,
    period = options.period, region = options.region, profile = options.profile, account = account,
  }
end

local function finding(caller, options)
  local input = {
    Namespace = options.namespace, MetricName = options.name, Dimensions = filters_of(caller, options.dimensions),
    RecentlyActive = options.recently_active and "PT3H" or nil,
    IncludeLinkedAccounts = (options.linked or options.account ~= nil) or nil, OwningAccount = options.account,
  }
  -- Wrong options of the metrics are errors here, before anything is sent.
  found_metric({ Namespace = "x", MetricName = "x" }, options)
  local client = require("aws").cloudwatch { region = options.region, profile = options.profile }
  local next_page = client:pages("ListMetrics", input)
  local page, index = nil, 0
  return function()
    while not page or index >= #(page.Metrics or {}) do
      page, index = next_page(), 0
      if not page then return nil end
    end
    index = index + 1
    local owners = page.OwningAccounts
    return found_metric(page.Metrics[index], options, owners and owners[index])
  end
end

--- Goes through the metrics that have had data in the past two weeks, page by page; a new one appears
--- after up to 15 minutes.
---
--- Raises kind `argument` for unknown options; kind `aws` and those of the network for what fails on
--- the way.
---
---     for m in metrics.each { namespace = "AWS/EC2", dimensions = { InstanceId = true } } do
---       print(m.name, m.dimensions.InstanceId)
---     end
---@param options moonwatch.FindOptions?
---@return fun(): moonwatch.Metric?
function metrics.each(options)
  return finding("metrics.each", options_of.check("metrics.each", options, find_names))
end

local cuts_short = { aws = true, network = true, timeout = true, credentials = true }

--- The metrics that have had data in the past two weeks, as a list for `metrics.get`; a new one appears
--- after up to 15 minutes.
---
--- Raises unless the list is whole, with what there is in the error's `partial`; kind `argument` for
--- unknown options.
---
---     local cpus = metrics.find { namespace = "AWS/EC2", name = "CPUUtilization" }
---     print(#metrics.get(cpus, { last = "1h" }))
---@param options moonwatch.FindOptions?
---@return moonwatch.List   metrics
function metrics.find(options)
  options = options_of.check("metrics.find", options, { "partial", table.unpack(find_names) })
  local rows = {}
  local next_metric = finding("metrics.find", options)
  local ok, failure = pcall(function()
    for found in next_metric do rows[#rows + 1] = found end
  end)
  if ok then return list.new(rows) end
  if errors.is(failure) and cuts_short[failure.kind] then
    failure.partial = list.new(rows, failure)
    if options.partial then return failure.partial end
  end
  error(failure, 0)
end

-- MARK: Datapoints

---@class moonwatch.GetOptions
---@field partial boolean?       what came, as an incomplete list, rather than an error
---@field filling boolean?       keeps the newest point while its period is not over
---@field max_points integer?    refuses to ask for more points than this
---@field region string?         of queries that have none
---@field profile string?        of queries that have none
---@field credentials table?     as of `aws.cloudwatch`
---@field endpoint_url string?

local get_names = { "partial", "filling", "max_points", "region", "profile", "credentials", "endpoint_url" }

local function queries_of(caller, queries)
  if metric.is(queries) then queries = { queries } end
  if type(queries) ~= "table" or next(queries) ~= nil and queries[1] == nil then
    errors.raise("argument", "InvalidArgument", string.format("%s: expected a list of metrics, got %s", caller,
      type(queries) == "table" and "a table that is none" or type(queries)))
  end
  local checked = {}
  for index, query in ipairs(queries) do checked[index] = metric.of(query, string.format("%s: [%d]", caller, index)) end
  return checked
end

-- The window's table may have the options, too.
local function planned(caller, queries, asked, options)
  local known = { table.unpack(window.names) }
  table.move(get_names, 1, #get_names, #known + 1, known)
  asked = options_of.check(caller, asked, known)
  local settings = {}
  for _, name in ipairs(get_names) do settings[name] = asked[name] end
  for name, value in pairs(options_of.check(caller, options, get_names)) do settings[name] = value end
  local checked = queries_of(caller, queries)
  local resolved = window.resolve(caller, asked)
  return calls.plan(checked, resolved, settings.filling), resolved, settings
end

--- The datapoints of metrics and expressions, as a list of series in their order: oldest first, gaps
--- left gaps. It makes as few calls as ask for each query once, several at a time.
---
--- A window is widened to whole periods, which start at multiples of the period since 1970; the newest
--- point is left out while its period is not over, unless `filling`. Where CloudWatch no longer keeps
--- points of the period that was asked for, those of the least period that it does keep come instead,
--- and a warning says so.
---
--- Raises unless every series is whole, with what there is in the error's `partial`: code PartialData,
--- InternalError or Forbidden where AWS says so of a series. With `partial = true` it returns an
--- incomplete list instead, whose series have a `status`. Raises kind `argument` for options that are
--- wrong, code `TooManyPoints` for more points than `max_points`.
---
---     local cpu = metrics.metric { namespace = "AWS/EC2", name = "CPUUtilization", period = "5m" }
---     for _, s in ipairs(metrics.get({ cpu }, { last = "3h" })) do
---       print(s.label, s:latest(), s:max(), s:gaps())
---     end
---@param queries (moonwatch.Query|moonwatch.MetricOptions)[]|moonwatch.Query
---@param window moonwatch.Window   `{ last = "3h" }` or `{ from =, to = }`; options may stand in it, too
---@param options moonwatch.GetOptions?
---@return moonwatch.List   series, in the order of the queries; a search may have several
function metrics.get(queries, window, options)
  local plan, asked, settings = planned("metrics.get", queries, window, options)
  if settings.max_points ~= nil and not math.tointeger(settings.max_points) then
    errors.raise("argument", "InvalidOption", "metrics.get: max_points: expected a whole number, got "
      .. tostring(settings.max_points))
  end
  if settings.max_points and plan.points > settings.max_points then
    errors.raise("argument", "TooManyPoints", string.format(
      "metrics.get: %d points in %d calls would be asked for, and max_points is %s; ask for less time or longer"
        .. " periods",
      plan.points, #plan.calls, tostring(settings.max_points)))
  end
  return answers.fetch(plan, asked, settings)
end

---@class moonwatch.MetricsCost
---@field usd number          by AWS's list price, without its free tier
---@field is_least boolean    true where it may be more: of a search, what it finds is billed
---@field metrics integer     asked for over all calls, those of expressions included
---@field calls integer       at least; more where an answer has pages
---@field points integer      at most

--- What `metrics.get` would take, without calling AWS.
---
--- Raises kind `argument` as `metrics.get` does.
---
---     local cpu = metrics.metric { namespace = "AWS/EC2", name = "CPUUtilization", period = "1m" }
---     local cost = metrics.cost({ cpu }, { last = "7d" })
---     print(cost.calls, cost.points) -- 1 10080
---@param queries (moonwatch.Query|moonwatch.MetricOptions)[]|moonwatch.Query
---@param window moonwatch.Window
---@param options moonwatch.GetOptions?
---@return moonwatch.MetricsCost
function metrics.cost(queries, window, options)
  local plan = planned("metrics.cost", queries, window, options)
  local usd, is_least = 0.0, false
  for _, call in ipairs(plan.calls) do
    local price, may_be_more = native.cost.price("cloudwatch", "GetMetricData", { MetricDataQueries = call.queries })
    usd, is_least = usd + price, is_least or may_be_more
  end
  return { usd = usd, is_least = is_least, metrics = plan.metrics, calls = #plan.calls, points = plan.points }
end

-- MARK: Datapoints of one's own

---@class moonwatch.PutOptions
---@field region string?
---@field profile string?
---@field credentials table?
---@field endpoint_url string?

--- Puts datapoints, in as few calls as they fit in: samples of one metric and time go as one. All of
--- them are checked before the first call. A change: a script declares `cloudwatch:PutMetricData`.
---
--- Raises kind `argument` for data that AWS would refuse. Where a call fails, those that follow it are
--- not made, and the error's `partial` says what was put: the same data put again counts twice.
---
---     metrics.put("Shop", {
---       { name = "Orders", value = 3, unit = "Count", dimensions = { Site = "north" } },
---       { name = "Latency", values = { 12, 15, 200 }, unit = "Milliseconds" },
---     })
---@param namespace string   not one that starts with AWS/
---@param data moonwatch.Datum[]
---@param options moonwatch.PutOptions?
---@return { calls: integer, metrics: integer }   how many calls were made, with how many entries
function metrics.put(namespace, data, options)
  options = options_of.check("metrics.put", options, { "region", "profile", "credentials", "endpoint_url" })
  if type(namespace) ~= "string" or namespace == "" then
    errors.raise("argument", "InvalidArgument", "metrics.put: expected a namespace, got " .. tostring(namespace))
  end
  if type(data) ~= "table" or (next(data) ~= nil and data[1] == nil) then
    local got = type(data) == "table" and "a table that is none" or type(data)
    errors.raise("argument", "InvalidArgument", "metrics.put: expected a list of data, such as "
      .. "{ { name = \"Orders\", value = 3 } }, got " .. got)
  end
  local inputs = putting.calls(namespace, putting.entries(data, native.time.now()))
  local put = { calls = 0, metrics = 0 }
  if #inputs == 0 then return put end
  local client = require("aws").cloudwatch(options)
  for _, input in ipairs(inputs) do
    local ok, failure = pcall(function() client:put_metric_data(input) end)
    if not ok then
      if errors.is(failure) then failure.partial = put end
      error(failure, 0)
    end
    put.calls = put.calls + 1
    put.metrics = put.metrics + #input.MetricData
  end
  return put
end

-- MARK: Series

---@class moonwatch.SeriesFields
---@field period number|string        seconds or "1m"
---@field times number[]?             the start of each point's period, ascending, with
---@field values number[]?            as many values; or
---@field from (number|string)?       the start of the first of
---@field points (number|false)[]?    all points, `false` where missing
---@field label string?
---@field unit string?

--- A series of points that a script has: `times` and `values`, or `from` and `points`, in which
--- `false` stands for one that is missing.
---
--- Raises kind `argument` for times that do not ascend by whole periods, and for values that are no
--- finite numbers.
---
---     local s = metrics.series { period = "1m", from = "2026-11-23T21:00:00Z", points = { 1, false, 3 } }
---     print(s:mean(), s:gaps()) -- 2.0 1
---@param fields moonwatch.SeriesFields
---@return moonwatch.Series
function metrics.series(fields) return series.make(fields) end

--- Metric math on series that are here, as CloudWatch would compute it: series of one period give one
--- series, or several where the expression is an array. As there, arithmetic takes a point that is
--- missing for 0 where the other series has one; where all miss it, so does the result. FILL says
--- otherwise.
---
--- Raises kind `argument`, code `InvalidExpression` with the place and the reason for an expression that
--- is wrong, or that only CloudWatch can compute, such as SEARCH.
---
---     local bad = metrics.series { period = "1m", from = 0, points = { 1, false, 3 } }
---     local all = metrics.series { period = "1m", from = 0, points = { 10, 10, 10 } }
---     print(metrics.math("100 * bad / all", { bad = bad, all = all })[1]:max()) -- 30.0
---@param expression string
---@param inputs table<string, moonwatch.Series>   by id
---@return moonwatch.Series[]
function metrics.math(expression, inputs) return require("moonwatch.arithmetic").evaluate(expression, inputs) end

return metrics
