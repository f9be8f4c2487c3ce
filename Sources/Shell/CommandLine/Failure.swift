/// Why moonwatch stops before, or without, a script's own error: one message, hints, an exit status.
public struct Failure: Error, Equatable {
  /// What was wrong, what was expected and what was got; without a program's name in front.
  public var message: String
  /// What to do, a line each.
  public var hints: [String]
  public var status: RunStatus

  public init(_ message: String, hints: [String] = [], status: RunStatus = .usage) {
    self.message = message
    self.hints = hints
    self.status = status
  }
}
