import Documents

/// What to ask for, how often, and which answers end the waiting (botocore's `waiters-2.json`).
public struct Waiter: Sendable, Equatable {
  public var operation: String
  /// Seconds between attempts.
  public var delay: Double
  public var maxAttempts: Int
  /// Tried in order; the first that fits decides.
  public var acceptors: [Acceptor]

  /// A test of one answer.
  public struct Acceptor: Sendable, Equatable {
    public enum Matcher: String, Sendable {
      case path, pathAll, pathAny, status, error
    }

    public enum Outcome: String, Sendable {
      case success, failure, retry
    }

    public var matcher: Matcher
    /// A JMESPath expression, for the matchers that look into the answer.
    public var argument: String?
    /// A value, an HTTP status, an error code, or whether there is an error at all.
    public var expected: Document
    public var outcome: Outcome
  }
}
