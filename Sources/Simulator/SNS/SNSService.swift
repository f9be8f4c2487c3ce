import AWSWire

/// SNS's operations that the embedded cloud answers.
enum SNSService {
  static let operations: [String: Handler] = [
    "CreateTopic": TopicOperations.create,
    "DeleteTopic": TopicOperations.delete,
    "ListTopics": TopicOperations.list,
    "GetTopicAttributes": TopicOperations.getAttributes,
    "SetTopicAttributes": TopicOperations.setAttributes,
    "Subscribe": SubscriptionOperations.subscribe,
    "ConfirmSubscription": SubscriptionOperations.confirm,
    "Unsubscribe": SubscriptionOperations.unsubscribe,
    "ListSubscriptions": SubscriptionOperations.list,
    "ListSubscriptionsByTopic": SubscriptionOperations.listByTopic,
    "GetSubscriptionAttributes": SubscriptionOperations.getAttributes,
    "SetSubscriptionAttributes": SubscriptionOperations.setAttributes,
    "Publish": PublishOperations.publish,
    "PublishBatch": PublishOperations.publishBatch,
    "TagResource": TopicTagOperations.tag,
    "UntagResource": TopicTagOperations.untag,
    "ListTagsForResource": TopicTagOperations.list,
  ]

  /// Items on a page of any of SNS's lists.
  static let pageSize = 100

  /// A page, with SNS's own code for a token that is none.
  static func page<Item>(_ items: [Item], _ call: Call, key: (Item) -> String) throws(AWSError)
    -> Page<Item>
  {
    do {
      return try Page(
        items, of: call.operation.name, limit: pageSize, after: call.string("NextToken"), key: key)
    } catch {
      throw .invalidParameter(error.message)
    }
  }

  /// The topic that a member names by its ARN.
  static func topic(_ member: String, of call: Call) throws(AWSError) -> Topic {
    let arn = call.string(member) ?? ""
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 6, parts[0] == "arn", parts[2] == "sns" else {
      throw .invalidParameter(
        "\(member): expected the ARN of a topic (\(call.region.topics.arn(of: "NAME"))), got "
          + "'\(arn)'")
    }
    guard parts[3] == call.region.name else {
      throw .invalidParameter(
        "\(member): '\(arn)' is a topic of \(parts[3]), and the call is one to "
          + call.region.name)
    }
    guard let topic = call.region.topics[arn] else {
      throw .service("NotFound", "Topic does not exist: '\(arn)'", status: 404)
    }
    return topic
  }
}
