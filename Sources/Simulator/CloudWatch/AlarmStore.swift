/// The alarms of one Region, and what happened to them.
final class AlarmStore {
  private var alarms: [String: Alarm] = [:]
  let history = AlarmHistory()

  /// Every alarm, in order of name.
  var all: [Alarm] { alarms.values.sorted { $0.name < $1.name } }

  subscript(name: String) -> Alarm? { alarms[name] }

  func alarm(arn: String) -> Alarm? { alarms.values.first { $0.arn == arn } }

  /// Adds an alarm, or replaces one of that name.
  func put(_ alarm: Alarm, at now: Double) {
    history.recordConfiguration(
      of: alarm, change: alarms[alarm.name] == nil ? .create : .update, at: now)
    alarms[alarm.name] = alarm
  }

  func delete(_ name: String, at now: Double) {
    guard let alarm = alarms.removeValue(forKey: name) else { return }
    history.recordConfiguration(of: alarm, change: .delete, at: now)
  }

  func setActionsEnabled(_ isEnabled: Bool, of name: String, at now: Double) {
    guard var alarm = alarms[name], alarm.actionsEnabled != isEnabled else { return }
    alarm.actionsEnabled = isEnabled
    alarm.configurationUpdated = now
    put(alarm, at: now)
  }

  func setTags(_ tags: Tags, of name: String) { alarms[name]?.tags = tags }

  /// Gives an alarm a state. Every change of state, by hand or by evaluation, comes through here.
  func setState(
    _ value: String, reason: String, reasonData: String? = nil, of name: String, at now: Double
  ) {
    guard var alarm = alarms[name] else { return }
    let old = alarm.state
    alarm.state.value = value
    alarm.state.reason = reason
    alarm.state.reasonData = reasonData
    alarm.state.updated = now
    if old.value != value {
      alarm.state.transitioned = now
      history.recordTransition(of: alarm, from: old, at: now)
    }
    alarms[name] = alarm
  }
}
