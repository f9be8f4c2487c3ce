import AWSWire
import Documents

/// The operations that publish.
/// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
enum PublishOperations {
  /// Bytes of one message, or of all messages of a batch.
  static let sizeLimit = 262_144
  static let batchLimit = 10

  static func publish(_ call: Call) throws(AWSError) -> Document {
    let targets = ["TopicArn", "TargetArn", "PhoneNumber"].filter { call[$0] != nil }
    guard targets.count == 1 else {
      throw .invalidParameter(
        "expected one of TopicArn, TargetArn and PhoneNumber, got "
          + (targets.isEmpty ? "none" : targets.joined(separator: " and ")))
    }
    try call.refuse(unsimulated: "PhoneNumber")
    if call.string("TargetArn")?.contains(":endpoint/") == true {
      throw .notSimulated("Publish to a mobile endpoint")
    }
    let topic = try SNSService.topic(targets[0], of: call)
    let message = try accept(call.input, to: topic, call)
    return .structure { answer in
      answer.member("MessageId", message.id)
      answer.member("SequenceNumber", message.sequenceNumber)
    }
  }

  /// Publishes up to ten messages; one that is wrong is told in Failed, and does not stop the rest.
  static func publishBatch(_ call: Call) throws(AWSError) -> Document {
    let topic = try SNSService.topic("TopicArn", of: call)
    let entries = Array((call["PublishBatchRequestEntries"] ?? []).elements)
    try check(batch: entries)
    var accepted: [(id: String, message: Message)] = []
    var failed: [(id: String, error: AWSError)] = []
    for entry in entries {
      let id = entry["Id"]?.string ?? ""
      do throws(AWSError) {
        accepted.append((id, try accept(entry, to: topic, call)))
      } catch {
        failed.append((id, error))
      }
    }
    return .structure { answer in
      answer.list("Successful", accepted) { entry in
        answer.structure {
          answer.member("Id", entry.id)
          answer.member("MessageId", entry.message.id)
          answer.member("SequenceNumber", entry.message.sequenceNumber)
        }
      }
      answer.list("Failed", failed) { entry in
        answer.structure {
          answer.member("Id", entry.id)
          answer.member("Code", entry.error.code)
          answer.member("Message", entry.error.message)
          answer.member("SenderFault", true)
        }
      }
    }
  }

  private static func check(batch entries: [Document]) throws(AWSError) {
    guard !entries.isEmpty else {
      throw .service("EmptyBatchRequest", "The batch request doesn't contain any entries.")
    }
    guard entries.count <= batchLimit else {
      throw .service(
        "TooManyEntriesInBatchRequest",
        "expected at most \(batchLimit) entries, got \(entries.count)")
    }
    let ids = entries.map { $0["Id"]?.string ?? "" }
    for id in ids
    where !(1...80).contains(id.utf8.count)
      || !id.utf8.allSatisfy({
        isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      })
    {
      throw .service(
        "InvalidBatchEntryId",
        "Id: expected 1 to 80 letters, digits, hyphens and underscores, got '\(id)'")
    }
    guard Set(ids).count == ids.count else {
      throw .service("BatchEntryIdsNotDistinct", "Id: expected another one for each entry")
    }
    let size = entries.reduce(0) { $0 + ($1["Message"]?.string?.utf8.count ?? 0) }
    guard size <= sizeLimit else {
      throw .service(
        "BatchRequestTooLong", "expected at most \(sizeLimit) bytes in all messages, got \(size)")
    }
  }

  // MARK: One message

  /// Publishes what a call or an entry of a batch holds. A FIFO topic that has it already answers
  /// with the first one.
  private static func accept(_ input: Document, to topic: Topic, _ call: Call) throws(AWSError)
    -> Message
  {
    func text(_ member: String) -> String? { input[member]?.string }
    let body = text("Message") ?? ""
    guard !body.isEmpty else { throw .invalidParameter("Empty message") }
    guard body.utf8.count <= sizeLimit else {
      throw .invalidParameter(
        "Message too long: expected at most \(sizeLimit) bytes, got \(body.utf8.count)")
    }
    if let subject = text("Subject") { try check(subject: subject) }
    try check(attributes: input["MessageAttributes"])
    let texts = try texts(of: body, structure: text("MessageStructure"))
    let key = try deduplicationID(input, body, topic)
    if let key, let earlier = topic.accepted(key, at: call.now) { return earlier }

    let store = call.region.topics
    var message = Message(
      kind: .notification, id: store.makeID(), topicARN: topic.arn, subject: text("Subject"),
      text: texts["default"] ?? body, texts: texts, attributes: input["MessageAttributes"],
      time: call.now)
    message.groupID = text("MessageGroupId")
    message.deduplicationID = key
    if topic.isFIFO { message.sequenceNumber = store.makeSequenceNumber() }
    store.publish(message, to: topic)
    if let key { topic.remember(key, message, at: call.now) }
    return message
  }

  /// Up to 100 printable ASCII characters, the first of them no space.
  private static func check(subject: String) throws(AWSError) {
    guard (1...100).contains(subject.unicodeScalars.count),
      subject.utf8.allSatisfy({ (32..<127).contains($0) }), !subject.hasPrefix(" ")
    else {
      throw .invalidParameter(
        "Subject: expected 1 to 100 printable ASCII characters without a line break, beginning with "
          + "no space")
    }
  }

  private static func check(attributes: Document?) throws(AWSError) {
    for (name, value) in (attributes ?? [:]).entries {
      let type = value["DataType"]?.string ?? ""
      let kind = type.prefix { $0 != "." }
      guard ["String", "Number", "Binary"].contains(kind) else {
        throw .service(
          "ParameterValueInvalid",
          "MessageAttributes: '\(name)': DataType: expected String, String.Array, Number or Binary, "
            + "got '\(type)'")
      }
      let member = kind == "Binary" ? "BinaryValue" : "StringValue"
      guard value[member].map({ $0.string != "" && $0.blob?.isEmpty != true }) == true else {
        throw .service(
          "ParameterValueInvalid",
          "MessageAttributes: '\(name)': \(member): expected a value that is not empty")
      }
      if kind == "Number", Double(value["StringValue"]?.string ?? "") == nil {
        throw .service(
          "ParameterValueInvalid", "MessageAttributes: '\(name)': expected a number as text")
      }
    }
  }

  /// The texts by protocol of a message whose structure is json; none for another.
  private static func texts(of body: String, structure: String?) throws(AWSError) -> [String:
    String]
  {
    guard let structure else { return [:] }
    guard structure == "json" else {
      throw .invalidParameter("MessageStructure: expected json, got '\(structure)'")
    }
    guard let parsed = try? JSON.parse(Array(body.utf8)), parsed.kind == .map else {
      throw .invalidParameter("Message Structure - JSON message body failed to parse")
    }
    var texts: [String: String] = [:]
    for (name, value) in parsed.entries { texts[name] = value.string }
    guard texts["default"] != nil else {
      throw .invalidParameter("Message Structure - No default entry in JSON message body")
    }
    return texts
  }

  /// What a FIFO topic tells messages apart by; nil on a standard topic.
  private static func deduplicationID(_ input: Document, _ body: String, _ topic: Topic)
    throws(AWSError) -> String?
  {
    let given = input["MessageDeduplicationId"]?.string
    guard topic.isFIFO else {
      if given != nil {
        throw .invalidParameter("MessageDeduplicationId: only for FIFO topics")
      }
      return nil
    }
    guard input["MessageGroupId"]?.string?.isEmpty == false else {
      throw .invalidParameter("MessageGroupId: required for FIFO topics")
    }
    if let given { return given }
    guard topic.deduplicatesByContent else {
      throw .invalidParameter(
        "MessageDeduplicationId: required for a FIFO topic without ContentBasedDeduplication")
    }
    return body
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
