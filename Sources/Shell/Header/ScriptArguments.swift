import Documents

/// Somebody who can be asked for an argument that is missing.
protocol Answering {
  func answer(_ argument: ScriptHeader.Argument) throws(Failure) -> Document
}

/// Binds the words of a command line to the arguments that a script's header declares.
struct ScriptArguments {
  private let header: ScriptHeader
  /// What the script is called in messages.
  private let script: String
  private var values: [String: Document] = [:]

  /// The map for `args`: every argument in the header's order.
  ///
  /// Positional words fill the arguments that are no switches, in order; `--name VALUE`,
  /// `--name=VALUE`, `--flag` and `--no-flag` name theirs. A word that looks like a negative number
  /// is a value. A missing required argument is asked for, where there is somebody to ask.
  static func bind(
    _ words: Invocation.Words, to header: ScriptHeader, script: String,
    asking person: (any Answering)?
  ) throws(Failure) -> Document {
    var binding = ScriptArguments(header: header, script: script)
    let positional = try binding.takeNamed(words.words)
    try binding.takePositional(positional + words.literal)
    return try binding.finish(asking: person)
  }

  private init(header: ScriptHeader, script: String) {
    self.header = header
    self.script = script
  }

  // MARK: Words

  private mutating func takeNamed(_ words: [String]) throws(Failure) -> [String] {
    var positional: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-", Double(word) == nil else {
        positional.append(word)
        continue
      }
      guard word.hasPrefix("--") else { throw unknown(word) }
      let option = word.dropFirst(2).prefix { $0 != "=" }
      let attached =
        option.endIndex < word.endIndex
        ? String(word[word.index(after: option.endIndex)...]) : nil
      let name = String(option.map { $0 == "-" ? "_" : $0 })

      if let argument = header.arguments.first(where: { $0.name == name }) {
        if argument.isSwitch {
          try set(argument, attached ?? "true")
        } else if let value = attached ?? rest.popFirst() {
          try set(argument, value)
        } else {
          throw failure("Missing value for '--\(option)': \(argument.type.expectation)")
        }
      } else if name.hasPrefix("no_"),
        let argument = header.arguments.first(where: { $0.isSwitch && "no_" + $0.name == name })
      {
        if let attached {
          throw failure("'--\(option)' takes no value, got '\(attached)'")
        }
        try set(argument, "false")
      } else {
        throw unknown(word)
      }
    }
    return positional
  }

  private mutating func takePositional(_ words: [String]) throws(Failure) {
    var open = header.arguments.filter { !$0.isSwitch && values[$0.name] == nil }[...]
    for word in words {
      guard let argument = open.popFirst() else {
        throw failure(
          header.arguments.isEmpty
            ? "\(script) takes no arguments, got '\(word)'" : "Unexpected argument '\(word)'")
      }
      try set(argument, word)
    }
  }

  private mutating func set(_ argument: ScriptHeader.Argument, _ word: String) throws(Failure) {
    guard values[argument.name] == nil else {
      throw failure("'\(argument.name)' is given twice")
    }
    values[argument.name] = try Self.value(of: word, for: argument)
  }

  /// The value of a word for an argument.
  static func value(of word: String, for argument: ScriptHeader.Argument) throws(Failure)
    -> Document
  {
    if let value = argument.type.value(of: word) { return value }
    throw Failure(
      "Argument '\(argument.name)': expected \(argument.type.expectation), got '\(word)'")
  }

  // MARK: The end

  private func finish(asking person: (any Answering)?) throws(Failure) -> Document {
    var entries: [(String, Document)] = []
    for argument in header.arguments {
      if let value = values[argument.name] {
        entries.append((argument.name, value))
      } else if let text = argument.defaultText, let value = argument.type.value(of: text) {
        entries.append((argument.name, value))
      } else if argument.isSwitch {
        entries.append((argument.name, false))
      } else if let person {
        entries.append((argument.name, try person.answer(argument)))
      } else {
        throw failure(
          "Missing argument '\(argument.name)' (\(argument.type.description))"
            + (argument.text.isEmpty ? "" : ": \(argument.text)"))
      }
    }
    return Document(entries: entries)
  }

  private func unknown(_ word: String) -> Failure {
    let names = header.arguments.flatMap { argument in
      let name = GlobalFlags.dashed(argument.name)
      return argument.isSwitch ? [name, "no-" + name] : [name]
    }
    var failure = Invocation.unknownOption(word, among: names)
    failure.hints = [usageHint]
    return failure
  }

  private func failure(_ message: String) -> Failure { Failure(message, hints: [usageHint]) }

  private var usageHint: String { "See 'moonwatch \(script) --help'." }
}
