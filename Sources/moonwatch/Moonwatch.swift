import ArgumentParser
import Glibc
import Scripting
import Shell

/// The command line. All of it is one command: a script's own options stand among ours, so the words
/// that are no flag of ours are collected and told apart by ``Invocation``.
@main struct Moonwatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moonwatch",
    abstract: "Lua for people who run things on AWS.",
    usage: """
      moonwatch                            a prompt (when standard input is a terminal)
      moonwatch [FLAGS] FILE [ARGS...]     run a script; '-' or a pipe: from standard input
      moonwatch [FLAGS] -e CODE            run code from the command line
      moonwatch repl                       the prompt
      moonwatch doctor                     what calls would be made with, and whether one works
      moonwatch FILE --help                what a script takes
      moonwatch help NAME                  a function, such as task.map, or a call, such as
                                           cloudwatch:PutMetricAlarm; 'library' lists them
      """,
    discussion: """
      Flags stand on either side of FILE, up to '--'. What else comes after FILE is the script's.

      Exit status: 0 ok, 1 script error, 2 findings, 64 usage, 69 AWS unavailable, \
      77 no access, 78 configuration, 124 deadline, 130 interrupted, 143 terminated.
      """,
    version: Shell.version,
    helpNames: [])

  @Option(
    name: .customShort("e"), parsing: .unconditional, help: .init("Run CODE.", valueName: "code"))
  var code: String?

  @Option(help: "The profile of the AWS configuration files.")
  var profile: String?

  @Option(help: "The Region, such as eu-west-1.")
  var region: String?

  @Option(
    name: .customLong("endpoint-url"), help: .init("Send every call to this URL.", valueName: "url")
  )
  var endpointURL: String?

  @Flag(help: "Use the embedded cloud: no account, no network.")
  var local = false

  @Option(
    help: .init(
      "What the embedded cloud holds: a Lua file, @fleet or @empty.", valueName: "file"),
    transform: Self.contents)
  var cloud: CloudContents?

  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: .init("How results are written.", valueName: "format"))
  var output: OutputFormat?

  @Option(
    help: .init("End the run after this time, such as 90s or 5m.", valueName: "duration"),
    transform: Self.duration)
  var timeout: Double?

  @Option(
    name: .customLong("memory-limit"),
    help: .init("Bytes that Lua may hold, such as 256M.", valueName: "bytes"),
    transform: Self.bytes)
  var memoryLimit: Int?

  @Option(
    name: .customLong("max-cost"),
    help: .init(
      "Stop before the call by which AWS would charge more, such as 0.50.", valueName: "usd"),
    transform: Self.cost)
  var maxCost: Cost?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: "Send no change; show it instead.")
  var isDryRun = false

  @Flag(name: .customLong("read-only"), help: "Refuse every change.")
  var isReadOnly = false

  @Flag(
    name: .customLong("allow-write"), help: "Allow changes that no @needs declares, and -e's.")
  var allowsWrites = false

  @Option(help: .init("Write every call to this file, as JSON lines.", valueName: "file"))
  var record: String?

  @Option(
    name: .customLong("record-mask"),
    help: .init("What else than secrets is masked there: accounts.", valueName: "what"))
  var recordMask: RecordMask?

  @Option(help: .init("Answer calls from such a file: no account, no network.", valueName: "file"))
  var replay: String?

  @Option(
    name: .customLong("replay-match"),
    help: .init("strict, or best: pass over times that differ.", valueName: "how"))
  var replayMatch: ReplayMatch?

  @Flag(name: .customShort("v"), help: "Say more; twice: still more.")
  var verbosity: Int

  @Flag(name: .customShort("q"), help: "Say nothing but errors.")
  var isQuiet = false

  @Flag(name: .customLong("no-color"), help: "Write no colors.")
  var usesNoColor = false

  @Flag(name: .customLong("private"), help: "At the prompt: write no history.")
  var isPrivate = false

  @Option(
    name: .customShort("L", allowingJoined: true), parsing: .unconditionalSingleValue,
    help: .init("Look for modules in this folder too.", valueName: "dir"))
  var folders: [String] = []

  @Flag(name: [.short, .long], help: "Show this help, or with FILE the script's.")
  var help = false

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var words: [String] = []

  static func main() { Glibc.exit(run(Array(CommandLine.arguments.dropFirst()))) }

  /// Parses the words after the program's name, runs what they ask for, and returns the exit status.
  static func run(_ arguments: [String]) -> Int32 {
    let command: Moonwatch
    do {
      command = try parse(arguments)
    } catch {
      let message = message(for: error)
      return exitCode(for: error) == .success
        ? Shell.printed(message + "\n") : Shell.report(usageFailure(message))
    }
    do throws(Failure) {
      let standing = Settings.standing()
      if command.code == nil,
        let status = Subcommands.run(
          command.words, asksForHelp: command.help, settings: try command.settings(over: standing))
      {
        return status
      }
      let invocation = try command.invocation(
        inputIsTerminal: isatty(STDIN_FILENO) == 1, standing: standing)
      return Shell.run(invocation) { helpMessage() + "\n" }
    } catch {
      return Shell.report(usageFailure(error.message, error.hints))
    }
  }

  /// The values of the flags, and what the other words ask for.
  ///
  /// - Parameter standing: the settings that hold for every run.
  func invocation(inputIsTerminal: Bool, standing: Settings = Settings()) throws(Failure)
    -> Invocation
  {
    try Invocation(
      words: words, code: code, asksForHelp: help, settings: try settings(over: standing),
      inputIsTerminal: inputIsTerminal)
  }

  /// The values of the flags, over the settings that hold for every run.
  func settings(over standing: Settings) throws(Failure) -> Settings {
    if cloud != nil, !local { throw Failure("--cloud goes with --local") }
    if isQuiet, verbosity > 0 { throw Failure("-q and -v exclude each other") }
    if replay != nil {
      if local { throw Failure("--replay and --local exclude each other") }
      if record != nil { throw Failure("--replay and --record exclude each other") }
    }
    if recordMask != nil, record == nil { throw Failure("--record-mask goes with --record") }
    if replayMatch != nil, replay == nil { throw Failure("--replay-match goes with --replay") }
    var settings = standing
    settings.profile = profile
    settings.region = region
    settings.endpointURL = endpointURL
    settings.usesSimulator = local
    settings.cloud = cloud
    if let output { settings.output = output }
    settings.timeout = timeout
    if let memoryLimit { settings.memoryLimit = memoryLimit }
    if let maxCost { settings.maxCost = maxCost }
    if isDryRun { settings.isDryRun = true }
    if isReadOnly { settings.isReadOnly = true }
    settings.allowsWrites = allowsWrites
    settings.verbosity = verbosity
    settings.recordFile = record
    settings.recordsNoAccounts = recordMask == .accounts
    settings.replayFile = replay
    settings.replayMatch = replayMatch ?? .strict
    settings.isQuiet = isQuiet
    settings.isPrivate = isPrivate
    if usesNoColor { settings.usesColor = false }
    settings.searchPath = folders
    return settings
  }

  private static func usageFailure(_ message: String, _ hints: [String] = []) -> Failure {
    Failure(message, hints: hints.isEmpty ? ["See 'moonwatch --help'."] : hints)
  }

  private static func duration(_ text: String) throws -> Double {
    guard let seconds = DurationText.seconds(text), seconds > 0 else {
      throw ValidationError("Expected \(DurationText.expectation).")
    }
    return seconds
  }

  private static func cost(_ text: String) throws -> Cost {
    guard let cost = Cost(text) else { throw ValidationError("Expected \(Cost.expectation).") }
    return cost
  }

  private static func contents(_ text: String) throws -> CloudContents {
    guard let contents = CloudContents(text) else {
      throw ValidationError("Expected a Lua file, @fleet or @empty.")
    }
    return contents
  }

  private static func bytes(_ text: String) throws -> Int {
    guard let bytes = Settings.bytes(text) else {
      throw ValidationError("Expected a number of bytes such as 1048576, 512K, 256M or 2G.")
    }
    return bytes
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ReplayMatch: ExpressibleByArgument {}

/// What a recording leaves out beside secrets.
enum RecordMask: String, CaseIterable, ExpressibleByArgument {
  case accounts
}
