-- What of a metric that is not there is lacking, and what was probably meant. That the metric is not there
-- is known before; here it is only about the words, so that reading stops after some pages.

local known = require("moonwatch.lint.known")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local options_of = require("moonwatch.options")
local quotas = require("moonwatch.quotas")

local hints = {}

---@class moonwatch.LintLack
---@field kind "namespace"|"name"|"unknown name"|"dimensions"|"value"
---@field meant string?         such as: AWS/EC2 has "CPUUtilization"
---@field has_relatives boolean other metrics of the namespace have these dimensions

-- Pages that are read for a hint: 10,000 metrics.
local most_pages = 20

-- Metrics as ListMetrics gives them, and whether those are all.
local function listing(self, input)
  local found, pages = {}, 0
  for page in self:client("cloudwatch"):pages("ListMetrics", input) do
    for _, one in ipairs(page.Metrics or {}) do
      found[#found + 1] = {
        namespace = one.Namespace, name = one.MetricName, dimensions = maps.of_dimensions(one.Dimensions),
      }
    end
    pages = pages + 1
    if pages == most_pages then return found, false end
  end
  return found, true
end

-- The metrics of a namespace, or all, once.
local function survey(self, namespace, account)
  local key = "survey " .. (account or "") .. " " .. (namespace or "")
  local kept = self.cache[key]
  if not kept then
    local found, is_whole = listing(self, {
      Namespace = namespace, IncludeLinkedAccounts = account ~= nil or nil, OwningAccount = account,
    })
    kept = { found = found, is_whole = is_whole }
    self.cache[key] = kept
  end
  return kept.found, kept.is_whole
end

local function has_all(dimensions, wanted)
  for name, value in pairs(wanted) do
    if dimensions[name] ~= value then return false end
  end
  return true
end

local function quoted(names) return '"' .. table.concat(names, '", "') .. '"' end

-- MARK: Namespaces and names

-- A namespace that is like the one that is not there, or that has the metric.
local function meant_namespace(self, entry)
  local spaces, owners = {}, {}
  for _, name in ipairs(known.namespaces) do spaces[name] = true end
  for _, one in ipairs((survey(self, nil, entry.account))) do
    spaces[one.namespace] = true
    if one.name == entry.metric and has_all(one.dimensions, entry.dimensions) then owners[one.namespace] = true end
  end
  local owner = maps.sorted_keys(owners)[1]
  if owner then return string.format('"%s" has this metric.', owner) end
  local meant = options_of.nearest(entry.namespace, maps.sorted_keys(spaces))
  return meant and string.format('Did you mean "%s"?', meant) or nil
end

-- The first word of a name: Network of NetworkLatency.
local function first_word(name) return name:match("^%u+%l+") or name:match("^%a+") or name end

-- Names like the one that is not there; those of metrics with its dimensions first.
local function meant_name(entry, found, is_known)
  local near, all = {}, {}
  for _, name in ipairs(is_known or {}) do all[name] = true end
  for _, one in ipairs(found) do
    all[one.name] = true
    if has_all(one.dimensions, entry.dimensions) then near[one.name] = true end
  end
  local meant = options_of.nearest(entry.metric, maps.sorted_keys(near)) or options_of.nearest(entry.metric, maps.sorted_keys(all))
  if meant then return string.format('Did you mean "%s"?', meant) end
  local alike = {}
  for _, name in ipairs(maps.sorted_keys(all)) do
    if #alike < 4 and first_word(name) == first_word(entry.metric) then alike[#alike + 1] = name end
  end
  return #alike > 0 and string.format("%s has %s.", entry.namespace, quoted(alike)) or nil
end

-- MARK: Dimensions

-- Of metrics with the same dimensions, the value that is nearest to one that is not there.
local function meant_value(entry, found)
  local best
  for _, name in ipairs(maps.sorted_keys(entry.dimensions)) do
    local values, others = {}, {}
    for other, value in pairs(entry.dimensions) do
      if other ~= name then others[other] = value end
    end
    for _, one in ipairs(found) do
      if has_all(one.dimensions, others) then values[one.dimensions[name]] = true end
    end
    local meant = options_of.nearest(entry.dimensions[name], maps.sorted_keys(values))
    best = best or meant and string.format('Did you mean %s = "%s"?', name, meant)
  end
  return best
end

-- The sets of dimensions that a metric has.
local function meant_dimensions(found)
  local sets = {}
  for _, one in ipairs(found) do
    local names = maps.sorted_keys(one.dimensions)
    sets[#names == 0 and "without dimensions" or "by " .. table.concat(names, ", ")] = true
  end
  local texts = maps.sorted_keys(sets)
  return "It is there " .. table.concat(texts, "; ", 1, math.min(3, #texts)) .. (#texts > 3 and "; …" or ".")
end

-- MARK: All

--- What of a metric is lacking.
---@param self moonwatch.LintFacts
---@param entry moonwatch.LintEntry
---@return moonwatch.LintLack
function hints.lack(self, entry)
  local found, is_whole = survey(self, entry.namespace, entry.account)
  if not is_whole then
    -- More than is read: this name, and these dimensions, are asked for by themselves.
    local account = { IncludeLinkedAccounts = entry.account ~= nil or nil, OwningAccount = entry.account }
    local function add(input)
      input.Namespace, input.IncludeLinkedAccounts = entry.namespace, account.IncludeLinkedAccounts
      input.OwningAccount = account.OwningAccount
      local more = listing(self, input)
      found = table.move(more, 1, #more, #found + 1, table.move(found, 1, #found, 1, {}))
    end
    add { MetricName = entry.metric }
    local filters = metric.aws_dimensions(entry.dimensions)
    add { Dimensions = filters and table.move(filters, 1, quotas.filters_of_metrics, 1, {}) }
  end
  local of_name, alike, has_relatives = {}, {}, false
  for _, one in ipairs(found) do
    has_relatives = has_relatives or has_all(one.dimensions, entry.dimensions)
    if one.name == entry.metric then
      of_name[#of_name + 1] = one
      if maps.same_keys(one.dimensions, entry.dimensions) then alike[#alike + 1] = one end
    end
  end
  local lack = { has_relatives = has_relatives }
  local names = known.names[entry.namespace]
  local is_known = false
  for _, name in ipairs(names or {}) do is_known = is_known or name == entry.metric end
  if names and not is_known then
    lack.kind, lack.meant = "unknown name", meant_name(entry, found, names)
  elseif #found == 0 and not names then
    lack.kind, lack.meant = "namespace", meant_namespace(self, entry)
  elseif #alike > 0 then
    lack.kind, lack.meant = "value", meant_value(entry, alike)
  elseif #of_name > 0 then
    lack.kind, lack.meant = "dimensions", meant_dimensions(of_name)
  elseif names then
    lack.kind = "dimensions"
  else
    lack.kind, lack.meant = "name", meant_name(entry, found)
  end
  return lack
end

--- The units of a metric's points in the hour from a time.
---@param self moonwatch.LintFacts
---@param entry moonwatch.LintEntry
---@param from number
---@return string?
function hints.units(self, entry, from)
  local answer = self:client("cloudwatch"):get_metric_statistics {
    Namespace = entry.namespace, MetricName = entry.metric, Dimensions = metric.aws_dimensions(entry.dimensions),
    StartTime = from, EndTime = from + 3600, Period = 3600, Statistics = { "SampleCount" },
  }
  local units = {}
  for _, point in ipairs(answer.Datapoints or {}) do
    if point.Unit then units[point.Unit] = true end
  end
  local names = maps.sorted_keys(units)
  return #names > 0 and table.concat(names, ", ") or nil
end

return hints
