/// What happened inside a call, for `-v` and for counting. Holds no secret: no header, no query and
/// no body.
public enum TraceEvent: Sendable {
  /// An attempt is over.
  case attempt(Attempt)
  /// The next attempt follows after `delay` seconds.
  case retry(operation: String, delay: Double, reason: String)
  /// Credentials that are still good could not be renewed ahead of time.
  case refreshFailed(source: String, reason: String)
  /// The attempt waits for `delay` seconds, lest it be too fast.
  case paced(operation: String, delay: Double, Limit)
  /// What an attempt sent and what came, without values; only where the backend's options ask.
  case exchange(Exchange)

  /// What an attempt is not to exceed.
  public enum Limit: String, Sendable {
    /// The rate for the operation: AWS's published one, or the client's `pace`.
    case published = "pace"
    /// The rate that throttling taught, in adaptive mode.
    case adaptive = "adaptive rate"
  }

  /// Names and sizes alone: a value may be a secret, and which is one no list can say.
  public struct Exchange: Sendable {
    public var operation: String
    public var sent: [(header: String, bytes: Int)]
    public var received: [(header: String, bytes: Int)]
    /// The top-level members of input and output, such as `AlarmName (8 characters)`.
    public var input: String
    public var output: String
  }

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
      return "\(operation): \(reason); next attempt in \(Self.milliseconds(delay))"
    case .refreshFailed(let source, let reason):
      return "credentials of \(source): not renewed yet: \(reason)"
    case .paced(let operation, let delay, let limit):
      return "\(operation): waits \(Self.milliseconds(delay)) (\(limit.rawValue))"
    case .exchange(let exchange):
      func text(_ headers: [(header: String, bytes: Int)]) -> String {
        headers.map { "\($0.header) \($0.bytes)" }.joined(separator: ", ")
      }
      return "\(exchange.operation): input \(exchange.input); output \(exchange.output); "
        + "bytes of headers sent: \(text(exchange.sent)); received: \(text(exchange.received))"
    }
  }

  private static func milliseconds(_ seconds: Double) -> String {
    "\(Int((seconds * 1000).rounded())) ms"
  }
}
