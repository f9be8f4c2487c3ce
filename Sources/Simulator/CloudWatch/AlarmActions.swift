import AWSWire
import Monitoring

/// Takes the actions of alarms: messages go to topics, EC2's actions to the instances of the Region;
/// all others count as done.
final class AlarmActions {
  private unowned let region: RegionState

  init(region: RegionState) { self.region = region }

  /// Takes all actions for the alarm's state, or writes to its history why not.
  func take(for alarm: Alarm, from old: StateValue, at now: Double, afterMute: Bool) {
    let arns = alarm.actions(for: alarm.state.value)
    guard !arns.isEmpty else { return }
    let history = region.alarms.history
    guard alarm.actionsEnabled else {
      history.recordHeldActions(of: alarm, arns, because: .disabled, at: now)
      return
    }
    let mutes = region.alarms.mutes.rules(muting: alarm.name, at: now)
    guard mutes.isEmpty else {
      region.alarms.mutes.hold(alarm, from: old, at: now)
      history.recordHeldActions(of: alarm, arns, because: .muted(mutes.map(\.name)), at: now)
      return
    }
    let message = AlarmMessage(
      alarm: alarm, old: old, region: region, isAfterMute: afterMute)
    for arn in arns {
      let action = AlarmAction(
        arn: arn, alarmName: alarm.name, alarmARN: alarm.arn, subject: message.subject,
        message: message.json, time: now)
      do throws(AWSError) {
        try perform(action, of: alarm)
        history.recordAction(action, of: alarm, failure: nil, at: now)
      } catch {
        history.recordAction(action, of: alarm, failure: error, at: now)
      }
    }
  }

  private func perform(_ action: AlarmAction, of alarm: Alarm) throws(AWSError) {
    if let change = InstanceAction(action.arn) {
      let id = alarm.metric?.dimensions.first { $0.name == "InstanceId" }?.value ?? ""
      try change.perform(on: id, in: region.instances, at: action.time)
    } else if AlarmAction.service(of: action.arn) == "sns" {
      try region.actionReceiver?.deliver(action)
    }
  }
}
