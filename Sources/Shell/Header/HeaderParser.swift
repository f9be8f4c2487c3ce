import Scripting

/// Reads a script's header from its text, without running it.
///
/// The header is the first block of comments, after a `#!` line and blank lines: consecutive lines of
/// `--` or `---`, or one `--[[ … ]]`. A line whose text begins with `@` is a tag. Tags of LuaLS, which
/// share the comments, are passed over; any other unknown tag is an error, so that a misspelt
/// `@needs` never goes unseen.
struct HeaderParser {
  private let file: String
  private var header = ScriptHeader()
  private var questions: [(name: String, text: String, line: Int)] = []
  private var seen: [String: Int] = [:]
  private var line = 0

  /// The header of a script; `file` is what messages call it.
  static func parse(_ source: String, file: String) throws(Failure) -> ScriptHeader {
    var parser = HeaderParser(file: file)
    for comment in HeaderComments(source) {
      parser.line = comment.line
      try parser.take(comment.text)
    }
    try parser.attachQuestions()
    parser.trimDescription()
    return parser.header
  }

  private init(file: String) { self.file = file }

  private static let tags = [
    "arg", "ask", "needs", "timeout", "tags", "overlap", "owner", "schedule", "heartbeat",
    "requires",
  ]

  /// LuaLS annotations that may stand in a first comment block.
  private static let foreignTags: Set<String> = [
    "alias", "as", "async", "author", "cast", "class", "copyright", "deprecated", "diagnostic",
    "enum", "field", "generic", "license", "meta", "module", "nodiscard", "operator", "overload",
    "package", "param", "private", "protected", "return", "see", "source", "type", "usage",
    "vararg",
    "version",
  ]

  // MARK: Lines

  private mutating func take(_ text: String) throws(Failure) {
    let trimmedText = trimmed(text)
    guard trimmedText.hasPrefix("@") else {
      header.description.append(text.hasPrefix(" ") ? String(text.dropFirst()) : text)
      return
    }
    let (tag, rest) = split(trimmedText.dropFirst())
    if tag != "arg", tag != "ask", tag != "needs", tag != "requires", tag != "tags",
      Self.tags.contains(tag)
    {
      if let first = seen.updateValue(line, forKey: tag) {
        throw failure("@\(tag) is given twice, first on line \(first)")
      }
    }
    switch tag {
    case "arg": try takeArgument(rest)
    case "ask":
      let (name, question) = split(rest)
      guard !name.isEmpty, !question.isEmpty else {
        throw failure("@ask wants NAME QUESTION, got '\(trimmedText)'")
      }
      questions.append((name, question, line))
    case "needs": try takeNeeds(rest)
    case "timeout":
      guard let seconds = DurationText.seconds(rest), seconds > 0 else {
        throw failure("@timeout wants \(DurationText.expectation), got '\(rest)'")
      }
      header.timeout = seconds
    case "tags":
      let words = list(rest)
      guard !words.isEmpty else { throw failure("@tags wants at least one word") }
      header.tags += words
    case "overlap": header.overlap = try overlap(rest)
    case "owner": header.owner = try required(rest, of: tag)
    case "schedule": header.schedule = try required(rest, of: tag)
    case "heartbeat":
      guard rest.hasPrefix("https://") || rest.hasPrefix("http://") else {
        throw failure("@heartbeat wants an http or https URL, got '\(rest)'")
      }
      header.heartbeat = rest
    case "requires": try takeRequirement(rest)
    default:
      if Self.foreignTags.contains(tag) { return }
      throw failure(
        "unknown tag '@\(tag)'\(Suggestion.text(for: tag, among: Self.tags, prefix: "@"))",
        hints: ["A header may have: \(Self.tags.map { "@" + $0 }.joined(separator: " "))."])
    }
  }

  private mutating func takeArgument(_ rest: String) throws(Failure) {
    let (name, declaration) = split(rest)
    guard !name.isEmpty, !declaration.isEmpty else {
      throw failure(
        "@arg wants NAME TYPE[=DEFAULT] TEXT, got '@arg\(rest.isEmpty ? "" : " ")\(rest)'")
    }
    guard let first = name.first, first.isASCII, first.isLetter || first == "_",
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else {
      throw failure("@arg: a name is letters, digits and underscores, got '\(name)'")
    }
    if GlobalFlags.claims(name) {
      throw failure(
        "@arg \(name): --\(GlobalFlags.dashed(name)) is a flag of moonwatch; use another name")
    }
    if let other = header.arguments.first(where: { $0.name == name }) {
      throw failure("@arg \(name) is given twice, first on line \(other.line)")
    }
    let parsed = try ArgumentDeclaration.parse(declaration) { message in
      failure("@arg \(name): \(message)")
    }
    // `no_x` beside the switch `x` would make `--no-x` mean two things.
    let clash =
      parsed.type.base == .bool
      ? "no_" + name : (name.hasPrefix("no_") ? String(name.dropFirst(3)) : nil)
    if let clash,
      GlobalFlags.claims(clash) && parsed.type.base == .bool
        || header.arguments.contains(where: {
          $0.name == clash && ($0.isSwitch || parsed.type.base == .bool)
        })
    {
      throw failure("@arg \(name) clashes with --\(GlobalFlags.dashed(clash)); use another name")
    }
    header.arguments.append(
      .init(
        name: name, type: parsed.type, defaultText: parsed.defaultText, text: parsed.text,
        line: line))
  }

  private mutating func takeNeeds(_ rest: String) throws(Failure) {
    let words = list(rest)
    guard !words.isEmpty else { throw failure("@needs wants SERVICE:Operation") }
    for word in words {
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let isHTTP = parts[0] == "http"
      let isService = parts[0].allSatisfy {
        $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-")
      }
      let isOperation =
        parts.count == 2
        && parts[1].allSatisfy {
          $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "*" || isHTTP && ".:-_".contains($0))
        }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isService, isOperation else {
        throw failure(
          "@needs wants SERVICE:Operation, such as cloudwatch:PutMetricAlarm or ec2:*, got '\(word)'"
        )
      }
      if !isHTTP, let initial = parts[1].first, initial.isLowercase {
        throw failure(
          "@needs \(word): an operation is written as AWS does, in capitals: "
            + "\(parts[0]):\(Self.pascalCase(parts[1]))")
      }
      if !header.needs.contains(word) { header.needs.append(word) }
    }
  }

  private static func pascalCase(_ name: Substring) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  private func overlap(_ rest: String) throws(Failure) -> ScriptHeader.Overlap {
    switch rest {
    case "skip": return .skip
    case "fail": return .fail
    default:
      if rest.hasPrefix("wait:"), let seconds = DurationText.seconds(String(rest.dropFirst(5))) {
        return .wait(seconds)
      }
      throw failure("@overlap wants skip, fail or wait:DURATION, got '\(rest)'")
    }
  }

  private mutating func takeRequirement(_ rest: String) throws(Failure) {
    let words = list(rest)
    guard words.count == 3, words[0] == "moonwatch",
      let comparison = ScriptHeader.Requirement.Comparison(rawValue: words[1]),
      let version = Version(words[2])
    else { throw failure("@requires wants 'moonwatch >= VERSION', got '\(rest)'") }
    header.requirements.append(.init(comparison: comparison, version: version))
  }

  // MARK: The end

  private mutating func attachQuestions() throws(Failure) {
    for (name, text, line) in questions {
      guard let index = header.arguments.firstIndex(where: { $0.name == name }) else {
        let known = header.arguments.map(\.name)
        self.line = line
        throw failure(
          "@ask \(name): there is no such @arg\(Suggestion.text(for: name, among: known))")
      }
      header.arguments[index].question = text
    }
  }

  private mutating func trimDescription() {
    header.description = header.description.map { text in
      var text = text
      while text.last?.isWhitespace == true { text.removeLast() }
      return text
    }
    while header.description.first?.isEmpty == true { header.description.removeFirst() }
    while header.description.last?.isEmpty == true { header.description.removeLast() }
  }

  // MARK: Small parts

  private func failure(_ message: String, hints: [String] = []) -> Failure {
    Failure("\(file):\(line): \(message)", hints: hints, status: .script)
  }

  private func required(_ rest: String, of tag: String) throws(Failure) -> String {
    if rest.isEmpty { throw failure("@\(tag) wants a text") }
    return rest
  }

  /// The first word and the trimmed rest.
  private func split(_ text: some StringProtocol) -> (String, String) {
    let word = text.prefix { $0 != " " && $0 != "\t" }
    return (String(word), trimmed(text[word.endIndex...]))
  }

  private func list(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\t" || $0 == "," }.map(String.init)
  }
}
