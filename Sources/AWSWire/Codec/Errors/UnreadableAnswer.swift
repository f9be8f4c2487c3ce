import Documents

/// An answer with which nothing can be done: kind `network`, code `UnreadableAnswer`.
enum UnreadableAnswer {
  /// The error of a successful response whose body is not what was expected.
  static func error(
    _ operation: Operation, _ response: WireResponse, expected: String, _ reason: String,
    isCutShort: Bool
  ) -> AWSError {
    let message: String
    if isCutShort {
      message =
        "the answer to \(operation.name) is cut short after \(response.body.count) bytes: \(reason)"
    } else {
      let type = response.headers["content-type"] ?? "no content type"
      message =
        "the answer to \(operation.name) cannot be read: expected \(expected), got "
        + "\(beginning(of: response.body)) (\(type)): \(reason)"
    }
    return AWSError(
      .network, code: "UnreadableAnswer", message, status: response.status,
      operation: operation.name, service: operation.service.name,
      requestID: RequestID.of(response))
  }

  /// The first 80 printable characters of a body, quoted, with white space run together.
  static func beginning(of body: [UInt8]) -> String {
    guard !body.isEmpty else { return "an empty body" }
    let text = String(decoding: body.prefix(512), as: UTF8.self)
    var shown = ""
    var length = 0
    for scalar in text.unicodeScalars where length < 80 {
      let isSpace = scalar.properties.isWhitespace
      let isPrintable = scalar.properties.generalCategory != .control
      if isSpace ? shown.last == " " || shown.isEmpty : !isPrintable { continue }
      shown.unicodeScalars.append(isSpace ? " " : scalar)
      length += 1
    }
    return "\"\(shown)\(length == 80 || body.count > 512 ? "…" : "")\""
  }
}
