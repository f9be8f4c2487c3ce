import AWSWire
import Documents

/// The operations that read alarms.
enum AlarmQueries {
  /// Metric alarms, unless AlarmTypes names others.
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
  static func describe(_ call: Call) throws(AWSError) -> Document {
    for member in ["ChildrenOfAlarmName", "ParentsOfAlarmName"] where call[member] != nil {
      return try describeRelatives(call, by: member)
    }
    let names = call.strings("AlarmNames").map { Set($0) }
    let prefix = call.string("AlarmNamePrefix")
    guard names == nil || prefix == nil else {
      throw .validation("expected one of AlarmNames and AlarmNamePrefix, got both")
    }
    let kinds = kinds(of: call)
    let state = call.string("StateValue")
    let action = call.string("ActionPrefix")
    let alarms = call.region.alarms.all.filter { alarm in
      kinds.contains(alarm.kind)
        && (names == nil || names!.isEmpty || names!.contains(alarm.name))
        && (prefix == nil || alarm.name.hasPrefix(prefix!))
        && (state == nil || state == alarm.state.value.rawValue)
        && (action == nil || alarm.actions.contains { $0.hasPrefix(action!) })
    }
    return try answer(call, alarms) { alarm, answer in
      alarm.write(
        to: answer, suppression: call.region.alarms.composites.suppression(of: alarm.name))
    }
  }

  /// The alarms that a composite alarm looks at, or the composites that look at an alarm.
  private static func describeRelatives(_ call: Call, by member: String) throws(AWSError)
    -> Document
  {
    let others = call.input.entries.map(\.key).filter {
      ![member, "MaxRecords", "NextToken"].contains($0) && call[$0] != nil
    }
    guard others.isEmpty else {
      throw .validation(
        "\(member): not allowed together with \(others.sorted().joined(separator: ", "))")
    }
    let store = call.region.alarms
    let name = call.string(member) ?? ""
    let children = member == "ChildrenOfAlarmName"
    guard let alarm = store[name] else {
      throw .service("ResourceNotFound", "no alarm is named '\(name)'", status: 404)
    }
    if children, alarm.kind != .composite {
      throw .validation("\(member): '\(name)' is no composite alarm")
    }
    let names =
      children
      ? store.composites.children(of: name).compactMap { store.alarm($0)?.name }
      : store.composites.parents(of: name)
    return try answer(call, Set(names).sorted().compactMap { store[$0] }) { alarm, answer in
      alarm.writeReference(to: answer, withState: children)
    }
  }

  private static func answer(
    _ call: Call, _ alarms: [Alarm], write: (Alarm, DocumentBuilder) -> Void
  ) throws(AWSError) -> Document {
    let page = try Page(
      alarms, of: "DescribeAlarms", limit: call.integer("MaxRecords") ?? 50,
      after: call.string("NextToken"), key: \.name)
    return .structure { answer in
      for (member, kind) in [("MetricAlarms", Alarm.Kind.metric), ("CompositeAlarms", .composite)] {
        answer.list(member, page.items.filter { $0.kind == kind }) { write($0, answer) }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  private static func kinds(of call: Call) -> [Alarm.Kind] {
    let kinds = (call.strings("AlarmTypes") ?? []).compactMap(Alarm.Kind.init)
    return kinds.isEmpty ? [.metric] : kinds
  }

  /// Finds the alarms on exactly one metric; statistic, period and unit count where they are given.
  static func describeForMetric(_ call: Call) throws(AWSError) -> Document {
    let key = MetricKey(call.input)
    let narrowing = ["Statistic", "ExtendedStatistic", "Period", "Unit"]
    let alarms = call.region.alarms.all.filter { alarm in
      alarm.metric == key
        && narrowing.allSatisfy { call[$0] == nil || call[$0] == alarm.definition[$0] }
    }
    return .structure { answer in
      answer.list("MetricAlarms", alarms) { $0.write(to: answer) }
    }
  }

  /// Newest first, unless ScanBy says otherwise.
  static func describeHistory(_ call: Call) throws(AWSError) -> Document {
    let kinds = kinds(of: call)
    let start = call["StartDate"]?.number
    let end = call["EndDate"]?.number
    let isAscending = call.string("ScanBy") == "TimestampAscending"
    let name = call.string("AlarmName")
    let type = call.string("HistoryItemType")
    // Contributors have a history where an alarm watches several series; none does here.
    let contributor = call.string("AlarmContributorId")
    let oldest = call.now - AlarmHistory.retention
    let all = contributor == nil ? call.region.alarms.history.items : []
    var items: [AlarmHistory.Item] = []
    // By index: to look at an item would otherwise be to copy it, and most are another alarm's.
    for index in all.indices {
      if let name, all[index].alarmName != name { continue }
      let item = all[index]
      guard item.time >= oldest, kinds.contains(item.kind), type == nil || type == item.type,
        start.map({ item.time >= $0 }) ?? true, end.map({ item.time <= $0 }) ?? true
      else { continue }
      items.append(item)
    }
    if !isAscending { items.reverse() }
    let page = try Page(
      items, of: "DescribeAlarmHistory", limit: call.integer("MaxRecords") ?? 100,
      after: call.string("NextToken"), isDescending: !isAscending, key: { sortable($0.serial) })
    return .structure { answer in
      answer.list("AlarmHistoryItems", page.items) { $0.write(to: answer) }
      answer.member("NextToken", page.nextToken)
    }
  }

  /// The series of an alarm that watches several. Alarms of that kind (Metrics Insights, PromQL) are
  /// kept here, but their queries are not run, so that none has any.
  static func describeContributors(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("AlarmName") ?? ""
    guard call.region.alarms[name] != nil else {
      throw .service("ResourceNotFoundException", "no alarm is named '\(name)'", status: 404)
    }
    return .structure { answer in answer.strings("AlarmContributors", []) }
  }
}
