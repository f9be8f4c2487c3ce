import Documents

/// Reads an expression by the binding strength of its operators (Pratt's way), as JMESPath's grammar
/// has them: a projection takes everything to its right up to a pipe, an operator or a bracket.
struct PathParser {
  private let text: String
  private let tokens: [PathToken]
  private var position = 0
  private var depth = 0

  init(_ text: String) throws(AWSError) {
    self.text = text
    tokens = try PathLexer.tokens(of: text)
  }

  static func failure(_ text: String, _ reason: String) -> AWSError {
    AWSError(.internal, code: "BadPath", "cannot follow the path '\(text)': \(reason)")
  }

  mutating func parse() throws(AWSError) -> PathNode {
    let node = try expression(above: 0)
    guard current == .end else { throw unexpected() }
    return node
  }

  /// How strongly a symbol binds to what stands to its left; 0: it ends an expression.
  private static func strength(_ token: PathToken) -> Int {
    guard case .symbol(let symbol) = token else { return 0 }
    switch symbol {
    case "|": return 1
    case "||": return 2
    case "&&": return 3
    case "==", "!=", "<", "<=", ">", ">=": return 5
    case "[]": return 9
    case "[?": return 21
    case ".": return 40
    case "[": return 55
    default: return 0
    }
  }

  /// Below this, a symbol ends a projection.
  private static let projectionEnd = 10

  private var current: PathToken { tokens[min(position, tokens.count - 1)] }

  private mutating func advance() -> PathToken {
    defer { position += 1 }
    return current
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard current == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(AWSError) {
    guard take(symbol) else { throw unexpected(wanted: "'\(symbol)'") }
  }

  private func unexpected(wanted: String? = nil) -> AWSError {
    let got =
      switch current {
      case .name(let name): "the name '\(name)'"
      case .number(let number): "\(number)"
      case .literal: "a literal"
      case .symbol(let symbol): "'\(symbol)'"
      case .end: "its end"
      }
    return Self.failure(text, wanted.map { "expected \($0), got \(got)" } ?? "unexpected \(got)")
  }

  private mutating func expression(above strength: Int) throws(AWSError) -> PathNode {
    guard depth < 64 else { throw Self.failure(text, "nested deeper than 64 levels") }
    depth += 1
    defer { depth -= 1 }
    var node = try prefix()
    while Self.strength(current) > strength { node = try infix(node) }
    return node
  }

  /// What an expression starts with.
  private mutating func prefix() throws(AWSError) -> PathNode {
    let token = current
    switch token {
    case .name(let name):
      position += 1
      return take("(") ? try function(name) : .member(name)
    case .literal(let literal):
      position += 1
      return .literal(literal)
    case .symbol("@"):
      position += 1
      return .current
    case .symbol("!"):
      position += 1
      return .not(try expression(above: 45))
    case .symbol("("):
      position += 1
      let node = try expression(above: 0)
      try expect(")")
      // What follows sees the whole, not each of it.
      return .sequence(node, .current)
    case .symbol("*"):
      position += 1
      return .projection(.current, .values, try projected(above: 20))
    case .symbol("["), .symbol("[]"), .symbol("[?"): return try infix(.current)
    default: throw unexpected()
    }
  }

  /// What goes on from an expression.
  private mutating func infix(_ left: PathNode) throws(AWSError) -> PathNode {
    guard case .symbol(let symbol) = advance() else { throw unexpected() }
    switch symbol {
    case "|": return .sequence(left, try expression(above: 1))
    case "||": return .or(left, try expression(above: 2))
    case "&&": return .and(left, try expression(above: 3))
    case ".":
      if take("*") { return .projection(left, .values, try projected(above: 20)) }
      return .sequence(left, try afterDot(above: 40))
    case "[]": return .projection(left, .flattened, try projected(above: 9))
    case "[?":
      let condition = try expression(above: 0)
      try expect("]")
      return .projection(left, .filtered(condition), try projected(above: 21))
    case "[":
      if case .number(let number) = current {
        position += 1
        try expect("]")
        return .sequence(left, .position(number))
      }
      try expect("*")
      try expect("]")
      return .projection(left, .elements, try projected(above: 20))
    default:
      guard let comparison = PathNode.Comparison(rawValue: symbol) else {
        position -= 1
        throw unexpected()
      }
      return .comparison(left, comparison, try expression(above: 5))
    }
  }

  /// The right side of a projection.
  private mutating func projected(above strength: Int) throws(AWSError) -> PathNode {
    if Self.strength(current) < Self.projectionEnd { return .current }
    switch current {
    case .symbol("."):
      position += 1
      if take("*") {
        return .projection(.current, .values, try projected(above: 20))
      }
      return try afterDot(above: strength)
    case .symbol("["), .symbol("[?"): return try expression(above: strength)
    default: throw unexpected()
    }
  }

  private mutating func afterDot(above strength: Int) throws(AWSError) -> PathNode {
    guard case .name = current else { throw unexpected(wanted: "a name after '.'") }
    return try expression(above: strength)
  }

  private mutating func function(_ name: String) throws(AWSError) -> PathNode {
    var arguments: [PathNode] = []
    while !take(")") {
      if !arguments.isEmpty { try expect(",") }
      arguments.append(try expression(above: 0))
    }
    switch (name, arguments.count) {
    case ("length", 1): return .length(arguments[0])
    case ("contains", 2): return .contains(arguments[0], arguments[1])
    default:
      throw Self.failure(
        text, "the function \(name)() with \(arguments.count) arguments is not known")
    }
  }
}
