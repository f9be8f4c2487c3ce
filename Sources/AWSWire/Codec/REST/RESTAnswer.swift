import Documents

/// Reads the answers of the REST-JSON protocol: members from headers, from the status, and from a
/// JSON body or a body that is one member.
///
/// See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.
enum RESTAnswer {
  /// The operation's output. Throws the service's error for an error response, and kind `network`,
  /// code `UnreadableAnswer` for an answer that is not JSON, that is cut short, or that has a value
  /// of the wrong type.
  static func decode(
    _ operation: Operation, _ response: WireResponse, _ projection: Projection? = nil
  ) throws(AWSError) -> Document {
    guard (200..<300).contains(response.status) else { throw error(operation, response) }
    guard let output = operation.output else { return emptyOutput(of: operation) }
    let hasBody = output.payload == nil && output.members.contains { $0.location == nil }
    if hasBody, response.body.allSatisfy(Numbers.isSpace), !EmptyAnswer.saysNoContent(response) {
      return try EmptyAnswer.decode(operation, response)
    }
    do {
      return try read(projection?.output ?? output, operation.vocabulary, response)
    } catch {
      throw UnreadableAnswer.error(
        operation, response, expected: output.name, error.reason, isCutShort: error.isCutShort)
    }
  }

  private static func error(_ operation: Operation, _ response: WireResponse) -> AWSError {
    let parsed = try? JSON.parse(response.body)
    return JSONError.decode(operation, response, parsed: parsed) { shape in
      try? read(shape, operation.vocabulary, response)
    }
  }

  /// Why an answer cannot be read.
  private struct Failure: Error {
    let reason: String
    var isCutShort = false
  }

  private static func read(_ shape: Shape, _ vocabulary: Vocabulary, _ response: WireResponse)
    throws(Failure) -> Document
  {
    let builder = DocumentBuilder(vocabulary: vocabulary, nodeCapacity: 64)
    builder.beginMap(shape: shape.number)
    for member in shape.members {
      switch member.location {
      case "header":
        let name = (member.locationName ?? member.name).lowercased()
        guard let text = response.headers[name] else { continue }
        builder.key(member: member.number)
        guard RESTHeader.write(text, member, builder) else {
          throw Failure(
            reason: "the header \(name): expected \(member.shape.kind), got "
              + text.debugDescription)
        }
      case "headers":
        builder.key(member: member.number)
        RESTHeader.writeAll(response, prefix: member.locationName ?? "", member.shape, builder)
      case "statusCode":
        builder.key(member: member.number)
        builder.integer(Int64(response.status))
      default: continue
      }
    }
    if let payload = shape.payload, let member = shape.member(named: payload) {
      try writePayload(member, response, builder)
    } else {
      try writeBody(shape, response, builder)
    }
    builder.end()
    return builder.finish()
  }

  private static func writePayload(
    _ member: Member, _ response: WireResponse, _ builder: DocumentBuilder
  ) throws(Failure) {
    switch member.shape.kind {
    case .blob:
      builder.key(member: member.number)
      builder.blob(response.body)
    case .string:
      guard !response.body.isEmpty else { return }
      builder.key(member: member.number)
      builder.string(String(decoding: response.body, as: UTF8.self))
    default:
      guard let parsed = try parse(response, member.shape), !parsed.isNull else { return }
      builder.key(member: member.number)
      do {
        try JSONShaper.write(parsed, as: member.shape, into: builder)
      } catch {
        throw Failure(reason: error.description)
      }
    }
  }

  private static func writeBody(
    _ shape: Shape, _ response: WireResponse, _ builder: DocumentBuilder
  ) throws(Failure) {
    let members = shape.members.filter { $0.location == nil }
    guard !members.isEmpty, let parsed = try parse(response, shape) else { return }
    do {
      try JSONShaper.writeEntries(of: parsed, among: members, into: builder)
    } catch {
      throw Failure(reason: error.description)
    }
  }

  /// The body as JSON; nil for none.
  private static func parse(_ response: WireResponse, _ shape: Shape) throws(Failure) -> Document? {
    if response.body.allSatisfy(Numbers.isSpace) { return nil }
    do {
      return try JSON.parse(response.body, members: JSONMembers(shape))
    } catch {
      throw Failure(reason: "\(error)", isCutShort: error.isCutShort)
    }
  }
}
