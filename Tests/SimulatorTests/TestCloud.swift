import AWSWire
import Documents
import Simulator
import Testing

/// An embedded cloud whose clock stands still, called through real models and the input check.
final class TestCloud {
  /// 2026-11-23T12:00:00Z.
  static let start = 1_795_435_200.0

  let clock: VirtualClock
  let cloud: SimulatedCloud
  private let models = ModelStore()

  init(start: Double = TestCloud.start) {
    clock = VirtualClock(start: start, isRunning: false)
    cloud = SimulatedCloud(clock: clock)
  }

  @discardableResult
  func call(
    _ service: String, _ operation: String, _ input: Document = [:], region: String? = nil
  ) async throws -> Document {
    let operation = try models.service(service).operation(operation)
    let checked = try InputChecker(makeToken: { "token-\(Int.random(in: 0..<Int.max))" })
      .check(input, for: operation)
    return try await cloud.send(Request(operation: operation, input: checked, region: region))
      .output
  }

  @discardableResult
  func cloudwatch(_ operation: String, _ input: Document = [:], region: String? = nil)
    async throws -> Document
  {
    try await call("cloudwatch", operation, input, region: region)
  }

  @discardableResult
  func ec2(_ operation: String, _ input: Document = [:], region: String? = nil) async throws
    -> Document
  {
    try await call("ec2", operation, input, region: region)
  }

  /// The error that a call ends with.
  func failure(_ service: String, _ operation: String, _ input: Document = [:]) async throws
    -> AWSError
  {
    do {
      let output = try await call(service, operation, input)
      throw Unexpected(output: output)
    } catch let error as AWSError {
      return error
    }
  }

  struct Unexpected: Error { let output: Document }

  /// The one alarm of that name.
  func alarm(_ name: String) async throws -> Document {
    let answer = try await cloudwatch("DescribeAlarms", ["AlarmNames": [Document(name)]])
    #expect(answer["MetricAlarms"]?.count == 1)
    return try #require(answer["MetricAlarms"]?[0])
  }
}

extension Document {
  /// This map with other entries; null takes one away.
  func with(_ changes: Document) -> Document {
    let kept = entries.filter { changes[$0.key] == nil }.map { ($0.key, $0.value) }
    let added = changes.entries.filter { !$0.value.isNull }.map { ($0.key, $0.value) }
    return Document(entries: kept + added)
  }

  /// The named string of each element.
  func column(_ name: String) -> [String] { elements.compactMap { $0[name]?.string } }
}

/// The first alarm of examples/monitor_performance.lua.
let cpuAlarm: Document = [
  "AlarmName": "CPUUtilization", "ComparisonOperator": "GreaterThanThreshold",
  "EvaluationPeriods": 1, "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Period": 60,
  "Statistic": "Average", "Threshold": 80.0, "ActionsEnabled": true,
  "AlarmDescription": "Alarm when CPU utilization exceeds 80%",
  "Dimensions": [["Name": "InstanceId", "Value": "i-0123456789abcdef0"]], "Unit": "Percent",
]
