import AWSWire
import Documents

/// Somebody who wants a topic's messages.
final class Subscription {
  /// Counts up in the order of subscribing.
  let serial: Int
  let arn: String
  let topicARN: String
  /// `email`, `https`, `sqs`, …
  let `protocol`: String
  let endpoint: String
  var attributes: [String: String]
  /// Epoch seconds.
  let since: Double
  /// What confirms it; nil once it is confirmed.
  private(set) var token: String?
  /// True where the confirmation was signed with the owner's keys and asked for that to count.
  private(set) var wasAuthenticated: Bool

  /// Seconds after which SNS forgets a subscription that nobody confirmed.
  static let confirmationPeriod = 2 * 86_400.0

  init(
    serial: Int, arn: String, topicARN: String, protocol: String, endpoint: String,
    attributes: [String: String], since: Double, token: String?
  ) {
    self.serial = serial
    self.arn = arn
    self.topicARN = topicARN
    self.protocol = `protocol`
    self.endpoint = endpoint
    self.attributes = attributes
    self.since = since
    self.token = token
    wasAuthenticated = token == nil
  }

  var isPending: Bool { token != nil }
  var isRaw: Bool { attributes["RawMessageDelivery"] == "true" }

  func confirm(authenticated: Bool = false) {
    token = nil
    wasAuthenticated = authenticated
  }

  /// Writes an element of ListSubscriptions.
  func write(to builder: DocumentBuilder) {
    builder.structure {
      builder.member("SubscriptionArn", isPending ? "PendingConfirmation" : arn)
      builder.member("Owner", Account.id)
      builder.member("Protocol", `protocol`)
      builder.member("Endpoint", endpoint)
      builder.member("TopicArn", topicARN)
    }
  }

  /// <https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html>
  var described: [(String, String)] {
    var all = attributes
    all["SubscriptionArn"] = arn
    all["TopicArn"] = topicARN
    all["Owner"] = Account.id
    all["Protocol"] = `protocol`
    all["Endpoint"] = endpoint
    all["PendingConfirmation"] = isPending ? "true" : "false"
    all["ConfirmationWasAuthenticated"] = wasAuthenticated ? "true" : "false"
    all["SubscriptionPrincipal"] = Account.userARN(in: "us-east-1")
    if all["RawMessageDelivery"] == nil { all["RawMessageDelivery"] = "false" }
    return all.sorted { $0.key < $1.key }
  }
}

/// The rules of protocols and endpoints.
/// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
enum SubscriptionRules {
  /// Those whose endpoint has to confirm.
  static let confirmed: Set<String> = ["email", "email-json", "http", "https"]
  private static let protocols = [
    "application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs",
  ]
  private static let attributes = [
    "DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
    "ReplayPolicy", "SubscriptionRoleArn",
  ]

  static func check(_ name: String, endpoint: String, topic: Topic) throws(AWSError) {
    guard protocols.contains(name) else {
      throw .invalidParameter(
        "Protocol: expected one of \(protocols.joined(separator: ", ")), got '\(name)'")
    }
    guard !topic.isFIFO || name == "sqs" else {
      throw .invalidParameter(
        "Protocol: a FIFO topic takes subscriptions of sqs only, got '\(name)'")
    }
    let fits =
      switch name {
      case "email", "email-json": endpoint.dropFirst().dropLast().contains("@")
      case "http": endpoint.hasPrefix("http://")
      case "https": endpoint.hasPrefix("https://")
      case "sms": isPhoneNumber(endpoint)
      default: endpoint.hasPrefix("arn:") && endpoint.contains(":\(service(of: name)):")
      }
    guard fits else {
      throw .invalidParameter("Endpoint: '\(endpoint)' does not match the protocol \(name)")
    }
  }

  private static func service(of name: String) -> String { name == "application" ? "sns" : name }

  private static func isPhoneNumber(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst(text.hasPrefix("+") ? 1 : 0)
    return (5...15).contains(digits.count)
      && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  static func check(attribute name: String, _ value: String, of protocolName: String)
    throws(AWSError)
  {
    guard attributes.contains(name) else {
      throw .invalidParameter(
        "AttributeName: no attribute of a subscription is named '\(name)'"
          + suggestion(for: name, among: attributes))
    }
    switch name {
    case "FilterPolicy" where !value.isEmpty && value != "{}", "ReplayPolicy":
      throw .notSimulated("a subscription's \(name)")
    case "RawMessageDelivery":
      guard value == "true" || value == "false" else {
        throw .invalidParameter("RawMessageDelivery: expected true or false, got '\(value)'")
      }
      guard value == "false" || ["http", "https", "sqs", "firehose"].contains(protocolName) else {
        throw .invalidParameter(
          "RawMessageDelivery: not for endpoints of the protocol \(protocolName)")
      }
    case "DeliveryPolicy", "RedrivePolicy":
      guard value.isEmpty || JSON.isObject(value) else {
        throw .invalidParameter("\(name): expected a JSON object")
      }
    default: break
    }
  }
}
