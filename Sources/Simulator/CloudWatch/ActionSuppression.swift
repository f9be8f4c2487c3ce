import Documents
import Monitoring

/// Holds the actions of a composite alarm while another alarm, its suppressor, is in ALARM, and for a
/// while before (the wait period) and after (the extension period). When nothing holds them any more,
/// the actions for the state that the composite is then in are taken.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html>
final class ActionSuppression {
  private enum Cause: String {
    case wait = "WaitPeriod"
    case `extension` = "ExtensionPeriod"
    case alarm = "Alarm"
  }

  /// The composite alarm's.
  let name: String
  private let suppressor: AlarmReference
  private let wait: Double
  private let extensionPeriod: Double
  private unowned let region: RegionState
  private var cause: Cause?
  /// The state before the change whose actions are held; nil where none are.
  private var heldFrom: StateValue?
  /// Periods that were started; one that is no longer the last was discarded.
  private var periods = 0

  /// Nil for an alarm without a suppressor.
  init?(of alarm: Alarm, in region: RegionState) {
    guard let suppressor = alarm.definition["ActionsSuppressor"]?.string else { return nil }
    name = alarm.name
    self.suppressor = AlarmReference(suppressor)
    wait = alarm.definition["ActionsSuppressorWaitPeriod"]?.number ?? 0
    extensionPeriod = alarm.definition["ActionsSuppressorExtensionPeriod"]?.number ?? 0
    self.region = region
    if suppressorIsInAlarm { cause = .alarm }
  }

  private var suppressorIsInAlarm: Bool {
    region.alarms.alarm(suppressor)?.state.value == .alarm
  }

  /// Members ActionsSuppressedBy and ActionsSuppressedReason.
  var shown: (by: String, reason: String)? {
    switch cause {
    case nil: nil
    case .wait: (Cause.wait.rawValue, "Waiting for \(suppressor.text) to go into ALARM")
    case .extension: (Cause.extension.rawValue, "\(suppressor.text) has just left ALARM")
    case .alarm: (Cause.alarm.rawValue, "\(suppressor.text) is in ALARM")
    }
  }

  /// Discards what was started.
  func end() { periods += 1 }

  func compositeChanged(from old: StateValue, at now: Double) {
    if cause == .alarm {
      hold(from: old, at: now)
    } else if wait > 0 {
      hold(from: old, at: now)
      start(.wait, for: wait, at: now)
    } else {
      periods += 1
      cause = nil
      region.alarms.takeActions(of: name, from: old, at: now)
    }
  }

  func alarmChanged(_ changed: String, at now: Double) {
    guard changed == suppressor.name else { return }
    if suppressorIsInAlarm {
      periods += 1
      cause = .alarm
    } else if cause == .alarm {
      if extensionPeriod > 0 {
        start(.extension, for: extensionPeriod, at: now)
      } else {
        release(at: now)
      }
    }
  }

  private func start(_ cause: Cause, for seconds: Double, at now: Double) {
    periods += 1
    self.cause = cause
    let number = periods
    region.agenda.add(at: now + seconds, .followUp) { [weak self] now in
      guard let self, periods == number else { return }
      release(at: now)
    }
  }

  private func hold(from old: StateValue, at now: Double) {
    if heldFrom == nil { heldFrom = old }
    guard let alarm = region.alarms[name] else { return }
    region.alarms.history.recordHeldActions(
      of: alarm, alarm.actions(for: alarm.state.value), because: .suppressed(suppressor.text),
      at: now)
  }

  private func release(at now: Double) {
    cause = nil
    guard let old = heldFrom else { return }
    heldFrom = nil
    region.alarms.takeActions(of: name, from: old, at: now)
  }
}
