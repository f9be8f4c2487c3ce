-- Clients of AWS services: one method for each operation.

local native = select(2, ...).aws

---@class moonwatch.Client
local Client = {}

--- Goes through the pages of an operation.
---
---     for page in client:pages("DescribeInstances") do print(#page.Reservations) end
---@param operation string   AWS's name or the method's
---@param input table?
---@return fun(): table?
function Client:pages(operation, input) return self._native:pages(operation, input) end

-- The pages of GetMetricData may each hold a part of the same query: parts are joined by Id.
local function merged_metric_data(self, operation, input)
  local results, by_id = {}, {}
  for part in self._native:items(operation, input) do
    local whole = by_id[part.Id]
    if not whole then
      by_id[part.Id] = part
      results[#results + 1] = part
    else
      table.move(part.Timestamps, 1, #part.Timestamps, #whole.Timestamps + 1, whole.Timestamps)
      table.move(part.Values, 1, #part.Values, #whole.Values + 1, whole.Values)
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
---@param operation string
---@param input table?
---@return fun(): any
function Client:each(operation, input)
  if self._native:operation(operation) ~= "GetMetricData" then
    return self._native:items(operation, input)
  end
  local results, index
  return function()
    results = results or merged_metric_data(self, operation, input)
    index = (index or 0) + 1
    return results[index]
  end
end

--- Every item of an operation as one list. Raises unless it is whole; what there is, is then in the
--- error's `partial`.
---@param operation string
---@param input table?
---@return table
function Client:collect(operation, input)
  local list = {}
  local next_item = self:each(operation, input)
  local ok, failure = pcall(function()
    for item in next_item do list[#list + 1] = item end
  end)
  if ok then return list end
  if type(failure) == "table" then failure.partial = list end
  error(failure, 0)
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
      local operation = probe:operation(name) -- raises for an unknown one, with the nearest name
      local function method(self, input)
        if getmetatable(self) ~= class then
          error("call operations with a colon: client:" .. name .. "{…}", 2)
        end
        return self._native:call(operation, input)
      end
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

--- Makes a client of a service.
---
--- Options: `region`, `profile`, `endpoint_url`, `credentials` (`access_key_id`,
--- `secret_access_key`, `session_token`), `max_attempts`, `timeout` (seconds or "30s"), `protocol`
--- (one that the service speaks, such as "smithy-rpc-v2-cbor"), `api_version` (of the service's
--- description).
---@param service string   such as "cloudwatch"
---@param options table?
---@return moonwatch.Client
function aws.client(service, options)
  local client = native.client(service, options)
  return setmetatable({ _native = client }, class_of(service, options and options.api_version, client))
end

-- aws.cloudwatch{…} and the like, for every service that is known; others raise with the nearest.
return setmetatable(aws, {
  __index = function(_, service)
    if type(service) ~= "string" then return nil end
    local function make(options) return aws.client(service, options) end
    native.client(service)
    rawset(aws, service, make)
    return make
  end,
})
