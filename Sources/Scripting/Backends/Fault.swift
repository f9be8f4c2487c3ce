import AWSRuntime
import AWSWire
import Documents

/// A failure that the embedded cloud was told to have: which attempts of which calls, and what
/// becomes of them.
final class Fault {
  enum Effect {
    /// AWS answers with an error.
    case answer(AWSError)
    /// No answer, or none that can be read. `wasSent`: the service may have done what it was asked.
    case transport(AWSError, wasSent: Bool)
    /// GetMetricData answers with this StatusCode and a part of the points, or none.
    case partialData(status: String)
  }

  /// Names of operations, with `*` for any letters: `PutMetricAlarm`, `cloudwatch:*`.
  let pattern: String
  /// nil: in every Region.
  var region: String?
  /// nil: the answer comes as always, if late.
  var effect: Effect?
  /// Seconds before the answer.
  var latency = 0.0
  /// True where the call has its effect although its answer is lost.
  var takesEffect = false
  /// Attempts that go well before the first that fails.
  var after = 0
  /// Of the attempts after those, one in so many fails: the last of each group.
  var every = 1
  /// Attempts that fail; nil: all.
  var times: Int?
  /// Attempts that the fault was about so far.
  private var seen = 0
  private(set) var failed = 0

  init(pattern: String) { self.pattern = pattern }

  func matches(_ operation: Operation, region: String?) -> Bool {
    guard self.region == nil || self.region == (region ?? "us-east-1") else { return false }
    return Self.fits(pattern, operation.name, service: operation.service.name)
  }

  /// Whether a pattern is about an operation, named as AWS does or as the method is.
  static func fits(_ pattern: String, _ name: String, service: String) -> Bool {
    [name, methodName(of: name)].contains { name in
      Glob.matches(pattern, name) || Glob.matches(pattern, "\(service):\(name)")
    }
  }

  /// Counts an attempt, and says whether it fails.
  func strikes() -> Bool {
    seen += 1
    guard seen > after, (seen - after).isMultiple(of: every) else { return false }
    if let times, failed >= times { return false }
    failed += 1
    return true
  }
}

/// Patterns in which each `*` stands for any letters, or none.
enum Glob {
  static func matches(_ pattern: String, _ name: String) -> Bool {
    matches(Array(pattern.utf8)[...], Array(name.utf8)[...])
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(pattern.dropFirst(), name)
        || (!name.isEmpty && matches(pattern, name.dropFirst()))
    }
    return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
  }
}

/// Errors that ``Fault`` knows by name, as they come on live AWS.
enum FaultErrors {
  /// The effect of a name: a transport's reason, or else a code of AWS's.
  static func effect(_ name: String, status: Int?, message: String?) -> Fault.Effect {
    if let (kind, code, text, wasSent) = transport[name] {
      var error = AWSError(kind, code: code, message ?? text)
      error.isRetryable = TransportError.Reason(rawValue: code).map(Retry.isRetryable) ?? false
      return .transport(error, wasSent: wasSent)
    }
    let known = answers[name]
    let status = status ?? known?.status ?? 400
    var error = AWSError(
      .aws, code: name, message ?? known?.message ?? "asked for by sim.fault", status: status)
    error.isRetryable = Retry.isRetryable(code: name, status: status)
    return .answer(error)
  }

  private static let transport: [String: (AWSError.Kind, String, String, wasSent: Bool)] = [
    "ConnectTimeout": (
      .timeout, "ConnectTimeout",
      "no connection to the embedded cloud within 5 s (connect timeout)",
      false
    ),
    "ReadTimeout": (
      .timeout, "ReadTimeout", "no answer from the embedded cloud within 60 s (read timeout)", true
    ),
    "ConnectionReset": (
      .network, "ConnectionFailed", "the embedded cloud closed the connection without an answer",
      true
    ),
    "ConnectionRefused": (
      .network, "ConnectionRefused", "the embedded cloud refused the connection", false
    ),
    "UnknownHost": (.network, "UnknownHost", "no address for the embedded cloud", false),
    "TLSFailed": (.network, "TLSFailed", "TLS with the embedded cloud failed", false),
    "AnswerCutShort": (
      .network, "AnswerCutShort", "the answer from the embedded cloud was cut short", true
    ),
  ]

  /// The names that are not AWS's.
  static var transportNames: [String] { transport.keys.sorted() }

  private static let answers: [String: (status: Int, message: String)] = [
    "Throttling": (400, "Rate exceeded"),
    "ThrottlingException": (400, "Rate exceeded"),
    "TooManyRequestsException": (429, "Too Many Requests"),
    "RequestLimitExceeded": (503, "Request limit exceeded."),
    "InternalFailure": (500, "The request processing has failed because of an unknown error"),
    "InternalError": (500, "An internal error has occurred"),
    "InternalServiceFault": (500, "The request processing has failed due to some unknown error"),
    "ServiceUnavailable": (503, "Service Unavailable"),
    "Unavailable": (503, "The server is overloaded and can't handle the request."),
    "AccessDenied": (403, "User is not authorized to perform this operation"),
    "AccessDeniedException": (403, "User is not authorized to perform this operation"),
    "UnauthorizedOperation": (403, "You are not authorized to perform this operation."),
    "AuthFailure": (401, "AWS was not able to validate the provided access credentials"),
    "ExpiredToken": (403, "The security token included in the request is expired"),
    "ExpiredTokenException": (403, "The security token included in the request is expired"),
    "RequestExpired": (400, "Request has expired."),
    "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
    "SignatureDoesNotMatch": (
      403, "The request signature we calculated does not match the signature you provided."
    ),
    "OptInRequired": (403, "The AWS Access Key Id needs a subscription for the service"),
    "LimitExceeded": (400, "The quota for this resource has already been reached."),
    "InsufficientInstanceCapacity": (
      500, "We currently do not have sufficient capacity in the Availability Zone you requested."
    ),
  ]
}
