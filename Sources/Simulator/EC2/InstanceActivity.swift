/// What an instance did, and when: what its metrics are made of.
///
/// An object, so that metrics that are made later know of what has happened since.
final class InstanceActivity {
  /// A stretch of running with one kind of monitoring.
  struct Stretch {
    let start: Double
    /// nil while it lasts.
    var end: Double?
    /// Every minute instead of every five.
    let isDetailed: Bool
  }

  /// One of the status checks.
  enum Check: String, CaseIterable {
    case instance
    case system
    case attachedEBS = "ebs"
  }

  /// A stretch of time in which a status check fails.
  struct Failure {
    let check: Check
    let start: Double
    /// nil while it lasts.
    var end: Double?
  }

  var load: InstanceLoad
  private(set) var stretches: [Stretch] = []
  private(set) var failures: [Failure] = []

  init(load: InstanceLoad) { self.load = load }

  var isRunning: Bool { stretches.last.map { $0.end == nil } ?? false }

  func begin(at time: Double, isDetailed: Bool) {
    guard !isRunning else { return }
    stretches.append(Stretch(start: time, isDetailed: isDetailed))
  }

  func end(at time: Double) {
    guard isRunning else { return }
    stretches[stretches.count - 1].end = time
  }

  func setMonitoring(isDetailed: Bool, at time: Double) {
    guard isRunning, stretches[stretches.count - 1].isDetailed != isDetailed else { return }
    end(at: time)
    begin(at: time, isDetailed: isDetailed)
  }

  // MARK: Status checks

  func fail(_ check: Check, at time: Double) {
    guard failingSince(check) == nil else { return }
    failures.append(Failure(check: check, start: time))
  }

  func recover(_ check: Check, at time: Double) {
    for index in failures.indices where failures[index].check == check && failures[index].end == nil
    {
      failures[index].end = time
    }
  }

  /// Since when a check fails; nil where it passes.
  func failingSince(_ check: Check) -> Double? {
    failures.last { $0.check == check && $0.end == nil }?.start
  }

  func isFailing(_ check: Check, at time: Double) -> Bool {
    failures.contains { $0.check == check && $0.start <= time && time < $0.end ?? .infinity }
  }
}
