import AWSWire
import Documents

/// A topic: those who subscribed to it, and what was published.
final class Topic {
  let name: String
  let arn: String
  /// What the topic was made or set with, as text; see ``TopicAttributes``.
  var attributes: [String: String]
  var tags: Tags
  /// In the order of subscribing.
  var subscriptions: [Subscription] = []
  /// Subscriptions that were taken away since the topic was made.
  var deletedSubscriptions = 0
  /// Notifications and confirmations, oldest first.
  private(set) var messages: [Message] = []
  /// Of a FIFO topic: when each deduplication id was last accepted.
  private var deduplication: [String: (time: Double, message: Message)] = [:]

  /// Seconds for which a FIFO topic takes a deduplication id for the same message.
  static let deduplicationInterval = 300.0

  init(name: String, arn: String, attributes: [String: String], tags: Tags) {
    self.name = name
    self.arn = arn
    self.attributes = attributes
    self.tags = tags
  }

  var isFIFO: Bool { attributes["FifoTopic"] == "true" }
  var deduplicatesByContent: Bool { attributes["ContentBasedDeduplication"] == "true" }

  func add(_ message: Message) { messages.append(message) }

  /// The message that was accepted under a deduplication id in the last five minutes.
  func accepted(_ id: String, at now: Double) -> Message? {
    deduplication[id].flatMap { now - $0.time < Self.deduplicationInterval ? $0.message : nil }
  }

  func remember(_ id: String, _ message: Message, at now: Double) {
    deduplication = deduplication.filter { now - $0.value.time < Self.deduplicationInterval }
    deduplication[id] = (now, message)
  }
}

/// The attributes that a topic can have.
/// <https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html>
enum TopicAttributes {
  /// Those that the embedded cloud keeps and answers. Only `FifoTopic` and
  /// `ContentBasedDeduplication` change what it does.
  static let known: Set<String> = [
    "ArchivePolicy", "ContentBasedDeduplication", "DeliveryPolicy", "DisplayName",
    "FifoThroughputScope", "FifoTopic", "KmsMasterKeyId", "Policy", "SignatureVersion",
    "TracingConfig",
  ]
  /// Those that only CreateTopic takes.
  static let fixed: Set<String> = ["FifoTopic"]

  private static let json: Set<String> = ["ArchivePolicy", "DeliveryPolicy", "Policy"]
  private static let flags: Set<String> = ["FifoTopic", "ContentBasedDeduplication"]

  static func check(_ name: String, _ value: String) throws(AWSError) {
    guard known.contains(name) || isDeliveryStatus(name) else {
      throw .invalidParameter(
        "AttributeName: no attribute of a topic is named '\(name)'"
          + suggestion(for: name, among: known.sorted()))
    }
    if flags.contains(name), value != "true", value != "false" {
      throw .invalidParameter("\(name): expected true or false, got '\(value)'")
    }
    if json.contains(name), !value.isEmpty, JSON.isObject(value) == false {
      throw .invalidParameter("\(name): expected a JSON object")
    }
    if name == "DisplayName", value.unicodeScalars.count > 100 {
      throw .invalidParameter("DisplayName: expected at most 100 characters")
    }
    if name == "SignatureVersion", value != "1", value != "2" {
      throw .invalidParameter("SignatureVersion: expected 1 or 2, got '\(value)'")
    }
    if name == "TracingConfig", value != "PassThrough", value != "Active" {
      throw .invalidParameter("TracingConfig: expected PassThrough or Active, got '\(value)'")
    }
  }

  /// `LambdaSuccessFeedbackRoleArn` and the like, of five kinds of endpoints.
  private static func isDeliveryStatus(_ name: String) -> Bool {
    ["HTTP", "Application", "Lambda", "SQS", "Firehose"].contains { name.hasPrefix($0) }
      && ["SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"]
        .contains { name.hasSuffix($0) }
  }
}

extension JSON {
  /// Whether a text is a JSON object.
  static func isObject(_ text: String) -> Bool {
    (try? parse(Array(text.utf8)))?.kind == .map
  }
}

extension AWSError {
  /// SNS's answer to most of what is wrong with a call.
  static func invalidParameter(_ message: String) -> AWSError {
    service("InvalidParameter", "Invalid parameter: \(message)")
  }
}
