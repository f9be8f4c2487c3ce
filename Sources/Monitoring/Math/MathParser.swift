/// One step of an expression in postfix order: it takes its operands off a stack and leaves its
/// result there. A flat list, so that no text, however long, makes evaluation recurse.
struct MathStep: Equatable {
  enum Kind: Equatable {
    case number(Double)
    /// The id of a metric or of another expression.
    case reference(String)
    case string(String)
    /// A keyword as an argument: `REPEAT`, `DESC`, `AVG`.
    case word(String)
    case negate
    case apply(MathOperator)
    /// An array of as many elements.
    case array(Int)
    /// A function with as many arguments.
    case call(MathFunction, Int)
  }

  var kind: Kind
  /// Where it is written: an operator's sign, a function's name.
  var column: Int
}

/// Turns tokens into steps.
struct MathParser {
  /// AWS: MetricDataQuery, Expression: at most 2,048 characters.
  static let maximumLength = 2_048
  /// Parentheses, calls, arrays and signs within one another.
  static let maximumDepth = 64

  private let tokens: [MathToken]
  private var position = 0
  private var depth = 0
  private var steps: [MathStep] = []

  static func steps(of text: String) throws(MathError) -> [MathStep] {
    guard text.count <= maximumLength else {
      throw MathError(
        .syntax,
        "an expression has at most \(maximumLength) characters, this one has \(text.count)")
    }
    var parser = MathParser(tokens: try MathLexer.tokens(of: text))
    guard parser.current.kind != .end else {
      throw MathError(.syntax, column: 1, "an expression such as 'm1/m2*100' expected, got nothing")
    }
    try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpectedAfterOperand() }
    return parser.steps
  }

  private init(tokens: [MathToken]) {
    self.tokens = tokens
  }

  private var current: MathToken { tokens[position] }

  private mutating func take(_ sign: Character) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private mutating func emit(_ kind: MathStep.Kind, at column: Int) {
    steps.append(MathStep(kind: kind, column: column))
  }

  // MARK: Grammar

  /// Operators of at least a precedence, and their operands. All but `^` group to the left.
  private mutating func expression(above precedence: Int = 0) throws(MathError) {
    try enter()
    defer { depth -= 1 }
    try operand()
    while case .operator(let op) = current.kind, op.precedence > precedence {
      let column = current.column
      position += 1
      try expression(above: op == .power ? MathOperator.negationPrecedence - 1 : op.precedence)
      emit(.apply(op), at: column)
    }
  }

  private mutating func enter() throws(MathError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw MathError(
        .syntax, column: current.column,
        "more than \(Self.maximumDepth) levels within one another; give parts ids of their own")
    }
  }

  private mutating func operand() throws(MathError) {
    let token = current
    position += 1
    switch token.kind {
    case .number(let value): emit(.number(value), at: token.column)
    case .string(let text): emit(.string(text), at: token.column)
    case .id(let name):
      if current.kind == .sign("(") { throw notAFunction(name, at: token.column) }
      emit(.reference(name), at: token.column)
    case .word(let name): try word(name, at: token.column)
    case .operator(.subtract):
      try expression(above: MathOperator.negationPrecedence)
      emit(.negate, at: token.column)
    case .sign("("):
      try expression()
      guard take(")") else { throw unclosed("(", at: token.column, expected: ")") }
    case .sign("["):
      let count = try list(until: "]", opened: "[", at: token.column)
      guard count > 0 else {
        throw MathError(.syntax, column: token.column, "an array has at least one element, got []")
      }
      emit(.array(count), at: token.column)
    case .operator, .sign, .end:
      throw MathError(
        .syntax, column: token.column,
        "a number, an id, a function or '(' expected, got \(token.name)")
    }
  }

  /// A function with its arguments, or a keyword.
  private mutating func word(_ name: String, at column: Int) throws(MathError) {
    guard take("(") else {
      if Self.keywords.contains(name) { return emit(.word(name), at: column) }
      if MathFunction(rawValue: name) != nil {
        throw MathError(
          .syntax, column: column, "'(' expected after '\(name)', got \(current.name)")
      }
      if name == "SELECT" {
        throw MathError(.refused, column: column, "a Metrics Insights query is no metric math")
      }
      throw MathError(
        .unknown, column: column,
        "unknown word '\(name)': ids start with a lowercase letter, functions have parentheses"
          + MathError.hint(for: name, among: Self.keywords))
    }
    guard let function = MathFunction(rawValue: name) else {
      throw MathError(
        .unknown, column: column,
        "no function is called '\(name)'" + MathError.hint(for: name, among: Self.functions))
    }
    let count = try list(until: ")", opened: "\(name)(", at: column)
    emit(.call(function, count), at: column)
  }

  /// Expressions between commas, up to the closing sign; how many.
  private mutating func list(until close: Character, opened: String, at column: Int)
    throws(MathError) -> Int
  {
    if take(close) { return 0 }
    var count = 0
    repeat {
      try expression()
      count += 1
    } while take(",")
    guard take(close) else { throw unclosed(opened, at: column, expected: close) }
    return count
  }

  // MARK: What went wrong

  private static let keywords = ["REPEAT", "LINEAR", "AVG", "MIN", "MAX", "SUM", "ASC", "DESC"]
  private static let functions = MathFunction.allCases.map(\.rawValue)

  private func unclosed(_ opened: String, at column: Int, expected: Character) -> MathError {
    if !isOperandStart(current) {
      return MathError(
        .syntax, column: current.column,
        "'\(expected)' expected to close the '\(opened)' of column \(column), got \(current.name)")
    }
    return unexpectedAfterOperand()
  }

  /// An operator was due.
  private func unexpectedAfterOperand() -> MathError {
    var hint = ""
    if case .id(let name) = current.kind, ["and", "or"].contains(name) {
      hint = "; did you mean '\(name.uppercased())'?"
    }
    return MathError(
      .syntax, column: current.column,
      "an operator or the end of the expression expected, got \(current.name)\(hint)")
  }

  private func isOperandStart(_ token: MathToken) -> Bool {
    switch token.kind {
    case .number, .id, .word, .string: true
    case .operator, .sign, .end: false
    }
  }

  private func notAFunction(_ name: String, at column: Int) -> MathError {
    let upper = name.uppercased()
    if MathFunction(rawValue: upper) != nil {
      return MathError(
        .unknown, column: column, "functions are written in uppercase: '\(upper)', not '\(name)'")
    }
    return MathError(
      .unknown, column: column,
      "no function is called '\(name)'" + MathError.hint(for: upper, among: Self.functions))
  }
}
