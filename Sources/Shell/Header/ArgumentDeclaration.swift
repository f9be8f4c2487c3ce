/// The part of `@arg NAME TYPE[=DEFAULT] TEXT` after the name.
struct ArgumentDeclaration {
  var type: ArgumentType
  var defaultText: String?
  var text: String

  /// Reads `TYPE`, `TYPE{a,b}`, `TYPE=DEFAULT` and the text. A default with spaces stands in double
  /// quotes, where `\"` and `\\` mean what they mean in Lua.
  static func parse(_ declaration: String, failure: (String) -> Failure) throws(Failure)
    -> ArgumentDeclaration
  {
    let name = declaration.prefix { $0.isASCII && $0.isLetter }
    var rest = declaration[name.endIndex...]
    guard let base = ArgumentType.Base(rawValue: String(name)),
      rest.first.map({ " \t{=".contains($0) }) ?? true
    else {
      let word = String(declaration.prefix { !" \t{=".contains($0) })
      let known = ArgumentType.Base.allCases.map(\.rawValue)
      let hint = Suggestion.text(for: word, among: known)
      throw failure(
        "unknown type '\(word)'\(hint.isEmpty ? "; expected \(known.joined(separator: ", "))" : hint)"
      )
    }
    var type = ArgumentType(base: base)
    if rest.first == "{" {
      guard let close = rest.firstIndex(of: "}") else { throw failure("'{' without '}'") }
      type.choices = rest[rest.index(after: rest.startIndex)..<close]
        .split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
      rest = rest[rest.index(after: close)...]
      try check(type, failure)
    }
    var defaultText: String?
    if rest.first == "=" {
      (defaultText, rest) = try takeDefault(rest.dropFirst(), failure)
    }
    guard rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else {
      throw failure("expected a space after the type, got '\(rest)'")
    }
    if let defaultText, type.value(of: defaultText) == nil {
      throw failure("default: expected \(type.expectation), got '\(defaultText)'")
    }
    return .init(type: type, defaultText: defaultText, text: trimmed(rest))
  }

  private static func check(_ type: ArgumentType, _ failure: (String) -> Failure) throws(Failure) {
    if type.base == .bool { throw failure("a bool has no choices") }
    if type.choices.contains("") { throw failure("an empty choice in '{…}'") }
    let plain = ArgumentType(base: type.base)
    for choice in type.choices where plain.value(of: choice) == nil {
      throw failure("choice '\(choice)': expected \(plain.expectation)")
    }
  }

  private static func takeDefault(_ text: Substring, _ failure: (String) -> Failure) throws(Failure)
    -> (String, Substring)
  {
    guard text.first == "\"" else {
      let word = text.prefix { $0 != " " && $0 != "\t" }
      return (String(word), text[word.endIndex...])
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      switch character {
      case "\"": return (value, rest)
      case "\\":
        guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else {
          throw failure("in a quoted default only \\\" and \\\\ are escapes")
        }
        value.append(escaped)
      default: value.append(character)
      }
    }
    throw failure("a quoted default without its closing quote")
  }
}
