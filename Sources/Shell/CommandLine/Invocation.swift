import Scripting

/// What the command line asks for.
public struct Invocation {
  public enum Action: Equatable, Sendable {
    case prompt
    /// A script, and the words after it.
    case file(String, Words)
    case standardInput(Words)
    case code(String)
    /// This program's help.
    case help
    /// What a script's header says of its use; nil: of the script on standard input.
    case scriptHelp(file: String?)
    /// Help on a name: of the library, of an AWS operation, or of a script.
    case helpOn(String)

    /// False where a mistake in the settings does not matter, or is itself reported.
    var needsSettings: Bool {
      switch self {
      case .help, .helpOn, .scriptHelp: false
      default: true
      }
    }
  }

  /// The words that are a script's: those after `--` are values even where they begin with a dash.
  public struct Words: Equatable, Sendable {
    public var words: [String]
    public var literal: [String]

    public init(_ words: [String] = [], literal: [String] = []) {
      self.words = words
      self.literal = literal
    }

    var isEmpty: Bool { words.isEmpty && literal.isEmpty }
  }

  public var action: Action
  public var settings: Settings

  /// Finds the action in the words that are no flag of ours. `words` are all of them in their order,
  /// with the first `--` still among them.
  public init(
    words: [String], code: String?, asksForHelp: Bool, settings: Settings, inputIsTerminal: Bool
  ) throws(Failure) {
    self.settings = settings
    let terminator = words.firstIndex(of: "--") ?? words.endIndex
    var own = Words(
      Array(words[..<terminator]), literal: Array(words[terminator...].dropFirst()))
    for word in own.words { try Self.refuseReserved(word) }

    if let code {
      if asksForHelp {
        action = .help
        return
      }
      if let word = own.words.first(where: { $0.hasPrefix("-") && $0 != "-" }) {
        throw Self.unknownOption(word)
      }
      guard own.isEmpty else {
        throw Failure("-e takes no FILE and no arguments, got '\((own.words + own.literal)[0])'")
      }
      action = .code(code)
      return
    }
    var runs = false
    var isHelp = asksForHelp
    switch own.words.first {
    case "run":
      own.words.removeFirst()
      runs = true
    case "help":
      own.words.removeFirst()
      if own.words.count == 1, own.literal.isEmpty, let name = own.words.first, name != "-" {
        guard !name.hasPrefix("-") else { throw Self.unknownOption(name) }
        action = .helpOn(name)
        return
      }
      isHelp = true
    case "repl":
      if let word = (own.words + own.literal).dropFirst().first {
        if word.hasPrefix("-"), own.words.contains(word) { throw Self.unknownOption(word) }
        throw Failure("'moonwatch repl' takes no arguments, got '\(word)'")
      }
      action = isHelp ? .help : .prompt
      return
    case let word? where GlobalFlags.reservedCommands.contains(word):
      throw Failure(
        "'moonwatch \(word)' is not in this version",
        hints: ["To run a script of this name, write 'moonwatch ./\(word)'."])
    default:
      break
    }
    // `moonwatch -- FILE`: what follows the dashes is a file whatever it looks like.
    let isLiteral = own.words.isEmpty && !own.literal.isEmpty
    guard let file = isLiteral ? own.literal.removeFirst() : own.words.first else {
      if isHelp {
        action = .help
      } else if runs {
        throw Failure("'moonwatch run' wants a FILE", hints: ["Use '-' for standard input."])
      } else {
        action = inputIsTerminal ? .prompt : .standardInput(Words())
      }
      return
    }
    if !isLiteral {
      guard file == "-" || !file.hasPrefix("-") else { throw Self.unknownOption(file) }
      own.words.removeFirst()
    }
    let isInput = file == "-" && !isLiteral
    if isHelp {
      action = .scriptHelp(file: isInput ? nil : file)
    } else {
      action = isInput ? .standardInput(own) : .file(file, own)
    }
  }

  /// The error for an option that is neither ours nor, so far as is known, a script's.
  static func unknownOption(_ word: String, among others: [String] = []) -> Failure {
    let option = word.prefix { $0 != "=" }
    let hint = Suggestion.text(
      for: String(option.drop { $0 == "-" }), among: others + GlobalFlags.names, prefix: "--")
    return Failure("Unknown option '\(option)'\(option.hasPrefix("--") ? hint : "")")
  }

  private static func refuseReserved(_ word: String) throws(Failure) {
    guard word.hasPrefix("--") else { return }
    let name = String(word.dropFirst(2).prefix { $0 != "=" })
    if GlobalFlags.reserved.contains(name) {
      throw Failure("'--\(name)' is not in this version")
    }
  }
}
