/// What the ids of an expression stand for, as far as types go.
package struct MathScope {
  /// The ids of the metrics in the request, in its order.
  package var metrics: [String]
  /// The results of other expressions, by id.
  package var expressions: [String: MathType]

  package init(metrics: [String], expressions: [String: MathType] = [:]) {
    self.metrics = metrics
    self.expressions = expressions
  }
}

extension MathExpression {
  /// The type of the result: one series, or an array.
  ///
  /// - Throws: `MathError` where an id is unknown, an argument has another type than AWS's table
  ///   allows, or the result is a number: "The final result of any math expression must be a single
  ///   time series or an array of time series."
  package func type(in scope: MathScope) throws(MathError) -> MathType {
    var checker = MathChecker(scope: scope)
    return try checker.result(of: steps)
  }
}

/// Goes through an expression's steps with types in place of values.
struct MathChecker {
  private enum Operand {
    case value(MathType)
    /// A metric of the request: TS, and what PERIOD takes.
    case metric
    case string
    case strings
    case word(String)

    var type: MathType? {
      switch self {
      case .value(let type): type
      case .metric: .series
      case .string, .strings, .word: nil
      }
    }

    var name: String {
      switch self {
      case .value(let type): type.name
      case .metric: MathType.series.name
      case .string: "a string"
      case .strings: "an array of strings"
      case .word(let word): "'\(word)'"
      }
    }
  }

  private let scope: MathScope
  /// Operands, each with the column at which it begins.
  private var stack: [(operand: Operand, column: Int)] = []
  /// Functions whose result depends on how many points are read: they made S of one TS, or sum up.
  private(set) var rangeDependent: Set<MathFunction> = []

  init(scope: MathScope) {
    self.scope = scope
  }

  mutating func result(of steps: [MathStep]) throws(MathError) -> MathType {
    for step in steps { try take(step) }
    let (operand, column) = stack.removeLast()
    switch operand.type {
    case .series: return .series
    case .array: return .array
    case .scalar:
      throw MathError(
        .type, column: column,
        "the result is a number (S), and an expression must give time series;"
          + " TIME_SERIES(…) makes one of a number")
    case nil: throw MathError(.type, column: column, "an operand expected, got \(operand.name)")
    }
  }

  private mutating func take(_ step: MathStep) throws(MathError) {
    switch step.kind {
    case .number: push(.value(.scalar), step.column)
    case .string: push(.string, step.column)
    case .word(let word): push(.word(word), step.column)
    case .reference(let id): push(try operand(of: id, at: step.column), step.column)
    case .negate:
      let (operand, column) = stack.removeLast()
      push(.value(try value(operand, at: column, of: "-")), step.column)
    case .apply(let op): try apply(op, at: step.column)
    case .array(let count): try array(of: count, at: step.column)
    case .call(let function, let count): try call(function, count, at: step.column)
    }
  }

  private mutating func push(_ operand: Operand, _ column: Int) {
    stack.append((operand, column))
  }

  private func operand(of id: String, at column: Int) throws(MathError) -> Operand {
    if let type = scope.expressions[id] { return .value(type) }
    if scope.metrics.contains(id) { return .metric }
    let known = (scope.metrics + scope.expressions.keys.sorted())
    let hint = MathError.hint(for: id, among: known)
    let list = known.isEmpty ? "there are none" : "known: " + known.joined(separator: ", ")
    throw MathError(
      .unknown, column: column,
      "nothing has the id '\(id)'" + (hint.isEmpty ? "; \(list)" : hint))
  }

  private func value(_ operand: Operand, at column: Int, of op: String) throws(MathError)
    -> MathType
  {
    if let type = operand.type { return type }
    throw MathError(
      .type, column: column,
      "operand of '\(op)': a number or time series expected, got \(operand.name)")
  }

  /// AWS's pairs for arithmetic are S, S · S, TS · TS, TS · S, TS[] · TS, TS[], in either order. For
  /// comparison and logic the page has no arrays.
  private mutating func apply(_ op: MathOperator, at signColumn: Int) throws(MathError) {
    let right = stack.removeLast()
    let left = stack.removeLast()
    let leftType = try value(left.operand, at: left.column, of: op.rawValue)
    let rightType = try value(right.operand, at: right.column, of: op.rawValue)
    let arrays = [leftType, rightType].count { $0 == .array }
    guard arrays == 0 || (op.isArithmetic && arrays == 1) else {
      let allowed =
        op.isArithmetic
        ? "one operand at most may be an array" : "numbers and time series can be compared"
      throw MathError(
        .type, column: signColumn,
        "'\(op.rawValue)': \(allowed), got \(leftType.name) and \(rightType.name)")
    }
    let types = [leftType, rightType]
    push(
      .value(types.contains(.array) ? .array : types.contains(.series) ? .series : .scalar),
      left.column)
  }

  /// Time series, and arrays of them, which become part: `[METRICS("4xx"), METRICS("5xx")]`.
  private mutating func array(of count: Int, at column: Int) throws(MathError) {
    let elements = stack.suffix(count)
    stack.removeLast(count)
    var strings = 0
    for (operand, place) in elements {
      if case .string = operand {
        strings += 1
      } else if operand.type != .series && operand.type != .array {
        throw MathError(
          .type, column: place, "element of an array: a time series expected, got \(operand.name)")
      }
    }
    guard strings == 0 || strings == count else {
      throw MathError(.type, column: column, "an array has strings or time series, not both")
    }
    push(strings > 0 ? .strings : .value(.array), column)
  }

  // MARK: Functions

  private mutating func call(_ function: MathFunction, _ count: Int, at column: Int)
    throws(MathError)
  {
    let arguments = Array(stack.suffix(count))
    stack.removeLast(count)
    var candidates = function.signatures.filter { $0.takes(count) }
    guard !candidates.isEmpty else { throw wrongCount(function, count, at: column) }
    for (index, argument) in arguments.enumerated() {
      let fitting = candidates.filter { fits(argument.operand, $0.parameter(index)) }
      guard !fitting.isEmpty else {
        throw wrongArgument(function, index, argument, expected: candidates)
      }
      candidates = fitting
    }
    let result = candidates[0].result
    if function == .runningSum || function == .removeEmpty
      || (function.reduces && result == .scalar)
    {
      rangeDependent.insert(function)
    }
    push(.value(result), column)
  }

  private func fits(_ operand: Operand, _ parameter: MathParameter) -> Bool {
    switch (parameter, operand) {
    case (.anything, _): true
    case (.value(let type), _): operand.type == type
    case (.metric, .metric): true
    case (.string, .string), (.strings, .strings): true
    case (.words(let words), .word(let word)): words.contains(word)
    case (.filler, .word(let word)): ["REPEAT", "LINEAR"].contains(word)
    case (.filler, _): operand.type == .scalar || operand.type == .series
    default: false
    }
  }

  private func wrongCount(_ function: MathFunction, _ count: Int, at column: Int) -> MathError {
    let counts = Set(function.signatures.map(\.parameters.count)).sorted().map(String.init)
    let open = function.signatures.contains(where: \.isOpen) ? " or more" : ""
    let expected = counts.joined(separator: " or ") + open
    let noun = expected == "1" ? "argument" : "arguments"
    return MathError(
      .type, column: column, "'\(function.rawValue)': \(expected) \(noun) expected, got \(count)")
  }

  private func wrongArgument(
    _ function: MathFunction, _ index: Int, _ argument: (operand: Operand, column: Int),
    expected candidates: [MathSignature]
  ) -> MathError {
    var names: [String] = []
    for name in candidates.map({ $0.parameter(index).name }) where !names.contains(name) {
      names.append(name)
    }
    let expected = names.joined(separator: " or ")
    let isComputed = if case .metric = argument.operand { false } else { true }
    let got =
      function == .period && isComputed && argument.operand.type == .series
      ? "the result of an expression" : argument.operand.name
    return MathError(
      .type, column: argument.column,
      "argument \(index + 1) of '\(function.rawValue)': \(expected) expected, got \(got)")
  }
}
