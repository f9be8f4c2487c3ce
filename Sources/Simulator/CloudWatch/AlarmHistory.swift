import AWSWire
import Documents

/// What happened to alarms, oldest first.
final class AlarmHistory {
  struct Item {
    /// Counts from 1, in order of time.
    let serial: Int
    let alarmName: String
    let kind: Alarm.Kind
    let time: Double
    /// ConfigurationUpdate, StateUpdate or Action.
    let type: String
    let summary: String
    /// JSON.
    let data: String

    func write(to builder: DocumentBuilder) {
      builder.structure {
        builder.member("AlarmName", alarmName)
        builder.member("AlarmType", kind.rawValue)
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
  private var roomBeforeTrimming = 1_024

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
        data.member("stateValue", alarm.state.value.rawValue)
      }
    }
    record(
      alarm, "ConfigurationUpdate", "Alarm \"\(alarm.name)\" \(verb)", data,
      short: ["version": "1.0", "type": Document(change.rawValue)], at: now)
  }

  func recordTransition(of alarm: Alarm, from old: AlarmState, at now: Double) {
    func data(withReasonData: Bool) -> Document {
      .structure { data in
        data.member("version", "1.0")
        for (name, state) in [("oldState", old), ("newState", alarm.state)] {
          data.structure(name) {
            data.member("stateValue", state.value.rawValue)
            data.member("stateReason", state.reason)
            if withReasonData, let text = state.reasonData {
              // What SetAlarmState was given need not be an object.
              data.member("stateReasonData", (try? JSON.parse(Array(text.utf8))) ?? Document(text))
            }
          }
        }
      }
    }
    record(
      alarm, "StateUpdate",
      "Alarm updated from \(old.value.rawValue) to \(alarm.state.value.rawValue)",
      data(withReasonData: true), short: data(withReasonData: false), at: now)
  }

  /// An action that was taken, or that failed.
  func recordAction(
    _ action: AlarmAction, of alarm: Alarm, failure: AWSError?, at now: Double
  ) {
    func data(withMessage: Bool) -> Document {
      .structure { data in
        data.member("actionState", failure == nil ? "Succeeded" : "Failed")
        data.member("stateUpdateTimestamp", Self.milliseconds(alarm.state.updated))
        data.member("notificationResource", action.arn)
        if let failure { data.member("error", "\(failure.code): \(failure.message)") }
        if withMessage, failure == nil, AlarmAction.service(of: action.arn) == "sns" {
          let published: Document = ["default": Document(action.message)]
          data.member(
            "publishedMessage", String(decoding: JSON.serialize(published), as: UTF8.self))
        }
      }
    }
    let summary =
      failure.map {
        "Failed to execute action \(action.arn). Received error: \"\($0.message)\""
      } ?? "Successfully executed action \(action.arn)"
    record(
      alarm, "Action", summary, data(withMessage: true), short: data(withMessage: false), at: now)
  }

  /// Why actions were not taken.
  enum Held {
    case disabled
    /// Names of the mute rules.
    case muted([String])
    /// The suppressor of a composite alarm.
    case suppressed(String)
  }

  /// Actions that were due and not taken. AWS's own words for this are not published.
  func recordHeldActions(of alarm: Alarm, _ arns: [String], because held: Held, at now: Double) {
    guard !arns.isEmpty else { return }
    let (state, reason) =
      switch held {
      case .disabled: ("Disabled", "actions are disabled")
      case .muted(let rules): ("Muted", "muted by \(rules.joined(separator: ", "))")
      case .suppressed(let alarm): ("Suppressed", "suppressed by \(alarm)")
      }
    let data = Document.structure { data in
      data.member("actionState", state)
      data.member("stateUpdateTimestamp", Self.milliseconds(alarm.state.updated))
      data.strings("notificationResources", arns)
      if case .muted(let rules) = held { data.strings("muteRules", rules) }
    }
    record(
      alarm, "Action",
      "Did not execute actions for \(alarm.state.value.rawValue): \(reason)", data,
      short: ["actionState": Document(state)], at: now)
  }

  private static func milliseconds(_ time: Double) -> Int { Int((time * 1_000).rounded()) }

  private func record(
    _ alarm: Alarm, _ type: String, _ summary: String, _ data: Document, short: Document,
    at now: Double
  ) {
    var json = JSON.serialize(data)
    // A definition may be longer than an item's data can be.
    if json.count > Self.dataLimit { json = JSON.serialize(short) }
    items.append(
      Item(
        serial: (items.last?.serial ?? 0) + 1, alarmName: alarm.name, kind: alarm.kind, time: now,
        type: type,
        summary: summary.count <= 255 ? summary : String(summary.prefix(254)) + "…",
        data: String(decoding: json, as: UTF8.self)))
    // Now and then, since each time moves what stays; who reads leaves out what is too old.
    if items.count >= roomBeforeTrimming {
      items.removeAll { $0.time < now - Self.retention }
      roomBeforeTrimming = 2 * items.count + 1_024
    }
  }

  /// `AlarmName` as history spells it: `alarmName`; `OKActions` is `okActions`.
  private static func camelCased(_ name: String) -> String {
    let capitals = name.prefix { $0.isUppercase }.count
    let lowered = capitals > 1 ? capitals - 1 : 1
    return name.prefix(lowered).lowercased() + name.dropFirst(lowered)
  }
}
