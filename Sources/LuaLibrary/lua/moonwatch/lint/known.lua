-- What is known of metrics without asking: names, ranges, and which are published only when something
-- happens. Data, in one place.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html

local known = {}

--- Every metric of a namespace, for those that are whole.
--- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
known.names = {
  ["AWS/EC2"] = {
    "CPUUtilization", "DiskReadOps", "DiskWriteOps", "DiskReadBytes", "DiskWriteBytes", "MetadataNoToken",
    "MetadataNoTokenRejected", "NetworkIn", "NetworkOut", "NetworkPacketsIn", "NetworkPacketsOut",
    "CPUCreditUsage", "CPUCreditBalance", "CPUSurplusCreditBalance", "CPUSurplusCreditsCharged",
    "DedicatedHostCPUUtilization", "EBSReadOps", "EBSWriteOps", "EBSReadBytes", "EBSWriteBytes", "EBSIOBalance%",
    "EBSByteBalance%", "InstanceEBSIOPSExceededCheck", "InstanceEBSThroughputExceededCheck", "StatusCheckFailed",
    "StatusCheckFailed_Instance", "StatusCheckFailed_System", "StatusCheckFailed_AttachedEBS", "GPUPowerUtilization",
  },
}

--- Namespaces for the one that was probably meant.
known.namespaces = {
  "AWS/ApiGateway", "AWS/ApplicationELB", "AWS/AutoScaling", "AWS/Backup", "AWS/Billing", "AWS/CloudFront",
  "AWS/DynamoDB", "AWS/EBS", "AWS/EC2", "AWS/ECS", "AWS/EFS", "AWS/ELB", "AWS/ElastiCache", "AWS/ES", "AWS/Events",
  "AWS/Firehose", "AWS/Kafka", "AWS/Kinesis", "AWS/Lambda", "AWS/Logs", "AWS/NATGateway", "AWS/NetworkELB",
  "AWS/RDS", "AWS/Redshift", "AWS/Route53", "AWS/S3", "AWS/SES", "AWS/SNS", "AWS/SQS", "AWS/States", "AWS/Usage",
  "CWAgent", "ContainerInsights", "ECS/ContainerInsights", "LambdaInsights",
}

-- MARK: Ranges

local percent = {
  ["AWS/EC2"] = { CPUUtilization = true, ["EBSIOBalance%"] = true, ["EBSByteBalance%"] = true },
  ["AWS/RDS"] = { CPUUtilization = true },
  ["AWS/ElastiCache"] = { CPUUtilization = true, EngineCPUUtilization = true },
  ["AWS/Redshift"] = { CPUUtilization = true, PercentageDiskSpaceUsed = true },
  ["AWS/ES"] = { CPUUtilization = true },
  ["AWS/EFS"] = { PercentIOLimit = true },
  CWAgent = {
    mem_used_percent = true, mem_available_percent = true, disk_used_percent = true, swap_used_percent = true,
  },
}

-- Statistics of one value or between values, which a metric's own range holds for.
local function keeps_range(stat)
  return stat == "Average" or stat == "Minimum" or stat == "Maximum" or stat == "IQM"
    or stat:lower():find("^p[%d.]+$") ~= nil or stat:lower():find("^tm") ~= nil or stat:lower():find("^wm") ~= nil
end

--- The least and greatest value of a metric with a statistic; nil for what is not known.
---@param namespace string
---@param name string
---@param stat string
---@return number? least, number? most
function known.range(namespace, name, stat)
  if stat == "SampleCount" then return 0, nil end
  local is_percent = percent[namespace] and percent[namespace][name]
  local is_check = namespace == "AWS/EC2" and (name:find("^StatusCheckFailed") or name:find("ExceededCheck$"))
  if not (is_percent or is_check) then return nil end
  if not keeps_range(stat) then return stat == "Sum" and 0 or nil, nil end
  return 0, is_percent and 100 or 1
end

-- MARK: Rare metrics

-- Words of metrics that have a point when something goes wrong, and none otherwise.
local words = {
  "error", "fail", "fault", "throttl", "reject", "reset", "4xx", "5xx", "timeout", "timedout", "abort", "drop",
  "denied", "exceeded", "deadletter", "dlq", "crash", "outofmemory", "oom", "panic", "exception", "retr", "kill",
  "restart", "spillover", "lost", "invalid", "unhealthyrouting",
}

--- True for what is probably published only when something happens.
---@param name string
---@return boolean
function known.is_rare(name)
  local plain = name:lower():gsub("[^%w]", "")
  for _, word in ipairs(words) do
    if plain:find(word, 1, true) then return true end
  end
  return plain:find("^httpcode") ~= nil
end

-- MARK: Signs of life

local signs = { "heartbeat", "^up$", "^alive", "alive$", "healthyhost", "^ping", "inservice", "runningtask" }

--- True for metrics whose absence is the failure that they are there for.
---@param namespace string
---@param name string
---@return boolean
function known.is_sign_of_life(namespace, name)
  if namespace == "AWS/EC2" and name:find("^StatusCheckFailed") then return true end
  local plain = name:lower():gsub("[^%w]", "")
  if plain:find("unhealthy", 1, true) then return false end
  for _, sign in ipairs(signs) do
    if plain:find(sign) then return true end
  end
  return false
end

return known
