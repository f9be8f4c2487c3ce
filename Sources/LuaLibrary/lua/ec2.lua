-- EC2 instances, over Regions and accounts.

local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local filters = require("moonwatch.filters")
local instance = require("moonwatch.instance")
local options_of = require("moonwatch.options")

---@class moonwatch.ec2
local ec2 = {}

local states = { "pending", "running", "shutting-down", "terminated", "stopping", "stopped" }

-- Ids that one call names: EC2 takes a thousand, but then a single wrong one fails them all.
local ids_a_call = 100
-- AWS's largest page; without it an answer has every instance in one piece.
local page_size = 1000

---@class moonwatch.InstanceSelection: moonwatch.Where
---@field state ("pending"|"running"|"shutting-down"|"terminated"|"stopping"|"stopped"|string[])?
---@field tags table<string, any>?     { env = "prod", team = { "a", "b" }, Name = "web*", owner = true }
---@field ids (string|string[])?
---@field filters table?               AWS's own: { ["instance-type"] = "m7g.*" }
---@field fields string[]?             of the rows; without it all of them, and `raw`
---@field partial boolean?             an incomplete List in place of an error

local known = fanout.with { "state", "tags", "ids", "filters", "fields" }

-- MARK: What to ask for

-- A list of instance ids, each once. Raises for what is none.
local function ids_of(caller, ids)
  if ids == nil then return nil end
  if type(ids) == "string" then ids = { ids } end
  local list, seen = {}, {}
  for index, id in ipairs(type(ids) == "table" and ids or { ids }) do
    if type(id) ~= "string" or not id:find("^m?i%-%x+$") then
      errors.raise("argument", "InvalidOption", string.format(
        "%s: ids[%d]: expected an instance id such as i-0123456789abcdef0, got %s%s", caller, index,
        type(id) == "string" and '"' .. id .. '"' or type(id),
        type(id) == "string" and '; by name: tags = { Name = "' .. id .. '" }' or ""))
    end
    if not seen[id] then list[#list + 1] = id end
    seen[id] = true
  end
  return list
end

-- The filters of a selection, but for its ids.
local function filters_of(caller, options)
  local list = {}
  if options.state ~= nil then
    local wanted = type(options.state) == "table" and options.state or { options.state }
    for _, state in ipairs(wanted) do fanout.check_name(caller .. ": state", state, states) end
    list[1] = { Name = "instance-state-name", Values = filters.values(caller .. ": state", wanted) }
  end
  if options.tags ~= nil then filters.add_tags(caller, options.tags, list) end
  if options.filters ~= nil then filters.add(caller, options.filters, list) end
  return list
end

local function with(list, filter) return table.move(list, 1, #list, 1, { [#list + 1] = filter }) end

-- The inputs of the calls to one target. An id that is not there fails a call that names it, so where
-- several targets are asked, ids are a filter.
local function inputs_of(caller, ids, wanted, asks_several)
  local count = filters.count(caller, wanted)
  if not ids then return { { Filters = wanted, MaxResults = page_size } } end
  local inputs = {}
  local size = asks_several and math.min(ids_a_call, filters.value_limit - count) or ids_a_call
  for index, piece in ipairs(fanout.pieces(ids, math.max(size, 1))) do
    inputs[index] = asks_several and {
      Filters = with(wanted, { Name = "instance-id", Values = piece }), MaxResults = page_size,
    } or { InstanceIds = piece, Filters = wanted }
  end
  return inputs
end

-- What gives each instance of one answer after another, and the account that owns it. No coroutine: an
-- error in one would not know the script's line.
local function whole(client, input)
  local next_page = client:pages("DescribeInstances", input)
  local reservations, reservation, at, position = {}, nil, 0, 0
  return function()
    while true do
      position = position + 1
      local raw = reservation and reservation.Instances and reservation.Instances[position]
      if raw then return raw, reservation.OwnerId end
      at, position = at + 1, 0
      reservation = reservations[at]
      while not reservation do
        local page = next_page()
        if not page then return nil end
        reservations, at = page.Reservations or {}, 1
        reservation = reservations[1]
      end
    end
  end
end

-- What gives each instance that the inputs ask a target for: whole, or these members of it.
local function stream(target, inputs, paths)
  local client = fanout.client(target, "ec2")
  local position, next_instance = 0, nil
  return function()
    while true do
      local raw, owner = nil, nil
      if next_instance then raw, owner = next_instance() end
      if raw then return raw, owner end
      position = position + 1
      local input = inputs[position]
      if not input then return nil end
      next_instance = paths and client:each("DescribeInstances", input, { fields = paths })
        or whole(client, input)
    end
  end
end

local function asks_several(options)
  return options.regions == "all" or type(options.regions) == "table" and #options.regions > 1
    or type(options.profiles) == "table" and #options.profiles > 1
end

-- The ids of a list that no target has. Filters of the selection may have left some out, so that
-- these are asked for once more without them.
local function missing_of(caller, options, ids, found)
  local missing = {}
  for _, id in ipairs(ids) do
    if not found[id] then missing[#missing + 1] = id end
  end
  if #missing == 0 or not (options.state or options.tags or options.filters) then return missing end
  local again = { fields = { "id" }, ids = missing }
  for _, name in ipairs(fanout.known) do again[name] = options[name] end
  local there = {}
  fanout.gather(caller, again, function(target)
    local inputs = inputs_of(caller, missing, {}, true)
    for raw in stream(target, inputs, { "InstanceId" }) do there[raw.InstanceId] = true end
  end)
  local gone = {}
  for _, id in ipairs(missing) do
    if not there[id] then gone[#gone + 1] = id end
  end
  return gone
end

local function raise_missing(caller, missing, rows)
  local what = string.format("%s: no such instance%s in any Region or account that was asked: %s%s",
    caller, #missing == 1 and "" or "s", table.concat(missing, ", ", 1, math.min(#missing, 5)),
    #missing > 5 and string.format(" and %d more", #missing - 5) or "")
  error(errors.new({
    kind = "aws", code = "InvalidInstanceID.NotFound", message = what, retryable = false, attempts = 0,
    service = "ec2", operation = "DescribeInstances", partial = rows,
  }), 0)
end

-- MARK: Lists

--- Lists instances as flat rows, over any number of Regions and accounts. What `state`, `tags`, `ids`
--- and `filters` say has to hold together; AWS does the filtering.
---
--- Raises unless whole: where a Region or an account fails, or one of the ids is nowhere, `err.partial`
--- is the List of what there is, with `complete = false` and the failures in its `errors`. With
--- `partial = true` that List is returned for failures. `fields` makes rows of these only; without
--- `raw`, AWS's whole structure, they take little memory.
---
---     for _, web in ipairs(ec2.instances { state = "running", tags = { env = "prod", Name = "web*" } }) do
---       print(web.id, web.name, web.type, web.private_ip)
---     end
---     local everywhere = ec2.instances { regions = "all", fields = { "id", "region", "type" } }
---@param options moonwatch.InstanceSelection?
---@return moonwatch.List   rows of moonwatch.Instance
function ec2.instances(options)
  local caller = "ec2.instances"
  options = options_of.check(caller, options, fanout.with { "state", "tags", "ids", "filters", "fields",
    "partial" })
  instance.check_fields(caller, options.fields)
  local ids, wanted = ids_of(caller, options.ids), filters_of(caller, options)
  local several = asks_several(options)
  local inputs = inputs_of(caller, ids, wanted, several)
  local found = {}
  local rows = fanout.gather(caller, options, function(target, rows)
    local make = instance.maker(target, options.fields)
    for raw, owner in stream(target, inputs, instance.paths(options.fields)) do
      found[raw.InstanceId] = true
      rows[#rows + 1] = make(raw, owner)
    end
  end)
  if ids and several and rows.complete then
    local missing = missing_of(caller, options, ids, found)
    if #missing > 0 then raise_missing(caller, missing, rows) end
  end
  return rows
end

--- Goes through instances as `ec2.instances` lists them, one Region and account after another, in the
--- same memory for any number: a page is fetched while the script works on the one before it.
---
--- Raises where a page cannot be had, at that point.
---
---     local count = {}
---     for instance in ec2.each { fields = { "type" } } do
---       count[instance.type] = (count[instance.type] or 0) + 1
---     end
---@param options moonwatch.InstanceSelection?
---@return fun(): moonwatch.Instance?
function ec2.each(options)
  local caller = "ec2.each"
  options = options_of.check(caller, options, known)
  instance.check_fields(caller, options.fields)
  local ids, wanted = ids_of(caller, options.ids), filters_of(caller, options)
  local targets, failures = fanout.targets(caller, options)
  if failures[1] then error(failures[1], 0) end
  local inputs = inputs_of(caller, ids, wanted, #targets > 1)
  local next_target, make, next_instance = 1, nil, nil
  return function()
    while true do
      local raw, owner = nil, nil
      if next_instance then raw, owner = next_instance() end
      if raw then return make(raw, owner) end
      local target = targets[next_target]
      if not target then return nil end
      next_target = next_target + 1
      make = instance.maker(target, options.fields)
      next_instance = stream(target, inputs, instance.paths(options.fields))
    end
  end
end

-- MARK: One

-- The id of the first page that was probably meant. This is a hint in an error: where it cannot be
-- had, the error is raised without it.
local function nearest_id(target, id)
  local ok, page = pcall(function()
    return fanout.client(target, "ec2"):describe_instances { MaxResults = page_size }
  end)
  if not ok then return nil end
  local ids = {}
  for _, reservation in ipairs(page.Reservations or {}) do
    for _, raw in ipairs(reservation.Instances or {}) do ids[#ids + 1] = raw.InstanceId end
  end
  local meant = options_of.nearest(id, ids)
  return meant
end

local absent = { ["InvalidInstanceID.NotFound"] = true, ["InvalidInstanceID.Malformed"] = true }

--- One instance by its id. With `regions = "all"`, or several Regions or profiles, it is looked for in
--- each.
---
--- Raises code `InvalidInstanceID.NotFound` where it is not there, with the Region that was asked and
--- the id that was probably meant.
---
---     local web = ec2.instances { tags = { Name = "web-1" } }[1]
---     print(ec2.get(web.id).state)
---@param id string
---@param options moonwatch.Where?
---@return moonwatch.Instance
function ec2.get(id, options)
  if type(id) ~= "string" then
    errors.raise("argument", "InvalidArgument",
      "bad argument #1 to 'get' (instance id expected, got " .. (id == nil and "nil" or type(id)) .. ")")
  end
  options = options_of.check("ec2.get", options, fanout.with {})
  local selection = { ids = ids_of("ec2.get", id) }
  for name, value in pairs(options) do selection[name] = value end
  local ok, result = pcall(ec2.instances, selection)
  if ok and result[1] then return result[1] end
  if ok then raise_missing("ec2.get", { id }, result) end
  if not errors.is(result) or not absent[result.code] then error(result, 0) end
  local region = result.region or options.region
  result.message = string.format("ec2.get: no instance %s in %s", id,
    asks_several(options) and "any Region or account that was asked" or region or "this Region")
  local meant = not asks_several(options) and nearest_id(fanout.targets("ec2.get", options)[1], id)
  result.message = result.message .. (meant and "; did you mean " .. meant .. "?" or
    asks_several(options) and "" or '; for other Regions: ec2.get("' .. id .. '", { regions = "all" })')
  error(result, 0)
end

-- MARK: Status checks

---@class moonwatch.StatusSelection: moonwatch.Where
---@field ids (string|string[])?        in one Region and account
---@field filters table?                AWS's own: { ["system-status.status"] = "impaired" }
---@field include_all boolean?          instances that do not run, too
---@field partial boolean?

--- The status checks and the scheduled events of instances: of those that run, unless `include_all`.
---
--- Raises unless whole, as `ec2.instances` does.
---
---     for _, status in ipairs(ec2.status()) do
---       if status.instance ~= "ok" or #status.events > 0 then print(status.id, status.instance) end
---     end
---@param options moonwatch.StatusSelection?
---@return moonwatch.List   rows of moonwatch.InstanceStatus
function ec2.status(options)
  local caller = "ec2.status"
  options = options_of.check(caller, options, fanout.with { "ids", "filters", "include_all", "partial" })
  local ids, wanted = ids_of(caller, options.ids), {}
  if options.filters ~= nil then filters.add(caller, options.filters, wanted) end
  if ids and asks_several(options) then
    errors.raise("argument", "InvalidOption", caller
      .. ": ids: expected one Region and account; AWS fails a call with an id that is elsewhere")
  end
  local status = require("moonwatch.instance_status")
  return fanout.gather(caller, options, function(target, rows)
    local make, client = status.maker(target), fanout.client(target, "ec2")
    for _, piece in ipairs(ids and fanout.pieces(ids, ids_a_call) or { false }) do
      local input = { Filters = wanted, IncludeAllInstances = options.include_all }
      if piece then input.InstanceIds = piece else input.MaxResults = page_size end
      for raw in client:each("DescribeInstanceStatus", input) do rows[#rows + 1] = make(raw) end
    end
  end)
end

return ec2
