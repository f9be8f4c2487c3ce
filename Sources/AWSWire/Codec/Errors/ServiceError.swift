import Documents

/// What an error response says, whatever it is written in.
struct ServiceError {
  var code: String
  var message: String
  /// The name of the modelled error, where it differs from the code.
  var type: String?
  var requestID: String?
  var fields: Document?

  /// The modelled error of an operation that a code or type names.
  static func shape(_ operation: Operation, named name: String) -> Shape? {
    operation.errors.first { $0.name == name } ?? operation.errors.first { $0.errorCode == name }
  }

  func error(_ operation: Operation, _ response: WireResponse) -> AWSError {
    AWSError(
      .aws, code: code, message, status: response.status, operation: operation.name,
      service: operation.service.name, requestID: requestID ?? RequestID.of(response),
      fields: fields)
  }

  /// The error of a response without a code that can be read: its status is the code.
  static func unexplained(_ operation: Operation, _ response: WireResponse) -> AWSError {
    let phrase = phrases[response.status] ?? "HTTP status"
    var message = "\(response.status) \(phrase)"
    if !response.body.allSatisfy(Numbers.isSpace) {
      let type = response.headers["content-type"] ?? "no content type"
      message += ", with \(UnreadableAnswer.beginning(of: response.body)) (\(type))"
    }
    return ServiceError(code: String(response.status), message: message)
      .error(operation, response)
  }

  /// RFC 9110, section 15: those that AWS, proxies and load balancers send.
  private static let phrases = [
    301: "Moved Permanently", 302: "Found", 304: "Not Modified", 307: "Temporary Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 407: "Proxy Authentication Required", 408: "Request Timeout",
    409: "Conflict", 413: "Content Too Large", 429: "Too Many Requests",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}
