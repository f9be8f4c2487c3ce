-- Whether the resources that AWS's own metrics are about are there, each looked up in its service.
--
-- A look-up says "there" or "gone" of a value of a dimension; what it says nothing of is not known. An error
-- is an answer only where it is the service's own code for what does not exist; every other one is raised.
-- The dimensions of a namespace: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html

local aws = require("aws")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local filters = require("moonwatch.filters")
local task = require("task")

local resources = {}

---@class moonwatch.Place     what a look-up is told of where it looks
---@field client moonwatch.ClientOptions
---@field region string
---@field account string
---@field partition string

---@class moonwatch.ResourceKind
---@field noun string
---@field service string     its client
---@field reads string[]     the operations, for a policy
---@field look fun(client: moonwatch.Client, values: string[], place: moonwatch.Place): table<string, "there"|"gone"|moonwatch.Error>

-- Look-ups of one value at a time that are under way together.
local concurrency = 8

-- What may keep a look-up from an answer; every other error is one of this program's, or a cancellation.
local no_answer = { aws = true, network = true, timeout = true, credentials = true, config = true, validation = true }

--- Whether an error only means that a look-up has no answer.
---@param failure any
---@return boolean
function resources.is_no_answer(failure) return errors.is(failure) and no_answer[failure.kind] == true end

-- MARK: Ways to look

-- By a call for each value, which fails with one of the codes where there is no such thing.
local function one_by_one(operation, input_of, absent)
  return function(client, values, place)
    local found = {}
    task.map(values, function(value)
      local ok, failure = pcall(client[operation], client, input_of(value, place))
      if ok then
        found[value] = "there"
      elseif errors.is(failure) and failure.kind == "aws" and absent[failure.code] then
        found[value] = "gone"
      elseif resources.is_no_answer(failure) then
        found[value] = failure
      else
        error(failure, 0)
      end
    end, { concurrency = concurrency })
    return found
  end
end

-- By a list that is whole, or raises: what is not on it is gone. `key` is what a value is on it, nil for an
-- item that is as good as gone.
local function on_list(operation, key, inputs_of)
  return function(client, values)
    local found = {}
    for _, value in ipairs(values) do found[value] = "gone" end
    for _, input in ipairs(inputs_of and inputs_of(values) or { {} }) do
      for item in client:each(operation, input) do
        local value = key(item)
        if value and found[value] then found[value] = "there" end
      end
    end
    return found
  end
end

-- The inputs of calls with so many values each.
local function in_pieces(size, input_of)
  return function(values)
    local inputs = {}
    for index, piece in ipairs(fanout.pieces(values, size)) do inputs[index] = input_of(piece) end
    return inputs
  end
end

local function by_filter(name)
  return in_pieces(filters.value_limit, function(piece)
    return { Filters = { { Name = name, Values = piece } }, MaxResults = 1000 }
  end)
end

-- The end of an ARN, as metrics of load balancers have it: app/web/50dc6c495c0c9188.
local function after(mark)
  return function(arn) return arn and arn:match(mark .. "(.+)$") end
end

local function absent(...)
  local codes = {}
  for _, code in ipairs({ ... }) do codes[code] = true end
  return codes
end

-- MARK: Kinds

local load_balancer_name = after(":loadbalancer/")

local instance = {
  noun = "instance", service = "ec2", reads = { "DescribeInstances" },
  -- A terminated instance is listed for up to an hour, and never comes back.
  look = on_list("DescribeInstances", function(raw)
    return raw.State and raw.State.Name ~= "terminated" and raw.InstanceId or nil
  end, by_filter("instance-id")),
}

local volume = {
  noun = "volume", service = "ec2", reads = { "DescribeVolumes" },
  look = on_list("DescribeVolumes", function(raw)
    return raw.State ~= "deleted" and raw.VolumeId or nil
  end, by_filter("volume-id")),
}

local group = {
  noun = "Auto Scaling group", service = "autoscaling", reads = { "DescribeAutoScalingGroups" },
  look = on_list("DescribeAutoScalingGroups", function(raw) return raw.AutoScalingGroupName end,
    in_pieces(50, function(piece) return { AutoScalingGroupNames = piece, MaxRecords = 100 } end)),
}

local load_balancer = {
  noun = "load balancer", service = "elbv2", reads = { "DescribeLoadBalancers" },
  look = on_list("DescribeLoadBalancers", function(raw) return load_balancer_name(raw.LoadBalancerArn) end),
}

local target_group = {
  noun = "target group", service = "elbv2", reads = { "DescribeTargetGroups" },
  look = on_list("DescribeTargetGroups", function(raw)
    return raw.TargetGroupArn and raw.TargetGroupArn:match(":(targetgroup/.+)$")
  end),
}

local classic_load_balancer = {
  noun = "classic load balancer", service = "elb", reads = { "DescribeLoadBalancers" },
  look = on_list("DescribeLoadBalancers", function(raw) return raw.LoadBalancerName end),
}

local database = {
  noun = "database instance", service = "rds", reads = { "DescribeDBInstances" },
  look = on_list("DescribeDBInstances", function(raw) return raw.DBInstanceIdentifier end),
}

local database_cluster = {
  noun = "database cluster", service = "rds", reads = { "DescribeDBClusters" },
  look = on_list("DescribeDBClusters", function(raw) return raw.DBClusterIdentifier end),
}

local lambda_function = {
  noun = "function", service = "lambda", reads = { "GetFunctionConfiguration" },
  look = one_by_one("get_function_configuration", function(name) return { FunctionName = name } end,
    absent("ResourceNotFoundException")),
}

local topic = {
  noun = "topic", service = "sns", reads = { "GetTopicAttributes" },
  look = one_by_one("get_topic_attributes", function(name, place)
    return { TopicArn = string.format("arn:%s:sns:%s:%s:%s", place.partition, place.region, place.account, name) }
  end, absent("NotFound", "NotFoundException")),
}

local log_group = {
  noun = "log group", service = "logs", reads = { "DescribeLogGroups" },
  look = on_list("DescribeLogGroups", function(raw) return raw.logGroupName end,
    in_pieces(1, function(piece) return { logGroupNamePrefix = piece[1] } end)),
}

local rule = {
  noun = "rule", service = "events", reads = { "DescribeRule" },
  look = one_by_one("describe_rule", function(name) return { Name = name } end,
    absent("ResourceNotFoundException")),
}

-- Of services that are not embedded: looked up where botocore's descriptions are, not known elsewhere.
local queue = {
  noun = "queue", service = "sqs", reads = { "GetQueueUrl" },
  look = one_by_one("get_queue_url", function(name) return { QueueName = name } end,
    absent("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")),
}

local dynamodb_table = {
  noun = "table", service = "dynamodb", reads = { "DescribeTable" },
  look = one_by_one("describe_table", function(name) return { TableName = name } end,
    absent("ResourceNotFoundException")),
}

local stream = {
  noun = "stream", service = "kinesis", reads = { "DescribeStreamSummary" },
  look = one_by_one("describe_stream_summary", function(name) return { StreamName = name } end,
    absent("ResourceNotFoundException")),
}

-- By namespace, what each dimension names. Other dimensions of these namespaces, such as
-- AvailabilityZone, say more of the same resource.
local kinds = {
  ["AWS/EC2"] = { InstanceId = instance, AutoScalingGroupName = group },
  ["CWAgent"] = { InstanceId = instance, AutoScalingGroupName = group },
  ["AWS/EBS"] = { VolumeId = volume },
  ["AWS/AutoScaling"] = { AutoScalingGroupName = group },
  ["AWS/ApplicationELB"] = { LoadBalancer = load_balancer, TargetGroup = target_group },
  ["AWS/NetworkELB"] = { LoadBalancer = load_balancer, TargetGroup = target_group },
  ["AWS/GatewayELB"] = { LoadBalancer = load_balancer, TargetGroup = target_group },
  ["AWS/ELB"] = { LoadBalancerName = classic_load_balancer },
  ["AWS/RDS"] = { DBInstanceIdentifier = database, DBClusterIdentifier = database_cluster },
  ["AWS/Lambda"] = { FunctionName = lambda_function },
  ["AWS/SNS"] = { TopicName = topic },
  ["AWS/Logs"] = { LogGroupName = log_group },
  ["AWS/Events"] = { RuleName = rule },
  ["AWS/SQS"] = { QueueName = queue },
  ["AWS/DynamoDB"] = { TableName = dynamodb_table },
  ["AWS/Kinesis"] = { StreamName = stream },
}

---@class moonwatch.ResourceName
---@field kind moonwatch.ResourceKind
---@field value string

--- The resources that a metric is about; with none, why nothing can tell.
---@param namespace string
---@param dimensions { Name: string, Value: string }[]?
---@return moonwatch.ResourceName[] found
---@return string? why   nil where some are known
function resources.of(namespace, dimensions)
  local known, found, names = kinds[namespace], {}, {}
  for _, dimension in ipairs(dimensions or {}) do
    names[#names + 1] = dimension.Name
    local kind = known and known[dimension.Name]
    -- Machines outside AWS that the agent runs on are mi-…, and no instances.
    if kind and not (kind == instance and not dimension.Value:find("^i%-%x+$")) then
      found[#found + 1] = { kind = kind, value = dimension.Value }
    end
  end
  -- A rule of a bus other than the default one is another rule.
  if namespace == "AWS/Events" then
    for _, name in ipairs(names) do
      if name == "EventBusName" then return {}, "rules of event buses cannot be looked up by name alone" end
    end
  end
  if #found > 0 then return found, nil end
  if #names == 0 then return found, "the metric has no dimensions, so it is about no single resource" end
  local list = table.concat(names, ", ")
  return found, known and string.format("nothing says what %s of %s names", list, namespace)
    or string.format("resources of %s cannot be looked up", namespace)
end

--- Looks resources of one kind up.
---@param kind moonwatch.ResourceKind
---@param values string[]
---@param place moonwatch.Place
---@return table<string, "there"|"gone"|moonwatch.Error>   nothing of what is not known
function resources.look(kind, values, place)
  local options = { region = place.region }
  for name, value in pairs(place.client) do options[name] = value end
  local ok, found = pcall(function() return kind.look(aws.client(kind.service, options), values, place) end)
  if ok then return found end
  -- A service without a description is an error of arguments to a script that names it.
  if not resources.is_no_answer(found) and not (errors.is(found) and found.code == "UnknownService") then
    error(found, 0)
  end
  local failed = {}
  for _, value in ipairs(values) do failed[value] = found end
  return failed
end

return resources
