import AWSWire
import Documents

/// The operations that read alarms.
enum AlarmQueries {
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
  static func describe(_ call: Call) throws(AWSError) -> Document {
    try call.refuse(unsimulated: "ChildrenOfAlarmName", "ParentsOfAlarmName")
    let names = call.strings("AlarmNames").map { Set($0) }
    let prefix = call.string("AlarmNamePrefix")
    guard names == nil || prefix == nil else {
      throw .validation("expected one of AlarmNames and AlarmNamePrefix, got both")
    }
    let types = call.strings("AlarmTypes") ?? []
    let alarms = call.region.alarms.all.filter { alarm in
      (types.isEmpty || types.contains("MetricAlarm"))
        && (names == nil || names!.isEmpty || names!.contains(alarm.name))
        && (prefix == nil || alarm.name.hasPrefix(prefix!))
        && call.string("StateValue").map { $0 == alarm.state.value } ?? true
        && call.string("ActionPrefix").map { action in
          alarm.actions.contains { $0.hasPrefix(action) }
        } ?? true
    }
    let page = try Page(
      alarms, of: "DescribeAlarms", limit: call.integer("MaxRecords") ?? 50,
      after: call.string("NextToken"), key: \.name)
    return .structure { answer in
      answer.list("MetricAlarms", page.items) { $0.write(to: answer) }
      answer.list("CompositeAlarms", EmptyCollection<Alarm>()) { $0.write(to: answer) }
      answer.member("NextToken", page.nextToken)
    }
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
    try call.refuse(unsimulated: "AlarmContributorId")
    let types = call.strings("AlarmTypes") ?? []
    let start = call["StartDate"]?.number
    let end = call["EndDate"]?.number
    let isAscending = call.string("ScanBy") == "TimestampAscending"
    var items = call.region.alarms.history.items.filter { item in
      (types.isEmpty || types.contains("MetricAlarm"))
        && call.string("AlarmName").map { $0 == item.alarmName } ?? true
        && call.string("HistoryItemType").map { $0 == item.type } ?? true
        && (start == nil || item.time >= start!) && (end == nil || item.time <= end!)
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
}
