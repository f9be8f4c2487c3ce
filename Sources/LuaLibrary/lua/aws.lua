-- Clients of AWS services: one method for each operation.

local native = select(2, ...).aws

---@class moonwatch.Client
local Client = {}

--- Goes through the pages of an operation: AWS's whole answers, the next one fetched meanwhile.
---
---     for page in client:pages("DescribeInstances") do print(#page.Reservations) end
---@type fun(self: moonwatch.Client, operation: string, input: table?): fun(): table?
Client.pages = native.pages

-- Appends a part of a list that AWS cut in two; a part may lack it.
local function append(whole, part)
  if not part then return whole end
  if not whole then return part end
  return table.move(part, 1, #part, #whole + 1, whole)
end

-- The pages of GetMetricData may each hold a part of the same query: parts are joined by Id.
local function merged_metric_data(items)
  local results, by_id = {}, {}
  for part in items do
    local whole = by_id[part.Id]
    if not whole then
      by_id[part.Id] = part
      results[#results + 1] = part
    else
      whole.Timestamps = append(whole.Timestamps, part.Timestamps)
      whole.Values = append(whole.Values, part.Values)
      whole.Messages = append(whole.Messages, part.Messages)
      whole.StatusCode = part.StatusCode
    end
  end
  return results
end

--- Goes through the items of an operation's pages, in AWS's order; the next page is fetched
--- meanwhile. DescribeInstances gives instances, DescribeAlarms alarms of every type, GetMetricData
--- one result for each Id.
---
---     for instance in client:each("DescribeInstances") do print(instance.InstanceId) end
---@param operation string   AWS's name or the method's
---@param input table?
---@return fun(): any
function Client:each(operation, input)
  local next_item = native.items(self, operation, input)
  if self._native:operation(operation) ~= "GetMetricData" then return next_item end
  local results, index = nil, 0
  return function()
    results = results or merged_metric_data(next_item)
    index = index + 1
    return results[index]
  end
end

--- Every item of an operation as one list. Raises unless it is whole; what there is, is then in the
--- error's `partial`.
---
---     local alarms = aws.cloudwatch():collect("DescribeAlarms", { StateValue = "ALARM" })
---@param operation string   AWS's name or the method's
---@param input table?
---@return table
function Client:collect(operation, input)
  local list = {}
  local next_item = Client.each(self, operation, input)
  local ok, failure = pcall(function()
    for item in next_item do list[#list + 1] = item end
  end)
  if ok then return list end
  if type(failure) == "table" then failure.partial = list end
  error(failure, 0)
end

-- One class for each service, so that a method is made once.
local classes = {}

local function class_of(service, probe)
  local class = classes[service]
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
  classes[service] = class
  return class
end

---@class moonwatch.aws
local aws = {}

---@class moonwatch.ClientOptions
---@field region string?
---@field profile string?
---@field endpoint_url string?
---@field credentials { access_key_id: string, secret_access_key: string, session_token: string? }?
---@field max_attempts integer?       attempts of one call, the first included
---@field timeout (number|string)?    of one call with its retries: seconds or "30s"
---@field connect_timeout (number|string)?   for look-up, connection and TLS; 5 s unless given
---@field read_timeout (number|string)?      without a byte of the answer; 60 s unless given
---@field pace (boolean|table<string, number>)?   calls a second by operation; false: as fast as they come

--- Makes a client of a service. `aws.cloudwatch(options)` and the like are the same.
---
---     local ec2 = aws.client("ec2", { region = "eu-west-1" })
---@param service string   such as "cloudwatch"
---@param options moonwatch.ClientOptions?
---@return moonwatch.Client
function aws.client(service, options)
  local client = native.client(service, options)
  return setmetatable({ _native = client }, class_of(service, client))
end

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
