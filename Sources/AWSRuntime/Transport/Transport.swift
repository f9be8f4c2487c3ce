/// Sends one HTTP request and reads the whole answer; knows nothing of AWS.
///
/// A transport is used on its loop's thread. Cancelling the task ends the transfer at once.
public protocol Transport: AnyObject {
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// One HTTP request, complete but for what the connection adds.
public struct HTTPRequest: Sendable {
  public var method: String
  /// Absolute, escaped; sent as it is.
  public var url: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Seconds for look-up, connection and TLS.
  public var connectTimeout: Double
  /// Seconds without a byte sent or received, once connected.
  public var readTimeout: Double
  /// When the call must be over, on ``EventLoop/now``'s clock.
  public var deadline: Double?
  /// A PEM file of certificate authorities in place of the system's (`AWS_CA_BUNDLE`).
  public var caBundle: String?

  public init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], connectTimeout: Double = 5, readTimeout: Double = 60,
    deadline: Double? = nil, caBundle: String? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.connectTimeout = connectTimeout
    self.readTimeout = readTimeout
    self.deadline = deadline
    self.caBundle = caBundle
  }
}

/// A whole answer, whatever its status. Redirects are answers like any other.
public struct HTTPResponse: Sendable {
  public var status: Int
  /// Names in lower case; the values of a repeated header are joined by commas.
  public var headers: [String: String]
  public var body: [UInt8]
  public var timing: Timing

  public init(
    status: Int, headers: [String: String] = [:], body: [UInt8] = [], timing: Timing = Timing()
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.timing = timing
  }

  /// How an exchange went, for `-v`. Times are seconds from its start.
  public struct Timing: Sendable, Equatable {
    public var isConnectionReused = false
    /// `1.1`, `2`, …
    public var httpVersion = ""
    public var connected = 0.0
    public var firstByte = 0.0
    public var total = 0.0
    /// Of the request's body.
    public var bytesSent = 0
    /// Of the answer's headers and body, as they came out of any compression.
    public var bytesReceived = 0

    public init() {}
  }
}

/// Why there is no answer, or no whole one.
public struct TransportError: Error, Sendable, Equatable {
  public enum Reason: String, Sendable {
    /// The request cannot be sent: its URL or a header is malformed.
    case badRequest = "InvalidRequest"
    case unknownHost = "UnknownHost"
    case connectionRefused = "ConnectionRefused"
    /// Unreachable, reset, or closed before an answer came.
    case connectionFailed = "ConnectionFailed"
    case tls = "TLSFailed"
    /// The proxy does not let this through.
    case proxy = "ProxyFailed"
    case connectTimeout = "ConnectTimeout"
    case readTimeout = "ReadTimeout"
    case deadline = "DeadlineExceeded"
    /// The answer ended before its announced length.
    case cutShort = "AnswerCutShort"
    case tooLarge = "AnswerTooLarge"
    case notHTTP = "AnswerNotHTTP"
    case cancelled = "Cancelled"
  }

  public var reason: Reason
  /// Names host and port and what to do; holds no header and no query.
  public var message: String
  /// True where the whole request had been handed to the network, so that the server may have acted
  /// on it.
  public var wasSent = false

  public init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
