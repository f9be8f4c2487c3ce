/// What happened inside a call, for `-v` and for counting. Holds no secret: no header, no query and
/// no body.
public enum TraceEvent: Sendable {
  /// An attempt is over.
  case attempt(Attempt)
  /// The next attempt follows after `delay` seconds.
  case retry(operation: String, delay: Double, reason: String)
  /// Credentials that are still good could not be renewed ahead of time.
  case refreshFailed(source: String, reason: String)

  public struct Attempt: Sendable {
    public var service: String
    public var operation: String
    public var region: String
    public var method: String
    /// Scheme, host, port and path.
    public var url: String
    /// Counted from 1.
    public var number: Int
    /// nil where no answer came.
    public var status: Int?
    /// AWS's error code or the transport's reason; nil for success.
    public var failure: String?
    public var requestID: String?
    public var milliseconds: Double
    public var timing: HTTPResponse.Timing
  }
}

extension TraceEvent: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .attempt(let attempt):
      var line =
        "\(attempt.service):\(attempt.operation) \(attempt.region) \(attempt.method) \(attempt.url)"
        + " #\(attempt.number) \(attempt.status.map(String.init) ?? "no answer")"
      if let failure = attempt.failure { line += " \(failure)" }
      line += " \(Int(attempt.milliseconds.rounded())) ms"
      if attempt.status != nil {
        line +=
          " HTTP/\(attempt.timing.httpVersion)\(attempt.timing.isConnectionReused ? " reused" : "")"
          + " \(attempt.timing.bytesSent) B out \(attempt.timing.bytesReceived) B in"
      }
      if let id = attempt.requestID { line += " request \(id)" }
      return line
    case .retry(let operation, let delay, let reason):
      return "\(operation): \(reason); next attempt in \(Int((delay * 1000).rounded())) ms"
    case .refreshFailed(let source, let reason):
      return "credentials of \(source): not renewed yet: \(reason)"
    }
  }
}
