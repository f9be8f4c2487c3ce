/// What of an HTTP request goes into its signature.
public struct SignableRequest {
  /// What the signature says of the body.
  public enum Payload {
    case bytes([UInt8])
    /// The SHA-256 of a body that is not at hand, in lower-case hexadecimal.
    case hash(String)
    /// The body is not signed; only some services accept it, and only over TLS.
    case unsigned
  }

  public var method: String
  /// As sent: escaped once, without the query.
  public var path: String
  /// As sent, without its `?`.
  public var query: String
  /// As sent, `Host` included; the signer leaves out what proxies may change.
  public var headers: [(name: String, value: String)]
  public var payload: Payload

  public init(
    method: String, path: String, query: String = "", headers: [(name: String, value: String)],
    payload: Payload = .bytes([])
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.payload = payload
  }
}

/// For whom, when and how to sign.
public struct SigningContext: Sendable {
  public var region: String
  /// The service's signing name, such as `monitoring`.
  public var service: String
  /// Seconds since 1970-01-01T00:00:00Z, already corrected for the clock's skew.
  public var date: Double
  /// Removes `.`, `..` and repeated slashes from the signed path. Off for S3, whose keys may hold
  /// them.
  public var normalizesPath = true
  /// Escapes the signed path a second time. Off for S3.
  public var escapesPath = true
  /// Sends the body's hash in `X-Amz-Content-SHA256`, and signs it. S3 wants it.
  public var sendsPayloadHash = false
  /// False where the session token is sent but is not part of the signature.
  public var signsSessionToken = true

  public init(region: String, service: String, date: Double) {
    self.region = region
    self.service = service
    self.date = date
  }
}
