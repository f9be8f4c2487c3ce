-- Clients of AWS services: one method for each operation.

local native = select(2, ...).aws
local errors = require("moonwatch.errors")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local polling = require("moonwatch.polling")
local unfinished = require("moonwatch.unfinished")

---@class moonwatch.Client
local Client = {}

--- Goes through the pages of an operation: AWS's whole answers, the next one fetched meanwhile.
--- Raises at the page that does not come: kind `aws`, `network` or `timeout`; kind `argument` for
--- an operation without pages.
---
---     for page in aws.ec2():pages("DescribeInstances") do print(#page.Reservations) end
---@type fun(self: moonwatch.Client, operation: string, input: table?): fun(): table?
Client.pages = native.pages

-- Appends a part of a list that AWS cut in two; a part may lack it.
local function append(whole, part)
  if not part then return whole end
  if not whole then return part end
  return table.move(part, 1, #part, #whole + 1, whole)
end

-- What parts of metric data are told apart by.
local identity = { "Id", "Label", "StatusCode" }

-- The earlier result that a part goes on with; nil where it begins another. A SEARCH gives many series
-- of one Id, which differ in their labels.
local function continued(results, part)
  for _, whole in ipairs(results) do
    if whole.StatusCode ~= "Complete" and (part.Label or whole.Label) == whole.Label then return whole end
  end
end

-- The pages of GetMetricData may each hold a part of the same series: such parts are joined.
local function merged_metric_data(parts, hidden)
  local results, by_id = {}, {}
  for _, part in ipairs(parts) do
    local same = by_id[part.Id] or {}
    by_id[part.Id] = same
    local whole = continued(same, part)
    if not whole then
      results[#results + 1] = part
      same[#same + 1] = part
    else
      whole.Timestamps = append(whole.Timestamps, part.Timestamps)
      whole.Values = append(whole.Values, part.Values)
      whole.Messages = append(whole.Messages, part.Messages)
      whole.StatusCode = part.StatusCode
    end
  end
  for _, whole in ipairs(results) do
    for _, name in ipairs(hidden) do whole[name] = nil end
  end
  return results
end

-- The items of an operation as AWS hands them out, and a function that makes of a list of all of them
-- what the script is to see.
local function items_of(client, operation, input, fields)
  -- Raises for what is wrong; nothing is sent before the first item is asked for.
  local next_item = native.items(client, operation, input, fields)
  if client._native:operation(operation) ~= "GetMetricData" then return next_item end
  local hidden = {}
  if fields then
    local asked = {}
    for _, field in ipairs(fields) do asked[field] = true end
    for _, name in ipairs(identity) do
      if not asked[name] then hidden[#hidden + 1] = name end
    end
    local wanted = table.move(fields, 1, #fields, #hidden + 1, table.move(hidden, 1, #hidden, 1, {}))
    next_item = native.items(client, operation, input, wanted)
  end
  return next_item, function(parts) return merged_metric_data(parts, hidden) end
end

---@class moonwatch.EachOptions
---@field fields string[]?   members of an item that are wanted, such as "State.Name"; nil: all

--- Goes through the items of an operation's pages, in AWS's order; the next page is fetched
--- meanwhile. DescribeInstances gives instances, DescribeAlarms alarms of every type, GetMetricData
--- one result for each series.
---
--- With `fields`, other members are passed over while the answer is read and never become values: less
--- time, less memory. A path such as "Tags.Key" goes through a list to each element. Raises kind
--- `validation` before anything is sent for a member that no item has.
---
---     local client = aws.ec2()
---     for instance in client:each("DescribeInstances") do print(instance.InstanceId) end
---     for instance in client:each("DescribeInstances", {}, { fields = { "State.Name" } }) do
---       print(instance.State.Name)
---     end
---@param operation string   AWS's name or the method's
---@param input table?
---@param options moonwatch.EachOptions?
---@return fun(): any
function Client:each(operation, input, options)
  options = options_of.check("each", options, { "fields" })
  local next_item, merge = items_of(self, operation, input, options.fields)
  if not merge then return next_item end
  local results, index = nil, 0
  return function()
    if not results then
      local parts = {}
      for part in next_item do parts[#parts + 1] = part end
      results = merge(parts)
    end
    index = index + 1
    return results[index]
  end
end

-- What may cut a list short; every other error is one of the script's, or of what surrounds it.
local cuts_short = { aws = true, network = true, timeout = true, credentials = true }

--- Every item of an operation as one list. Raises unless it is whole; what there is, is then in the
--- error's `partial`. With `partial = true` it is returned instead, with `complete = false` and
--- `errors`; a whole list has `complete = true`. `fields` is as for `each`.
---
---     local alarms = aws.cloudwatch():collect("DescribeAlarms", { StateValue = "ALARM" })
---@param operation string   AWS's name or the method's
---@param input table?
---@param options { partial: boolean?, fields: string[]? }?
---@return moonwatch.List
function Client:collect(operation, input, options)
  options = options_of.check("collect", options, { "partial", "fields" })
  local rows = {}
  local guard <close> = unfinished.guard(function() return rows end)
  local next_item, merge = items_of(self, operation, input, options.fields)
  local ok, failure = pcall(function()
    for item in next_item do rows[#rows + 1] = item end
  end)
  if merge then rows = merge(rows) end
  if ok then return list.new(rows) end
  if errors.is(failure) then
    failure.partial = list.new(rows, failure)
    if options.partial and cuts_short[failure.kind] then return failure.partial end
  end
  error(failure, 0)
end

--- Calls an operation until its answer says what a waiter of AWS's waits for, and gives that answer;
--- nil where an error was the sign, such as that there is no such instance any more. It calls as often
--- as AWS's description says, unless told otherwise.
---
--- Raises kind `timeout`, code `WaiterTimeout`, after the time (a call under way is not cut short), and
--- kind `aws`, code `WaiterFailed`, where it can no longer come about; `answer` is then the last one.
---
---     local client = aws.ec2()
---     local first = client:collect("DescribeInstances")[1].InstanceId
---     client:wait("instance_running", { InstanceIds = { first } }, { timeout = "5m" })
---@param waiter string   AWS's name or its spelling as a method: "InstanceRunning", "instance_running"
---@param input table?    of the operation that the waiter calls
---@param options { every: (number|string)?, timeout: (number|string)? }?
---@return table?
function Client:wait(waiter, input, options)
  local ask, delay, attempts, operation = native.waiter(self, waiter, input)
  local every, timeout = polling.options("wait", options, delay, delay * attempts)
  local outcome, answer, failure
  local calls, seconds = polling.poll(function()
    outcome, answer, failure = ask()
    return outcome ~= "retry"
  end, every, timeout)
  if outcome == "success" then return answer end
  local what = string.format("%s of %s", calls == 1 and "1 call" or calls .. " calls", operation)
  failure = failure or {}
  local fields = {
    kind = "timeout", code = "WaiterTimeout", operation = operation, retryable = true,
    attempts = calls, answer = answer, status = failure.status, region = failure.region,
    request_id = failure.request_id, service = self._service,
    message = string.format("%s: not so after %s and %s", waiter, options_of.duration_text(seconds), what),
  }
  if outcome == "failure" then
    fields.kind, fields.code, fields.retryable = "aws", "WaiterFailed", false
    fields.message = string.format("%s: can no longer come about, after %s", waiter, what)
  end
  if failure.code then
    fields.message = string.format("%s; the last answer was %s: %s", fields.message, failure.code,
      failure.message)
  end
  error(errors.new(fields), 0)
end

-- One class for each description of a service, so that a method is made once.
local classes = {}

local function class_of(service, version, probe)
  local key = service .. "@" .. (version or "")
  local class = classes[key]
  if class then return class end
  class = { __name = "aws." .. service }
  class.__index = setmetatable({}, {
    __index = function(methods, name)
      if Client[name] then return Client[name] end
      if type(name) ~= "string" or name:sub(1, 1) == "_" then return nil end
      local method = probe:method(name) -- raises for an unknown one, with the nearest name
      rawset(methods, name, method)
      return method
    end,
  })
  class.__tostring = function() return "aws." .. service .. " client" end
  classes[key] = class
  return class
end

---@class moonwatch.aws
local aws = {}

---@class moonwatch.Keys
---@field access_key_id string
---@field secret_access_key string
---@field session_token string?

---@class moonwatch.ClientOptions
---@field region string?
---@field profile string?
---@field endpoint_url string?
---@field credentials (moonwatch.Keys|moonwatch.Role)?   keys, or what `aws.assume` gives
---@field max_attempts integer?       attempts of one call, the first included
---@field timeout (number|string)?    of one call with its retries: seconds or "30s"
---@field connect_timeout (number|string)?   for look-up, connection and TLS; 5 s unless given
---@field read_timeout (number|string)?      without a byte of the answer; 60 s unless given
---@field pace (boolean|table<string, number>)?   calls a second by operation; false: as fast as they come
---@field protocol string?             one that the service speaks, such as "smithy-rpc-v2-cbor"
---@field api_version string?          of the service's description

--- Makes a client of a service. `aws.cloudwatch(options)` and the like are the same. Raises kind
--- `argument` for an unknown service or option, with the nearest name.
---
---     local ec2 = aws.client("ec2", { region = "eu-west-1" })
---@param service string   such as "cloudwatch"
---@param options moonwatch.ClientOptions?
---@return moonwatch.Client
function aws.client(service, options)
  local client = native.client(service, options)
  local class = class_of(service, options and options.api_version, client)
  return setmetatable({ _native = client, _service = service }, class)
end

local role_class = {
  __name = "aws role",
  __tostring = function(role) return "aws role " .. role.role_arn end,
}

---@class moonwatch.Role
---@field role_arn string
---@field session_name string?         what CloudTrail shows; names the script and the run unless given
---@field external_id string?
---@field duration (number|string)?    of a session: 15 minutes to 12 hours; an hour unless given
---@field profile string?              whose credentials assume the role; the client's unless given
---@field region string?               where STS is asked

--- Credentials of a role, for a client's `credentials`. The role is assumed when a call first
--- needs it and again before the session ends; clients with the same role share one session.
--- Raises kind `argument` for an unknown or missing field; what AWS says of the role comes with
--- the first call.
---
---     local role = aws.assume { role_arn = "arn:aws:iam::123456789012:role/watch" }
---     local ec2 = aws.ec2 { credentials = role, region = "eu-west-1" }
---@param role moonwatch.Role
---@return moonwatch.Role
function aws.assume(role)
  native.check_role(role)
  local copy = {}
  for name, value in pairs(role) do copy[name] = value end
  return setmetatable(copy, role_class)
end

---@class moonwatch.Identity
---@field account string
---@field arn string
---@field user_id string

--- Who calls are made as. Raises what the call raises: kind `credentials`, `aws`, `network` or
--- `timeout`.
---
---     print(aws.identity().account) -- 123456789012
---@param options moonwatch.ClientOptions?
---@return moonwatch.Identity
function aws.identity(options)
  local answer = aws.client("sts", options):get_caller_identity()
  return { account = answer.Account, arn = answer.Arn, user_id = answer.UserId }
end

--- The Regions that the account has enabled, sorted. Raises what the call raises: kind
--- `credentials`, `aws`, `network` or `timeout`.
---
---     for _, region in ipairs(aws.regions()) do print(region) end
---@param options moonwatch.ClientOptions?
---@return string[]
function aws.regions(options)
  local names = {}
  for i, region in ipairs(aws.client("ec2", options):describe_regions().Regions) do
    names[i] = region.RegionName
  end
  table.sort(names)
  return names
end

---@class moonwatch.Profile
---@field name string
---@field region string?
---@field kind "role"|"web identity"|"sso"|"process"|"keys"|"none"   where its credentials come from

--- The profiles of `~/.aws/config` and `~/.aws/credentials`, sorted by name.
---
---     for _, profile in ipairs(aws.profiles()) do print(profile.name, profile.kind) end
---@return moonwatch.Profile[]
function aws.profiles() return native.profiles() end

-- aws.cloudwatch{…} and the like, for every service that is known; others raise with the nearest.
return setmetatable(aws, {
  __index = function(_, service)
    if type(service) ~= "string" then return nil end
    native.client(service)
    local function make(options) return (aws.client(service, options)) end
    rawset(aws, service, make)
    return make
  end,
})
