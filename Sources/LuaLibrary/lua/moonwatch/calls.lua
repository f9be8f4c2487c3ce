-- The calls of GetMetricData that a list of queries takes: as few as ask for each query once.
--
-- Queries share a call where they are asked of one Region by one profile and their periods start at the
-- same times; a call has at most 500 queries, those that only feed an expression included, and 100,800
-- points. A metric that has more points by itself is split by time. Pure.

local errors = require("moonwatch.errors")
local maps = require("moonwatch.maps")
local metric = require("moonwatch.metric")
local quotas = require("moonwatch.quotas")
local window = require("moonwatch.window")

local calls = {}

-- MARK: Expressions

--- An expression with its ids replaced; what stands in quotes is left alone.
---@param expression string
---@param names table<string, string>
---@return string
function calls.renamed(expression, names)
  local parts, position = {}, 1
  while position <= #expression do
    local token = expression:match("^[%a_][%w_]*", position)
    if token then
      parts[#parts + 1] = names[token] or token
    else
      -- A text in quotes, a number (1e5 has no id in it), or one character.
      token = expression:match("^'[^']*'?", position) or expression:match('^"[^"]*"?', position)
        or expression:match("^%d[%w.]*", position) or expression:sub(position, position)
      parts[#parts + 1] = token
    end
    position = position + #token
  end
  return table.concat(parts)
end

-- METRICS() means every metric of the call, and METRICS("m") those whose id has an m in it: such an
-- expression has a call of its own, in which ids are as they were given.
local function takes_whole_call(query)
  if metric.kind(query) ~= "expression" then return false end
  if query.expression:find("METRICS%s*%(") then return true end
  for _, input in pairs(metric.inputs(query)) do
    if takes_whole_call(input) then return true end
  end
  return false
end

-- The same text for what is the same query, so that a call asks for it once.
local function identity(query, period)
  local parts = { metric.kind(query), period, query.label or "", query.account or "" }
  local function add(value) parts[#parts + 1] = value or "" end
  if metric.kind(query) == "metric" then
    add(query.namespace)
    add(query.name)
    add(query.stat)
    add(query.unit)
    for _, name in ipairs(maps.sorted_keys(query.dimensions)) do
      add(name)
      add(query.dimensions[name])
    end
  else
    add(query.expression)
    add(query.stat)
    local inputs = metric.inputs(query)
    for _, id in ipairs(maps.sorted_keys(inputs)) do
      add(id)
      add(identity(inputs[id], period))
    end
  end
  for index, part in ipairs(parts) do parts[index] = #tostring(part) .. ":" .. part end
  return table.concat(parts)
end

-- How many queries one takes, its inputs included.
local function size(query)
  local count = 1
  for _, input in pairs(metric.inputs(query)) do count = count + size(input) end
  return count
end

-- MARK: One call

local function text_of(query, period, names)
  local kind = metric.kind(query)
  if kind == "search" then return string.format("SEARCH('%s', '%s', %d)", query.expression, query.stat, period) end
  return kind == "sql" and query.expression or calls.renamed(query.expression, names)
end

-- Adds a query and its inputs to a call, each of them once, and gives its id.
local function add(call, query, period, is_returned, wanted_id)
  local key = identity(query, period)
  local id = call.ids[key]
  if id then
    if is_returned then call.by_id[id].ReturnData = true end
    return id
  end
  local names = {}
  local inputs = metric.inputs(query)
  for _, name in ipairs(maps.sorted_keys(inputs)) do
    names[name] = add(call, inputs[name], period, false, call.keeps_ids and name or nil)
  end
  id = wanted_id or ("mw_" .. #call.queries + 1)
  local entry = {
    Id = id, Label = query.label, AccountId = query.account, ReturnData = is_returned,
  }
  if metric.kind(query) == "metric" then
    entry.MetricStat = {
      Metric = {
        Namespace = query.namespace, MetricName = query.name,
        Dimensions = metric.aws_dimensions(query.dimensions),
      },
      Period = period, Stat = query.stat, Unit = query.unit,
    }
    call.metrics = call.metrics + 1
  else
    entry.Expression = text_of(query, period, names)
    -- A search says its period itself; what is made of metrics has theirs.
    if metric.kind(query) == "sql" or (metric.kind(query) == "expression" and next(inputs) == nil) then
      entry.Period = period
    end
  end
  if call.by_id[id] then
    errors.raise("argument", "InvalidArgument", "metrics.expr: the id '" .. id
      .. "' stands for two metrics in an expression with METRICS()")
  end
  call.queries[#call.queries + 1] = entry
  call.ids[key], call.by_id[id] = id, entry
  return id
end

local function new_call(item)
  return {
    region = item.unit.query.region, profile = item.unit.query.profile, start = item.start, finish = item.finish,
    queries = {}, ids = {}, by_id = {}, points = 0, metrics = 0, has_sql = false,
    keeps_ids = item.unit.is_alone,
  }
end

-- Whether a call has room for an item; inputs that it has already are counted all the same.
local function fits(call, item)
  if call.keeps_ids or item.unit.is_alone then return false end
  if call.ids[item.key] then return true end
  if item.is_sql and call.has_sql then return false end
  return #call.queries + item.size <= quotas.queries_a_call and call.points + item.points <= quotas.points_a_call
end

local function put(call, item)
  if not call.ids[item.key] or not call.by_id[call.ids[item.key]].ReturnData then
    call.points = call.points + item.points
  end
  call.has_sql = call.has_sql or item.is_sql
  item.call = call
  item.id = add(call, item.unit.query, item.unit.period, true)
end

-- MARK: All calls

-- The largest first, each into the first call that has room.
local function pack(items)
  table.sort(items, function(a, b)
    if a.points ~= b.points then return a.points > b.points end
    return a.unit.index < b.unit.index
  end)
  local packed, open = {}, {}
  for _, item in ipairs(items) do
    local chosen
    for _, call in ipairs(open) do
      if fits(call, item) then
        chosen = call
        break
      end
    end
    if not chosen then
      chosen = new_call(item)
      packed[#packed + 1] = chosen
      if not item.unit.is_alone then open[#open + 1] = chosen end
    end
    put(chosen, item)
    -- A call that is full is not looked at again.
    if #chosen.queries >= quotas.queries_a_call or chosen.points >= quotas.points_a_call then
      for index, call in ipairs(open) do
        if call == chosen then table.remove(open, index) end
      end
    end
  end
  return packed
end

local function greatest_divisor(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

-- The units of a group ask for the same time, which starts at a multiple of all their periods.
local function items_of(group, offset)
  local grid, from, to = 1, math.huge, -math.huge
  for _, unit in ipairs(group) do
    grid = grid // greatest_divisor(grid, unit.period) * unit.period
    from, to = math.min(from, unit.from), math.max(to, unit.to)
  end
  local start = (from - offset) // grid * grid + offset
  local by_time, order = {}, {}
  local function add_item(unit, first, last)
    local key = first .. "-" .. last
    if not by_time[key] then
      by_time[key] = {}
      order[#order + 1] = key
    end
    local item = {
      unit = unit, start = first, finish = last, points = math.ceil((last - first) / unit.period),
      key = unit.key, size = unit.size, is_sql = metric.kind(unit.query) == "sql",
    }
    unit.items[#unit.items + 1] = item
    table.insert(by_time[key], item)
  end
  for _, unit in ipairs(group) do
    local longest = math.max(grid, quotas.points_a_call * unit.period // grid * grid)
    -- An expression over a part of the time is another one; its answer comes in pages.
    if metric.kind(unit.query) ~= "metric" or to - start <= longest then
      add_item(unit, start, to)
    else
      for first = start, to - 1, longest do add_item(unit, first, math.min(first + longest, to)) end
    end
  end
  local lists = {}
  for index, key in ipairs(order) do lists[index] = by_time[key] end
  return lists
end

local function unit_of(query, index, asked, keeps_filling, offset)
  local period = window.period(query.period, asked.now - asked.from)
  local from, to = window.aligned(asked, period, keeps_filling, offset)
  if to <= from then
    errors.raise("argument", "InvalidOption", string.format(
      "metrics.get: the window has no whole period of %d s that is over; ask for more time, or filling = true",
      period))
  end
  local count = size(query)
  if count > quotas.queries_a_call then
    errors.raise("argument", "InvalidArgument", string.format(
      "metrics.get: an expression takes at most %d queries, its metrics included; query %d takes %d",
      quotas.queries_a_call, index, count))
  end
  return {
    query = query, index = index, period = period, from = from, to = to, size = count, items = {},
    key = identity(query, period), is_alone = takes_whole_call(query),
  }
end

local function group_of(unit, asked)
  local is_common = 3600 % unit.period == 0 and not window.is_near_limit(asked.now - asked.from)
  return table.concat({
    unit.query.profile or "", unit.query.region or "", is_common and "hour" or unit.period,
  }, "\0")
end

--- The calls for a list of queries.
---@param queries moonwatch.Query[]
---@param asked { from: number, to: number, now: number }
---@param keeps_filling boolean?
---@param offset integer?   periods start so many seconds after multiples of them: CloudWatch counts them
---  from the start of what is asked for
---@return { calls: table[], units: table[], points: integer, metrics: integer }
function calls.plan(queries, asked, keeps_filling, offset)
  offset = offset or 0
  local groups, order, units = {}, {}, {}
  for index, query in ipairs(queries) do
    local unit = unit_of(query, index, asked, keeps_filling, offset)
    units[index] = unit
    local name = group_of(unit, asked)
    if not groups[name] then
      groups[name] = {}
      order[#order + 1] = name
    end
    table.insert(groups[name], unit)
  end
  local plan = { calls = {}, units = units, points = 0, metrics = 0 }
  for _, name in ipairs(order) do
    for _, items in ipairs(items_of(groups[name], offset)) do
      for _, call in ipairs(pack(items)) do
        plan.calls[#plan.calls + 1] = call
        plan.points = plan.points + call.points
        plan.metrics = plan.metrics + call.metrics
      end
    end
  end
  return plan
end

return calls
