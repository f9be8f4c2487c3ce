import Documents

/// Why a call failed. The same value becomes Lua's error table and, at the end of a run, the exit
/// code.
public struct AWSError: Error {
  public enum Kind: String, Sendable {
    /// The service answered with an error.
    case aws
    /// No connection, a connection that broke, or an answer that cannot be read.
    case network
    case timeout
    /// The input does not fit the operation; nothing was sent.
    case validation
    /// An argument that is not the operation's: an unknown service, operation or option.
    case argument
    case policy
    case credentials
    /// No Region, an unknown profile, a setting that cannot be read.
    case config
    case cancelled
    case `internal`
  }

  public var kind: Kind
  /// AWS's code, such as `Throttling`, or this program's, such as `UnknownMember`.
  public var code: String
  /// What was expected, what came, and what to do; no secret.
  public var message: String
  /// HTTP status, where there was an answer.
  public var status: Int?
  public var operation: String?
  public var service: String?
  public var region: String?
  public var requestID: String?
  public var isRetryable: Bool
  public var attempts: Int
  /// True where a change was sent and no answer says what became of it: it may have been made, and
  /// making it again may make it twice. See ``OperationEffect/isIdempotent(_:)``.
  public var mayHaveTakenEffect = false
  /// Members of a modelled error beside code and message.
  public var fields: Document?

  public init(
    _ kind: Kind, code: String, _ message: String, status: Int? = nil, operation: String? = nil,
    service: String? = nil, region: String? = nil, requestID: String? = nil,
    isRetryable: Bool = false, attempts: Int = 0, fields: Document? = nil
  ) {
    self.kind = kind
    self.code = code
    self.message = message
    self.status = status
    self.operation = operation
    self.service = service
    self.region = region
    self.requestID = requestID
    self.isRetryable = isRetryable
    self.attempts = attempts
    self.fields = fields
  }
}
