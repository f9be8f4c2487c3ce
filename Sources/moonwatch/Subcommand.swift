import ArgumentParser
import Shell

/// A command with flags of its own, such as `moonwatch doctor`. The flags that every run takes are
/// read before, wherever they stand; what is left is parsed by the command that the first word names.
protocol Subcommand: ParsableCommand {
  /// False where a mistake in the settings does not matter, or is itself reported.
  static var needsSettings: Bool { get }

  /// Does what the command is for, and returns the exit status.
  func run(with settings: Settings) throws(Failure) -> Int32
}

extension Subcommand {
  static var needsSettings: Bool { true }
}

/// The commands of this program, by their names.
enum Subcommands {
  static let all: [any Subcommand.Type] = [
    DoctorCommand.self
  ]

  /// Runs the command that the first word names and returns the exit status; nil where it names none.
  ///
  /// - Parameter words: what is no flag of every run, in its order.
  static func run(_ words: [String], asksForHelp: Bool, settings: Settings) -> Int32? {
    guard let name = words.first,
      let command = all.first(where: { $0.configuration.commandName == name })
    else { return nil }
    return run(command, Array(words.dropFirst()), asksForHelp: asksForHelp, settings: settings)
  }

  private static func run<Command: Subcommand>(
    _ type: Command.Type, _ words: [String], asksForHelp: Bool, settings: Settings
  ) -> Int32 {
    if asksForHelp { return Shell.printed(type.helpMessage() + "\n") }
    let command: Command
    do {
      command = try type.parse(words)
    } catch {
      let name = type.configuration.commandName ?? ""
      return Shell.report(
        Failure(type.message(for: error), hints: ["See 'moonwatch \(name) --help'."]))
    }
    return Shell.run(settings, needsSettings: type.needsSettings) { () throws(Failure) in
      try command.run(with: settings)
    }
  }
}
