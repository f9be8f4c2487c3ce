import Documents

/// What answers calls: live AWS, the embedded cloud, a recording, or a recorder around another.
///
/// A backend is used from one thread. The input of a request has been checked against the
/// operation's shape; the output of a response refers to the operation's vocabulary.
public protocol Backend: AnyObject {
  func send(_ request: Request) async throws(AWSError) -> Response
}

/// One call of one operation.
public struct Request {
  public var operation: Operation
  public var input: Document
  /// Empty where nothing named a Region; a backend decides whether that is an error.
  public var region: String?
  /// The profile whose settings and credentials the call uses; nil: the environment's choice.
  public var profile: String?
  /// Overrides every configured endpoint.
  public var endpoint: String?
  public var credentials: StaticCredentials?
  /// A role to assume for the call, with the profile's keys or its own profile's.
  public var role: AssumedRole?
  /// Total attempts, the first included; nil: as configured.
  public var maxAttempts: Int?
  /// Seconds for the whole call, retries included; nil: as configured.
  public var timeout: Double?
  /// Seconds for look-up, connection and TLS; nil: as configured.
  public var connectTimeout: Double?
  /// Seconds without a byte, once connected; nil: as configured.
  public var readTimeout: Double?
  /// How fast calls of this operation may follow one another.
  public var pace: Pace
  /// The protocol to speak, of those that the service has; nil: the service's own.
  public var wireProtocol: WireProtocol?
  /// The part of the output that is wanted; nil: all of it. Every backend keeps to it.
  public var projection: Projection?
  /// True for a page of several; for counting.
  public var isPage = false

  public init(
    operation: Operation, input: Document, region: String? = nil, profile: String? = nil,
    endpoint: String? = nil, credentials: StaticCredentials? = nil, maxAttempts: Int? = nil,
    timeout: Double? = nil, connectTimeout: Double? = nil, readTimeout: Double? = nil,
    pace: Pace = .published, wireProtocol: WireProtocol? = nil, projection: Projection? = nil
  ) {
    self.operation = operation
    self.input = input
    self.region = region
    self.profile = profile
    self.endpoint = endpoint
    self.credentials = credentials
    self.maxAttempts = maxAttempts
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.readTimeout = readTimeout
    self.pace = pace
    self.wireProtocol = wireProtocol
    self.projection = projection
  }
}

/// Credentials that a caller passes by hand.
public struct StaticCredentials: Sendable, Equatable {
  public var accessKeyID: String
  public var secretAccessKey: String
  public var sessionToken: String?

  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

/// The answer to a call.
public struct Response {
  public var output: Document
  public var requestID: String?
  public var status: Int
  public var attempts: Int
  public var region: String?

  public init(
    output: Document, requestID: String? = nil, status: Int = 200, attempts: Int = 1,
    region: String? = nil
  ) {
    self.output = output
    self.requestID = requestID
    self.status = status
    self.attempts = attempts
    self.region = region
  }
}
