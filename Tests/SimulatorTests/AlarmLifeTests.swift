import AWSWire
import Documents
import Simulator
import Testing

/// What happens to an alarm, with the time of each step on the cloud's clock.
@Suite struct AlarmLifeTests {
  let cloud = TestCloud()
  let executed = "Successfully executed action \(TestCloud.topic)"

  @Test func anAlarmGoesOffOnTwoOfThreeActsOnceAndComesBack() async throws {
    try await cloud.makeTopic()
    try await cloud.cloudwatch("PutMetricAlarm", TestCloud.latencyAlarm)
    try await cloud.cloudwatch(
      "PutCompositeAlarm", ["AlarmName": "site", "AlarmRule": "ALARM(latency)"])
    #expect(try await cloud.short("latency") == "INSUFFICIENT_DATA at 0")
    #expect(try await cloud.short("site") == "OK at 0")

    try await cloud.put(50)
    cloud.move(to: 59.999)
    #expect(try await cloud.short("latency") == "INSUFFICIENT_DATA at 0")
    cloud.move(to: 60)
    #expect(try await cloud.short("latency") == "OK at 60")

    // One of three is not enough; two are, and a third changes nothing.
    for (second, value) in [(90.0, 95.0), (150, 96), (210, 97)] {
      cloud.move(to: second)
      try await cloud.put(value)
    }
    cloud.move(to: 240)
    #expect(try await cloud.short("latency") == "ALARM at 180")
    #expect(
      try await cloud.state("latency").reason
        == "Threshold Crossed: 2 out of the last 3 datapoints [96.0 (23/11/26 12:02:00), "
        + "95.0 (23/11/26 12:01:00)] were greater than the threshold (80.0) (minimum 2 datapoints "
        + "for OK -> ALARM transition).")
    #expect(try await cloud.short("site") == "ALARM at 180")
    #expect(
      try await cloud.state("site").reason
        == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:latency transitioned to ALARM at "
        + "Monday 23 November, 2026 12:03:00 UTC")

    for (second, value) in [(270.0, 50.0), (330, 50)] {
      cloud.move(to: second)
      try await cloud.put(value)
    }
    cloud.move(to: 3_600)
    // Each action was one message.
    #expect(
      try cloud.cloud.messages(topic: "operators").map { Int($0.time - TestCloud.start) } == [
        60, 180, 360, 660,
      ])
    // Twelve minutes without data make five empty periods long before.
    #expect(
      try await cloud.history("latency") == [
        "0 Alarm \"latency\" created",
        "60 Alarm updated from INSUFFICIENT_DATA to OK", "60 \(executed)",
        "180 Alarm updated from OK to ALARM", "180 \(executed)",
        "360 Alarm updated from ALARM to OK", "360 \(executed)",
        "660 Alarm updated from OK to INSUFFICIENT_DATA", "660 \(executed)",
      ])
    #expect(
      try await cloud.history("site") == [
        "0 Alarm \"site\" created", "0 Alarm updated from INSUFFICIENT_DATA to OK",
        "180 Alarm updated from OK to ALARM", "360 Alarm updated from ALARM to OK",
      ])
  }

  @Test func aSubscriberGetsTheBodyThatCloudWatchSends() async throws {
    try await cloud.makeTopic()
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      TestCloud.latencyAlarm.with([
        "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "OKActions": [], "Unit": "Percent",
        "Dimensions": [["Name": "host", "Value": "a"]], "TreatMissingData": "notBreaching",
      ]))
    cloud.cloud.putMetric(
      namespace: "Shop", name: "Latency", dimensions: [("host", "a")], unit: "Percent",
      values: [90])
    cloud.move(to: 60)
    #expect(try await cloud.short("latency") == "ALARM at 60")
    let action = try #require(try await cloud.historyData("latency", "Action").first)
    #expect(action["actionState"] == "Succeeded")
    #expect(action["notificationResource"] == Document(TestCloud.topic))
    let published = try JSON.parse(Array(action["publishedMessage"]!.string!.utf8))
    let body = try JSON.parse(Array(published["default"]!.string!.utf8))
    let expected: Document = [
      "AlarmName": "latency", "AlarmDescription": nil, "AWSAccountId": "123456789012",
      "AlarmConfigurationUpdatedTimestamp": "2026-11-23T12:00:00.000+0000",
      "NewStateValue": "ALARM",
      "NewStateReason":
        "Threshold Crossed: 1 out of the last 1 datapoints [90.0 (23/11/26 12:00:00)] was greater than the threshold (80.0) (minimum 1 datapoint for OK -> ALARM transition).",
      "StateChangeTime": "2026-11-23T12:01:00.000+0000", "Region": "US East (N. Virginia)",
      "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:latency",
      "OldStateValue": "INSUFFICIENT_DATA", "ActionExecutedAfterMuteWindow": false,
      "OKActions": [],
      "AlarmActions": [Document(TestCloud.topic)],
      "InsufficientDataActions": [Document(TestCloud.topic)],
      "Trigger": [
        "MetricName": "Latency", "Namespace": "Shop", "StatisticType": "Statistic",
        "Statistic": "AVERAGE", "Unit": "Percent",
        "Dimensions": [["value": "a", "name": "host"]], "Period": 60, "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 80.0,
        "TreatMissingData": "notBreaching", "EvaluateLowSampleCountPercentile": "",
      ],
    ]
    for (name, value) in expected.entries { #expect(body[name] == value, "\(name)") }
    #expect(body.entries.map(\.key) == expected.entries.map(\.key))

    let update = try #require(try await cloud.historyData("latency", "StateUpdate").last)
    #expect(
      update["newState"]?["stateReasonData"] == [
        "version": "1.0", "queryDate": "2026-11-23T12:01:00.000+0000",
        "startDate": "2026-11-23T12:00:00.000+0000", "unit": "Percent", "statistic": "Average",
        "period": 60, "recentDatapoints": [90.0], "threshold": 80.0,
        "evaluatedDatapoints": [
          ["timestamp": "2026-11-23T12:00:00.000+0000", "sampleCount": 1.0, "value": 90.0]
        ],
      ])
  }

  @Test func aStateSetByHandLastsUntilTheNextEvaluation() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", TestCloud.latencyAlarm)
    try await cloud.cloudwatch(
      "PutCompositeAlarm", ["AlarmName": "site", "AlarmRule": "ALARM(latency)"])
    try await cloud.put(50)
    cloud.move(to: 70)
    for name in ["latency", "site"] {
      try await cloud.cloudwatch(
        "SetAlarmState",
        ["AlarmName": Document(name), "StateValue": "ALARM", "StateReason": "drill"])
    }
    cloud.move(to: 119)
    #expect(try await cloud.short("latency") == "ALARM at 70")
    #expect(try await cloud.state("latency").reason == "drill")
    cloud.move(to: 120)
    #expect(try await cloud.short("latency") == "OK at 120")
    // The child's change takes the composite along.
    #expect(try await cloud.short("site") == "OK at 120")

    // Without a change of its child it stays where it was set.
    try await cloud.cloudwatch(
      "SetAlarmState", ["AlarmName": "site", "StateValue": "ALARM", "StateReason": "drill"])
    cloud.move(to: 239)
    #expect(try await cloud.short("site") == "ALARM at 120")
  }

  @Test func disabledActionsAreNotTakenButStatesChange() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm", TestCloud.latencyAlarm.with(["EvaluationPeriods": 2]))
    try await cloud.cloudwatch("DisableAlarmActions", ["AlarmNames": ["latency"]])
    try await cloud.put(90)
    cloud.move(to: 60)
    try await cloud.put(90)
    cloud.move(to: 120)
    #expect(
      try await cloud.history("latency").suffix(2) == [
        "120 Alarm updated from OK to ALARM",
        "120 Did not execute actions for ALARM: actions are disabled",
      ])
    // Enabling them does not make up for what was missed.
    try await cloud.cloudwatch("EnableAlarmActions", ["AlarmNames": ["latency"]])
    cloud.move(to: 125)
    #expect(try await cloud.history("latency", "Action").count == 2)
  }

  @Test func missingDataIsTreatedAsTheAlarmSays() async throws {
    for treatment in ["missing", "ignore", "breaching", "notBreaching"] {
      try await cloud.cloudwatch(
        "PutMetricAlarm",
        TestCloud.latencyAlarm.with([
          "AlarmName": Document(treatment), "TreatMissingData": Document(treatment),
        ]))
    }
    try await cloud.put(50)
    cloud.move(to: 1_000)
    #expect(try await cloud.short("missing") == "INSUFFICIENT_DATA at 360")
    #expect(try await cloud.short("ignore") == "OK at 60")
    #expect(try await cloud.short("breaching") == "ALARM at 60")
    #expect(try await cloud.short("notBreaching") == "OK at 60")
  }

  @Test func dataThatComesLateIsSeenByTheNextEvaluation() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", TestCloud.latencyAlarm)
    try await cloud.put(50)
    cloud.move(to: 190)
    #expect(try await cloud.short("latency") == "OK at 60")
    // The three minutes before, over the threshold.
    cloud.cloud.putMetric(
      namespace: "Shop", name: "Latency", values: [99, 99, 99], at: TestCloud.start + 120)
    #expect(try await cloud.short("latency") == "OK at 60")
    cloud.move(to: 240)
    #expect(try await cloud.short("latency") == "ALARM at 240")
  }

  @Test func aPeriodOfFiveMinutesSlidesByTheMinute() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      TestCloud.latencyAlarm.with([
        "Period": 300, "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Statistic": "Sum",
        "Threshold": 100.0,
      ]))
    for (second, value) in [(30.0, 10.0), (210, 60), (390, 50)] {
      cloud.move(to: second)
      try await cloud.put(value)
    }
    // 12:03 and 12:06 are in one window of five minutes only from 12:07 to 12:08.
    cloud.move(to: 1_000)
    #expect(
      try await cloud.history("latency", "StateUpdate").prefix(3) == [
        "60 Alarm updated from INSUFFICIENT_DATA to OK", "420 Alarm updated from OK to ALARM",
        "540 Alarm updated from ALARM to OK",
      ])
  }

  @Test func aHighResolutionAlarmLooksEveryTenSeconds() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      TestCloud.latencyAlarm.with([
        "Period": 10, "EvaluationPeriods": 2, "DatapointsToAlarm": 2,
      ]))
    for second in [1.0, 11, 21, 31] {
      cloud.move(to: second)
      try await cloud.put(second < 20 ? 50 : 90, resolution: 1)
    }
    cloud.move(to: 200)
    #expect(
      try await cloud.history("latency", "StateUpdate") == [
        "10 Alarm updated from INSUFFICIENT_DATA to OK", "40 Alarm updated from OK to ALARM",
        "80 Alarm updated from ALARM to INSUFFICIENT_DATA",
      ])
  }

  @Test func anAlarmOverSeveralDaysIsEvaluatedOnTheHour() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      TestCloud.latencyAlarm.with([
        "Period": 86_400, "EvaluationPeriods": 3, "DatapointsToAlarm": 1, "Statistic": "Maximum",
      ]))
    cloud.move(to: 120)
    try await cloud.put(99)
    cloud.move(to: 3_599)
    #expect(try await cloud.short("latency") == "INSUFFICIENT_DATA at 0")
    cloud.move(to: 3_600)
    #expect(try await cloud.short("latency") == "ALARM at 3600")
  }

  @Test func percentilesOfFewSamplesAreIgnoredWhereTheAlarmSaysSo() async throws {
    for low in ["evaluate", "ignore"] {
      try await cloud.cloudwatch(
        "PutMetricAlarm",
        TestCloud.latencyAlarm.with([
          "AlarmName": Document(low), "Statistic": nil, "ExtendedStatistic": "p90",
          "EvaluationPeriods": 1, "DatapointsToAlarm": 1,
          "EvaluateLowSampleCountPercentile": Document(low),
        ]))
    }
    // 10 / (1 - 0.9) = 100 samples are enough.
    for second in [0.0, 60] {
      cloud.move(to: second)
      try await cloud.cloudwatch(
        "PutMetricData",
        [
          "Namespace": "Shop",
          "MetricData": [
            [
              "MetricName": "Latency", "Values": [90.0, 99.0],
              "Counts": second == 0 ? [49.0, 50.0] : [49.0, 51.0],
              "Timestamp": Document(timestamp: cloud.clock.now),
            ]
          ],
        ])
    }
    cloud.move(to: 121)
    #expect(try await cloud.short("evaluate") == "ALARM at 60")
    #expect(try await cloud.short("ignore") == "ALARM at 120")
  }

  @Test func anAlarmOnMathFollowsItsExpression() async throws {
    try await cloud.makeTopic()
    try await cloud.cloudwatch("PutMetricAlarm", mathAlarm("100 * FILL(errors, 0) / requests"))
    for (second, errors, requests) in [(0.0, nil, 50.0), (60, 1.0, 50), (120, 5, 50)] {
      cloud.move(to: second)
      if let errors { try await cloud.put(errors, metric: "Errors") }
      try await cloud.put(requests, metric: "Requests")
    }
    cloud.move(to: 185)
    #expect(
      try await cloud.history("math", "StateUpdate") == [
        "60 Alarm updated from INSUFFICIENT_DATA to OK", "180 Alarm updated from OK to ALARM",
      ])
    let action = try #require(try await cloud.historyData("math", "Action").first)
    let published = try JSON.parse(Array(action["publishedMessage"]!.string!.utf8))
    let trigger = try JSON.parse(Array(published["default"]!.string!.utf8))["Trigger"]
    #expect(trigger?["Period"] == 60)
    #expect(
      trigger?["Metrics"]?[0] == [
        "Id": "rate", "Expression": "100 * FILL(errors, 0) / requests", "ReturnData": true,
      ])
    #expect(
      trigger?["Metrics"]?[1]?["MetricStat"] == [
        "Metric": ["Dimensions": [], "MetricName": "Errors", "Namespace": "Shop"], "Period": 60,
        "Stat": "Sum",
      ])
  }

  @Test func whatCannotBeEvaluatedHereSaysSo() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      mathAlarm("ANOMALY_DETECTION_BAND(errors, 2)").with([
        "ThresholdMetricId": "rate", "Threshold": nil,
        "ComparisonOperator": "GreaterThanUpperThreshold",
        "Metrics": [
          ["Id": "rate", "Expression": "ANOMALY_DETECTION_BAND(errors, 2)"],
          metricQuery("errors", "Errors", returns: true),
        ],
      ]))
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      [
        "AlarmName": "promql", "EvaluationInterval": 60,
        "EvaluationCriteria": ["PromQLCriteria": ["Query": "up == 0"]],
      ])
    #expect(try await cloud.short("promql") == "OK at 0")
    try await cloud.put(1, metric: "Errors")
    cloud.move(to: 600)
    let alarm = try await cloud.alarm("math")
    #expect(alarm["StateValue"] == "INSUFFICIENT_DATA")
    #expect(alarm["EvaluationState"] == "EVALUATION_ERROR")
    #expect(alarm["StateReason"]!.string!.contains("CloudWatch has trained"))
    #expect(try await cloud.short("promql") == "OK at 0")
    #expect(
      try await cloud.cloudwatch("DescribeAlarmContributors", ["AlarmName": "promql"])
        == ["AlarmContributors": []])
  }

  @Test func anActionOnTheInstanceStopsIt() async throws {
    let id = try cloud.cloud.addInstance()
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      [
        "AlarmName": "idle", "Namespace": "Shop", "MetricName": "Load", "Statistic": "Average",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 5.0,
        "ComparisonOperator": "LessThanThreshold",
        "Dimensions": [["Name": "InstanceId", "Value": Document(id)]],
        "AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"],
      ])
    cloud.cloud.putMetric(
      namespace: "Shop", name: "Load", dimensions: [("InstanceId", id)], values: [1])
    cloud.move(to: 61)
    func state() async throws -> Document? {
      try await cloud.ec2("DescribeInstances")["Reservations"]?[0]?["Instances"]?[0]?["State"]?[
        "Name"]
    }
    #expect(try await state() == "stopping")
    cloud.move(to: 80)
    #expect(try await state() == "stopped")
    #expect(
      try await cloud.history("idle", "Action") == [
        "60 Successfully executed action arn:aws:automate:us-east-1:ec2:stop"
      ])
  }

  @Test func anActionThatFailsSaysWhyInTheHistory() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      cpuAlarm.with([
        "Unit": nil, "AlarmActions": ["arn:aws:automate:us-east-1:ec2:reboot"],
      ]))
    try await cloud.cloudwatch(
      "SetAlarmState",
      ["AlarmName": "CPUUtilization", "StateValue": "ALARM", "StateReason": "drill"])
    let action = try #require(try await cloud.history("CPUUtilization", "Action").first)
    #expect(action.hasPrefix("0 Failed to execute action arn:aws:automate:us-east-1:ec2:reboot"))
    #expect(action.contains("i-0123456789abcdef0"))
  }

  @Test func aMonthWithoutDataPassesAtOnce() async throws {
    for index in 0..<200 {
      try await cloud.cloudwatch(
        "PutMetricAlarm",
        TestCloud.latencyAlarm.with([
          "AlarmName": Document("alarm-\(index)"), "MetricName": Document("Metric\(index)"),
        ]))
    }
    cloud.move(to: 10 * 365 * 86_400)
    #expect(try await cloud.short("alarm-7") == "INSUFFICIENT_DATA at 0")
    try await cloud.put(50, metric: "Metric7")
    cloud.clock.advance(by: 60)
    #expect(try await cloud.state("alarm-7").value == "OK")
  }

  private func metricQuery(_ id: String, _ name: String, returns: Bool = false) -> Document {
    [
      "Id": Document(id), "ReturnData": Document(returns),
      "MetricStat": [
        "Metric": ["Namespace": "Shop", "MetricName": Document(name)], "Period": 60,
        "Stat": "Sum",
      ],
    ]
  }

  private func mathAlarm(_ expression: String) -> Document {
    [
      "AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 5.0,
      "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [Document(TestCloud.topic)],
      "Metrics": [
        ["Id": "rate", "Expression": Document(expression)], metricQuery("errors", "Errors"),
        metricQuery("requests", "Requests"),
      ],
    ]
  }
}
