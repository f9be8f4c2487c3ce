import Scripting

/// The exit statuses of moonwatch; most are those of `sysexits.h`, `timeout(1)` and the shell.
public enum RunStatus: Int32, Sendable, CaseIterable {
  case ok = 0
  /// An error of the script, an argument of a call, validation or policy.
  case script = 1
  /// The script's findings, by `script.fail`.
  case findings = 2
  /// The command line, or an argument of the script.
  case usage = 64
  /// AWS cannot be reached, throttled to the end, answered 5xx, or cannot be understood.
  case unavailable = 69
  /// Another run holds the lock.
  case locked = 75
  /// No credentials, expired ones, access denied, a wrong signature.
  case denied = 77
  /// No Region, an unknown profile, a setting that cannot be read.
  case configuration = 78
  case deadline = 124
  case interrupted = 130
  /// The reader of standard output went away before all was written.
  case brokenPipe = 141
  case terminated = 143

  /// The status of a run that an error ended.
  public init(_ error: ScriptError) {
    self =
      switch error.kind {
      case "network", "timeout": .unavailable
      case "credentials": .denied
      case "config": .configuration
      case "aws": Self.answer(code: error.code ?? "", status: error.status)
      // validation, argument, policy, cancelled, internal, and a plain Lua error.
      default: .script
      }
  }

  public init(_ interrupt: ScriptHost.Interrupt) {
    self =
      switch interrupt {
      case .interrupt: .interrupted
      case .terminate: .terminated
      case .deadline: .deadline
      }
  }

  // MARK: Answers of AWS

  /// Codes by which a service says that it does not know or trust the caller.
  private static let denials: Set<String> = [
    "AuthFailure", "AuthorizationError", "IncompleteSignature", "IncompleteSignatureException",
    "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignatureException", "InvalidToken",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized",
    "NotAuthorizedException", "OptInRequired", "RequestExpired", "RequestTimeTooSkewed",
    "SignatureDoesNotMatch", "TokenRefreshRequired", "UnauthorizedOperation",
    "UnrecognizedClientException",
  ]
  private static let denialPrefixes = ["AccessDenied", "ExpiredToken"]

  /// Codes of throttling and of failures on the service's side, whatever their HTTP status.
  private static let failures: Set<String> = [
    "BandwidthLimitExceeded", "EC2ThrottledException", "InternalError", "InternalFailure",
    "InternalServerError", "InternalServerException", "InternalServiceError",
    "InternalServiceException", "InternalServiceFault", "LimitExceededException",
    "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
    "RequestThrottled", "RequestThrottledException", "RequestTimeout", "RequestTimeoutException",
    "ServiceUnavailable", "ServiceUnavailableException", "SlowDown", "ThrottledException",
    "Throttling", "ThrottlingException", "TooManyRequestsException",
    "TransactionInProgressException", "Unavailable",
  ]

  private static func answer(code: String, status: Int?) -> RunStatus {
    if denials.contains(code) || denialPrefixes.contains(where: code.hasPrefix) { return .denied }
    if failures.contains(code) { return .unavailable }
    return switch status ?? Int(code) ?? 0 {
    case 401, 403: .denied
    case 429, 500...: .unavailable
    default: .script
    }
  }
}
