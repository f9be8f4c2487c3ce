import AWSWire
import Documents

/// Is asked before each attempt of a call, and told what became of it: for counts and for budgets.
public protocol AttemptMeter: AnyObject {
  /// Called when the attempt is about to be sent; what this throws ends the call in its place.
  ///
  /// - Parameter number: of the attempt, counted from 1.
  func begin(_ operation: Operation, _ input: Document, attempt number: Int) throws(AWSError)

  /// - Parameters:
  ///   - reached: false where the request did not reach the service whole.
  ///   - isThrottled: true where the service refused it as one too many.
  func end(_ operation: Operation, _ input: Document, reached: Bool, isThrottled: Bool)
}

extension AWSError {
  /// True where a service refused the call as one too many.
  public var isThrottling: Bool { Retry.throttlingCodes.contains(code) }
}
