import Scripting

/// A command of the prompt itself: a line that begins with a dot and a letter.
enum MetaCommand: Equatable {
  case help(String?)
  case profile(String?)
  case region(String?)
  case write(Bool?)
  /// Seconds and an expression.
  case watch(Double, String)
  case time(String?)
  case trace
  case save(String)
  case load(String)
  case history(Int?)
  case quit

  /// Name, arguments and purpose of each, in the order of `.help`.
  static let all: [(name: String, arguments: String, text: String)] = [
    ("help", "[NAME]", "this list, or help on a function or a call; also NAME? and NAME??"),
    ("profile", "[NAME]", "the profile that calls are made with, or another one"),
    ("region", "[NAME]", "the Region that calls go to, or another one"),
    ("write", "[on|off]", "whether changes are asked about, or refused"),
    ("watch", "[SECONDS] EXPR", "shows an expression again and again; a key ends it"),
    ("time", "[on|off|ENTRY]", "how long an entry takes, and how many calls"),
    ("trace", "", "the traceback of the last error"),
    ("save", "FILE", "the entries that worked, as a script"),
    ("load", "FILE", "runs a file as if it were entered"),
    ("history", "[N]", "the last entries"),
    ("quit", "", "leaves; also Ctrl-D"),
  ]

  /// True for a line that is meant for the prompt itself; `.5 + x` is Lua's.
  static func isMeta(_ line: String) -> Bool {
    line.hasPrefix(".") && (line.dropFirst().first?.isLetter ?? false)
  }

  /// Reads a line that begins with a dot.
  init(_ line: String) throws(Failure) {
    let name = line.dropFirst().prefix { $0.isLetter }
    let rest = String(line.dropFirst(1 + name.count)).trimmed
    let word: String? = rest.isEmpty ? nil : rest
    switch name {
    case "help": self = .help(word)
    case "profile": self = .profile(word)
    case "region": self = .region(word)
    case "write": self = .write(try Self.isOn(word, "write"))
    case "watch": self = try Self.watch(rest)
    case "time": self = .time(word)
    case "trace": self = .trace
    case "save": self = .save(try Self.file(word, "save"))
    case "load": self = .load(try Self.file(word, "load"))
    case "history":
      guard let word else {
        self = .history(nil)
        return
      }
      guard let count = Int(word), count > 0 else {
        throw Failure(".history: expected a number of entries, got '\(word)'")
      }
      self = .history(count)
    case "quit", "exit": self = .quit
    default:
      let begun = Self.all.first { $0.name.hasPrefix(name) }
      let meant =
        begun.map { ". Did you mean '.\($0.name)'?" }
        ?? Suggestion.text(for: String(name), among: Self.all.map(\.name), prefix: ".")
      throw Failure("there is no command '.\(name)'\(meant)", hints: [".help lists them."])
    }
  }

  private static func watch(_ rest: String) throws(Failure) -> MetaCommand {
    let first = rest.prefix { $0 != " " }
    if let seconds = Double(first) ?? DurationText.seconds(String(first)) {
      let expression = String(rest.dropFirst(first.count)).trimmed
      guard seconds >= 0.1 else {
        throw Failure(".watch: expected at least 0.1 seconds, got \(first)")
      }
      guard !expression.isEmpty else { throw wantsExpression }
      return .watch(seconds, expression)
    }
    guard !rest.isEmpty else { throw wantsExpression }
    return .watch(5, rest)
  }

  private static var wantsExpression: Failure {
    Failure(".watch wants an expression, such as: .watch 30 alarms.list{state=\"ALARM\"}")
  }

  static func isOn(_ word: String?, _ name: String) throws(Failure) -> Bool? {
    switch word {
    case nil: nil
    case "on": true
    case "off": false
    case let word?: throw Failure(".\(name): expected on or off, got '\(word)'")
    }
  }

  private static func file(_ word: String?, _ name: String) throws(Failure) -> String {
    guard let word else { throw Failure(".\(name) wants a FILE") }
    guard word.hasPrefix("~/") else { return word }
    return (Process.environment["HOME"] ?? "~") + word.dropFirst(1)
  }
}
