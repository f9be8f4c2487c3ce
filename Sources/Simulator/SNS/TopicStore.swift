import AWSWire

/// The topics of one Region.
final class TopicStore: AlarmActionReceiver {
  let region: String
  private var topics: [String: Topic] = [:]
  private var lastSerial: UInt64 = 0
  private var lastSubscription = 0

  init(region: String) { self.region = region }

  /// Every topic, in order of ARN.
  var all: [Topic] { topics.values.sorted { $0.arn < $1.arn } }

  /// Every subscription, in the order of subscribing.
  var subscriptions: [Subscription] {
    topics.values.flatMap(\.subscriptions).sorted { $0.serial < $1.serial }
  }

  subscript(arn: String) -> Topic? { topics[arn] }

  func add(_ topic: Topic) { topics[topic.arn] = topic }

  /// Takes a topic away, and with it its subscriptions and messages.
  func remove(_ arn: String) { topics[arn] = nil }

  func subscription(_ arn: String) -> Subscription? {
    guard let colon = arn.lastIndex(of: ":") else { return nil }
    return topics[String(arn[..<colon])]?.subscriptions.first { $0.arn == arn }
  }

  func arn(of name: String) -> String {
    "arn:\(Account.partition(of: region)):sns:\(region):\(Account.id):\(name)"
  }

  /// Forgets subscriptions that nobody confirmed in time.
  func settle(at now: Double) {
    for topic in topics.values where topic.subscriptions.contains(where: \.isPending) {
      topic.subscriptions.removeAll {
        $0.isPending && now - $0.since >= Subscription.confirmationPeriod
      }
    }
  }

  // MARK: Publishing

  /// Publishes what an alarm has to say. Throws where there is no such topic.
  func deliver(_ action: AlarmAction) throws(AWSError) {
    guard let topic = topics[action.arn] else {
      throw .service("NotFound", "Topic does not exist: '\(action.arn)'", status: 404)
    }
    publish(
      Message(
        kind: .notification, id: makeID(), topicARN: action.arn, subject: action.subject,
        text: action.message, time: action.time),
      to: topic)
  }

  /// Keeps a message, with a copy for each endpoint that has confirmed.
  func publish(_ message: Message, to topic: Topic) {
    var message = message
    message.deliveries = topic.subscriptions.filter { !$0.isPending }.map {
      Delivery(message, to: $0, region: region)
    }
    topic.add(message)
  }

  /// Sends an endpoint the token with which it confirms.
  func askToConfirm(_ subscription: Subscription, of topic: Topic, at now: Double) {
    var message = Message(
      kind: .confirmation, id: makeID(), topicARN: topic.arn,
      text: "You have chosen to subscribe to the topic \(topic.arn).\nTo confirm the subscription, "
        + "visit the SubscribeURL included in this message.",
      time: now)
    message.token = subscription.token
    message.deliveries = [Delivery(message, to: subscription, region: region)]
    topic.add(message)
  }

  // MARK: Names

  /// A UUID that follows from the Region and the number of those before, so that runs can be
  /// repeated.
  func makeID() -> String {
    lastSerial += 1
    let seed = region.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    var noise = Noise(seed: seed &+ lastSerial &* 0x1_0000_0001)
    let digits = hexadecimal(noise.next()) + hexadecimal(noise.next())
    var groups: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      groups.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    groups[2] = "4" + groups[2].dropFirst()
    groups[3] = "a" + groups[3].dropFirst()
    return groups.joined(separator: "-")
  }

  func makeSubscriptionSerial() -> Int {
    lastSubscription += 1
    return lastSubscription
  }

  /// Twenty digits that count up.
  func makeSequenceNumber() -> String {
    lastSerial += 1
    let digits = String(10_000_000_000_000_000_000 + lastSerial)
    return digits
  }

  private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
