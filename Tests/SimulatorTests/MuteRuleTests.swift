import AWSWire
import Documents
import Simulator
import Testing

@Suite struct MuteRuleTests {
  let cloud = TestCloud()

  private func rule(
    _ expression: String, _ duration: String = "PT1H", zone: String? = nil,
    others: Document = [:]
  ) -> Document {
    var schedule: Document = [
      "Expression": Document(expression), "Duration": Document(duration),
    ]
    if let zone { schedule = schedule.with(["Timezone": Document(zone)]) }
    return
      ([
        "Name": "quiet", "Rule": ["Schedule": schedule],
        "MuteTargets": ["AlarmNames": ["latency"]],
      ] as Document).with(others)
  }

  private func status(at seconds: Double) async throws -> String {
    cloud.move(to: seconds)
    return try await cloud.cloudwatch("GetAlarmMuteRule", ["AlarmMuteRuleName": "quiet"])[
      "Status"]!.string!
  }

  private func set(_ state: String) async throws {
    try await cloud.cloudwatch(
      "SetAlarmState",
      ["AlarmName": "latency", "StateValue": Document(state), "StateReason": "test"])
  }

  private func putAlarm() async throws {
    try await cloud.makeTopic()
    try await cloud.cloudwatch(
      "PutMetricAlarm", TestCloud.latencyAlarm.with(["TreatMissingData": "ignore"]))
  }

  @Test func mutedActionsAreHeldAndTakenWhenTheWindowCloses() async throws {
    try await putAlarm()
    try await cloud.cloudwatch("PutAlarmMuteRule", rule("at(2026-11-23T12:10)"))
    cloud.move(to: 700)
    try await set("ALARM")
    cloud.move(to: 5_000)
    #expect(
      try await cloud.history("latency").dropFirst() == [
        "700 Alarm updated from INSUFFICIENT_DATA to ALARM",
        "700 Did not execute actions for ALARM: muted by quiet",
        "4200 Successfully executed action \(TestCloud.topic)",
      ])
    let action = try #require(try await cloud.historyData("latency", "Action").last)
    let published = try JSON.parse(Array(action["publishedMessage"]!.string!.utf8))
    let body = try JSON.parse(Array(published["default"]!.string!.utf8))
    #expect(body["ActionExecutedAfterMuteWindow"] == true)
    #expect(body["OldStateValue"] == "INSUFFICIENT_DATA")
  }

  @Test func anAlarmThatIsWellAgainStaysQuiet() async throws {
    try await putAlarm()
    try await set("OK")
    try await cloud.cloudwatch("PutAlarmMuteRule", rule("at(2026-11-23T12:10)"))
    cloud.move(to: 700)
    try await set("ALARM")
    cloud.move(to: 800)
    try await set("OK")
    try await set("ALARM")
    cloud.move(to: 4_100)
    try await set("INSUFFICIENT_DATA")
    try await cloud.cloudwatch(
      "PutMetricAlarm", TestCloud.latencyAlarm.with(["InsufficientDataActions": []]))
    cloud.move(to: 9_000)
    #expect(
      try await cloud.history("latency", "Action").filter { $0.contains("Successfully") }.count == 1
    )
  }

  @Test func deletingTheRuleTakesWhatItHeld() async throws {
    try await putAlarm()
    try await cloud.cloudwatch("PutAlarmMuteRule", rule("cron(0 12 * * *)"))
    try await set("ALARM")
    cloud.move(to: 30)
    try await cloud.cloudwatch("DeleteAlarmMuteRule", ["AlarmMuteRuleName": "quiet"])
    try await cloud.cloudwatch("DeleteAlarmMuteRule", ["AlarmMuteRuleName": "quiet"])
    #expect(
      try await cloud.history("latency", "Action").last
        == "30 Successfully executed action \(TestCloud.topic)")
  }

  @Test func windowsOpenByTheClockOfTheirZone() async throws {
    try await putAlarm()
    // 12:00 UTC is 07:00 in New York, where clocks were put back on November 1.
    let hour = 3_600.0
    try await cloud.cloudwatch(
      "PutAlarmMuteRule", rule("cron(30 7 * * MON-FRI)", "PT30M", zone: "America/New_York"))
    #expect(try await status(at: 1_799) == "SCHEDULED")
    #expect(try await status(at: 1_800) == "ACTIVE")
    #expect(try await status(at: hour) == "SCHEDULED")
    // In summer (2027-06-01, a Tuesday) the same clock is an hour earlier.
    let summer = 190 * 86_400.0
    #expect(try await status(at: summer - hour + 1_799) == "SCHEDULED")
    #expect(try await status(at: summer - hour + 1_800) == "ACTIVE")
    #expect(try await status(at: summer + 1_800) == "SCHEDULED")
  }

  @Test func aWindowOverTheWeekendIsOneWindow() async throws {
    try await putAlarm()
    // The start is a Monday noon; Friday 18:00 is four days and six hours later.
    try await cloud.cloudwatch("PutAlarmMuteRule", rule("cron(0 18 * * FRI)", "P2DT12H"))
    let friday = 4 * 86_400 + 6 * 3_600.0
    #expect(try await status(at: friday - 1) == "SCHEDULED")
    #expect(try await status(at: friday) == "ACTIVE")
    #expect(try await status(at: friday + 2.5 * 86_400 - 1) == "ACTIVE")
    #expect(try await status(at: friday + 2.5 * 86_400) == "SCHEDULED")
  }

  @Test func aRuleHasAStartAndAnEnd() async throws {
    try await putAlarm()
    try await cloud.cloudwatch(
      "PutAlarmMuteRule",
      rule(
        "cron(* * * * *)", "PT1M",
        others: [
          "StartDate": Document(TestCloud.start + 100),
          "ExpireDate": Document(TestCloud.start + 200),
        ]
      ))
    #expect(try await status(at: 99) == "SCHEDULED")
    #expect(try await status(at: 100) == "ACTIVE")
    #expect(try await status(at: 200) == "EXPIRED")
    try await cloud.cloudwatch("PutAlarmMuteRule", rule("at(2026-11-23T12:00)", "PT3M"))
    #expect(try await status(at: 201) == "EXPIRED")
  }

  @Test func rulesAreListedByAlarmAndStatus() async throws {
    try await putAlarm()
    try await cloud.cloudwatch(
      "PutAlarmMuteRule",
      rule("cron(0 12 * * *)", others: ["Tags": [["Key": "team", "Value": "web"]]]))
    try await cloud.cloudwatch(
      "PutAlarmMuteRule",
      rule("cron(0 13 * * *)", others: ["Name": "later", "Description": "lunch"]))
    func names(_ input: Document) async throws -> [String] {
      try await cloud.cloudwatch("ListAlarmMuteRules", input)["AlarmMuteRuleSummaries"]!
        .column("AlarmMuteRuleArn").map { String($0.split(separator: ":").last!) }
    }
    #expect(try await names(["AlarmName": "latency"]) == ["later", "quiet"])
    #expect(try await names(["Statuses": ["ACTIVE"]]) == ["quiet"])
    let page = try await cloud.cloudwatch("ListAlarmMuteRules", ["MaxRecords": 1])
    #expect(try await names(["NextToken": page["NextToken"]!]) == ["quiet"])
    let rule = try await cloud.cloudwatch("GetAlarmMuteRule", ["AlarmMuteRuleName": "later"])
    #expect(rule["MuteType"] == "RECURRING" && rule["Description"] == "lunch")
    let tags = try await cloud.cloudwatch(
      "ListTagsForResource",
      ["ResourceARN": "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:quiet"])
    #expect(tags["Tags"] == [["Key": "team", "Value": "web"]])
    let error = try await cloud.failure(
      "cloudwatch", "GetAlarmMuteRule", ["AlarmMuteRuleName": "ghost"])
    #expect(error.code == "ResourceNotFoundException" && error.status == 404)
  }

  @Test(arguments: [
    ("at(2026-11-23)", "PT1H", "UTC", "yyyy-MM-ddThh:mm"),
    ("cron(0 2 * *)", "PT1H", "UTC", "fields"),
    ("cron(60 2 * * *)", "PT1H", "UTC", "minute"), ("cron(0 2 * JUM *)", "PT1H", "UTC", "month"),
    ("rate(5 minutes)", "PT1H", "UTC", "cron"), ("cron(0 2 * * *)", "PT30S", "UTC", "PT1M"),
    ("cron(0 2 * * *)", "P16D", "UTC", "P15D"), ("cron(0 2 * * *)", "1h", "UTC", "Duration"),
    ("cron(0 2 * * *)", "PT1H", "Mars/Olympus", "Timezone"),
    ("cron(0 2 * * *)", "PT1H", "../../etc/passwd", "Timezone"),
  ])
  func aMistakeInARuleIsNamed(
    _ expression: String, _ duration: String, _ zone: String, _ word: String
  ) async throws {
    try await putAlarm()
    let error = try await cloud.failure(
      "cloudwatch", "PutAlarmMuteRule", rule(expression, duration, zone: zone))
    #expect(error.code == "ValidationError")
    #expect(error.message.contains(word), "\(error.message)")
  }

  @Test func anAlarmThatDoesNotExistCannotBeMuted() async throws {
    let error = try await cloud.failure("cloudwatch", "PutAlarmMuteRule", rule("cron(0 2 * * *)"))
    #expect(error.message.contains("'latency'"))
  }
}
