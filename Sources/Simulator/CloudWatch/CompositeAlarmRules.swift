import AWSWire
import Documents
import Monitoring

/// What CloudWatch asks of a composite alarm beyond the types of its members.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
enum CompositeAlarmRules {
  static func check(_ input: Document, in region: RegionState) throws(AWSError) {
    try AlarmRules.checkName(input)
    let rule: CompositeRule
    do throws(CompositeRuleError) {
      rule = try CompositeRule(input["AlarmRule"]?.string ?? "")
    } catch {
      throw .validation("\(error)")
    }
    let unknown = rule.children.filter { region.alarms.alarm($0) == nil }
    guard unknown.isEmpty else {
      throw .validation(
        "Could not save the composite alarm as alarms "
          + "[\(unknown.map(\.text).joined(separator: ", "))] in the alarm rule do not exist")
    }
    try checkSuppressor(input, in: region)
    try AlarmActionRules.check(input)
    for member in Alarm.actionMembers {
      for action in input[member]?.strings ?? []
      where InstanceAction(action) != nil || AlarmAction.service(of: action) == "autoscaling" {
        throw .validation(
          "\(member): '\(action)': a composite alarm takes no actions of EC2 or Auto Scaling")
      }
    }
    try AlarmRules.checkTags(input)
  }

  private static func checkSuppressor(_ input: Document, in region: RegionState) throws(AWSError) {
    let periods = ["ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"]
    guard let suppressor = input["ActionsSuppressor"]?.string else {
      for member in periods where input[member] != nil {
        throw .validation("\(member): needs ActionsSuppressor")
      }
      return
    }
    for member in periods {
      guard let seconds = input[member]?.integer, seconds >= 0 else {
        throw .validation("\(member): required together with ActionsSuppressor, in seconds")
      }
    }
    guard region.alarms.alarm(AlarmReference(suppressor)) != nil else {
      throw .validation("ActionsSuppressor: no alarm is named '\(suppressor)'")
    }
  }
}
