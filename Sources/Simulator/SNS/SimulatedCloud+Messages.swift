import AWSWire
import Documents

extension SimulatedCloud {
  /// A message that a topic was sent.
  public struct TopicMessage {
    public let id: String
    public let topicARN: String
    public let subject: String?
    /// What subscribers find in `Message`: JSON, where an alarm sent it.
    public let message: String
    /// Epoch seconds.
    public let time: Double
    public let attributes: Document?
    public let groupID: String?
    /// What ConfirmSubscription wants; set where the message asks an endpoint to confirm.
    public let token: String?
    /// Who got it.
    public let deliveries: [TopicDelivery]
  }

  /// A copy of a message, as an endpoint got it.
  public struct TopicDelivery {
    public let `protocol`: String
    public let endpoint: String
    public let subscriptionARN: String
    /// An HTTP body, a queue's message, a function's event or a mail's text.
    public let body: String
  }

  /// The messages that a topic was sent, oldest first.
  ///
  /// - Parameters:
  ///   - topic: an ARN, or a name.
  ///   - confirmations: true for those that ask endpoints to confirm, in place of what was published.
  ///
  /// Throws `NotFound` where there is no such topic.
  public func messages(topic: String, region: String? = nil, confirmations: Bool = false)
    throws(AWSError) -> [TopicMessage]
  {
    let parts = topic.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.count == 6 && parts[2] == "sns" ? String(parts[3]) : region
    if let name { try Self.check(region: name) }
    let store = self.region(name, at: present).topics
    guard let found = store[parts.count == 6 ? topic : store.arn(of: topic)] else {
      throw .service(
        "NotFound",
        "no topic in \(store.region) is named '\(topic)'"
          + suggestion(for: topic, among: store.all.map(\.name)), status: 404)
    }
    return found.messages.filter { ($0.kind == .confirmation) == confirmations }.map { message in
      TopicMessage(
        id: message.id, topicARN: message.topicARN, subject: message.subject,
        message: message.text, time: message.time, attributes: message.attributes,
        groupID: message.groupID, token: message.token,
        deliveries: message.deliveries.map {
          TopicDelivery(
            protocol: $0.protocol, endpoint: $0.endpoint, subscriptionARN: $0.subscriptionARN,
            body: $0.body)
        })
    }
  }
}
