import AWSWire
import Documents
import Monitoring

/// One alarm of the ready-made fleet.
struct FleetAlarm {
  let name: String
  let description: String
  /// The fleet member whose metric is watched.
  let member: String
  let metric: String
  let statistic: String
  let comparison: String
  let threshold: Double
  let state: StateValue

  static let periods = 3
  static let period = 300

  /// The alarm's PutMetricAlarm input.
  func definition(instanceID: String) -> Document {
    [
      "AlarmName": Document(name), "AlarmDescription": Document(description),
      "AlarmActions": [
        Document("arn:aws:sns:\(Account.defaultRegion):\(Account.id):operators")
      ],
      "MetricName": Document(metric), "Namespace": "AWS/EC2", "Statistic": Document(statistic),
      "Dimensions": [["Name": "InstanceId", "Value": Document(instanceID)]],
      "Period": Document(Self.period), "EvaluationPeriods": Document(Self.periods),
      "DatapointsToAlarm": Document(Self.periods), "Threshold": Document(threshold),
      "ComparisonOperator": Document(comparison), "TreatMissingData": "missing",
    ]
  }

  /// Says in CloudWatch's way what the newest values, newest first, led to.
  func reason(values: [Double]) -> String {
    let direction = comparison.hasPrefix("Greater") ? "greater than" : "less than"
    let shown = "[\(values.map(\.description).joined(separator: ", "))]"
    return switch state {
    case StateValue.alarm:
      "Threshold Crossed: \(values.count) datapoints \(shown) were \(direction) the threshold "
        + "(\(threshold))."
    case StateValue.ok:
      "Threshold Crossed: \(values.count) datapoints \(shown) were not \(direction) the threshold "
        + "(\(threshold))."
    default:
      "Insufficient Data: \(Self.periods) datapoints were unknown."
    }
  }

  static let all = [
    FleetAlarm(
      name: "web-1-cpu-high", description: "CPU of web-1 above 80% for 15 minutes",
      member: "web-1", metric: "CPUUtilization", statistic: "Average",
      comparison: "GreaterThanThreshold", threshold: 80, state: StateValue.ok),
    FleetAlarm(
      name: "worker-1-cpu-high", description: "CPU of worker-1 above 80% for 15 minutes",
      member: "worker-1", metric: "CPUUtilization", statistic: "Average",
      comparison: "GreaterThanThreshold", threshold: 80, state: StateValue.alarm),
    FleetAlarm(
      name: "db-1-status-check", description: "Status checks of db-1 fail", member: "db-1",
      metric: "StatusCheckFailed", statistic: "Maximum", comparison: "GreaterThanThreshold",
      threshold: 0, state: StateValue.ok),
    FleetAlarm(
      name: "batch-1-cpu-idle", description: "batch-1 runs without work", member: "batch-1",
      metric: "CPUUtilization", statistic: "Average", comparison: "LessThanThreshold",
      threshold: 5, state: StateValue.insufficientData),
    FleetAlarm(
      name: "staging-web-1-idle", description: "staging-web-1 could be stopped",
      member: "staging-web-1", metric: "CPUUtilization", statistic: "Average",
      comparison: "LessThanThreshold", threshold: 25, state: StateValue.alarm),
  ]
}
