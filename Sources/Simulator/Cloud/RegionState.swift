/// Everything that one Region of the embedded cloud holds.
final class RegionState {
  let name: String
  private(set) lazy var alarms = AlarmStore(region: self)
  let metrics = MetricStore()
  let anomalyDetectors = AnomalyDetectorStore()
  let instances: InstanceStore
  let topics: TopicStore
  /// What happens later: evaluations of alarms, and whatever else follows the clock.
  let agenda = Agenda()
  /// Takes what alarms send to topics; where there is none, such actions count as done.
  weak var actionReceiver: (any AlarmActionReceiver)?
  /// The moment up to which everything has happened; while something happens, its own.
  private(set) var moment = 0.0
  private var isSettling = false

  init(name: String) {
    self.name = name
    instances = InstanceStore(region: name, metrics: metrics)
    topics = TopicStore(region: name)
    actionReceiver = topics
  }

  /// Lets everything happen that was due by a moment, each at its own time and in order.
  func settle(at now: Double) {
    // What happens may look at the Region again.
    guard !isSettling else { return }
    isSettling = true
    defer { isSettling = false }
    while let due = agenda.next, due <= now {
      instances.settle(at: due)
      moment = max(moment, due)
      agenda.runNext()
    }
    instances.settle(at: now)
    topics.settle(at: now)
    moment = max(moment, now)
  }

  func muteRuleARN(_ name: String) -> String {
    "arn:\(Account.partition(of: self.name)):cloudwatch:\(self.name):\(Account.id):"
      + "alarm-mute-rule:\(name)"
  }

  func alarmARN(_ name: String) -> String {
    "arn:\(Account.partition(of: self.name)):cloudwatch:\(self.name):\(Account.id):alarm:\(name)"
  }

  /// True for names of the form that AWS gives its Regions: `eu-west-1`, `us-gov-east-1`.
  static func isPlausible(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0].count >= 2, let number = parts.last else { return false }
    return !number.isEmpty && number.allSatisfy { ("0"..."9").contains($0) }
      && parts.dropLast().allSatisfy { part in
        !part.isEmpty && part.allSatisfy { ("a"..."z").contains($0) }
      }
  }
}
