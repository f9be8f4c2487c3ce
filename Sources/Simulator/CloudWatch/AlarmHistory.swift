import AWSWire
import Documents

/// What happened to alarms, oldest first.
final class AlarmHistory {
  struct Item {
    /// Counts from 1, in order of time.
    let serial: Int
    let alarmName: String
    let time: Double
    /// ConfigurationUpdate or StateUpdate.
    let type: String
    let summary: String
    /// JSON.
    let data: String

    func write(to builder: DocumentBuilder) {
      builder.structure {
        builder.member("AlarmName", alarmName)
        builder.member("AlarmType", "MetricAlarm")
        builder.member("Timestamp", time: time)
        builder.member("HistoryItemType", type)
        builder.member("HistorySummary", summary)
        builder.member("HistoryData", data)
      }
    }
  }

  enum Change: String {
    case create = "Create"
    case update = "Update"
    case delete = "Delete"
  }

  /// Seconds for which items are kept.
  static let retention = 30 * 86_400.0
  /// The length that the service's model allows.
  private static let dataLimit = 4_095

  private(set) var items: [Item] = []

  func recordConfiguration(of alarm: Alarm, change: Change, at now: Double) {
    let (verb, member) =
      switch change {
      case .create: ("created", "createdAlarm")
      case .update: ("updated", "updatedAlarm")
      case .delete: ("deleted", "deletedAlarm")
      }
    let data = Document.structure { data in
      data.member("version", "1.0")
      data.member("type", change.rawValue)
      data.structure(member) {
        for (name, value) in alarm.definition.entries
        where name != "Tags" && name != "ActionsEnabled" {
          data.member(Self.camelCased(name), value)
        }
        data.member("actionsEnabled", alarm.actionsEnabled)
        data.member("alarmArn", alarm.arn)
        data.member("stateValue", alarm.state.value)
      }
    }
    record(
      alarm.name, "ConfigurationUpdate", "Alarm \"\(alarm.name)\" \(verb)", data,
      short: ["version": "1.0", "type": Document(change.rawValue)], at: now)
  }

  func recordTransition(of alarm: Alarm, from old: AlarmState, at now: Double) {
    let data = Document.structure { data in
      data.member("version", "1.0")
      for (name, state) in [("oldState", old), ("newState", alarm.state)] {
        data.structure(name) {
          data.member("stateValue", state.value)
          data.member("stateReason", state.reason)
        }
      }
    }
    record(
      alarm.name, "StateUpdate", "Alarm updated from \(old.value) to \(alarm.state.value)", data,
      short: ["version": "1.0"], at: now)
  }

  private func record(
    _ name: String, _ type: String, _ summary: String, _ data: Document, short: Document,
    at now: Double
  ) {
    var json = JSON.serialize(data)
    // A definition may be longer than an item's data can be.
    if json.count > Self.dataLimit { json = JSON.serialize(short) }
    items.append(
      Item(
        serial: (items.last?.serial ?? 0) + 1, alarmName: name, time: now, type: type,
        summary: summary.count <= 255 ? summary : String(summary.prefix(254)) + "…",
        data: String(decoding: json, as: UTF8.self)))
    if items[0].time < now - Self.retention {
      items.removeAll { $0.time < now - Self.retention }
    }
  }

  /// `AlarmName` as history spells it: `alarmName`; `OKActions` is `okActions`.
  private static func camelCased(_ name: String) -> String {
    let capitals = name.prefix { $0.isUppercase }.count
    let lowered = capitals > 1 ? capitals - 1 : 1
    return name.prefix(lowered).lowercased() + name.dropFirst(lowered)
  }
}
