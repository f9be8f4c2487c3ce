import Documents

/// A word of an expression.
enum PathToken: Equatable {
  case name(String)
  case number(Int)
  case literal(Document)
  /// Brackets, operators, dots.
  case symbol(String)
  case end
}

/// Cuts an expression into words.
struct PathLexer {
  private let text: String
  private var rest: Substring

  static func tokens(of text: String) throws(AWSError) -> [PathToken] {
    var lexer = PathLexer(text: text, rest: text[...])
    var tokens: [PathToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens + [.end]
  }

  /// The longer ones first.
  private static let symbols = [
    "&&", "||", "==", "!=", "<=", ">=", "[?", "[]", "[", "]", "(", ")", ".", "*", ",", "@", "!",
    "<", ">", "|",
  ]

  private mutating func next() throws(AWSError) -> PathToken? {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
    guard let first = rest.first else { return nil }
    if first.isASCII && (first.isLetter || first == "_") {
      let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      rest = rest.dropFirst(name.count)
      return .name(String(name))
    }
    if first == "-" || first.isASCII && first.isNumber {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      let number = String(first) + digits
      rest = rest.dropFirst(number.count)
      guard let value = Int(number) else { throw failure("'\(number)' is no position") }
      return .number(value)
    }
    switch first {
    case "\"":
      guard let name = try json("\"" + quoted("\"") + "\"").string else {
        throw failure("a name in quotes is no text")
      }
      return .name(name)
    case "'":
      return .literal(Document(try quoted("'").replacing("\\'", with: "'")))
    case "`":
      let content = try quoted("`").replacing("\\`", with: "`")
      return .literal(try json(content))
    default:
      for symbol in Self.symbols where rest.hasPrefix(symbol) {
        rest = rest.dropFirst(symbol.count)
        return .symbol(symbol)
      }
      throw failure("'\(first)' has no meaning")
    }
  }

  /// What stands between two quotes, escapes as they are.
  private mutating func quoted(_ quote: Character) throws(AWSError) -> String {
    rest = rest.dropFirst()
    var content = ""
    while let character = rest.popFirst() {
      if character == quote { return content }
      content.append(character)
      if character == "\\", let escaped = rest.popFirst() { content.append(escaped) }
    }
    throw failure("no closing \(quote)")
  }

  private func json(_ text: String) throws(AWSError) -> Document {
    do {
      return try JSON.parse(Array(text.utf8))
    } catch {
      throw failure("'\(text)': \(error.reason)")
    }
  }

  private func failure(_ reason: String) -> AWSError { PathParser.failure(text, reason) }
}
