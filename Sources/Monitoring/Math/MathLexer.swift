/// A word, number, string or sign of an expression.
struct MathToken: Equatable {
  enum Kind: Equatable {
    case number(Double)
    /// Starts with a lowercase letter: the id of a metric or of another expression.
    case id(String)
    /// Starts with an uppercase letter: a function or a keyword.
    case word(String)
    case string(String)
    case `operator`(MathOperator)
    /// One of `( ) [ ] ,`.
    case sign(Character)
    case end
  }

  var kind: Kind
  /// In characters from 1.
  var column: Int

  /// How messages name it.
  var name: String {
    switch kind {
    case .number(let value): "the number \(value)"
    case .id(let name), .word(let name): "'\(name)'"
    case .string(let text): "the string \"\(text)\""
    case .operator(let op): "'\(op.rawValue)'"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end of the expression"
    }
  }
}

/// An operator between two operands. `AND` and `OR` are also written `&&` and `||`.
package enum MathOperator: String, Sendable {
  case or = "OR"
  case and = "AND"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"

  /// How tightly it binds. AWS publishes no table; this is the order of arithmetic and of C, in
  /// which each example of its page means what the page says.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .notEqual: 3
    case .less, .greater, .lessOrEqual, .greaterOrEqual: 4
    case .add, .subtract: 5
    case .multiply, .divide: 6
    case .power: 8
    }
  }

  /// Between multiplication and power: `-m1^2` is `-(m1^2)`.
  static let negationPrecedence = 7

  var isArithmetic: Bool { precedence >= 5 }
}

/// Splits an expression's text into tokens.
struct MathLexer {
  private let text: [Character]
  private var position = 0

  static func tokens(of text: String) throws(MathError) -> [MathToken] {
    var lexer = MathLexer(text: Array(text))
    var tokens: [MathToken] = []
    repeat {
      tokens.append(try lexer.next())
    } while tokens.last?.kind != .end
    return tokens
  }

  private init(text: [Character]) {
    self.text = text
  }

  private var current: Character? { position < text.count ? text[position] : nil }

  private mutating func next() throws(MathError) -> MathToken {
    while let character = current, character.isWhitespace { position += 1 }
    let start = position
    guard let character = current else { return MathToken(kind: .end, column: start + 1) }
    let kind: MathToken.Kind
    switch character {
    case "0"..."9", ".": kind = try number()
    case "a"..."z": kind = .id(word())
    case "A"..."Z":
      let word = word()
      kind = word == "AND" ? .operator(.and) : word == "OR" ? .operator(.or) : .word(word)
    case "\"", "'": kind = try string()
    case "(", ")", "[", "]", ",":
      position += 1
      kind = .sign(character)
    default: kind = .operator(try sign())
    }
    return MathToken(kind: kind, column: start + 1)
  }

  private mutating func word() -> String {
    let start = position
    while let character = current, isWordCharacter(character) { position += 1 }
    return String(text[start..<position])
  }

  private func isWordCharacter(_ character: Character) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  /// `2`, `50.25`, `.5`, `1e3`.
  private mutating func number() throws(MathError) -> MathToken.Kind {
    let start = position
    digits()
    if current == "." {
      position += 1
      digits()
    }
    if current == "e" || current == "E" {
      position += 1
      if current == "+" || current == "-" { position += 1 }
      digits()
    }
    while let character = current, isWordCharacter(character) || character == "." { position += 1 }
    let digits = String(text[start..<position])
    guard let value = Double(digits) else {
      throw MathError(.syntax, column: start + 1, "number expected, got '\(digits)'")
    }
    guard value.isFinite else {
      throw MathError(.syntax, column: start + 1, "the number \(digits) is too large")
    }
    return .number(value)
  }

  private mutating func digits() {
    while let character = current, ("0"..."9").contains(character) { position += 1 }
  }

  private mutating func string() throws(MathError) -> MathToken.Kind {
    let start = position
    let quote = text[position]
    position += 1
    while let character = current {
      position += 1
      if character == quote { return .string(String(text[(start + 1)..<(position - 1)])) }
    }
    throw MathError(
      .syntax, column: start + 1, "the string that begins here has no closing \(quote)")
  }

  private mutating func sign() throws(MathError) -> MathOperator {
    let column = position + 1
    let first = text[position]
    let second = position + 1 < text.count ? text[position + 1] : nil
    let pair = String(first) + (second.map(String.init) ?? "")
    if let found = Self.pairs[pair] {
      position += 2
      return found
    }
    if let found = MathOperator(rawValue: String(first)) {
      position += 1
      return found
    }
    throw MathError(.syntax, column: column, "unexpected '\(first)'\(Self.hints[first] ?? "")")
  }

  private static let pairs: [String: MathOperator] = [
    "==": .equal, "!=": .notEqual, "<=": .lessOrEqual, ">=": .greaterOrEqual,
    "&&": .and, "||": .or,
  ]

  private static let hints: [Character: String] = [
    "=": "; '==' compares",
    "!": "; '!=' compares, and there is no negation: compare with 0",
    "&": "; the operator is '&&' or 'AND'",
    "|": "; the operator is '||' or 'OR'",
    "%": "; there is no remainder",
    "“": "; write strings in straight quotes", "”": "; write strings in straight quotes",
    "‘": "; write strings in straight quotes", "’": "; write strings in straight quotes",
    "_": "; an id starts with a lowercase letter",
  ]
}
