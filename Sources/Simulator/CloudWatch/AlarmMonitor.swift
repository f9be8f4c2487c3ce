import Monitoring

/// Evaluates the metric alarms of a Region on its clock: each whole minute, alarms with a period below
/// a minute every ten seconds, and alarms that look back for more than a day once an hour.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html>
///
/// An alarm whose state cannot change before its metric does (no data, and none to come) sleeps until
/// the metric wakes it, so that time without events costs nothing.
final class AlarmMonitor {
  /// The alarms that are evaluated at the same moments.
  private final class Round {
    let interval: Int
    var awake: [AlarmWatch] = []
    var isSorted = true
    /// When the next evaluation is due; nil where none is.
    var next: Double?

    init(interval: Int) { self.interval = interval }
  }

  private unowned let region: RegionState
  private var watches: [String: AlarmWatch] = [:]
  private var rounds: [Int: Round] = [:]

  init(region: RegionState) { self.region = region }

  /// Starts to evaluate an alarm, or goes on with its new definition. What has no definition that
  /// could be evaluated (PromQL) keeps its state.
  func watch(_ alarm: Alarm) {
    forget(alarm.name)
    guard let watch = AlarmWatch(alarm, metrics: region.metrics) else { return }
    watches[alarm.name] = watch
    watch.onWake = { [unowned self] in enlist($0) }
    enlist(watch)
  }

  func forget(_ name: String) {
    guard let watch = watches.removeValue(forKey: name) else { return }
    watch.end()
    rounds[watch.interval]?.awake.removeAll { $0 === watch }
  }

  /// A state that was set by hand lasts until the next evaluation.
  func stateChanged(of name: String, to state: StateValue) {
    guard let watch = watches[name], watch.state != state else { return }
    watch.state = state
    watch.wake()
  }

  private func enlist(_ watch: AlarmWatch) {
    let round = rounds[watch.interval] ?? Round(interval: watch.interval)
    rounds[watch.interval] = round
    guard !watch.isEnlisted else { return }
    watch.isEnlisted = true
    round.awake.append(watch)
    round.isSorted = false
    if round.next == nil { schedule(round, after: region.moment) }
  }

  private func schedule(_ round: Round, after now: Double) {
    let interval = Double(round.interval)
    let next = (now / interval).rounded(.down) * interval + interval
    round.next = next
    region.agenda.add(at: next, .evaluation) { [weak self, weak round] now in
      guard let self, let round else { return }
      evaluate(round, at: now)
    }
  }

  private func evaluate(_ round: Round, at now: Double) {
    if !round.isSorted {
      round.awake.sort { $0.name < $1.name }
      round.isSorted = true
    }
    // Actions may wake others, which are evaluated with the next round.
    for watch in round.awake where watch.isAwake {
      if let change = watch.evaluate(at: now) {
        region.alarms.setState(
          change.state, reason: change.reason, reasonData: change.reasonData,
          evaluation: change.evaluation, of: watch.name, at: now)
      }
    }
    for watch in round.awake where !watch.isAwake { watch.isEnlisted = false }
    round.awake.removeAll { !$0.isAwake }
    round.next = nil
    if !round.awake.isEmpty { schedule(round, after: now) }
  }
}
