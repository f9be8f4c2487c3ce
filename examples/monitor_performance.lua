#!/usr/bin/env moonwatch
--- Watches one EC2 instance: an alarm on its CPU and one on its network latency.
--- @arg instance_id string   EC2 instance id, such as i-0123456789abcdef0
--- @ask instance_id Enter the instance ID:
--- @needs cloudwatch:PutMetricAlarm

local cloudwatch = aws.cloudwatch()

cloudwatch:put_metric_alarm {
  AlarmName = "CPUUtilization",
  ComparisonOperator = "GreaterThanThreshold",
  EvaluationPeriods = 1,
  MetricName = "CPUUtilization",
  Namespace = "AWS/EC2",
  Period = 60,
  Statistic = "Average",
  Threshold = 80.0,
  ActionsEnabled = true,
  AlarmDescription = "Alarm when CPU utilization exceeds 80%",
  Dimensions = { { Name = "InstanceId", Value = args.instance_id } },
  Unit = "Percent",
}

-- EC2 itself publishes no such metric: without an agent that does, this alarm stays in
-- INSUFFICIENT_DATA.
cloudwatch:put_metric_alarm {
  AlarmName = "NetworkLatency",
  ComparisonOperator = "GreaterThanThreshold",
  EvaluationPeriods = 1,
  MetricName = "NetworkLatency",
  Namespace = "AWS/EC2",
  Period = 60,
  Statistic = "Average",
  Threshold = 1.0,
  ActionsEnabled = true,
  AlarmDescription = "Alarm when network latency exceeds 1 ms",
  Dimensions = { { Name = "InstanceId", Value = args.instance_id } },
  Unit = "Milliseconds",
}

local made = cloudwatch:describe_alarms { AlarmNames = { "CPUUtilization", "NetworkLatency" } }

local rows = {}
for _, alarm in ipairs(made.MetricAlarms) do
  rows[#rows + 1] = {
    AlarmName = alarm.AlarmName,
    State = alarm.StateValue,
    Threshold = alarm.Threshold,
    Unit = alarm.Unit,
    InstanceId = alarm.Dimensions[1].Value,
    AlarmDescription = alarm.AlarmDescription,
  }
end
return rows
