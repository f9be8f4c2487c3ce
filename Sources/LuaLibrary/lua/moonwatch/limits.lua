-- What AWS allows of alarms, in one place.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

local limits = {}

limits.states = { "OK", "ALARM", "INSUFFICIENT_DATA" }

--- How this library writes comparisons, and AWS's names of them. The last three are of alarms on a
--- band of expected values.
limits.comparisons = {
  [">"] = "GreaterThanThreshold", [">="] = "GreaterThanOrEqualToThreshold",
  ["<"] = "LessThanThreshold", ["<="] = "LessThanOrEqualToThreshold",
  outside = "LessThanLowerOrGreaterThanUpperThreshold", above = "GreaterThanUpperThreshold",
  below = "LessThanLowerThreshold",
}

--- The same the other way round.
limits.comparison_signs = {}
for sign, name in pairs(limits.comparisons) do limits.comparison_signs[name] = sign end

limits.missing = { "missing", "ignore", "breaching", "notBreaching" }

--- Letters, not bytes, where it is about texts.
limits.name = 255
limits.description = 1024
limits.namespace = 255
limits.metric_name = 255
limits.dimensions = 30
limits.dimension_name = 255
limits.dimension_value = 1024
limits.actions = 5
limits.action = 1024
limits.tags = 50
limits.tag_key = 128
limits.tag_value = 256
limits.math_metrics = 10
limits.math_expressions = 10
limits.expression = 2048
limits.rule = 10240
limits.rule_children = 100
limits.promql = 10000
--- Seconds that an alarm may look back, by whether its period is below an hour.
limits.range_of_short_periods = 86400
limits.range_of_long_periods = 7 * 86400
limits.long_period = 3600
limits.high_resolution_periods = { [10] = true, [20] = true, [30] = true }
--- The largest value of a metric, and so of a threshold.
limits.value = 2.0 ^ 360

--- Names in one call of DescribeAlarms, DeleteAlarms, EnableAlarmActions, DisableAlarmActions, and in
--- one mute rule.
limits.names_a_call = 100
--- Minutes that a mute rule may last.
limits.mute_minutes = 15 * 24 * 60

return limits
