import Documents

/// Reads the answers of the RPC v2 CBOR protocol, shaped by the operation's output.
///
/// Members that the model does not know, `__type` among them, are passed over, and so are members
/// that are null; a null in a list stays.
/// See <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>.
enum CBORAnswer {
  /// The operation's output. Throws the service's error for an error response, and kind `network`,
  /// code `UnreadableAnswer` for an answer that is not CBOR, that is cut short, or that has a value
  /// of the wrong type.
  static func decode(
    _ operation: Operation, _ response: WireResponse, _ projection: Projection? = nil
  ) throws(AWSError) -> Document {
    guard (200..<300).contains(response.status) else { throw error(operation, response) }
    guard let output = operation.output else { return emptyOutput(of: operation) }
    if response.body.isEmpty { return try EmptyAnswer.decode(operation, response) }
    do {
      return try CBORReader.read(
        response.body, as: projection?.output ?? output, operation.vocabulary)
    } catch {
      throw UnreadableAnswer.error(
        operation, response, expected: "CBOR for \(output.name)", error.description,
        isCutShort: error.isCutShort)
    }
  }

  private static func error(_ operation: Operation, _ response: WireResponse) -> AWSError {
    // What is no CBOR map says nothing, and the headers may still say all.
    let parsed = try? CBORReader.read(response.body, as: nil, nil)
    return JSONError.decode(operation, response, parsed: parsed) { shape in
      try? CBORReader.read(response.body, as: shape, operation.vocabulary)
    }
  }
}
