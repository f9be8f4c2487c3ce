import AWSWire
import Documents
import Simulator
import Testing

@Suite struct CompositeAlarmTests {
  let cloud = TestCloud()

  /// Puts metric alarms that only `set` moves.
  private func children(_ names: String...) async throws {
    try await cloud.makeTopic()
    for name in names {
      try await cloud.cloudwatch(
        "PutMetricAlarm",
        TestCloud.latencyAlarm.with([
          "AlarmName": Document(name), "MetricName": Document(name), "TreatMissingData": "ignore",
          "AlarmActions": [], "OKActions": [], "InsufficientDataActions": [],
        ]))
      try await set(name, "OK")
    }
  }

  private func set(_ name: String, _ state: String) async throws {
    try await cloud.cloudwatch(
      "SetAlarmState",
      ["AlarmName": Document(name), "StateValue": Document(state), "StateReason": "test"])
  }

  private func put(_ name: String, _ rule: String, _ others: Document = [:]) async throws {
    try await cloud.cloudwatch(
      "PutCompositeAlarm",
      (["AlarmName": Document(name), "AlarmRule": Document(rule)] as Document).with(others))
  }

  private func refusal(_ rule: String, _ others: Document = [:]) async throws -> AWSError {
    try await cloud.failure(
      "cloudwatch", "PutCompositeAlarm",
      (["AlarmName": "c", "AlarmRule": Document(rule)] as Document).with(others))
  }

  @Test func aNewCompositeIsEvaluatedAtOnceAndItsActionsAreTaken() async throws {
    try await children("a")
    try await set("a", "ALARM")
    try await put("c", "ALARM(a)", ["AlarmActions": [Document(TestCloud.topic)]])
    #expect(
      try await cloud.history("c") == [
        "0 Alarm \"c\" created", "0 Alarm updated from INSUFFICIENT_DATA to ALARM",
        "0 Successfully executed action \(TestCloud.topic)",
      ])
    let arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
    #expect(
      try await cloud.state("c").reason
        == "\(arn)c was created and its alarm rule evaluates to ALARM"
    )
    let action = try #require(try await cloud.historyData("c", "Action").first)
    let published = try JSON.parse(Array(action["publishedMessage"]!.string!.utf8))
    let body = try JSON.parse(Array(published["default"]!.string!.utf8))
    #expect(
      body.entries.map(\.key) == [
        "AlarmName", "AlarmDescription", "AWSAccountId", "NewStateValue", "NewStateReason",
        "StateChangeTime", "Region", "AlarmArn", "OldStateValue",
        "ActionExecutedAfterMuteWindow", "OKActions", "AlarmActions",
        "InsufficientDataActions", "AlarmRule", "TriggeringChildren",
      ])
    #expect(
      body["TriggeringChildren"] == [
        [
          "Arn": Document(arn + "a"),
          "State": ["Value": "ALARM", "Timestamp": "2026-11-23T12:00:00.000+0000"],
        ]
      ])
  }

  @Test func eachLevelIsEvaluatedAfterTheOneBelowAndOnlyOnce() async throws {
    try await children("a", "b")
    // Named so that the order of names is not the order of evaluation.
    try await put("z-inner", "ALARM(a) AND OK(b)")
    try await put("a-outer", "ALARM(a) AND NOT ALARM(z-inner)")
    cloud.move(to: 10)
    try await set("a", "ALARM")
    #expect(try await cloud.short("z-inner") == "ALARM at 10")
    // Evaluated before z-inner it would have gone into ALARM and back.
    #expect(try await cloud.history("a-outer", "StateUpdate").count == 1)
    #expect(try await cloud.short("a-outer") == "OK at 0")
    try await set("b", "ALARM")
    #expect(try await cloud.short("z-inner") == "OK at 10")
    #expect(try await cloud.short("a-outer") == "ALARM at 10")
  }

  @Test func atLeastCountsItsAlarms() async throws {
    try await children("a", "b", "c")
    try await put("quorum", "AT_LEAST(2, ALARM, (a, b, c))")
    try await set("a", "ALARM")
    #expect(try await cloud.short("quorum") == "OK at 0")
    cloud.move(to: 5)
    try await set("c", "ALARM")
    #expect(try await cloud.short("quorum") == "ALARM at 5")
  }

  @Test func whatIsWrongWithARuleIsSaid() async throws {
    try await children("a")
    #expect(try await refusal("ALARM(a").code == "ValidationError")
    #expect(try await refusal("ALARM(a").message.contains("character"))
    #expect(try await refusal("ALARM(ghost)").message.contains("[ghost] in the alarm rule"))
    #expect(
      try await refusal(
        "ALARM(a)", ["AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"]]
      ).message.contains("EC2"))
    #expect(
      try await refusal("ALARM(a)", ["ActionsSuppressor": "a"]).message
        .contains("ActionsSuppressorWaitPeriod"))
    #expect(
      try await refusal("ALARM(a)", ["ActionsSuppressorWaitPeriod": 60]).message
        .contains("ActionsSuppressor"))
    let other = try await cloud.failure(
      "cloudwatch", "PutCompositeAlarm", ["AlarmName": "a", "AlarmRule": "TRUE"])
    #expect(other.message.contains("kind"))
  }

  @Test func aChildCannotBeDeletedBeforeItsParent() async throws {
    try await children("a", "b")
    try await put("c", "ALARM(a)")
    try await put("d", "ALARM(b)")
    func delete(_ names: Document...) async throws -> AWSError {
      try await cloud.failure("cloudwatch", "DeleteAlarms", ["AlarmNames": Document(names)])
    }
    #expect(try await delete("a").message.contains("composite alarm(s) depending on it: c"))
    #expect(try await delete("a", "c").code == "ValidationError")
    #expect(try await delete("c", "d").message.contains("at most one composite"))
    try await cloud.cloudwatch("DeleteAlarms", ["AlarmNames": ["c"]])
    try await cloud.cloudwatch("DeleteAlarms", ["AlarmNames": ["a"]])
  }

  @Test func aCycleIsKeptButNoLongerEvaluated() async throws {
    try await children("a")
    try await put("one", "ALARM(a)")
    try await put("two", "ALARM(one)")
    try await put("one", "ALARM(a) OR ALARM(two)")
    try await set("a", "ALARM")
    #expect(try await cloud.short("one") == "OK at 0")
    let error = try await cloud.failure("cloudwatch", "DeleteAlarms", ["AlarmNames": ["one"]])
    #expect(error.message.contains("depending on it: two"))
    // The way out that AWS names.
    cloud.move(to: 7)
    try await put("one", "FALSE")
    try await put("two", "NOT ALARM(one)")
    #expect(try await cloud.short("two") == "ALARM at 7")
  }

  @Test func relativesAreListedWithNamesAndARNsOnly() async throws {
    try await children("a", "b")
    try await put("c", "ALARM(b) OR ALARM(a)")
    try await put("d", "ALARM(c)")
    let children = try await cloud.cloudwatch("DescribeAlarms", ["ChildrenOfAlarmName": "c"])
    #expect(children["MetricAlarms"]!.column("AlarmName") == ["a", "b"])
    #expect(children["MetricAlarms"]![0]!.count == 4)
    let parents = try await cloud.cloudwatch("DescribeAlarms", ["ParentsOfAlarmName": "c"])
    #expect(parents["CompositeAlarms"]!.column("AlarmName") == ["d"])
    #expect(parents["CompositeAlarms"]![0]!.count == 2)
    let error = try await cloud.failure(
      "cloudwatch", "DescribeAlarms", ["ParentsOfAlarmName": "c", "StateValue": "OK"])
    #expect(error.code == "ValidationError" && error.message.contains("StateValue"))
    // Composite alarms come only where they are asked for.
    func count(_ types: Document) async throws -> Int {
      let answer = try await cloud.cloudwatch("DescribeAlarms", ["AlarmTypes": types])
      return answer["MetricAlarms"]!.count * 10 + answer["CompositeAlarms"]!.count
    }
    #expect(try await count([]) == 20)
    #expect(try await count(["CompositeAlarm"]) == 2)
    #expect(try await count(["CompositeAlarm", "MetricAlarm"]) == 22)
  }

  // MARK: Suppressed actions; the examples are AWS's, one of their time units a minute.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html

  /// Plays changes, (minute, alarm, state), and answers the minutes at which actions were taken.
  private func actions(_ changes: [(Double, String, String)], wait: Int = 120) async throws
    -> [String]
  {
    try await children("a", "suppressor")
    try await put(
      "c", "ALARM(a)",
      [
        "ActionsSuppressor": "suppressor", "ActionsSuppressorWaitPeriod": Document(wait),
        "ActionsSuppressorExtensionPeriod": 180, "AlarmActions": [Document(TestCloud.topic)],
        "OKActions": [Document(TestCloud.topic)],
      ])
    // The first state's actions come at the end of a wait period, too.
    cloud.move(to: 200)
    let before = try await cloud.history("c", "Action").count
    for (minute, name, state) in changes {
      cloud.move(to: 600 + minute * 60)
      try await set(name, state)
    }
    cloud.move(to: 600 + 20 * 60)
    return try await cloud.history("c", "Action").dropFirst(before)
      .filter { $0.contains("Successfully") }
      .map { "t\((Int($0.prefix { $0 != " " })! - 600) / 60)" }
  }

  @Test func actionsAreTakenAfterAWaitInWhichTheSuppressorStaysOK() async throws {
    #expect(try await actions([(2, "a", "ALARM")]) == ["t4"])
  }

  @Test func theSuppressorHoldsActionsThatWaited() async throws {
    #expect(try await actions([(2, "a", "ALARM"), (3, "suppressor", "ALARM")]) == [])
    let alarm = try #require(
      try await cloud.cloudwatch("DescribeAlarms", ["AlarmTypes": ["CompositeAlarm"]])[
        "CompositeAlarms"]?[0])
    #expect(alarm["ActionsSuppressedBy"] == "Alarm")
    #expect(alarm["ActionsSuppressedReason"] == "suppressor is in ALARM")
  }

  @Test func aChangeWhileWaitingStartsAnotherWait() async throws {
    #expect(try await actions([(2, "a", "ALARM"), (3, "a", "OK")]) == ["t5"])
  }

  @Test func aSuppressorInAlarmHoldsActionsFromTheStart() async throws {
    #expect(try await actions([(1, "suppressor", "ALARM"), (2, "a", "ALARM")]) == [])
  }

  @Test func actionsAreTakenWhenTheExtensionIsOver() async throws {
    #expect(
      try await actions([
        (2, "a", "ALARM"), (3, "suppressor", "ALARM"), (6, "suppressor", "OK"),
      ]) == ["t9"])
  }

  @Test func aChangeInTheExtensionStartsAWait() async throws {
    #expect(
      try await actions([
        (2, "a", "ALARM"), (3, "suppressor", "ALARM"), (6, "suppressor", "OK"), (7, "a", "OK"),
      ]) == ["t9"])
    #expect(try await cloud.short("c") == "OK at 1020")
  }

  @Test func withoutAWaitActionsAreTakenAtOnce() async throws {
    #expect(try await actions([(2, "a", "ALARM")], wait: 0) == ["t2"])
  }
}
