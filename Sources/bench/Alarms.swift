import AWSWire
import Documents
import Simulator

/// Metric alarms of the embedded cloud, evaluated over some hours of its clock.
enum Alarms {
  static func run(_ count: Int, hours: Int) async throws {
    // 2026-11-23T12:00:00Z.
    let clock = VirtualClock(start: 1_795_435_200, isRunning: false)
    let cloud = SimulatedCloud(clock: clock)
    let models = ModelStore()
    let minutes = hours * 60
    for index in 0..<count {
      let name = "alarm-\(index)"
      // A third looks at five minutes, and a tenth has no data.
      let period = index % 3 == 0 ? 300 : 60
      _ = try await call(
        "PutMetricAlarm",
        [
          "AlarmName": Document(name), "Namespace": "Bench", "MetricName": Document(name),
          "Statistic": "Average", "Period": Document(period), "EvaluationPeriods": 3,
          "DatapointsToAlarm": 2, "Threshold": 95.0, "ComparisonOperator": "GreaterThanThreshold",
          "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:operators"],
        ], models, cloud)
      if index % 10 == 9 { continue }
      var state = UInt64(index + 1)
      let values = (0..<minutes).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24) * 100
      }
      cloud.putMetric(
        namespace: "Bench", name: name, values: values,
        at: clock.now + Double(minutes - 1) * 60)
    }
    let began = Bench.now()
    clock.advance(by: Double(minutes * 60))
    let answer = try await call("DescribeAlarmHistory", ["MaxRecords": 1], models, cloud)
    let seconds = Bench.now() - began
    precondition(answer["AlarmHistoryItems"]?.count == 1, "an alarm changed its state")
    let evaluations = count * minutes
    print(
      "{\"seconds\": \(seconds), \"evaluations_per_second\": \(Double(evaluations) / seconds)}")
  }

  private static func call(
    _ name: String, _ input: Document, _ models: ModelStore, _ cloud: SimulatedCloud
  ) async throws -> Document {
    let operation = try models.service("cloudwatch").operation(name)
    let checked = try InputChecker(makeToken: { "" }).check(input, for: operation)
    return try await cloud.send(Request(operation: operation, input: checked, region: nil)).output
  }
}
