/// CloudWatch's operations that the embedded cloud answers.
enum CloudWatchService {
  static let operations: [String: Handler] = [
    "PutMetricAlarm": AlarmOperations.put,
    "DeleteAlarms": AlarmOperations.delete,
    "SetAlarmState": AlarmOperations.setState,
    "EnableAlarmActions": AlarmOperations.enableActions,
    "DisableAlarmActions": AlarmOperations.disableActions,
    "DescribeAlarms": AlarmQueries.describe,
    "DescribeAlarmsForMetric": AlarmQueries.describeForMetric,
    "DescribeAlarmHistory": AlarmQueries.describeHistory,
    "TagResource": AlarmTagOperations.tag,
    "UntagResource": AlarmTagOperations.untag,
    "ListTagsForResource": AlarmTagOperations.list,
    "PutMetricData": PutMetricData.handle,
    "ListMetrics": ListMetrics.handle,
    "GetMetricStatistics": GetMetricStatistics.handle,
    "GetMetricData": GetMetricData.handle,
  ]
}
