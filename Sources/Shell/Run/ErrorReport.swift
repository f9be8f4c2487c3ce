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

  /// The traceback is shown from `-v` on; an error table of the library names its line itself.
  init(_ error: ScriptError, verbosity: Int) {
    message = error.message
    if let hint = Self.hint(for: error) { hints = [hint] }
    if verbosity > 0 { traceback = error.traceback }
  }

  /// The lines for standard error. `program` stands before the message: `moonwatch: …`; a prompt has
  /// none.
  func text(program: String?) -> String {
    var lines = [(program.map { $0 + ": " } ?? "") + message]
    lines += hints.map { "  " + $0 }
    if let traceback { lines.append(traceback) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Only what the message does not say already.
  private static func hint(for error: ScriptError) -> String? {
    let message = error.message
    switch ExitStatus(error) {
    case .denied where error.kind == "credentials":
      return message.contains("--local")
        ? nil : "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use --profile or --local."
    case .denied where error.code?.hasPrefix("ExpiredToken") == true:
      return "The credentials have expired; get new ones, such as with 'aws sso login'."
    case .denied where error.code == "SignatureDoesNotMatch":
      return "The secret key does not belong to the access key, or this machine's clock is wrong."
    case .configuration where message.contains("Region"):
      return message.contains("--region") ? nil : "Set AWS_REGION or use --region."
    default:
      return nil
    }
  }
}
