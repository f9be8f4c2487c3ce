import Glibc

extension MathExpression {
  /// Evaluates the expression over the context's window.
  ///
  /// - Throws: what `type(in:)` throws; `refused` for a function whose data are not in series;
  ///   `period` where series meet whose points cannot; `value` for a number out of range.
  package func evaluate(in context: MathContext) throws(MathError) -> MathValue {
    _ = try type(in: context.scope)
    var evaluator = MathEvaluator(context: context)
    for step in steps { try evaluator.take(step) }
    switch evaluator.stack.removeLast() {
    case .series(let series): return .series(series)
    case .array(let array): return .array(array)
    case .scalar, .string, .word: preconditionFailure("a result that the types do not allow")
    }
  }
}

/// Goes through an expression's steps with values. Types have been checked.
struct MathEvaluator {
  let context: MathContext
  var stack: [MathOperand] = []

  mutating func take(_ step: MathStep) throws(MathError) {
    switch step.kind {
    case .number(let value): stack.append(.scalar(value))
    case .string(let text): stack.append(.string(text))
    case .word(let word): stack.append(.word(word))
    case .reference(let id): stack.append(context.value(of: id)!)
    case .negate: stack.append(negated(stack.removeLast()))
    case .apply(let op):
      let right = stack.removeLast()
      let left = stack.removeLast()
      stack.append(try apply(op, left, right, at: step.column))
    case .array(let count):
      let elements = stack.suffix(count).flatMap(\.allSeries)
      stack.removeLast(count)
      stack.append(.array(elements))
    case .call(let function, let count):
      let arguments = Array(stack.suffix(count))
      stack.removeLast(count)
      stack.append(try MathCall(function, arguments, at: step.column, in: context).result())
    }
  }

  private func negated(_ operand: MathOperand) -> MathOperand {
    switch operand {
    case .scalar(let value): .scalar(value.map { -$0 })
    default: operand.mapSeries { $0.map { -$0 } }
    }
  }

  // MARK: Operators

  private func apply(
    _ op: MathOperator, _ left: MathOperand, _ right: MathOperand, at column: Int
  ) throws(MathError) -> MathOperand {
    switch (left, right) {
    case (.scalar(let left), .scalar(let right)):
      guard let left, let right else { return .scalar(nil) }
      return .scalar(op.apply(left, right))
    case (.scalar(let number), _):
      return right.mapSeries { series in
        series.map { value in number.flatMap { op.apply($0, value) } }
      }
    case (_, .scalar(let number)):
      return left.mapSeries { series in
        series.map { value in number.flatMap { op.apply(value, $0) } }
      }
    case (.series(let left), .series(let right)):
      return .series(MathSeries(try combine(op, left.series, right.series, at: column)))
    case (.array(let array), .series(let one)):
      var results: [MathSeries] = []
      for element in array {
        let series = try combine(op, element.series, one.series, at: column)
        results.append(MathSeries(origin: element.origin, series))
      }
      return .array(results)
    case (.series(let one), .array(let array)):
      var results: [MathSeries] = []
      for element in array {
        let series = try combine(op, one.series, element.series, at: column)
        results.append(MathSeries(origin: element.origin, series))
      }
      return .array(results)
    default: preconditionFailure("operands that the types do not allow")
    }
  }

  private func combine(_ op: MathOperator, _ left: Series, _ right: Series, at column: Int)
    throws(MathError) -> Series
  {
    try left.requireMeeting(right, in: op.rawValue, at: column)
    return left.combined(with: right, op.apply)
  }
}

extension MathOperand {
  /// Applies a function to one series or to each of an array, which keep their origins.
  func mapSeries(_ transform: (Series) -> Series) -> MathOperand {
    switch self {
    case .series(let one): .series(MathSeries(origin: one.origin, transform(one.series)))
    case .array(let array):
      .array(array.map { MathSeries(origin: $0.origin, transform($0.series)) })
    case .scalar, .string, .word: preconditionFailure("not a series")
    }
  }

  var allSeries: [MathSeries] {
    switch self {
    case .series(let one): [one]
    case .array(let array): array
    case .scalar, .string, .word: []
    }
  }
}

extension Series {
  /// AWS does not say what comes of series with different periods, but for alarms: "Each metric must
  /// be using the same period." With missing values as 0 the result would be wrong at most times, so
  /// it is refused.
  func requireMeeting(_ other: Series, in name: String, at column: Int) throws(MathError) {
    guard !meets(other) else { return }
    if period != other.period {
      throw MathError(
        .period, column: column,
        "'\(name)': series of \(period) s and of \(other.period) s do not meet;"
          + " ask for both with one period")
    }
    throw MathError(
      .period, column: column,
      "'\(name)': the series have their points at different seconds of their period of"
        + " \(period) s, so that none would meet; align their start")
  }
}
