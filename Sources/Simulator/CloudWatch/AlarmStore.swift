import Monitoring

/// The alarms of one Region, and what happened to them. Every change of an alarm comes through here.
final class AlarmStore {
  private var alarms: [String: Alarm] = [:]
  let history = AlarmHistory()
  let monitor: AlarmMonitor
  let composites: CompositeAlarms
  let mutes: MuteRuleStore
  private let actions: AlarmActions
  private unowned let region: RegionState

  init(region: RegionState) {
    self.region = region
    monitor = AlarmMonitor(region: region)
    composites = CompositeAlarms(region: region)
    mutes = MuteRuleStore(region: region)
    actions = AlarmActions(region: region)
  }

  /// Every alarm, in order of name.
  var all: [Alarm] { alarms.values.sorted { $0.name < $1.name } }

  subscript(name: String) -> Alarm? { alarms[name] }

  /// The alarm with that name or ARN.
  func alarm(_ reference: AlarmReference) -> Alarm? {
    guard reference.region.map({ $0 == region.name }) ?? true else { return nil }
    return alarms[reference.name]
  }

  func alarm(arn: String) -> Alarm? {
    alarm(AlarmReference(arn)).flatMap { $0.arn == arn ? $0 : nil }
  }

  /// Adds an alarm, or replaces one of that name. It is evaluated from the next minute on; a
  /// composite alarm at once.
  func put(_ alarm: Alarm, at now: Double) {
    let isNew = alarms[alarm.name] == nil
    history.recordConfiguration(of: alarm, change: isNew ? .create : .update, at: now)
    alarms[alarm.name] = alarm
    switch alarm.kind {
    case .metric: monitor.watch(alarm)
    case .composite: composites.put(alarm, isNew: isNew, at: now)
    }
  }

  func delete(_ name: String, at now: Double) {
    guard let alarm = alarms.removeValue(forKey: name) else { return }
    monitor.forget(name)
    composites.forget(name)
    mutes.alarmDeleted(name)
    history.recordConfiguration(of: alarm, change: .delete, at: now)
  }

  func setActionsEnabled(_ isEnabled: Bool, of name: String, at now: Double) {
    guard var alarm = alarms[name], alarm.actionsEnabled != isEnabled else { return }
    alarm.actionsEnabled = isEnabled
    alarm.configurationUpdated = now
    history.recordConfiguration(of: alarm, change: .update, at: now)
    alarms[name] = alarm
  }

  func setTags(_ tags: Tags, of name: String) { alarms[name]?.tags = tags }

  /// Gives an alarm a state. Every change of state, by hand or by evaluation, comes through here, and
  /// everything follows from it: history, actions, and the composite alarms above.
  func setState(
    _ value: StateValue, reason: String, reasonData: String? = nil, evaluation: String? = nil,
    of name: String, at now: Double
  ) {
    guard var alarm = alarms[name] else { return }
    let old = alarm.state
    alarm.state.value = value
    // The length that the service's model allows.
    alarm.state.reason = String(reason.prefix(1_023))
    alarm.state.reasonData = reasonData
    alarm.state.evaluation = evaluation
    alarm.state.updated = now
    if old.value != value { alarm.state.transitioned = now }
    alarms[name] = alarm
    monitor.stateChanged(of: name, to: value)
    guard old.value != value else { return }
    history.recordTransition(of: alarm, from: old, at: now)
    if alarm.kind == .composite {
      composites.stateChanged(of: alarm, from: old.value, at: now)
    } else {
      takeActions(of: name, from: old.value, at: now)
    }
    composites.childChanged(name, at: now)
  }

  /// Takes the actions for the state that an alarm is in, unless they are disabled or muted.
  func takeActions(
    of name: String, from old: StateValue, at now: Double, afterMute: Bool = false
  ) {
    guard let alarm = alarms[name] else { return }
    actions.take(for: alarm, from: old, at: now, afterMute: afterMute)
  }
}
