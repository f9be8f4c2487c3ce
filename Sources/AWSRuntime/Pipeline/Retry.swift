import AWSWire

/// Which failures are tried again, and when: AWS's *standard* mode, which *adaptive* shares; that
/// one paces attempts besides, see ``AdaptiveRate``.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
package enum Retry {
  /// No wait between attempts is longer, whatever the server asks for. Seconds.
  static let longestDelay = 20.0

  static let statuses: Set<Int> = [500, 502, 503, 504]
  static let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "ProvisionedThroughputExceededException",
    "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "EC2ThrottledException",
  ]
  static let transientCodes: Set<String> = [
    "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete",
  ]
  /// The server's clock and ours are too far apart.
  static let skewCodes: Set<String> = ["RequestTimeTooSkewed", "RequestExpired"]
  static let signatureCodes: Set<String> = [
    "SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure",
  ]
  static let expiredCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException"]

  /// Whether a service's error is worth another attempt.
  package static func isRetryable(code: String, status: Int?) -> Bool {
    throttlingCodes.contains(code) || transientCodes.contains(code)
      || status.map(statuses.contains) == true
  }

  /// Whether the service may have done what it was asked before it failed. A 503 says that it has
  /// not begun.
  package static func isAmbiguous(code: String, status: Int?) -> Bool {
    status == 500 || status == 502 || status == 504 ? !throttlingCodes.contains(code) : false
  }

  /// Whether another attempt may reach a server that this one did not.
  package static func isRetryable(_ reason: TransportError.Reason) -> Bool {
    switch reason {
    case .unknownHost, .connectionRefused, .connectionFailed, .connectTimeout, .readTimeout,
      .cutShort:
      true
    case .badRequest, .tls, .proxy, .deadline, .tooLarge, .notHTTP, .cancelled: false
    }
  }

  /// Seconds to wait after the failed attempt of that number, counted from 1.
  ///
  /// - Parameters:
  ///   - random: From 0 to 1; so that clients that failed together do not come back together.
  ///   - headers: The answer's; `x-amz-retry-after` (milliseconds) and `retry-after` (seconds, or a
  ///     date) can lengthen the wait, up to ``longestDelay``.
  package static func delay(
    afterAttempt attempt: Int, random: Double, headers: [String: String], date: Double
  ) -> Double {
    // 2^5 is over the limit already; the exponent is capped before it can overflow.
    let own = random * min(Double(1 << min(attempt - 1, 6)), longestDelay)
    guard let asked = retryAfter(headers, date: date), asked > 0 else { return own }
    return max(own, min(asked, longestDelay))
  }

  private static func retryAfter(_ headers: [String: String], date: Double) -> Double? {
    if let value = headers["x-amz-retry-after"].flatMap(Double.init) { return value / 1000 }
    guard let text = headers["retry-after"] else { return nil }
    if let seconds = Double(text) { return seconds }
    return Timestamp.parse(text).map { $0 - date }
  }
}

/// How many retries one client may still make: a service in trouble is not helped by every caller
/// trying everything three times.
package final class RetryQuota {
  static let capacity = 500
  static let cost = 5
  static let timeoutCost = 10
  /// What a call that succeeds at once gives back.
  static let reward = 1

  private(set) var available = capacity

  package init() {}

  /// Takes what a retry costs; nil where too little is left.
  package func acquire(afterTimeout: Bool) -> Int? {
    let cost = afterTimeout ? Self.timeoutCost : Self.cost
    guard available >= cost else { return nil }
    available -= cost
    return cost
  }

  /// Gives back, after a success, what its retry took.
  package func release(_ amount: Int?) {
    available = min(available + (amount ?? Self.reward), Self.capacity)
  }
}
