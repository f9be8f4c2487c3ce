import Documents

/// A waiter whose expressions have been read, ready to judge answers.
public struct WaiterJudge {
  private let acceptors: [(acceptor: Waiter.Acceptor, path: PathExpression?)]

  /// Throws kind `internal`, code `BadPath`, for an expression that cannot be read.
  public init(_ waiter: Waiter) throws(AWSError) {
    var acceptors: [(Waiter.Acceptor, PathExpression?)] = []
    for acceptor in waiter.acceptors {
      let path = try acceptor.argument.map { (text) throws(AWSError) in try PathExpression(text) }
      acceptors.append((acceptor, path))
    }
    self.acceptors = acceptors
  }

  /// What the first acceptor that fits makes of an answer; nil where none fits: an error then ends the
  /// waiting, and an output has it go on.
  public func outcome(of result: Result<Response, AWSError>) -> Waiter.Acceptor.Outcome? {
    acceptors.first { fits($0.acceptor, $0.path, result) }?.acceptor.outcome
  }

  private func fits(
    _ acceptor: Waiter.Acceptor, _ path: PathExpression?, _ result: Result<Response, AWSError>
  ) -> Bool {
    switch (acceptor.matcher, result) {
    case (.status, .success(let response)):
      return acceptor.expected.integer == Int64(response.status)
    case (.status, .failure(let error)):
      return error.status != nil && acceptor.expected.integer == error.status.map { Int64($0) }
    case (.error, .success): return acceptor.expected.bool == false
    case (.error, .failure(let error)):
      guard error.kind == .aws else { return false }
      return acceptor.expected.bool == true || acceptor.expected.string == error.code
    case (_, .failure): return false
    case (.path, .success(let response)):
      return path.map {
        PathNode.Comparison.areEqual($0.value(in: response.output), acceptor.expected)
      } ?? false
    case (.pathAll, .success(let response)):
      // An empty list has nothing in it that fits.
      guard let found = path?.value(in: response.output), found.kind == .list, found.count > 0
      else { return false }
      return found.elements.allSatisfy { PathNode.Comparison.areEqual($0, acceptor.expected) }
    case (.pathAny, .success(let response)):
      guard let found = path?.value(in: response.output), found.kind == .list else { return false }
      return found.elements.contains { PathNode.Comparison.areEqual($0, acceptor.expected) }
    }
  }
}
