import Documents

/// Turns a checked input into an HTTP request, and an HTTP response into a document.
public protocol Codec: Sendable {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest
  /// The output, or with a projection the part of it that was asked for: the rest is not built.
  ///
  /// Throws the service's error for an error response, and kind `network` for one that is unreadable.
  /// What a projection passes over is not looked at closely, and so is no reason to throw.
  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
}

extension Codec {
  /// The whole output.
  public func decode(_ operation: Operation, _ response: WireResponse) throws(AWSError) -> Document
  {
    try decode(operation, response, nil)
  }
}

/// An HTTP request before endpoint, signature and transport.
public struct WireRequest: Sendable {
  public var method: String
  /// Path and query, escaped, starting with `/`.
  public var uri: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Put before the endpoint's host, with its dot.
  public var hostPrefix: String?

  public init(
    method: String, uri: String, headers: [(name: String, value: String)], body: [UInt8],
    hostPrefix: String? = nil
  ) {
    self.method = method
    self.uri = uri
    self.headers = headers
    self.body = body
    self.hostPrefix = hostPrefix
  }
}

/// An HTTP response as the transport read it.
public struct WireResponse: Sendable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  /// Header names as they were sent, by the same in lower case, where that is known.
  public var spellings: [String: String]
  public var body: [UInt8]

  public init(
    status: Int, headers: [String: String], spellings: [String: String] = [:], body: [UInt8]
  ) {
    self.status = status
    self.headers = headers
    self.spellings = spellings
    self.body = body
  }
}
