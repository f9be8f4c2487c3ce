import AWSWire
import Documents

/// The operations on mute rules.
enum MuteRuleOperations {
  static func put(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("Name") ?? ""
    let settings = call["Rule"]?["Schedule"]
    let schedule = try MuteSchedule(
      expression: settings?["Expression"]?.string ?? "",
      duration: settings?["Duration"]?.string ?? "", zone: settings?["Timezone"]?.string)
    let targets = call["MuteTargets"]?["AlarmNames"]?.strings ?? []
    let unknown = targets.filter { call.region.alarms[$0] == nil }
    guard unknown.isEmpty else {
      throw .validation(
        "MuteTargets.AlarmNames: no alarm is named "
          + unknown.map { "'\($0)'" }.joined(separator: ", "))
    }
    if let start = call["StartDate"]?.number, let end = call["ExpireDate"]?.number, start >= end {
      throw .validation("StartDate: expected a time before ExpireDate")
    }
    try Tags.check(call["Tags"])
    let store = call.region.alarms.mutes
    store.put(
      MuteRule(
        name: name, arn: call.region.muteRuleARN(name), definition: call.input,
        schedule: schedule, updated: call.now, tags: store[name]?.tags ?? Tags(call["Tags"]),
        targets: targets),
      at: call.now)
    return .nothing
  }

  static func get(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("AlarmMuteRuleName") ?? ""
    guard let rule = call.region.alarms.mutes[name] else {
      throw .service(
        "ResourceNotFoundException", "no alarm mute rule is named '\(name)'", status: 404)
    }
    return .structure { answer in
      answer.member("Name", rule.name)
      answer.member("Description", rule.definition["Description"])
      answer.member("Rule", rule.definition["Rule"])
      answer.member("MuteTargets", rule.definition["MuteTargets"])
      answer.member("StartDate", rule.definition["StartDate"])
      write(rule, to: answer, at: call.now)
    }
  }

  private static func write(_ rule: MuteRule, to answer: DocumentBuilder, at now: Double) {
    answer.member("AlarmMuteRuleArn", rule.arn)
    answer.member("ExpireDate", rule.definition["ExpireDate"])
    answer.member("Status", rule.status(at: now).rawValue)
    answer.member("MuteType", rule.schedule.isRecurring ? "RECURRING" : "ONE_TIME")
    answer.member("LastUpdatedTimestamp", time: rule.updated)
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    let alarm = call.string("AlarmName")
    if let alarm, call.region.alarms[alarm] == nil {
      throw .service("ResourceNotFoundException", "no alarm is named '\(alarm)'", status: 404)
    }
    let statuses = call.strings("Statuses") ?? []
    let rules = call.region.alarms.mutes.all.filter { rule in
      (alarm.map { rule.targets.contains($0) } ?? true)
        && (statuses.isEmpty || statuses.contains(rule.status(at: call.now).rawValue))
    }
    let page = try Page(
      rules, of: "ListAlarmMuteRules", limit: call.integer("MaxRecords") ?? 50,
      after: call.string("NextToken"), key: \.name)
    return .structure { answer in
      answer.list("AlarmMuteRuleSummaries", page.items) { rule in
        answer.structure { write(rule, to: answer, at: call.now) }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  /// A rule that does not exist is passed over, as in AWS.
  static func delete(_ call: Call) throws(AWSError) -> Document {
    call.region.alarms.mutes.delete(call.string("AlarmMuteRuleName") ?? "", at: call.now)
    return .nothing
  }
}
