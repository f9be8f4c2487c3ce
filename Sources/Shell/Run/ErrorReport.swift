import Scripting

/// What a person reads when a run fails: one message, and what to do about it.
struct ErrorReport: Equatable {
  var message: String
  var hints: [String] = []
  var traceback: String?

  init(_ failure: Failure) {
    message = failure.message
    hints = failure.hints
  }

  /// The traceback is shown from `-v` on.
  init(_ error: ScriptError, verbosity: Int) {
    message = error.message
    if verbosity > 0 { traceback = error.traceback }
  }

  /// The lines for standard error. `program` stands before the message: `moonwatch: …`; a prompt has
  /// none. All but the message's first line is indented, so that a log shows where each one begins.
  func text(program: String?) -> String {
    let rows = message.split(separator: "\n", omittingEmptySubsequences: false)
    var lines = [(program.map { $0 + ": " } ?? "") + rows[0]]
    lines += rows.dropFirst().map { "  " + $0 }
    lines += hints.map { "  " + $0 }
    if let traceback { lines.append(traceback) }
    return lines.joined(separator: "\n") + "\n"
  }
}
