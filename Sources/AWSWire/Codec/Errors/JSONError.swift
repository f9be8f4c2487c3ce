import Documents

/// Reads errors of the protocols that descend from JSON: `__type`, `x-amzn-errortype` or `code`, and
/// `message`.
enum JSONError {
  static func decode(_ operation: Operation, _ response: WireResponse) -> AWSError {
    // What is no JSON says nothing, and the headers may still say all.
    let parsed = try? JSON.parse(response.body)
    return decode(operation, response, parsed: parsed) { shape in
      parsed.flatMap { try? JSONShaper.shape($0, as: shape, operation.vocabulary) }
    }
  }

  /// The error of a response whose body was parsed already; `fields` reads it as a modelled error.
  static func decode(
    _ operation: Operation, _ response: WireResponse, parsed: Document?,
    fields: (Shape) -> Document?
  ) -> AWSError {
    let parsed = parsed.flatMap { $0.kind == .map ? $0 : .none }
    let named =
      parsed?["__type"]?.string ?? response.headers["x-amzn-errortype"] ?? parsed?["code"]?.string
    let type = named.map(bare)
    // A service that once spoke the query protocol goes on using its codes.
    let queryCode = response.headers["x-amzn-query-error"]?
      .split(separator: ";", omittingEmptySubsequences: false).first.map(String.init)
    guard let code = queryCode.flatMap({ $0.isEmpty ? nil : $0 }) ?? type, !code.isEmpty else {
      return ServiceError.unexplained(operation, response)
    }
    let message = ["message", "Message", "errorMessage"].lazy
      .compactMap { parsed?[$0]?.string }.first
    var error = ServiceError(code: code, message: message ?? "", type: type)
    if let shape = ServiceError.shape(operation, named: type ?? code) {
      error.fields = fields(shape)
    }
    return error.error(operation, response)
  }

  /// `aws.example#FooError:http://…` names `FooError`.
  private static func bare(_ type: String) -> String {
    let name = type.prefix { $0 != ":" }
    return String(name.split(separator: "#").last ?? name)
  }
}
