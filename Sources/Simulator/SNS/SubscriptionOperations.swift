import AWSWire
import Documents

/// The operations on subscriptions.
enum SubscriptionOperations {
  /// Subscribes an endpoint; mail and HTTP endpoints are pending until they confirm. One that is
  /// subscribed already keeps its subscription.
  /// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
  static func subscribe(_ call: Call) throws(AWSError) -> Document {
    let name = call.string("Protocol") ?? ""
    let endpoint = call.string("Endpoint") ?? ""
    let topic = try SNSService.topic("TopicArn", of: call)
    try SubscriptionRules.check(name, endpoint: endpoint, topic: topic)
    var attributes: [String: String] = [:]
    for (key, value) in (call["Attributes"] ?? [:]).entries {
      try SubscriptionRules.check(attribute: key, value.string ?? "", of: name)
      attributes[key] = value.string ?? ""
    }
    let store = call.region.topics
    let known = topic.subscriptions.first { $0.protocol == name && $0.endpoint == endpoint }
    if let known, !attributes.allSatisfy({ known.attributes[$0.key] == $0.value }) {
      throw .invalidParameter(
        "Attributes Reason: Subscription already exists with different attributes")
    }
    let subscription =
      known
      ?? Subscription(
        serial: store.makeSubscriptionSerial(), arn: "\(topic.arn):\(store.makeID())",
        topicARN: topic.arn, protocol: name,
        endpoint: endpoint, attributes: attributes, since: call.now,
        token: SubscriptionRules.confirmed.contains(name) ? token(store) : nil)
    if known == nil { topic.subscriptions.append(subscription) }
    if subscription.isPending { store.askToConfirm(subscription, of: topic, at: call.now) }
    let tellsARN = !subscription.isPending || call.bool("ReturnSubscriptionArn") == true
    return .structure {
      $0.member("SubscriptionArn", tellsARN ? subscription.arn : "pending confirmation")
    }
  }

  private static func token(_ store: TopicStore) -> String {
    (0..<4).map { _ in store.makeID().replacing("-", with: "") }.joined()
  }

  static func confirm(_ call: Call) throws(AWSError) -> Document {
    let topic = try SNSService.topic("TopicArn", of: call)
    let token = call.string("Token") ?? ""
    guard
      let subscription = topic.subscriptions.first(where: { $0.isPending && $0.token == token })
    else { throw .invalidParameter("Token: no pending subscription has this token") }
    subscription.confirm(authenticated: call.string("AuthenticateOnUnsubscribe") == "true")
    return .structure { $0.member("SubscriptionArn", subscription.arn) }
  }

  /// A subscription that does not exist is as good as taken away.
  static func unsubscribe(_ call: Call) throws(AWSError) -> Document {
    let arn = call.string("SubscriptionArn") ?? ""
    try checkARN(arn)
    guard let subscription = call.region.topics.subscription(arn),
      let topic = call.region.topics[subscription.topicARN]
    else { return .nothing }
    guard !subscription.isPending else {
      throw .invalidParameter(
        "SubscriptionArn: a subscription that is pending cannot be taken away; it goes by itself "
          + "after two days")
    }
    topic.subscriptions.removeAll { $0 === subscription }
    topic.deletedSubscriptions += 1
    return .nothing
  }

  static func list(_ call: Call) throws(AWSError) -> Document {
    try answer(call.region.topics.subscriptions, call)
  }

  static func listByTopic(_ call: Call) throws(AWSError) -> Document {
    try answer(try SNSService.topic("TopicArn", of: call).subscriptions, call)
  }

  private static func answer(_ subscriptions: [Subscription], _ call: Call) throws(AWSError)
    -> Document
  {
    let page = try SNSService.page(subscriptions, call, key: { sortable($0.serial) })
    return .structure { answer in
      answer.list("Subscriptions", page.items) { $0.write(to: answer) }
      answer.member("NextToken", page.nextToken)
    }
  }

  static func getAttributes(_ call: Call) throws(AWSError) -> Document {
    let subscription = try subscription(of: call)
    return .structure { answer in
      answer.structure("Attributes") {
        for (name, value) in subscription.described { answer.member(name, value) }
      }
    }
  }

  static func setAttributes(_ call: Call) throws(AWSError) -> Document {
    let subscription = try subscription(of: call)
    let name = call.string("AttributeName") ?? ""
    let value = call.string("AttributeValue") ?? ""
    try SubscriptionRules.check(attribute: name, value, of: subscription.protocol)
    subscription.attributes[name] = value.isEmpty ? nil : value
    return .nothing
  }

  private static func subscription(of call: Call) throws(AWSError) -> Subscription {
    let arn = call.string("SubscriptionArn") ?? ""
    try checkARN(arn)
    guard let subscription = call.region.topics.subscription(arn) else {
      throw .service("NotFound", "Subscription does not exist: '\(arn)'", status: 404)
    }
    return subscription
  }

  private static func checkARN(_ arn: String) throws(AWSError) {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 7, parts[0] == "arn", parts[2] == "sns" else {
      throw .invalidParameter(
        "SubscriptionArn: expected the ARN of a subscription, got '\(arn)'")
    }
  }
}
