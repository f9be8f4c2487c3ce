import AWSWire
import Documents

/// The operations that write alarms.
enum AlarmOperations {
  /// Creates an alarm or overwrites one. The state of an existing alarm stays; Tags count for a new
  /// one only.
  static func put(_ call: Call) throws(AWSError) -> Document {
    try AlarmRules.check(call.input)
    let store = call.region.alarms
    let name = call.string("AlarmName") ?? ""
    let known = store[name]
    store.put(
      Alarm(
        name: name, arn: call.region.alarmARN(name), definition: call.input,
        actionsEnabled: call.bool("ActionsEnabled") ?? true, configurationUpdated: call.now,
        state: known?.state ?? .initial(at: call.now), tags: known?.tags ?? Tags(call["Tags"])),
      at: call.now)
    return .nothing
  }

  /// Deletes the alarms that exist, and says which do not.
  static func delete(_ call: Call) throws(AWSError) -> Document {
    let names = call.strings("AlarmNames") ?? []
    let unknown = names.filter { call.region.alarms[$0] == nil }
    for name in names { call.region.alarms.delete(name, at: call.now) }
    guard unknown.isEmpty else {
      throw .service(
        "ResourceNotFound",
        "no alarm is named \(unknown.map { "'\($0)'" }.joined(separator: ", "))"
          + (unknown.count < names.count ? "; the others were deleted" : ""), status: 404)
    }
    return .nothing
  }

  static func setState(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("AlarmName") ?? ""
    guard call.region.alarms[name] != nil else {
      throw .service("ResourceNotFound", "no alarm is named '\(name)'", status: 404)
    }
    if let data = call.string("StateReasonData") { try checkJSON(data) }
    call.region.alarms.setState(
      call.string("StateValue") ?? "", reason: call.string("StateReason") ?? "",
      reasonData: call.string("StateReasonData"), of: name, at: call.now)
    return .nothing
  }

  private static func checkJSON(_ text: String) throws(AWSError) {
    do {
      _ = try JSON.parse(Array(text.utf8))
    } catch {
      throw .service("InvalidFormat", "StateReasonData: expected JSON: \(error)")
    }
  }

  /// Names that no alarm has are passed over, as in AWS.
  static func enableActions(_ call: Call) throws(AWSError) -> Document {
    setActions(call, isEnabled: true)
  }

  static func disableActions(_ call: Call) throws(AWSError) -> Document {
    setActions(call, isEnabled: false)
  }

  private static func setActions(_ call: Call, isEnabled: Bool) -> Document {
    for name in call.strings("AlarmNames") ?? [] {
      call.region.alarms.setActionsEnabled(isEnabled, of: name, at: call.now)
    }
    return .nothing
  }
}
