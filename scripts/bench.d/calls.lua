--- Calls of PutMetricAlarm, 16 at a time and unpaced. Prints processor microseconds for each.
--- @arg count int   how many
--- @needs cloudwatch:PutMetricAlarm

local client = aws.cloudwatch { pace = false }

local function call(number)
  client:put_metric_alarm {
    AlarmName = "cpu-" .. number,
    Namespace = "AWS/EC2",
    MetricName = "CPUUtilization",
    Dimensions = { { Name = "InstanceId", Value = "i-0123456789abcdef0" } },
    Statistic = "Average",
    Period = 300,
    EvaluationPeriods = 2,
    Threshold = 80,
    ComparisonOperator = "GreaterThanThreshold",
  }
end

local numbers = {}
for i = 1, args.count do numbers[i] = i end
call(0) -- what is made once
local began = os.clock()
task.map(numbers, call, { concurrency = 16 })
print(string.format('{"us": %.3f}', (os.clock() - began) / args.count * 1e6))
