import AWSWire
import Documents
import Monitoring

/// Mutes the actions of some alarms in windows of time. Their states still change.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html>
struct MuteRule {
  enum Status: String {
    case scheduled = "SCHEDULED"
    case active = "ACTIVE"
    case expired = "EXPIRED"
  }

  let name: String
  let arn: String
  /// The checked input of PutAlarmMuteRule.
  let definition: Document
  let schedule: MuteSchedule
  var updated: Double
  var tags: Tags
  /// Names of alarms.
  var targets: [String]

  private var start: Double? { definition["StartDate"]?.number }
  var expiry: Double? { definition["ExpireDate"]?.number }

  /// When the window that is open at a moment closes; nil where none is open.
  func end(ofWindowAt now: Double) -> Double? {
    guard start.map({ $0 <= now }) ?? true, expiry.map({ $0 > now }) ?? true,
      let opening = schedule.opening(at: now, notBefore: nil)
    else { return nil }
    return min(opening + schedule.duration, expiry ?? .infinity)
  }

  func status(at now: Double) -> Status {
    if end(ofWindowAt: now) != nil { return .active }
    if let expiry, expiry <= now { return .expired }
    return schedule.opensAfter(now) ? .scheduled : .expired
  }
}

/// The mute rules of a Region, and the actions that they hold. An alarm that is still in the state
/// whose actions were held when nothing mutes it any more takes them then.
final class MuteRuleStore {
  private unowned let region: RegionState
  private var rules: [String: MuteRule] = [:]
  /// Actions that are held: the state that they are for, and the one before.
  private var held: [String: (state: StateValue, since: Double, old: StateValue)] = [:]

  init(region: RegionState) { self.region = region }

  var all: [MuteRule] { rules.values.sorted { $0.name < $1.name } }

  subscript(name: String) -> MuteRule? { rules[name] }

  func rule(arn: String) -> MuteRule? { rules.values.first { $0.arn == arn } }

  func put(_ rule: MuteRule, at now: Double) {
    rules[rule.name] = rule
    releaseAll(at: now)
  }

  /// What the rule alone held is taken at once.
  func delete(_ name: String, at now: Double) {
    rules[name] = nil
    releaseAll(at: now)
  }

  func setTags(_ tags: Tags, of name: String) { rules[name]?.tags = tags }

  func alarmDeleted(_ name: String) { held[name] = nil }

  /// The rules that mute an alarm at a moment.
  func rules(muting alarm: String, at now: Double) -> [MuteRule] {
    all.filter { $0.targets.contains(alarm) && $0.end(ofWindowAt: now) != nil }
  }

  /// Keeps the actions of a muted alarm for later.
  func hold(_ alarm: Alarm, from old: StateValue, at now: Double) {
    held[alarm.name] = (alarm.state.value, alarm.state.transitioned, old)
    wait(for: alarm.name, at: now)
  }

  private func wait(for alarm: String, at now: Double) {
    let ends = rules(muting: alarm, at: now).compactMap { $0.end(ofWindowAt: now) }
    guard let end = ends.max() else { return }
    region.agenda.add(at: end, .schedule) { [weak self] now in self?.release(alarm, at: now) }
  }

  private func releaseAll(at now: Double) {
    for name in held.keys.sorted() { release(name, at: now) }
  }

  private func release(_ name: String, at now: Double) {
    guard let kept = held[name], let alarm = region.alarms[name] else { return }
    guard rules(muting: name, at: now).isEmpty else { return wait(for: name, at: now) }
    held[name] = nil
    guard alarm.state.value == kept.state, alarm.state.transitioned == kept.since else { return }
    region.alarms.takeActions(of: name, from: kept.old, at: now, afterMute: true)
  }
}
