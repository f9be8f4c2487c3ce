import AWSWire

/// One action that an alarm takes because of its state.
struct AlarmAction {
  /// What is to be done: the ARN of a topic, an EC2 action, a function.
  let arn: String
  let alarmName: String
  let alarmARN: String
  /// The subject of a mail: `ALARM: "cpu" in US East (N. Virginia)`, at most 100 characters.
  let subject: String
  /// The JSON body that a subscriber of the topic parses: see ``AlarmMessage``.
  let message: String
  /// When the action is taken, in epoch seconds of the cloud's clock.
  let time: Double

  /// The service that an action's ARN names: `sns`, `automate`, `lambda`.
  static func service(of arn: String) -> String {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 ? String(parts[2]) : ""
  }
}

/// Where actions go that another service carries out. The cloud's SNS puts its topics here.
protocol AlarmActionReceiver: AnyObject {
  /// Publishes the message to the topic that ``AlarmAction/arn`` names. What it throws is written to
  /// the alarm's history as the reason why the action failed.
  func deliver(_ action: AlarmAction) throws(AWSError)
}
