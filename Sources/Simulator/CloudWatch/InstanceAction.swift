import AWSWire

/// What an alarm can do to the instance whose metric it watches.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html>
enum InstanceAction: String {
  case stop, terminate, reboot, recover

  /// Reads `arn:aws:automate:REGION:ec2:stop`, or the older
  /// `arn:aws:swf:REGION:ACCOUNT:action/actions/AWS_EC2.InstanceId.Stop/1.0`.
  init?(_ arn: String) {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 6 else { return nil }
    if parts[2] == "automate", parts[4] == "ec2" {
      self.init(rawValue: parts[5])
    } else if parts[2] == "swf", let verb = Self.verb(ofWorkflow: parts[5]) {
      self.init(rawValue: verb)
    } else {
      return nil
    }
  }

  private static func verb(ofWorkflow name: String) -> String? {
    guard
      let action = name.split(separator: "/").first(where: { $0.hasPrefix("AWS_EC2.InstanceId") })
    else { return nil }
    return action.split(separator: ".").last.map { $0.lowercased() }
  }

  /// Does it to an instance. Reboot and recover leave no trace in what is described, but repair: the
  /// one what the instance's own check finds wrong, the other what the system's does.
  func perform(on id: String, in store: InstanceStore, at now: Double) throws(AWSError) {
    guard var instance = store[id] else {
      throw .service("InvalidInstanceID.NotFound", "The instance ID '\(id)' does not exist")
    }
    // CloudWatch calls what a person would call.
    let reason = (
      code: "Client.UserInitiatedShutdown",
      message: "Client.UserInitiatedShutdown: User initiated shutdown"
    )
    switch self {
    case .stop:
      guard [.pending, .running].contains(instance.state) else { return }
      instance.enter(.stopping, at: now, reason: reason)
    case .terminate:
      guard !instance.isProtectedFromTermination else {
        throw .service(
          "OperationNotPermitted",
          "The instance '\(id)' may not be terminated: its termination protection is on")
      }
      guard ![.shuttingDown, .terminated].contains(instance.state) else { return }
      instance.enter(.shuttingDown, at: now, reason: reason)
    case .reboot, .recover:
      guard instance.state == .running else {
        throw .service(
          "IncorrectInstanceState",
          "The instance '\(id)' is not in a state from which it can \(rawValue)")
      }
      instance.activity.recover(self == .reboot ? .instance : .system, at: now)
      return
    }
    store[id] = instance
  }
}
