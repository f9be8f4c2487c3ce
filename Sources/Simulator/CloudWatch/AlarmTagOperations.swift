import AWSWire
import Documents

/// Tags of alarms, by ARN.
enum AlarmTagOperations {
  static func tag(_ call: Call) throws(AWSError) -> Document {
    let alarm = try alarm(of: call)
    try Tags.check(call["Tags"])
    var tags = alarm.tags
    tags.merge(Tags(call["Tags"]))
    guard tags.entries.count <= Tags.limit else {
      throw .invalidValue(
        "Tags: '\(alarm.name)' would have \(tags.entries.count), more than \(Tags.limit)")
    }
    call.region.alarms.setTags(tags, of: alarm.name)
    return .nothing
  }

  static func untag(_ call: Call) throws(AWSError) -> Document {
    let alarm = try alarm(of: call)
    var tags = alarm.tags
    for key in call.strings("TagKeys") ?? [] { tags[key] = nil }
    call.region.alarms.setTags(tags, of: alarm.name)
    return .nothing
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    let alarm = try alarm(of: call)
    return .structure { alarm.tags.write(to: $0, as: "Tags") }
  }

  private static func alarm(of call: Call) throws(AWSError) -> Alarm {
    let arn = call.string("ResourceARN") ?? ""
    guard arn.hasPrefix("arn:"), arn.contains(":cloudwatch:") else {
      throw .invalidValue(
        "ResourceARN: expected an ARN of CloudWatch (\(call.region.alarmARN("NAME"))), got "
          + "'\(arn)'")
    }
    guard let alarm = call.region.alarms.alarm(arn: arn) else {
      throw .service(
        "ResourceNotFoundException", "no alarm in \(call.region.name) has the ARN '\(arn)'",
        status: 404)
    }
    return alarm
  }
}
