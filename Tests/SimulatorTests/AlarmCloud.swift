import AWSWire
import Documents
import Simulator
import Testing

/// The steps of the tests about alarms: each moves the cloud's clock, or looks at an alarm.
extension TestCloud {
  static let topic = "arn:aws:sns:us-east-1:123456789012:operators"

  /// An alarm on `Shop` `Latency`: over 80 in two of three minutes, with actions for each state.
  static let latencyAlarm: Document = [
    "AlarmName": "latency", "Namespace": "Shop", "MetricName": "Latency", "Statistic": "Average",
    "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [Document(topic)],
    "OKActions": [Document(topic)], "InsufficientDataActions": [Document(topic)],
  ]

  /// Makes the topic that alarms send to; without it their actions fail.
  func makeTopic() async throws {
    try await call("sns", "CreateTopic", ["Name": "operators"])
  }

  /// Moves the clock to so many seconds after the start.
  func move(to seconds: Double) {
    clock.advance(by: TestCloud.start + seconds - clock.now)
  }

  /// Puts a value at the present.
  func put(_ value: Double, metric: String = "Latency", resolution: Int = 60) async throws {
    try await cloudwatch(
      "PutMetricData",
      [
        "Namespace": "Shop",
        "MetricData": [
          [
            "MetricName": Document(metric), "Value": Document(value),
            "Timestamp": Document(timestamp: clock.now), "StorageResolution": Document(resolution),
          ]
        ],
      ])
  }

  /// The state of an alarm of either kind, and when it came to it, in seconds after the start.
  func state(_ name: String) async throws -> State {
    let answer = try await cloudwatch(
      "DescribeAlarms",
      ["AlarmNames": [Document(name)], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]])
    let alarm = try #require(
      answer["MetricAlarms"]?[0] ?? answer["CompositeAlarms"]?[0], "no alarm is named \(name)")
    return State(
      value: alarm["StateValue"]!.string!,
      since: alarm["StateTransitionedTimestamp"]!.timestamp! - TestCloud.start,
      reason: alarm["StateReason"]!.string!)
  }

  struct State {
    let value: String
    let since: Double
    let reason: String
  }

  /// `OK at 60`.
  func short(_ name: String) async throws -> String {
    let state = try await state(name)
    return
      "\(state.value) at \(state.since == state.since.rounded() ? "\(Int(state.since))" : "\(state.since)")"
  }

  /// The history of an alarm, oldest first: `60 Alarm updated from … to …`.
  func history(_ name: String, _ type: String? = nil) async throws -> [String] {
    var input: Document = [
      "AlarmName": Document(name), "ScanBy": "TimestampAscending",
      "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
    ]
    if let type { input = input.with(["HistoryItemType": Document(type)]) }
    return try await cloudwatch("DescribeAlarmHistory", input)["AlarmHistoryItems"]!.elements.map {
      "\(Int($0["Timestamp"]!.timestamp! - TestCloud.start)) \($0["HistorySummary"]!.string!)"
    }
  }

  /// The HistoryData of an alarm's items of a type, oldest first.
  func historyData(_ name: String, _ type: String) async throws -> [Document] {
    try await cloudwatch(
      "DescribeAlarmHistory",
      [
        "AlarmName": Document(name), "HistoryItemType": Document(type),
        "ScanBy": "TimestampAscending", "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
      ])["AlarmHistoryItems"]!.elements.map {
        try JSON.parse(Array($0["HistoryData"]!.string!.utf8))
      }
  }
}
