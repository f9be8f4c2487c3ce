import AWSWire
import Documents

/// Tags of alarms and mute rules, by ARN.
enum AlarmTagOperations {
  /// Something that has tags.
  private struct Resource {
    let name: String
    let tags: Tags
    let set: (Tags) -> Void
  }

  static func tag(_ call: Call) throws(AWSError) -> Document {
    let resource = try resource(of: call)
    try Tags.check(call["Tags"])
    var tags = resource.tags
    tags.merge(Tags(call["Tags"]))
    guard tags.entries.count <= Tags.limit else {
      throw .invalidValue(
        "Tags: '\(resource.name)' would have \(tags.entries.count), more than \(Tags.limit)")
    }
    resource.set(tags)
    return .nothing
  }

  static func untag(_ call: Call) throws(AWSError) -> Document {
    let resource = try resource(of: call)
    var tags = resource.tags
    for key in call.strings("TagKeys") ?? [] { tags[key] = nil }
    resource.set(tags)
    return .nothing
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    let resource = try resource(of: call)
    return .structure { resource.tags.write(to: $0, as: "Tags") }
  }

  private static func resource(of call: Call) throws(AWSError) -> Resource {
    let arn = call.string("ResourceARN") ?? ""
    guard arn.hasPrefix("arn:"), arn.contains(":cloudwatch:") else {
      throw .invalidValue(
        "ResourceARN: expected an ARN of CloudWatch (\(call.region.alarmARN("NAME"))), got "
          + "'\(arn)'")
    }
    let store = call.region.alarms
    if let alarm = store.alarm(arn: arn) {
      return Resource(name: alarm.name, tags: alarm.tags) { store.setTags($0, of: alarm.name) }
    }
    if let rule = store.mutes.rule(arn: arn) {
      return Resource(name: rule.name, tags: rule.tags) { store.mutes.setTags($0, of: rule.name) }
    }
    throw .service(
      "ResourceNotFoundException",
      "no alarm or mute rule in \(call.region.name) has the ARN '\(arn)'", status: 404)
  }
}
