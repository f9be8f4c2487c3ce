import AWSWire
import Documents

/// The operations on topics.
enum TopicOperations {
  /// Creates a topic, or finds the one of that name if it has the same attributes and tags.
  /// <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>
  static func create(_ call: Call) throws(AWSError) -> Document {
    try call.refuse(unsimulated: "DataProtectionPolicy")
    let name = call.string("Name") ?? ""
    var attributes: [String: String] = [:]
    for (key, value) in (call["Attributes"] ?? [:]).entries {
      attributes[key] = value.string ?? ""
      try TopicAttributes.check(key, value.string ?? "")
    }
    try check(name: name, isFIFO: attributes["FifoTopic"] == "true")
    if attributes["ContentBasedDeduplication"] == "true", attributes["FifoTopic"] != "true" {
      throw .invalidParameter("ContentBasedDeduplication: only for FIFO topics")
    }
    let tags = try TopicTagOperations.tags(call["Tags"])
    let store = call.region.topics
    let arn = store.arn(of: name)
    if let known = store[arn] {
      guard attributes.allSatisfy({ known.attributes[$0.key] == $0.value }) else {
        throw .invalidParameter("Attributes Reason: Topic already exists with different attributes")
      }
      guard tags.entries.isEmpty || tags.isSame(as: known.tags) else {
        throw .invalidParameter("Tags Reason: Topic already exists with different tags")
      }
    } else {
      store.add(Topic(name: name, arn: arn, attributes: attributes, tags: tags))
    }
    return .structure { $0.member("TopicArn", arn) }
  }

  private static func check(name: String, isFIFO: Bool) throws(AWSError) {
    let stem = isFIFO && name.hasSuffix(".fifo") ? name.dropLast(5) : name[...]
    let isWord = stem.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isWord, (1...256).contains(name.utf8.count), !stem.isEmpty else {
      throw .invalidParameter(
        "Topic Name: expected 1 to 256 letters, digits, underscores and hyphens"
          + "\(isFIFO ? ", ending in .fifo" : ""), got '\(name)'")
    }
    guard !isFIFO || stem.count < name.count else {
      throw .invalidParameter("Topic Name: a FIFO topic's name ends in .fifo, got '\(name)'")
    }
  }

  /// A topic that does not exist is as good as deleted.
  static func delete(_ call: Call) throws(AWSError) -> Document {
    do {
      call.region.topics.remove(try SNSService.topic("TopicArn", of: call).arn)
    } catch  where error.code == "NotFound" {
      return .nothing
    }
    return .nothing
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    let page = try SNSService.page(call.region.topics.all, call, key: \.arn)
    return .structure { answer in
      answer.list("Topics", page.items) { topic in
        answer.structure { answer.member("TopicArn", topic.arn) }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  /// <https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html>
  static func getAttributes(_ call: Call) throws(AWSError) -> Document {
    let topic = try SNSService.topic("TopicArn", of: call)
    var all = topic.attributes.filter { !$0.value.isEmpty }
    all["TopicArn"] = topic.arn
    all["Owner"] = Account.id
    all["DisplayName"] = topic.attributes["DisplayName"] ?? ""
    all["Policy"] = topic.attributes["Policy"] ?? defaultPolicy(of: topic)
    all["EffectiveDeliveryPolicy"] = topic.attributes["DeliveryPolicy"] ?? defaultDeliveryPolicy
    all["SubscriptionsPending"] = String(topic.subscriptions.filter(\.isPending).count)
    all["SubscriptionsConfirmed"] = String(topic.subscriptions.filter { !$0.isPending }.count)
    all["SubscriptionsDeleted"] = String(topic.deletedSubscriptions)
    if topic.isFIFO, all["ContentBasedDeduplication"] == nil {
      all["ContentBasedDeduplication"] = "false"
    }
    return .structure { answer in
      answer.structure("Attributes") {
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { answer.member(name, value) }
      }
    }
  }

  static func setAttributes(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("AttributeName") ?? ""
    let value = call.string("AttributeValue") ?? ""
    let topic = try SNSService.topic("TopicArn", of: call)
    try TopicAttributes.check(name, value)
    guard !TopicAttributes.fixed.contains(name) else {
      throw .invalidParameter("AttributeName: \(name) is set when a topic is made")
    }
    topic.attributes[name] = value
    return .nothing
  }

  /// The policy that lets the account's own users use the topic.
  private static func defaultPolicy(of topic: Topic) -> String {
    let actions = [
      "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
      "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish",
    ]
    let policy: Document = [
      "Version": "2008-10-17", "Id": "__default_policy_ID",
      "Statement": [
        [
          "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": ["AWS": "*"],
          "Action": Document(actions.map { Document("SNS:\($0)") }),
          "Resource": Document(topic.arn),
          "Condition": ["StringEquals": ["AWS:SourceOwner": Document(Account.id)]],
        ]
      ],
    ]
    return String(decoding: JSON.serialize(policy), as: UTF8.self)
  }

  /// How SNS tries an HTTP endpoint again, unless told otherwise.
  /// <https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html>
  private static let defaultDeliveryPolicy =
    #"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"#
    + #""numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"#
    + #""backoffFunction":"linear"},"disableSubscriptionOverrides":false}}"#
}

/// Tags of topics, by ARN.
enum TopicTagOperations {
  static func tag(_ call: Call) throws(AWSError) -> Document {
    let topic = try topic(of: call)
    var tags = topic.tags
    tags.merge(try self.tags(call["Tags"]))
    try checkCount(tags)
    topic.tags = tags
    return .nothing
  }

  static func untag(_ call: Call) throws(AWSError) -> Document {
    let topic = try topic(of: call)
    for key in call.strings("TagKeys") ?? [] { topic.tags[key] = nil }
    return .nothing
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    let topic = try topic(of: call)
    return .structure { topic.tags.write(to: $0, as: "Tags") }
  }

  /// A list of tags that SNS would take.
  static func tags(_ list: Document?) throws(AWSError) -> Tags {
    do {
      try Tags.check(list)
    } catch {
      throw .invalidParameter(error.message)
    }
    let tags = Tags(list)
    try checkCount(tags)
    return tags
  }

  private static func checkCount(_ tags: Tags) throws(AWSError) {
    guard tags.entries.count <= Tags.limit else {
      throw .service(
        "TagLimitExceeded",
        "expected at most \(Tags.limit) tags on a topic, got \(tags.entries.count)")
    }
  }

  private static func topic(of call: Call) throws(AWSError) -> Topic {
    do {
      return try SNSService.topic("ResourceArn", of: call)
    } catch  where error.code == "NotFound" {
      // Tagging has a code of its own for this.
      throw .service(
        "ResourceNotFound", "no topic has the ARN '\(call.string("ResourceArn") ?? "")'",
        status: 404)
    }
  }
}
