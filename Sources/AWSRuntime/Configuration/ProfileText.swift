/// The sections of one AWS configuration file, by the grammar that all AWS SDKs share.
///
/// A line is blank, a comment (`#` or `;` at its start), a section's head in brackets, a property
/// `name = value`, or, with a blank at its start, the continuation of a property's value. A property
/// without a value may continue with sub-properties. A section or property whose name has other
/// characters than letters, digits and `_ - / . % @ : +` is skipped.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct ProfileText {
  /// Which of the two files a text is: they differ in how profiles are headed.
  enum Dialect {
    /// `[profile name]`, `[default]`, `[sso-session name]`, `[services name]`.
    case config
    /// `[name]`.
    case credentials
  }

  /// Why a text cannot be read, and on which line, from 1.
  struct Failure: Error, Equatable {
    let line: Int
    let reason: String
  }

  typealias Sections = [String: [String: String]]

  private(set) var profiles: Sections = [:]
  private(set) var ssoSessions: Sections = [:]
  private(set) var services: Sections = [:]

  private enum Kind { case profile, ssoSession, services }

  /// Where a line stands: before any section, in one, or in one that is skipped.
  private enum Place {
    case start
    case section(Kind, String)
    case skipped
  }

  private let dialect: Dialect
  private var place = Place.start
  /// The property that a continuation belongs to; "" where that property is skipped.
  private var property: String?
  private var readsSubproperties = false
  private var hasPrefixedDefault = false

  init(_ text: String, dialect: Dialect) throws(Failure) {
    self.dialect = dialect
    // Over scalars: a carriage return and a line feed are one character to Swift.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { try read(Substring(line), number: index + 1) }
  }

  private mutating func read(_ line: Substring, number: Int) throws(Failure) {
    let trimmed = line.trimmed
    guard let first = line.first, !trimmed.isEmpty, first != "#", first != ";" else { return }
    if trimmed.first == "[" {
      try readSection(trimmed, number)
    } else if first.isWhitespace {
      try readContinuation(trimmed, number)
    } else {
      try readProperty(line, number)
    }
  }

  // MARK: Sections

  private mutating func readSection(_ line: Substring, _ number: Int) throws(Failure) {
    property = nil
    let head = line.prefix { $0 != "#" && $0 != ";" }.trimmed
    guard head.last == "]" else {
      throw Failure(
        line: number,
        reason: "Profile definition must end with ']', as in [profile name]; got \(line)")
    }
    place = .skipped
    guard let (kind, name, isPrefixed) = parse(head: head.dropFirst().dropLast().trimmed),
      Self.isName(name)
    else { return }
    if kind == .profile && name == "default" && dialect == .config {
      // [profile default] wins over [default], whichever comes first.
      if hasPrefixedDefault && !isPrefixed { return }
      if isPrefixed && !hasPrefixedDefault { profiles["default"] = nil }
      hasPrefixedDefault = hasPrefixedDefault || isPrefixed
    }
    place = .section(kind, String(name))
    update(kind) { $0[String(name)] = $0[String(name)] ?? [:] }
  }

  private func parse(head: Substring) -> (Kind, name: Substring, isPrefixed: Bool)? {
    guard dialect == .config else { return (.profile, head, false) }
    let word = head.prefix { !$0.isWhitespace }
    let name = head[word.endIndex...].trimmed
    switch (word, name.isEmpty) {
    case ("profile", false): return (.profile, name, true)
    case ("sso-session", false): return (.ssoSession, name, true)
    case ("services", false): return (.services, name, true)
    case ("default", true): return (.profile, word, false)
    default: return nil
    }
  }

  // MARK: Properties

  private mutating func readProperty(_ line: Substring, _ number: Int) throws(Failure) {
    let section: (kind: Kind, name: String)
    switch place {
    case .start:
      throw Failure(
        line: number, reason: "Expected a profile definition such as [default] before any property")
    case .skipped:
      property = ""
      readsSubproperties = false
      return
    case .section(let kind, let name): section = (kind, name)
    }
    let (name, value) = try Self.split(line.withoutComment, number, where: "")
    readsSubproperties = value.isEmpty
    guard Self.isName(name) else {
      property = ""
      return
    }
    property = name.lowercased()
    update(section.kind) { $0[section.name, default: [:]][name.lowercased()] = String(value) }
  }

  private mutating func readContinuation(_ line: Substring, _ number: Int) throws(Failure) {
    if case .start = place {
      throw Failure(
        line: number,
        reason: "Expected a profile definition such as [default]; a line that starts with a blank "
          + "continues a property")
    }
    guard let property else {
      if case .skipped = place { return }
      throw Failure(
        line: number,
        reason: "Expected a property definition; a line that starts with a blank continues one")
    }
    guard case .section(let kind, let name) = place, !property.isEmpty else { return }
    if readsSubproperties { _ = try Self.split(line, number, where: " in sub-property") }
    update(kind) { $0[name]![property]! += "\n\(line)" }
  }

  /// The two sides of a property's equals sign.
  private static func split(_ line: Substring, _ number: Int, where place: String) throws(Failure)
    -> (name: Substring, value: Substring)
  {
    guard let equals = line.firstIndex(of: "=") else {
      throw Failure(
        line: number, reason: "Expected an '=' sign defining a property\(place), as in name = value"
      )
    }
    let name = line[..<equals].trimmed
    guard !name.isEmpty else {
      throw Failure(
        line: number,
        reason: "Property did not have a name\(place); expected one before the '=' sign")
    }
    return (name, line[line.index(after: equals)...].trimmed)
  }

  private mutating func update(_ kind: Kind, _ change: (inout Sections) -> Void) {
    switch kind {
    case .profile: change(&profiles)
    case .ssoSession: change(&ssoSessions)
    case .services: change(&services)
    }
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-/.%@:+".contains($0)) }
  }
}

extension Substring {
  var trimmed: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  /// Without a `#` or `;` after a blank, and all that follows.
  fileprivate var withoutComment: Substring {
    var afterBlank = false
    for index in indices {
      let character = self[index]
      if afterBlank && (character == "#" || character == ";") { return self[..<index] }
      afterBlank = character.isWhitespace
    }
    return self
  }
}
