import AWSWire
import Documents

/// What was published to a topic, or asks an endpoint to confirm.
struct Message {
  enum Kind: String {
    case notification = "Notification"
    case confirmation = "SubscriptionConfirmation"
  }

  let kind: Kind
  let id: String
  let topicARN: String
  var subject: String?
  /// What subscribers find in `Message`; the part for `default` where each protocol has its own.
  let text: String
  /// Texts for single protocols, from MessageStructure json.
  var texts: [String: String] = [:]
  /// Message attributes as they were published: `{NAME = {DataType=, StringValue=, …}}`.
  var attributes: Document?
  /// Epoch seconds.
  let time: Double
  var groupID: String?
  var deduplicationID: String?
  var sequenceNumber: String?
  /// Of a confirmation: what ConfirmSubscription wants.
  var token: String?
  /// Who got it, and what, in the order of subscribing.
  var deliveries: [Delivery] = []
}

/// One endpoint's copy of a message.
struct Delivery {
  let `protocol`: String
  let endpoint: String
  let subscriptionARN: String
  /// What the endpoint gets: an HTTP body, a queue's message, a function's event, a mail's text.
  let body: String

  init(_ message: Message, to subscription: Subscription, region: String) {
    `protocol` = subscription.protocol
    endpoint = subscription.endpoint
    subscriptionARN = subscription.arn
    body = Self.body(message, subscription, region)
  }

  private static func body(_ message: Message, _ subscription: Subscription, _ region: String)
    -> String
  {
    let text = message.texts[subscription.protocol] ?? message.text
    switch subscription.protocol {
    case "email" where message.kind == .notification, "sms", "application": return text
    case "http", "https", "sqs", "firehose":
      if subscription.isRaw, message.kind == .notification { return text }
      return json(envelope(message, text, subscription, region))
    case "lambda": return json(event(message, text, subscription, region))
    default: return json(envelope(message, text, subscription, region))
    }
  }

  /// <https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html>; nothing signs it.
  private static func envelope(
    _ message: Message, _ text: String, _ subscription: Subscription, _ region: String
  ) -> Document {
    .structure { answer in
      answer.member("Type", message.kind.rawValue)
      answer.member("MessageId", message.id)
      answer.member("Token", message.token)
      answer.member("SequenceNumber", message.sequenceNumber)
      answer.member("TopicArn", message.topicARN)
      answer.member("Subject", message.subject)
      answer.member("Message", text)
      answer.member("Timestamp", timestamp(message.time))
      answer.member("SignatureVersion", "1")
      answer.member("Signature", signature)
      answer.member("SigningCertURL", certificate(region))
      if let token = message.token {
        answer.member(
          "SubscribeURL",
          "\(endpoint(region))/?Action=ConfirmSubscription&TopicArn=\(message.topicARN)"
            + "&Token=\(token)")
      } else {
        answer.member("UnsubscribeURL", unsubscribe(subscription, region))
      }
      answer.member("MessageAttributes", attributes(of: message))
    }
  }

  /// <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>
  private static func event(
    _ message: Message, _ text: String, _ subscription: Subscription, _ region: String
  ) -> Document {
    .structure { event in
      event.list("Records", [message]) { message in
        event.structure {
          event.member("EventVersion", "1.0")
          event.member("EventSubscriptionArn", subscription.arn)
          event.member("EventSource", "aws:sns")
          event.structure("Sns") {
            event.member("Type", message.kind.rawValue)
            event.member("MessageId", message.id)
            event.member("TopicArn", message.topicARN)
            event.key("Subject")
            event.append(message.subject.map { Document($0) } ?? nil)
            event.member("Message", text)
            event.member("Timestamp", timestamp(message.time))
            event.member("SignatureVersion", "1")
            event.member("Signature", signature)
            event.member("SigningCertUrl", certificate(region))
            event.member("UnsubscribeUrl", unsubscribe(subscription, region))
            event.member("MessageAttributes", attributes(of: message) ?? [:])
          }
        }
      }
    }
  }

  /// `{NAME: {Type, Value}}`; absent where there are none.
  private static func attributes(of message: Message) -> Document? {
    guard let attributes = message.attributes, attributes.count > 0 else { return nil }
    return Document(
      entries: attributes.entries.map { name, value in
        let text =
          value["StringValue"]?.string
          ?? value["BinaryValue"]?.blob.map { String(decoding: Base64.encode($0), as: UTF8.self) }
        return (
          name,
          Document(entries: [
            ("Type", value["DataType"] ?? nil), ("Value", Document(text ?? "")),
          ])
        )
      })
  }

  private static let signature = "EXAMPLE-the-embedded-cloud-signs-nothing=="

  private static func endpoint(_ region: String) -> String {
    "https://sns.\(region).amazonaws.com"
  }

  private static func certificate(_ region: String) -> String {
    "\(endpoint(region))/SimpleNotificationService-00000000000000000000000000000000.pem"
  }

  private static func unsubscribe(_ subscription: Subscription, _ region: String) -> String {
    "\(endpoint(region))/?Action=Unsubscribe&SubscriptionArn=\(subscription.arn)"
  }

  /// `2026-11-23T12:00:00.000Z`.
  private static func timestamp(_ seconds: Double) -> String {
    let milliseconds = Int64((seconds * 1_000).rounded(.down))
    let whole = Timestamp.format(
      (Double(milliseconds) / 1_000).rounded(.down), as: .iso8601)
    let fraction = String(milliseconds % 1_000)
    return whole.dropLast() + "." + String(repeating: "0", count: 3 - fraction.count) + fraction
      + "Z"
  }

  private static func json(_ document: Document) -> String {
    String(decoding: JSON.serialize(document), as: UTF8.self)
  }
}
