import Documents

/// Reads the answers of the JSON 1.0 and 1.1 protocols, shaped by the operation's output.
///
/// Members that the model does not know, `__type` among them, are passed over, and so are members
/// that are null; a null in a list stays. An empty body is an empty output where there is no other.
/// See <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>.
enum JSONAnswer {
  /// The operation's output. Throws the service's error for an error response, and kind `network`,
  /// code `UnreadableAnswer` for an answer that is not JSON, that is cut short, or that has a value
  /// of the wrong type.
  static func decode(
    _ operation: Operation, _ response: WireResponse, _ projection: Projection? = nil
  ) throws(AWSError) -> Document {
    guard (200..<300).contains(response.status) else {
      throw JSONError.decode(operation, response)
    }
    guard let output = projection?.output ?? operation.output else {
      return emptyOutput(of: operation)
    }
    if response.body.allSatisfy(Numbers.isSpace) {
      return try EmptyAnswer.decode(operation, response)
    }
    let parsed: Document
    do {
      parsed = try JSON.parse(response.body, members: JSONMembers(output))
    } catch {
      throw UnreadableAnswer.error(
        operation, response, expected: "JSON", "\(error)", isCutShort: error.isCutShort)
    }
    guard parsed.kind == .map else {
      throw UnreadableAnswer.error(
        operation, response, expected: output.name,
        "expected an object for \(output.name), got \(parsed.kind)", isCutShort: false)
    }
    do {
      return try JSONShaper.shape(parsed, as: output, operation.vocabulary)
    } catch {
      throw UnreadableAnswer.error(
        operation, response, expected: output.name, error.description, isCutShort: false)
    }
  }
}
