import AWSWire
import Documents

/// What CloudWatch asks of an alarm's actions.
enum AlarmActionRules {
  static func check(_ input: Document) throws(AWSError) {
    for member in Alarm.actionMembers {
      let actions = input[member]?.strings ?? []
      for action in actions {
        guard isARN(action) else {
          throw .validation("\(member): expected an ARN (arn:aws:sns:…), got '\(action)'")
        }
        if isInstanceAction(action) { try checkInstanceAction(action, input) }
      }
      guard Set(actions).count == actions.count else {
        throw .validation("\(member): an action is given more than once")
      }
    }
  }

  /// `arn:partition:service:region:account:resource`, Region and account possibly empty.
  private static func isARN(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[0] == "arn" && parts[1].hasPrefix("aws") && !parts[2].isEmpty
      && !parts[5].isEmpty
  }

  /// Stop, terminate, reboot and recover: `arn:aws:automate:REGION:ec2:stop`, or the older
  /// `arn:aws:swf:REGION:ACCOUNT:action/actions/AWS_EC2.InstanceId.Stop/1.0`.
  private static func isInstanceAction(_ action: String) -> Bool {
    let parts = action.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return (parts[2] == "automate" && parts[4] == "ec2")
      || (parts[2] == "swf" && parts[5].contains("AWS_EC2.InstanceId"))
  }

  private static func checkInstanceAction(_ action: String, _ input: Document) throws(AWSError) {
    guard InstanceAction(action) != nil else {
      throw .validation("'\(action)': expected stop, terminate, reboot or recover")
    }
    guard input["Metrics"] == nil else {
      throw .validation("'\(action)': an EC2 action needs an alarm on one metric, not on Metrics")
    }
    guard Dimension.list(input["Dimensions"]).contains(where: { $0.name == "InstanceId" }) else {
      throw .validation("'\(action)': an EC2 action needs a metric with the dimension InstanceId")
    }
  }
}
