import AWSWire
import Documents
import Simulator
import Testing

@Suite struct AlarmRuleTests {
  /// Changes to a valid alarm that make it invalid, with a word that the message has to have.
  static let mistakes: [(Document, String)] = [
    (["MetricName": nil], "MetricName"),
    (["Namespace": nil], "Namespace"),
    (["Namespace": ":mine"], "colon"),
    (["Statistic": nil], "neither"),
    (["ExtendedStatistic": "p99"], "both"),
    (["Statistic": nil, "ExtendedStatistic": "p101"], "p101"),
    (["Period": nil], "Period"),
    (["Period": 45], "45"),
    (["Period": 90], "90"),
    (["Period": 60, "EvaluationPeriods": 1_441], "86400"),
    (["Period": 3_600, "EvaluationPeriods": 169], "604800"),
    (["DatapointsToAlarm": 2], "DatapointsToAlarm"),
    (["Threshold": nil], "Threshold"),
    (["ThresholdMetricId": "band"], "both"),
    (["ComparisonOperator": "GreaterThanUpperThreshold"], "ThresholdMetricId"),
    (["TreatMissingData": "maybe"], "maybe"),
    (["EvaluateLowSampleCountPercentile": "ignore"], "percentile"),
    (["AlarmActions": ["operators"]], "ARN"),
    (
      ["Dimensions": nil, "AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"]], "InstanceId"
    ),
    (["AlarmName": "cpu\u{7}"], "control"),
    (["Metrics": [["Id": "m1", "Expression": "1"]]], "exactly one"),
  ]

  @Test(arguments: mistakes) func aMistakeIsNamed(_ change: Document, _ word: String) async throws {
    let cloud = TestCloud()
    let error = try await cloud.failure("cloudwatch", "PutMetricAlarm", cpuAlarm.with(change))
    #expect(error.kind == .aws)
    #expect(error.code == (word == "p101" ? "InvalidParameterValue" : "ValidationError"))
    #expect(error.message.contains(word), "\(error.message)")
    #expect(error.operation == "PutMetricAlarm" && error.region == "us-east-1")
    #expect(try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]?.count == 0)
  }

  @Test func theLongestRangesAreAccepted() async throws {
    let cloud = TestCloud()
    for (period, count) in [(60, 1_440), (10, 8_640), (3_600, 168), (86_400, 7)] {
      try await cloud.cloudwatch(
        "PutMetricAlarm",
        cpuAlarm.with(["Period": Document(period), "EvaluationPeriods": Document(count)]))
    }
  }

  static let math: Document = [
    "AlarmName": "error-rate", "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 3, "Threshold": 5.0,
    "Metrics": [
      ["Id": "rate", "Expression": "100 * errors / requests"],
      [
        "Id": "errors", "ReturnData": false,
        "MetricStat": [
          "Metric": ["Namespace": "Shop", "MetricName": "Errors"], "Period": 300, "Stat": "Sum",
        ],
      ],
      [
        "Id": "requests", "ReturnData": false,
        "MetricStat": [
          "Metric": ["Namespace": "Shop", "MetricName": "Requests"], "Period": 300, "Stat": "Sum",
        ],
      ],
    ],
  ]

  @Test func anAlarmOnMathReadsBackWithDefaultsFilledIn() async throws {
    let cloud = TestCloud()
    try await cloud.cloudwatch("PutMetricAlarm", Self.math)
    let metrics = try #require(try await cloud.alarm("error-rate")["Metrics"])
    #expect(metrics[0]?["ReturnData"] == true)
    #expect(metrics[1] == Self.math["Metrics"]?[1])
  }

  /// One entry of Metrics changed, and a word that the message has to have.
  static let mathMistakes: [(Int, Document, String)] = [
    (0, ["ReturnData": false], "exactly one"),
    (1, ["ReturnData": true], "exactly one"),
    (0, ["Expression": "SEARCH('x', 'Sum', 300)"], "SEARCH"),
    (0, ["Id": "Rate"], "Rate"),
    (0, ["Id": "errors"], "more than once"),
    (0, ["Expression": nil], "neither"),
    (
      1,
      [
        "MetricStat": [
          "Metric": ["Namespace": "Shop", "MetricName": "Errors"], "Period": 60, "Stat": "Sum",
        ]
      ], "one period"
    ),
    (
      1,
      [
        "MetricStat": [
          "Metric": ["Namespace": "Shop", "MetricName": "Errors"], "Period": 300, "Stat": "Mean",
        ]
      ], "Mean"
    ),
  ]

  @Test(arguments: mathMistakes)
  func aMistakeInMathIsNamed(_ index: Int, _ change: Document, _ word: String) async throws {
    var entries = Array(Self.math["Metrics"]!.elements)
    entries[index] = entries[index].with(change)
    let error = try await TestCloud().failure(
      "cloudwatch", "PutMetricAlarm", Self.math.with(["Metrics": Document(entries)]))
    #expect(error.code == "ValidationError")
    #expect(error.message.contains(word), "\(error.message)")
  }

  @Test func aStateReasonHasToBeJSON() async throws {
    let cloud = TestCloud()
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    let state: Document = ["AlarmName": "CPUUtilization", "StateValue": "OK", "StateReason": ""]
    let format = try await cloud.failure(
      "cloudwatch", "SetAlarmState", state.with(["StateReasonData": "{"]))
    #expect(format.code == "InvalidFormat")
    let missing = try await cloud.failure(
      "cloudwatch", "SetAlarmState", state.with(["AlarmName": "ghost"]))
    #expect(missing.code == "ResourceNotFound")
  }
}
