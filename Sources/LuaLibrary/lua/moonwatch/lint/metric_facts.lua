-- Which of the metrics that alarms watch are there, and how often they have had samples lately.
--
-- ListMetrics knows those with data of the past two weeks, after up to 15 minutes; of one that it does not
-- know, GetMetricData is asked whether there is any point in all the time that CloudWatch keeps them. So a
-- metric that is new, or rare, is not said to be missing.

local attempt = require("moonwatch.lint.attempt")
local identity = require("moonwatch.lint.identity")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local metrics = require("metrics")
local quotas = require("moonwatch.quotas")
local task = require("task")

local metric_facts = {}

-- The whole time that CloudWatch keeps points, but for a day that its start may be rounded to.
local ever = { period = 86400, seconds = quotas.retention[#quotas.retention].seconds - 86400 }

-- Periods that show a rhythm, and the time that they are looked at for.
local periods_to_see, longest = 360, 63 * 86400

local function window_of(period)
  if period < 60 then return quotas.retention[1].seconds - 600 end
  return math.min(periods_to_see * period, longest)
end

-- MARK: Which there are

-- The metrics of all subjects, each once.
local function distinct(subjects)
  local all, by_key = {}, {}
  for _, subject in ipairs(subjects) do
    for _, entry in ipairs(subject.watched) do
      local key = identity.metric(entry)
      if not by_key[key] then
        by_key[key] = { key = key, entry = entry, wanted = {}, series = {} }
        all[#all + 1] = by_key[key]
      end
      table.insert(by_key[key].wanted, entry)
    end
  end
  return all, by_key
end

-- The dimensions that all metrics of a group have with one value: fewer pages for the same question. Where
-- ListMetrics takes no more of them, the others are compared here.
local function shared_filters(group)
  local shared = {}
  for name, value in pairs(group[1].entry.dimensions) do shared[name] = value end
  for _, item in ipairs(group) do
    for name, value in pairs(shared) do
      if item.entry.dimensions[name] ~= value then shared[name] = nil end
    end
  end
  local filters = metric.aws_dimensions(shared)
  return filters and table.move(filters, 1, quotas.filters_of_metrics, 1, {})
end

-- One listing for each name in a namespace.
local function groups_of(items)
  local groups, by_key = {}, {}
  for _, item in ipairs(items) do
    local key = identity.text { item.entry.account or "", item.entry.namespace, item.entry.metric }
    if not by_key[key] then
      by_key[key] = {}
      groups[#groups + 1] = by_key[key]
    end
    table.insert(by_key[key], item)
  end
  return groups
end

local function list(self, group)
  local entry = group[1].entry
  local found, failure = attempt(function()
    local there = {}
    local input = {
      Namespace = entry.namespace, MetricName = entry.metric, Dimensions = shared_filters(group),
      IncludeLinkedAccounts = entry.account ~= nil or nil, OwningAccount = entry.account,
    }
    for one in self:client("cloudwatch"):each("ListMetrics", input) do
      there[identity.text(maps.of_dimensions(one.Dimensions))] = true
    end
    return there
  end)
  for _, item in ipairs(group) do
    item.failure = failure
    item.exists = found and found[identity.text(item.entry.dimensions)] or false
    item.is_listed = item.exists
  end
end

-- MARK: Their samples

local function series_key(period, unit) return period .. " " .. (unit or "") end

-- Groups of queries that are asked for together: those over one length of time.
local Queries = {}
Queries.__index = Queries

function Queries:add(item, period, seconds, unit)
  local key = series_key(period, unit)
  if item.series[key] then return end
  item.series[key] = {}
  local entry = item.entry
  local query = metric.new({
    namespace = entry.namespace, name = entry.metric, dimensions = entry.dimensions, stat = "SampleCount",
    period = period, unit = unit, account = entry.account,
  }, "alarms.lint")
  if not self.by_seconds[seconds] then
    self.by_seconds[seconds] = { seconds = seconds, queries = {}, places = {} }
    table.insert(self.groups, self.by_seconds[seconds])
  end
  local group = self.by_seconds[seconds]
  table.insert(group.queries, query)
  group.places[query] = { item = item, key = key }
end

-- The samples of a series, or why there are none.
local function settle(group, found, failure)
  for query, place in pairs(group.places) do
    local series = found[query]
    if series and series.status == "Complete" then
      place.item.series[place.key] = { times = series.times, values = series.values }
    else
      place.item.series[place.key] = { failure = failure }
    end
  end
end

function Queries:fetch(client)
  task.map(self.groups, function(group)
    local all, failure = attempt(function()
      return metrics.get(group.queries, { last = group.seconds }, {
        -- The period that is not over may have the only points of a metric that is new.
        partial = true, filling = true, region = client.region, profile = client.profile,
        credentials = client.credentials, endpoint_url = client.endpoint_url,
      })
    end)
    local found = {}
    for _, series in ipairs(all or {}) do found[series.metric] = series end
    settle(group, found, failure or all.errors[1])
  end)
end

local function ask(queries, item, needs)
  if not item.is_listed then return queries:add(item, ever.period, ever.seconds) end
  for _, entry in ipairs(item.wanted) do
    if needs.samples then queries:add(item, entry.period, window_of(entry.period)) end
    if needs.samples or needs.units and entry.unit then queries:add(item, 3600, window_of(3600)) end
    if needs.units and entry.unit then queries:add(item, 3600, window_of(3600), entry.unit) end
  end
end

--- What is known of the metrics that the subjects of a target watch, by `identity.metric`.
---@param self moonwatch.LintFacts
---@param needs table<string, boolean>   "samples", "units"
---@return table<string, table>
function metric_facts.gather(self, needs)
  local items, by_key = distinct(self.subjects)
  task.map(groups_of(items), function(group) list(self, group) end, { concurrency = 8 })
  local queries = setmetatable({ groups = {}, by_seconds = {} }, Queries)
  for _, item in ipairs(items) do
    if not item.failure then ask(queries, item, needs) end
  end
  queries:fetch(self.target.client)
  for _, item in ipairs(items) do
    local samples = item.series[series_key(ever.period)]
    if not (item.is_listed or item.failure) then
      item.failure = samples.failure
      item.exists = not samples.failure and #samples.times > 0
    end
  end
  return by_key
end

--- The samples of a metric, a value for each period that has any.
---@param item table   of `gather`
---@param period integer
---@param unit string?
---@return { times: number[], values: number[] }? samples, moonwatch.Error? failure
function metric_facts.samples(item, period, unit)
  -- What ListMetrics does not list has had no samples in two weeks.
  if not item.is_listed then return { times = {}, values = {} } end
  local found = item.series[series_key(period, unit)]
  if found.failure then return nil, found.failure end
  return found
end

return metric_facts
