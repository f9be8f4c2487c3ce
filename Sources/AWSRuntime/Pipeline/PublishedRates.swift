/// How many calls a second AWS lets an account make in a Region, by operation, where it says so.
///
/// CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
/// EC2 throttles by buckets that differ by account and are filled otherwise, so it is not listed.
enum PublishedRates {
  /// nil where AWS publishes none.
  static func rate(of operation: String, service: String) -> Double? {
    service == "cloudwatch" ? cloudWatch[operation] : nil
  }

  /// The operations that have a rate.
  static func names(service: String) -> Set<String> {
    service == "cloudwatch" ? Set(cloudWatch.keys) : []
  }

  private static let cloudWatch: [String: Double] = [
    "PutMetricAlarm": 3, "PutCompositeAlarm": 3, "DeleteAlarms": 3, "EnableAlarmActions": 3,
    "DisableAlarmActions": 3, "SetAlarmState": 3,
    "DescribeAlarms": 9, "DescribeAlarmsForMetric": 9, "DescribeAlarmHistory": 20,
    "PutAlarmMuteRule": 3, "GetAlarmMuteRule": 3, "ListAlarmMuteRules": 3, "DeleteAlarmMuteRule": 3,
    "ListTagsForResource": 10, "TagResource": 20, "UntagResource": 20,
    "ListMetrics": 25, "GetMetricStatistics": 400, "GetMetricData": 500, "PutMetricData": 500,
  ]
}
