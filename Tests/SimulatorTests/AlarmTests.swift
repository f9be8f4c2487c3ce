import AWSWire
import Documents
import Simulator
import Testing

@Suite struct AlarmTests {
  let cloud = TestCloud()

  @Test func aNewAlarmStartsWithoutDataAndReadsBackAsItWasPut() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    let alarm = try await cloud.alarm("CPUUtilization")
    for (name, value) in cpuAlarm.entries { #expect(alarm[name] == value, "\(name)") }
    #expect(alarm["StateValue"] == "INSUFFICIENT_DATA")
    #expect(alarm["StateReason"] == "Unchecked: Initial alarm creation")
    #expect(
      alarm["AlarmArn"] == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:CPUUtilization")
    for name in [
      "AlarmConfigurationUpdatedTimestamp", "StateUpdatedTimestamp", "StateTransitionedTimestamp",
    ] {
      #expect(alarm[name]?.timestamp == TestCloud.start, "\(name)")
    }
    #expect(alarm["AlarmActions"] == [])
    #expect(alarm["Metrics"] == nil)
  }

  @Test func putOverwritesEveryFieldButKeepsStateAndTags() async throws {
    try await cloud.cloudwatch(
      "PutMetricAlarm", cpuAlarm.with(["Tags": [["Key": "team", "Value": "web"]]]))
    try await cloud.cloudwatch(
      "SetAlarmState",
      ["AlarmName": "CPUUtilization", "StateValue": "ALARM", "StateReason": "drill"])
    cloud.clock.advance(by: 30)
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      cpuAlarm.with([
        "AlarmDescription": nil, "Threshold": 90.0, "Tags": [["Key": "team", "Value": "data"]],
      ]))

    let alarm = try await cloud.alarm("CPUUtilization")
    #expect(alarm["Threshold"] == 90.0)
    #expect(alarm["AlarmDescription"] == nil)
    #expect(alarm["StateValue"] == "ALARM")
    #expect(alarm["StateReason"] == "drill")
    #expect(alarm["AlarmConfigurationUpdatedTimestamp"]?.timestamp == TestCloud.start + 30)
    #expect(alarm["StateUpdatedTimestamp"]?.timestamp == TestCloud.start)
    let tags = try await cloud.cloudwatch(
      "ListTagsForResource", ["ResourceARN": alarm["AlarmArn"]!])
    #expect(tags["Tags"] == [["Key": "team", "Value": "web"]])
  }

  @Test func aStateSetAgainMovesTheUpdateButNotTheTransition() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    cloud.clock.advance(by: 10)
    let drill: Document = [
      "AlarmName": "CPUUtilization", "StateValue": "ALARM", "StateReason": "drill",
      "StateReasonData": "{\"by\":\"hand\"}",
    ]
    try await cloud.cloudwatch("SetAlarmState", drill)
    cloud.clock.advance(by: 10)
    try await cloud.cloudwatch("SetAlarmState", drill)
    let alarm = try await cloud.alarm("CPUUtilization")
    #expect(alarm["StateUpdatedTimestamp"]?.timestamp == TestCloud.start + 20)
    #expect(alarm["StateTransitionedTimestamp"]?.timestamp == TestCloud.start + 10)
    #expect(alarm["StateReasonData"] == "{\"by\":\"hand\"}")
  }

  @Test func alarmsAreFoundByNamePrefixStateAndAction() async throws {
    let topic = "arn:aws:sns:us-east-1:123456789012:operators"
    for name in ["web-cpu", "web-disk", "db-cpu"] {
      try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm.with(["AlarmName": Document(name)]))
    }
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      cpuAlarm.with(["AlarmName": "db-disk", "OKActions": [Document(topic)]]))
    try await cloud.cloudwatch(
      "SetAlarmState", ["AlarmName": "db-cpu", "StateValue": "OK", "StateReason": "fine"])

    func names(_ input: Document) async throws -> [String] {
      try await cloud.cloudwatch("DescribeAlarms", input)["MetricAlarms"]!.column("AlarmName")
    }
    #expect(try await names([:]) == ["db-cpu", "db-disk", "web-cpu", "web-disk"])
    #expect(try await names(["AlarmNamePrefix": "web"]) == ["web-cpu", "web-disk"])
    #expect(try await names(["AlarmNames": ["web-disk", "nobody"]]) == ["web-disk"])
    #expect(try await names(["StateValue": "OK"]) == ["db-cpu"])
    #expect(try await names(["ActionPrefix": "arn:aws:sns"]) == ["db-disk"])
    #expect(try await names(["AlarmTypes": ["CompositeAlarm"]]) == [])
    let error = try await cloud.failure(
      "cloudwatch", "DescribeAlarms", ["AlarmNames": ["a"], "AlarmNamePrefix": "b"])
    #expect(error.code == "ValidationError")
  }

  @Test func pagesGoOnWhereTheLastOneEndedThoughAlarmsComeAndGo() async throws {
    for index in 10..<15 {
      try await cloud.cloudwatch(
        "PutMetricAlarm", cpuAlarm.with(["AlarmName": Document("alarm-\(index)")]))
    }
    let first = try await cloud.cloudwatch("DescribeAlarms", ["MaxRecords": 2])
    #expect(first["MetricAlarms"]!.column("AlarmName") == ["alarm-10", "alarm-11"])
    try await cloud.cloudwatch("DeleteAlarms", ["AlarmNames": ["alarm-10", "alarm-11"]])
    let second = try await cloud.cloudwatch(
      "DescribeAlarms", ["MaxRecords": 2, "NextToken": first["NextToken"]!])
    #expect(second["MetricAlarms"]!.column("AlarmName") == ["alarm-12", "alarm-13"])
    let third = try await cloud.cloudwatch(
      "DescribeAlarms", ["MaxRecords": 2, "NextToken": second["NextToken"]!])
    #expect(third["MetricAlarms"]!.column("AlarmName") == ["alarm-14"])
    #expect(third["NextToken"] == nil)
  }

  @Test func aTokenOfAnotherOperationIsRefused() async throws {
    for index in 0..<2 {
      try await cloud.cloudwatch(
        "PutMetricAlarm", cpuAlarm.with(["AlarmName": Document("alarm-\(index)")]))
    }
    let token = try await cloud.cloudwatch("DescribeAlarms", ["MaxRecords": 1])["NextToken"]!
    for (operation, token) in [("DescribeAlarmHistory", token), ("DescribeAlarms", "nonsense")] {
      let error = try await cloud.failure("cloudwatch", operation, ["NextToken": token])
      #expect(error.code == "InvalidNextToken")
    }
  }

  @Test func alarmsOnOneMetricAreFoundByItsDimensions() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    try await cloud.cloudwatch(
      "PutMetricAlarm", cpuAlarm.with(["AlarmName": "all", "Dimensions": nil]))
    let key: Document = [
      "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Dimensions": cpuAlarm["Dimensions"]!,
    ]
    let found = try await cloud.cloudwatch("DescribeAlarmsForMetric", key)
    #expect(found["MetricAlarms"]!.column("AlarmName") == ["CPUUtilization"])
    let other = try await cloud.cloudwatch(
      "DescribeAlarmsForMetric", key.with(["Statistic": "Sum"]))
    #expect(other["MetricAlarms"]?.count == 0)
  }

  @Test func deletingNamesTheAlarmsThatDoNotExist() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    let error = try await cloud.failure(
      "cloudwatch", "DeleteAlarms", ["AlarmNames": ["CPUUtilization", "ghost"]])
    #expect(error.code == "ResourceNotFound")
    #expect(error.message.contains("'ghost'") && !error.message.contains("'CPUUtilization'"))
    #expect(try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]?.count == 0)
  }

  @Test func historyTellsWhatHappenedNewestFirst() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    cloud.clock.advance(by: 1)
    try await cloud.cloudwatch(
      "SetAlarmState",
      ["AlarmName": "CPUUtilization", "StateValue": "ALARM", "StateReason": "\"drill\""])
    cloud.clock.advance(by: 1)
    try await cloud.cloudwatch("DisableAlarmActions", ["AlarmNames": ["CPUUtilization"]])
    cloud.clock.advance(by: 1)
    try await cloud.cloudwatch("DeleteAlarms", ["AlarmNames": ["CPUUtilization"]])

    let history = try await cloud.cloudwatch(
      "DescribeAlarmHistory", ["AlarmName": "CPUUtilization"])
    let items = try #require(history["AlarmHistoryItems"])
    #expect(
      items.column("HistorySummary") == [
        "Alarm \"CPUUtilization\" deleted", "Alarm \"CPUUtilization\" updated",
        "Alarm updated from INSUFFICIENT_DATA to ALARM", "Alarm \"CPUUtilization\" created",
      ])
    let data = try JSON.parse(Array(items[2]!["HistoryData"]!.string!.utf8))
    #expect(data["newState"] == ["stateValue": "ALARM", "stateReason": "\"drill\""])
    let updates = try await cloud.cloudwatch(
      "DescribeAlarmHistory",
      ["HistoryItemType": "StateUpdate", "StartDate": Document(TestCloud.start + 1)])
    #expect(updates["AlarmHistoryItems"]?.count == 1)

    let first = try await cloud.cloudwatch("DescribeAlarmHistory", ["MaxRecords": 3])
    let second = try await cloud.cloudwatch(
      "DescribeAlarmHistory", ["MaxRecords": 3, "NextToken": first["NextToken"]!])
    #expect(
      second["AlarmHistoryItems"]!.column("HistorySummary") == [
        "Alarm \"CPUUtilization\" created"
      ])
  }

  @Test func actionsAreSwitchedOffAndOnAgain() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    try await cloud.cloudwatch("DisableAlarmActions", ["AlarmNames": ["CPUUtilization"]])
    #expect(try await cloud.alarm("CPUUtilization")["ActionsEnabled"] == false)
    try await cloud.cloudwatch("EnableAlarmActions", ["AlarmNames": ["CPUUtilization"]])
    #expect(try await cloud.alarm("CPUUtilization")["ActionsEnabled"] == true)
  }

  @Test func tagsAreAddedChangedAndTakenAway() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm)
    let arn = try await cloud.alarm("CPUUtilization")["AlarmArn"]!
    try await cloud.cloudwatch(
      "TagResource",
      [
        "ResourceARN": arn,
        "Tags": [["Key": "a", "Value": "1"], ["Key": "b", "Value": "2"]],
      ])
    try await cloud.cloudwatch(
      "TagResource", ["ResourceARN": arn, "Tags": [["Key": "b", "Value": "3"]]])
    try await cloud.cloudwatch("UntagResource", ["ResourceARN": arn, "TagKeys": ["a"]])
    let tags = try await cloud.cloudwatch("ListTagsForResource", ["ResourceARN": arn])
    #expect(tags["Tags"] == [["Key": "b", "Value": "3"]])
    let missing = try await cloud.failure(
      "cloudwatch", "ListTagsForResource", ["ResourceARN": Document(arn.string! + "-2")])
    #expect(missing.code == "ResourceNotFoundException" && missing.status == 404)
  }

  @Test func eachRegionHasItsOwnAlarms() async throws {
    try await cloud.cloudwatch("PutMetricAlarm", cpuAlarm, region: "eu-west-1")
    #expect(try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]?.count == 0)
    let there = try await cloud.cloudwatch("DescribeAlarms", region: "eu-west-1")
    #expect(
      there["MetricAlarms"]![0]!["AlarmArn"]
        == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:CPUUtilization")
  }
}
