import Documents
import Glibc

/// Asks a person on the terminal for an argument that is missing.
struct Question: Answering {
  /// Asks on standard error until the answer is of the argument's type. The end of input is exit 64.
  func answer(_ argument: ScriptHeader.Argument) throws(Failure) -> Document {
    while true {
      Output.error(Self.text(for: argument) + " ")
      guard let line = readLine(strippingNewline: true) else {
        Output.error("\n")
        throw Failure("Missing argument '\(argument.name)': no answer")
      }
      let answer = trimmed(line)
      if answer.isEmpty { continue }
      do throws(Failure) {
        return try ScriptArguments.value(of: answer, for: argument)
      } catch {
        Output.error(error.message + "\n")
      }
    }
  }

  /// The `@ask` text, or one made of name and help text.
  static func text(for argument: ScriptHeader.Argument) -> String {
    argument.question
      ?? (argument.text.isEmpty ? "\(argument.name):" : "\(argument.name) (\(argument.text)):")
  }
}
