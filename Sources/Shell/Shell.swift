import Scripting

/// The command's body: everything between the parsed command line and the exit status.
public enum Shell {
  /// This program's version.
  public static let version = Scripting.Version.current

  /// Does what an invocation asks for and returns the exit status. `help` is the program's own help.
  public static func run(_ invocation: Invocation, help: () -> String) -> Int32 {
    run(invocation.settings, needsSettings: invocation.action.needsSettings) {
      () throws(Failure) in
      switch invocation.action {
      case .help:
        return printed(help())
      case .scriptHelp(let file):
        let script = try Script.load(file)
        return printed(try script.header().help(script: script.name))
      case .helpOn(let name):
        return printed(try HelpCommand(invocation.settings).text(of: name))
      case .prompt:
        return try Prompt.run(invocation.settings)
      case .file(let path, let words):
        return try BatchRunner(invocation.settings).run(try Script.load(path), words)
      case .standardInput(let words):
        return try BatchRunner(invocation.settings).run(try Script.load(nil), words)
      case .code(let code):
        return try BatchRunner(invocation.settings).run(Script(commandLine: code), .init())
      }
    }
  }

  /// Does what a command is for and returns the exit status, or reports why it can't.
  ///
  /// - Parameter needsSettings: whether a mistake in the settings stops the command.
  public static func run(
    _ settings: Settings, needsSettings: Bool, _ body: () throws(Failure) -> Int32
  ) -> Int32 {
    Signals.ignoreBrokenPipes()
    do throws(Failure) {
      if let problem = settings.problem, needsSettings { throw problem }
      return try body()
    } catch {
      return report(error)
    }
  }

  /// Prints a failure on standard error and returns its exit status.
  public static func report(_ failure: Failure) -> Int32 {
    Output.error(ErrorReport(failure).text(program: "moonwatch"))
    return failure.status.rawValue
  }

  /// Prints a text on standard output and returns the exit status.
  public static func printed(_ text: String) -> Int32 {
    Output.write(text)
    return Output.finish(.ok).rawValue
  }
}
