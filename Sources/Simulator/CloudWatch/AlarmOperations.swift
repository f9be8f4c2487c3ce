import AWSWire
import Documents
import Monitoring

/// The operations that write alarms.
enum AlarmOperations {
  /// Creates a metric alarm or overwrites one. The state of an existing alarm stays; Tags count for a
  /// new one only.
  static func putMetric(_ call: Call) throws(AWSError) -> Document {
    try AlarmRules.check(call.input)
    // An alarm on a PromQL query is OK until its query says otherwise; queries are not run here.
    let isQuery = call["EvaluationCriteria"] != nil
    return try put(call, .metric, initially: isQuery ? .ok : .insufficientData)
  }

  static func putComposite(_ call: Call) throws(AWSError) -> Document {
    try CompositeAlarmRules.check(call.input, in: call.region)
    return try put(call, .composite, initially: .insufficientData)
  }

  private static func put(_ call: Call, _ kind: Alarm.Kind, initially state: StateValue)
    throws(AWSError) -> Document
  {
    let store = call.region.alarms
    let name = call.string("AlarmName") ?? ""
    let known = store[name]
    guard known.map({ $0.kind == kind }) ?? true else {
      throw .validation(
        "AlarmName: '\(name)' is a \(kind == .metric ? "composite" : "metric") alarm; an alarm "
          + "cannot change its kind")
    }
    store.put(
      Alarm(
        name: name, arn: call.region.alarmARN(name), definition: call.input,
        actionsEnabled: call.bool("ActionsEnabled") ?? true, configurationUpdated: call.now,
        state: known?.state ?? .initial(at: call.now, value: state),
        tags: known?.tags ?? Tags(call["Tags"])),
      at: call.now)
    return .nothing
  }

  /// Deletes the alarms that exist, and says which do not.
  static func delete(_ call: Call) throws(AWSError) -> Document {
    let store = call.region.alarms
    let names = call.strings("AlarmNames") ?? []
    let alarms = names.compactMap { store[$0] }
    let composites = alarms.filter { $0.kind == .composite }
    guard composites.count <= 1 else {
      throw .validation(
        "AlarmNames: expected at most one composite alarm, got "
          + composites.map { "'\($0.name)'" }.joined(separator: ", "))
    }
    for alarm in alarms {
      let parents = store.composites.parents(of: alarm.name)
      guard parents.isEmpty else {
        throw .validation(
          "Cannot delete \(alarm.name) as there are composite alarm(s) depending on it: "
            + parents.joined(separator: ", "))
      }
    }
    for alarm in alarms { store.delete(alarm.name, at: call.now) }
    let unknown = names.filter { name in !alarms.contains { $0.name == name } }
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
    guard let state = call.string("StateValue").flatMap(StateValue.init) else {
      throw .validation(
        "StateValue: expected OK, ALARM or INSUFFICIENT_DATA, got "
          + "'\(call.string("StateValue") ?? "")'")
    }
    call.region.alarms.setState(
      state, reason: call.string("StateReason") ?? "",
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
