#!/usr/bin/env moonwatch
--- Lists running instances with their CPU over the last hour, busiest first.
--- @arg window duration=1h   how far to look back
--- @arg tag string=          only instances with this tag, as KEY=VALUE

local BATCH = 500 -- GetMetricData takes no more queries in one call.
local PERIOD = 300

local filters = { { Name = "instance-state-name", Values = { "running" } } }
if args.tag and args.tag ~= "" then
  local key, value = args.tag:match("^([^=]+)=(.*)$")
  if not key then error("--tag: KEY=VALUE expected, got " .. args.tag, 0) end
  filters[#filters + 1] = { Name = "tag:" .. key, Values = { value } }
end

local function name_of(instance)
  for _, tag in ipairs(instance.Tags or {}) do
    if tag.Key == "Name" then return tag.Value end
  end
end

local rows, by_id = {}, {}
for instance in aws.ec2():each("DescribeInstances", { Filters = filters }) do
  rows[#rows + 1] = {
    InstanceId = instance.InstanceId,
    Name = name_of(instance),
    Type = instance.InstanceType,
    Zone = instance.Placement and instance.Placement.AvailabilityZone,
  }
end

-- One query an instance; its Id has to start with a small letter, so an instance id will not do.
local batches = {}
for index, row in ipairs(rows) do
  by_id["q" .. index] = row
  local batch = batches[#batches]
  if not batch or #batch == BATCH then
    batch = {}
    batches[#batches + 1] = batch
  end
  batch[#batch + 1] = {
    Id = "q" .. index,
    MetricStat = {
      Metric = {
        Namespace = "AWS/EC2",
        MetricName = "CPUUtilization",
        Dimensions = { { Name = "InstanceId", Value = row.InstanceId } },
      },
      Period = PERIOD,
      Stat = "Average",
    },
  }
end

local now = time.now()
local cloudwatch = aws.cloudwatch()
task.map(batches, function(batch)
  local input = {
    StartTime = now - args.window,
    EndTime = now,
    ScanBy = "TimestampAscending",
    MetricDataQueries = batch,
  }
  local sums, counts = {}, {}
  for series in cloudwatch:each("GetMetricData", input) do
    local row = by_id[series.Id]
    for _, value in ipairs(series.Values) do
      sums[row] = (sums[row] or 0) + value
      counts[row] = (counts[row] or 0) + 1
      row.Peak = math.max(row.Peak or value, value)
      row.Latest = value
    end
  end
  -- No datapoint is not 0 %: such a row's columns stay empty.
  for row, sum in pairs(sums) do
    row.Mean = sum / counts[row]
  end
end, { concurrency = 4 })

table.sort(rows, function(a, b)
  if a.Mean == b.Mean then return a.InstanceId < b.InstanceId end
  return (a.Mean or -1) > (b.Mean or -1)
end)
return rows
