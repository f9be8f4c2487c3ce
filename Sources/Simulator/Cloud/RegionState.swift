/// Everything that one Region of the embedded cloud holds.
final class RegionState {
  let name: String
  let alarms = AlarmStore()
  let metrics = MetricStore()
  let instances: InstanceStore
  let topics: TopicStore

  init(name: String) {
    self.name = name
    instances = InstanceStore(region: name, metrics: metrics)
    topics = TopicStore(region: name)
  }

  /// Lets everything happen that was due by a moment: instances reach the state they were on the
  /// way to. What else follows the clock (alarm evaluation, for one) has its place here.
  func settle(at now: Double) {
    instances.settle(at: now)
    topics.settle(at: now)
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
