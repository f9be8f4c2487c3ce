-- EC2 instances as flat rows with methods.

local errors = require("moonwatch.errors")
local filters = require("moonwatch.filters")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")

local instance = {}

---@class moonwatch.Instance
---@field id string
---@field name string?           the tag Name
---@field state "pending"|"running"|"shutting-down"|"terminated"|"stopping"|"stopped"
---@field type string            such as "m7g.large"
---@field az string
---@field region string
---@field account string
---@field private_ip string?
---@field public_ip string?
---@field launch_time number     epoch seconds
---@field image string?          AMI id
---@field vpc string?
---@field subnet string?
---@field architecture string?
---@field lifecycle string?      "spot", "scheduled" or "capacity-block"; nil: on demand
---@field platform string?       such as "Linux/UNIX"
---@field monitoring string?     "enabled": a metric each minute; "disabled": every five
---@field role string?           ARN of the instance profile
---@field state_reason string?   why it is in this state, where AWS says so
---@field profile string?        of the AWS files, where `profiles` asked several accounts
---@field tags table<string, string>
---@field raw table              AWS's own structure; shown only where a column names it
local Instance = {}

--- The Region of an Availability Zone or Local Zone: us-west-2 of us-west-2a and of us-west-2-lax-1a.
---@param zone string?
---@return string?
function instance.region_of(zone) return zone and zone:match("^%l+%-%l[%l%-]-%-%d+") end

-- The fields, in the order in which they are shown, and where each is in AWS's structure.
local fields = {
  { "id", function(raw) return raw.InstanceId end },
  { "name", function(_, _, _, tags) return tags.Name end },
  { "state", function(raw) return raw.State and raw.State.Name end },
  { "type", function(raw) return raw.InstanceType end },
  { "az", function(raw) return raw.Placement and raw.Placement.AvailabilityZone end },
  { "region", function(raw, _, target)
    return target.region or instance.region_of(raw.Placement and raw.Placement.AvailabilityZone)
  end },
  { "account", function(_, owner) return owner end },
  { "private_ip", function(raw) return raw.PrivateIpAddress end },
  { "public_ip", function(raw) return raw.PublicIpAddress end },
  { "launch_time", function(raw) return raw.LaunchTime end },
  { "image", function(raw) return raw.ImageId end },
  { "vpc", function(raw) return raw.VpcId end },
  { "subnet", function(raw) return raw.SubnetId end },
  { "architecture", function(raw) return raw.Architecture end },
  { "lifecycle", function(raw) return raw.InstanceLifecycle end },
  { "platform", function(raw) return raw.PlatformDetails end },
  { "monitoring", function(raw) return raw.Monitoring and raw.Monitoring.State end },
  { "role", function(raw) return raw.IamInstanceProfile and raw.IamInstanceProfile.Arn end },
  { "state_reason", function(raw) return raw.StateReason and raw.StateReason.Message end },
  { "profile", function(_, _, target) return target.profile end },
  { "tags", function(_, _, _, tags) return tags end },
  { "raw", function(raw) return raw end },
}

local names, getters = {}, {}
for position, field in ipairs(fields) do
  names[position] = field[1]
  getters[field[1]] = field[2]
end

-- What of AWS's structure a field needs.
local paths = {
  id = "InstanceId", name = "Tags", state = "State.Name", type = "InstanceType",
  az = "Placement.AvailabilityZone", region = "Placement.AvailabilityZone", private_ip = "PrivateIpAddress",
  public_ip = "PublicIpAddress", launch_time = "LaunchTime", image = "ImageId", vpc = "VpcId",
  subnet = "SubnetId", architecture = "Architecture", lifecycle = "InstanceLifecycle",
  platform = "PlatformDetails", monitoring = "Monitoring.State", role = "IamInstanceProfile.Arn",
  state_reason = "StateReason.Message", tags = "Tags",
}

--- The members of AWS's structure that rows with these fields are made of; nil where that is more than
--- an instance (its owner is the reservation's), or all of it.
---@param wanted string[]?
---@return string[]?
function instance.paths(wanted)
  if not wanted then return nil end
  local list, seen = { paths.id }, { [paths.id] = true }
  for _, name in ipairs(wanted) do
    local path = paths[name]
    if name == "account" or name == "raw" then return nil end
    if path and not seen[path] then
      seen[path] = true
      list[#list + 1] = path
    end
  end
  return list
end

local kind = {
  name = "instance", methods = Instance, members = names, times = { "launch_time" },
  columns = {
    "id", "name", "state", "type", "az", "account", "profile", "private_ip", "public_ip",
    "launch_time",
  },
  varying = { "account", "profile" },
}

--- Raises kind `argument` unless these are names of fields.
---@param caller string
---@param wanted any
function instance.check_fields(caller, wanted)
  if wanted == nil then return end
  if type(wanted) ~= "table" or #wanted == 0 then
    errors.raise("argument", "InvalidOption", string.format(
      '%s: fields: expected a list of names, such as { "id", "state" }, got %s', caller,
      type(wanted) == "table" and "an empty one" or type(wanted)))
  end
  for _, name in ipairs(wanted) do
    if not getters[name] then
      local meant = type(name) == "string" and options_of.nearest(name, names)
      errors.raise("argument", "InvalidOption", string.format("%s: fields: no field '%s'%s; known: %s",
        caller, tostring(name), meant and " (did you mean '" .. meant .. "'?)" or "",
        table.concat(names, ", ")))
    end
  end
end

-- Sets every field of a row that its class has.
local function fill(row, raw, owner)
  local tags, target = filters.tags_of(raw.Tags), record.target(row)
  for _, name in ipairs(getmetatable(row).__fields) do
    row[name] = getters[name](raw, owner, target, tags)
  end
  return row
end

--- What makes rows of AWS's instances from one target: of every field, or of these.
---@param target moonwatch.Target
---@param wanted string[]?
---@return fun(raw: table, owner: string?): moonwatch.Instance
function instance.maker(target, wanted)
  local class = record.class(kind, target, wanted)
  class.__fields = wanted or names
  return function(raw, owner) return fill(setmetatable({}, class), raw, owner) end
end

-- MARK: Metrics and alarms

local function where_of(row, more)
  local options = { region = rawget(row, "region") }
  for name, value in pairs(record.target(row).client) do options[name] = value end
  for name, value in pairs(more or {}) do options[name] = value end
  return options
end

-- Where metrics of a row are: they know Regions and profiles, and asked elsewhere would be another's.
local function place_of(row, method)
  local client = record.target(row).client
  if client.credentials or client.endpoint_url then
    errors.raise("argument", "InvalidArgument", method .. ": the instance was asked for with credentials or an "
      .. "endpoint of a client, which metrics do not take; use a profile")
  end
  return client.region or rawget(row, "region"), client.profile
end

--- One of the metrics that EC2 publishes of the instance, to get or to alarm on. Raises kind
--- `argument` for an unknown option.
---
---     local web = ec2.instances { tags = { Name = "web-1" } }[1]
---     print(web:metric("CPUUtilization", { stat = "Maximum" }))
---@param name string        such as "CPUUtilization"
---@param options table?     those of `metrics.metric`: `stat`, `period`, `namespace`, …
---@return moonwatch.Metric
function Instance:metric(name, options)
  local id = record.need(self, "instance:metric", "id")
  local given = { namespace = "AWS/EC2", name = name, dimensions = { InstanceId = id } }
  given.region, given.profile = place_of(self, "instance:metric")
  for key, value in pairs(options or {}) do given[key] = value end
  return require("metrics").metric(given)
end

--- The metrics that there are of the instance, in AWS/EC2 or in another namespace. Raises what
--- the call raises.
---
---     local web = ec2.instances { tags = { Name = "web-1" } }[1]
---     for _, metric in ipairs(web:metrics()) do print(metric.name) end
---@param options table?   those of `metrics.find`; `namespace` is "AWS/EC2" unless given
---@return moonwatch.List
function Instance:metrics(options)
  local given = { namespace = "AWS/EC2", dimensions = { InstanceId = record.need(self, "instance:metrics", "id") } }
  given.region, given.profile = place_of(self, "instance:metrics")
  for key, value in pairs(options or {}) do given[key] = value end
  return require("metrics").find(given)
end

--- The alarms on metrics of the instance, and the composite alarms above them. All alarms of the
--- Region are read: AWS has no filter for it.
---
--- Raises unless every alarm could be read.
---
---     local web = ec2.instances { tags = { Name = "web-1" } }[1]
---     for _, alarm in ipairs(web:alarms()) do print(alarm.name, alarm.state) end
---@return moonwatch.List   rows of moonwatch.Alarm
function Instance:alarms()
  local id = record.need(self, "instance:alarms", "id")
  return require("moonwatch.alarm_search").on_dimension(where_of(self), "InstanceId", id)
end

-- MARK: Changes

-- Calls a change of one instance and takes its new state over. `wait` is true, or for how long.
local function change(self, verb, member, waiter, options)
  local method = "instance:" .. verb
  local id = record.need(self, method, "id")
  local wait = options_of.check(method, options, { "wait" }).wait
  if wait and wait ~= true then wait = options_of.seconds(method .. ": wait", wait) end
  local ec2 = record.client(self, "ec2")
  local answer = ec2[verb .. "_instances"](ec2, { InstanceIds = { id } })
  local moved = member and answer[member] and answer[member][1]
  if moved then self.state = moved.CurrentState.Name end
  -- A dry run sends nothing, so there is nothing to wait for: its answer names no instance.
  if wait and (moved or not member) then
    local seen = ec2:wait(waiter, { InstanceIds = { id } }, wait ~= true and { timeout = wait } or nil)
    local reservation = seen and seen.Reservations and seen.Reservations[1]
    if reservation then fill(self, reservation.Instances[1], reservation.OwnerId) end
  end
  return self
end

---@class moonwatch.ChangeOptions
---@field wait (boolean|number|string)?   until it is done: true for AWS's own patience, or "5m"

--- Starts the instance. Gives the instance, with its new state.
---
--- Raises kind `policy` unless `@needs ec2:StartInstances` is declared, `timeout` where it does not
--- run in time.
---
---     local batch = ec2.instances { state = "stopped" }[1]
---     print(batch:start({ wait = "5m" }).state)
---@param options moonwatch.ChangeOptions?
---@return moonwatch.Instance
function Instance:start(options)
  return change(self, "start", "StartingInstances", "instance_running", options)
end

--- Stops the instance. Gives the instance, with its new state.
---
--- Raises kind `policy` unless `@needs ec2:StopInstances` is declared, `timeout` where it does not
--- stop in time.
---
---     local staging = ec2.instances { tags = { env = "staging" } }[1]
---     print(staging:stop().state)
---@param options moonwatch.ChangeOptions?
---@return moonwatch.Instance
function Instance:stop(options)
  return change(self, "stop", "StoppingInstances", "instance_stopped", options)
end

--- Reboots the instance, which must run; it shows in no state. With `wait` the status checks are
--- waited for: they may still be those from before for a moment.
---
--- Raises kind `policy` unless `@needs ec2:RebootInstances` is declared.
---
---     ec2.instances({ tags = { Name = "web-1" } })[1]:reboot()
---@param options moonwatch.ChangeOptions?
---@return moonwatch.Instance
function Instance:reboot(options) return change(self, "reboot", nil, "instance_status_ok", options) end

--- Sets tags; those of other keys stay. Gives the instance, with its new tags.
---
--- Raises kind `policy` unless `@needs ec2:CreateTags` is declared.
---
---     ec2.instances({ tags = { Name = "web-1" } })[1]:tag { owner = "ana" }
---@param tags table<string, string|number|boolean>
---@return moonwatch.Instance
function Instance:tag(tags)
  local id = record.need(self, "instance:tag", "id")
  local wanted = filters.tag_list("instance:tag", tags)
  record.client(self, "ec2"):create_tags { Resources = { id }, Tags = wanted }
  if self.tags then
    for _, tag in ipairs(wanted) do self.tags[tag.Key] = tag.Value end
    self.name = self.tags.Name
  end
  return self
end

--- Takes tags away, by their keys, whatever their values. Gives the instance, with its new tags.
---
--- Raises kind `policy` unless `@needs ec2:DeleteTags` is declared.
---
---     ec2.instances({ tags = { Name = "web-1" } })[1]:untag("owner", "until")
---@param ... string
---@return moonwatch.Instance
function Instance:untag(...)
  local id = record.need(self, "instance:untag", "id")
  local keys, gone = { ... }, {}
  if #keys == 0 then
    errors.raise("argument", "InvalidArgument", "instance:untag: expected the keys of tags, got none")
  end
  for index, key in ipairs(keys) do
    if type(key) ~= "string" then
      errors.raise("argument", "InvalidArgument", string.format(
        "instance:untag: [%d]: expected the key of a tag, got %s", index, type(key)))
    end
    gone[index] = { Key = key }
  end
  record.client(self, "ec2"):delete_tags { Resources = { id }, Tags = gone }
  if self.tags then
    for _, key in ipairs(keys) do self.tags[key] = nil end
    self.name = self.tags.Name
  end
  return self
end

return instance
