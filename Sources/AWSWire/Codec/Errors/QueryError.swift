import Documents

/// Reads XML errors: `ErrorResponse/Error` of the query protocol, `Response/Errors/Error` of EC2.
enum QueryError {
  static func decode(_ operation: Operation, _ response: WireResponse) -> AWSError {
    // First for the code, then, where the model has an error of that code, for its members.
    guard let envelope = read(general, Vocabulary(members: [], shapes: []), response.body),
      let code = envelope.error["Code"]?.string, !code.isEmpty
    else { return ServiceError.unexplained(operation, response) }
    var error = ServiceError(
      code: code,
      message: envelope.error["Message"]?.string ?? envelope.error["message"]?.string ?? "",
      requestID: envelope.requestID)
    if let shape = ServiceError.shape(operation, named: code) {
      error.fields = read(shape, operation.vocabulary, response.body)?.error
    }
    return error.error(operation, response)
  }

  /// What every error has.
  private static var general: Shape {
    let text = Shape(name: "String", kind: .string, number: 0)
    let shape = Shape(name: "Error", kind: .structure, number: 0)
    shape.members = ["Code", "Message", "message", "Type"].enumerated().map { index, name in
      Member(name: name, shape: text, number: index)
    }
    return shape
  }

  /// Reads an error's element as a shape, wherever it stands; nil where the body is no error.
  private static func read(_ error: Shape, _ vocabulary: Vocabulary, _ body: [UInt8])
    -> (error: Document, requestID: String?)?
  {
    let names = vocabulary.members.isEmpty ? error.members.map(\.name) : vocabulary.members
    let text = Shape(name: "String", kind: .string, number: 0)
    let list = Shape(name: "Errors", kind: .list, number: 0)
    list.element = Member(name: "member", shape: error, number: -1)
    let envelope = Shape(name: "ErrorResponse", kind: .structure, number: 0)
    let outer: [(String, Shape)] = [
      ("Error", error), ("Errors", list), ("RequestId", text), ("RequestID", text),
    ]
    envelope.members = outer.enumerated().map { index, member in
      Member(name: member.0, shape: member.1, number: names.count + index)
    }
    let extended = Vocabulary(
      members: names + outer.map(\.0), shapes: vocabulary.shapes)
    guard
      let document = try? XMLDecoder.decode(
        body, XMLPlan(envelope, wrapper: nil), vocabulary: extended, root: .error,
        wrapperIsOptional: true)
    else { return nil }
    guard let found = document["Error"] ?? document["Errors"]?[0] else { return nil }
    return (found, (document["RequestId"] ?? document["RequestID"])?.string)
  }
}
