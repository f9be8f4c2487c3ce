import AWSWire
import Documents
import Monitoring

/// The composite alarms of a Region: which alarms they look at, and what that makes of them. They are
/// evaluated when they are put and on each change of a child, each after those that it looks at.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
final class CompositeAlarms {
  private unowned let region: RegionState
  private var rules: [String: CompositeRule] = [:]
  private var graph = CompositeGraph([:])
  private var suppressions: [String: ActionSuppression] = [:]
  /// The children whose state made the composite's, by composite.
  private var triggers: [String: [String]] = [:]
  /// Composites to be evaluated, with the child that changed.
  private var pending: [String: String] = [:]
  private var isPropagating = false

  init(region: RegionState) { self.region = region }

  /// The composites that name an alarm in their rule.
  func parents(of name: String) -> [String] { graph.parents(of: name) }

  /// The alarms that a composite names.
  func children(of name: String) -> [AlarmReference] { rules[name]?.children ?? [] }

  /// What holds the actions of a composite at present.
  func suppression(of name: String) -> (by: String, reason: String)? {
    suppressions[name]?.shown
  }

  /// The children of a composite's last change.
  func triggers(of name: String) -> [Alarm] {
    (triggers[name] ?? []).compactMap { region.alarms[$0] }
  }

  func put(_ alarm: Alarm, isNew: Bool, at now: Double) {
    // The rule was read when the input was checked.
    guard let text = alarm.definition["AlarmRule"]?.string, let rule = try? CompositeRule(text)
    else { return }
    rules[alarm.name] = rule
    graph = CompositeGraph(rules)
    suppressions[alarm.name]?.end()
    suppressions[alarm.name] = ActionSuppression(of: alarm, in: region)
    evaluate(
      alarm.name, trigger: nil,
      reason: "\(alarm.arn) was \(isNew ? "created" : "updated") and its alarm rule evaluates to ",
      at: now)
  }

  func forget(_ name: String) {
    guard rules.removeValue(forKey: name) != nil else { return }
    graph = CompositeGraph(rules)
    suppressions.removeValue(forKey: name)?.end()
    triggers[name] = nil
  }

  /// The composite's own state changed: its actions are taken, or held.
  func stateChanged(of alarm: Alarm, from old: StateValue, at now: Double) {
    if let suppression = suppressions[alarm.name] {
      suppression.compositeChanged(from: old, at: now)
    } else {
      region.alarms.takeActions(of: alarm.name, from: old, at: now)
    }
  }

  /// An alarm changed: whatever looks at it is evaluated, in order.
  func childChanged(_ name: String, at now: Double) {
    for suppression in suppressions.values.sorted(by: { $0.name < $1.name }) {
      suppression.alarmChanged(name, at: now)
    }
    for parent in graph.parents(of: name) { pending[parent] = name }
    guard !isPropagating, !pending.isEmpty else { return }
    isPropagating = true
    defer { isPropagating = false }
    // Those on a cycle are not in the order: AWS stops evaluating them, too.
    for composite in graph.dependents(of: name) {
      guard let child = pending.removeValue(forKey: composite),
        let trigger = region.alarms[child]
      else { continue }
      let time = CivilTime(trigger.state.transitioned).longText
      evaluate(
        composite, trigger: trigger,
        reason: "\(trigger.arn) transitioned to \(trigger.state.value.rawValue) at \(time)",
        at: now)
    }
    pending.removeAll()
  }

  private func evaluate(_ name: String, trigger: Alarm?, reason: String, at now: Double) {
    guard let alarm = region.alarms[name], let rule = rules[name], graph.order.contains(name),
      let isAlarm = rule.evaluate({ region.alarms.alarm($0)?.state.value })
    else { return }
    let state: StateValue = isAlarm ? .alarm : .ok
    guard alarm.state.value != state else { return }
    let children = rule.children.compactMap { region.alarms.alarm($0) }
    var involved = children
    if let trigger {
      let others = children.filter {
        $0.name != trigger.name && $0.state.value == trigger.state.value
      }
      involved = [trigger] + others
    }
    triggers[name] = involved.map(\.name)
    region.alarms.setState(
      state, reason: trigger == nil ? reason + state.rawValue : reason,
      reasonData: Self.reasonData(involved), of: name, at: now)
  }

  private static func reasonData(_ alarms: [Alarm]) -> String {
    var shown = alarms[...]
    while true {
      let data = Document.structure { data in
        data.list("triggeringAlarms", shown) { alarm in
          data.structure {
            data.member("arn", alarm.arn)
            data.structure("state") {
              data.member("value", alarm.state.value.rawValue)
              data.member("timestamp", CivilTime(alarm.state.transitioned).dataText)
            }
          }
        }
      }
      let text = JSON.serialize(data)
      // The length that the service's model allows.
      if text.count <= 4_000 { return String(decoding: text, as: UTF8.self) }
      shown = shown.prefix(shown.count / 2)
    }
  }
}
