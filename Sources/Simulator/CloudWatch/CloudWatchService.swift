/// CloudWatch's operations that the embedded cloud answers.
enum CloudWatchService {
  static let operations: [String: Handler] = [
    "PutMetricAlarm": AlarmOperations.putMetric,
    "PutCompositeAlarm": AlarmOperations.putComposite,
    "DeleteAlarms": AlarmOperations.delete,
    "SetAlarmState": AlarmOperations.setState,
    "EnableAlarmActions": AlarmOperations.enableActions,
    "DisableAlarmActions": AlarmOperations.disableActions,
    "DescribeAlarms": AlarmQueries.describe,
    "DescribeAlarmsForMetric": AlarmQueries.describeForMetric,
    "DescribeAlarmHistory": AlarmQueries.describeHistory,
    "DescribeAlarmContributors": AlarmQueries.describeContributors,
    "PutAlarmMuteRule": MuteRuleOperations.put,
    "GetAlarmMuteRule": MuteRuleOperations.get,
    "ListAlarmMuteRules": MuteRuleOperations.list,
    "DeleteAlarmMuteRule": MuteRuleOperations.delete,
    "PutAnomalyDetector": AnomalyDetectorOperations.put,
    "DescribeAnomalyDetectors": AnomalyDetectorOperations.describe,
    "DeleteAnomalyDetector": AnomalyDetectorOperations.delete,
    "TagResource": AlarmTagOperations.tag,
    "UntagResource": AlarmTagOperations.untag,
    "ListTagsForResource": AlarmTagOperations.list,
    "PutMetricData": PutMetricData.handle,
    "ListMetrics": ListMetrics.handle,
    "GetMetricStatistics": GetMetricStatistics.handle,
    "GetMetricData": GetMetricData.handle,
  ]
}
