/// One entry of a request or of an alarm: AWS's MetricDataQuery, as far as metric math goes.
package struct MathQuery: Equatable, Sendable {
  package enum Source: Equatable, Sendable {
    /// A metric's statistic; its period in seconds.
    case metric(period: Int)
    /// An expression, with a period of its own where one was given.
    case expression(String, period: Int? = nil)
  }

  package var id: String
  package var source: Source
  package var returnsData: Bool

  package init(id: String, _ source: Source, returnsData: Bool = true) {
    self.id = id
    self.source = source
    self.returnsData = returnsData
  }

  /// AWS: an Id has letters, numbers and underscores, and starts with a lowercase letter.
  package static func isId(_ text: String) -> Bool {
    guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}

/// Metrics and expressions that refer to each other by id, checked and in the order in which they
/// can be evaluated.
package struct MathGraph: Sendable {
  package let queries: [MathQuery]
  /// The ids of the metrics, in the request's order.
  package let metrics: [String]
  /// The ids of the expressions, each after those that it refers to.
  package let order: [String]
  package let expressions: [String: MathExpression]
  /// The type of each query's result.
  package let types: [String: MathType]
  /// The period of each query, where its own or those of its metrics tell it: those of all that it
  /// refers to, or the longest where they differ. It is that of TIME_SERIES.
  package let periods: [String: Int]
  /// The functions in each expression whose result depends on how many datapoints are read.
  let rangeDependent: [String: Set<MathFunction>]

  /// Reads and checks all expressions.
  ///
  /// - Throws: `MathError` with the query's id: `queries` for an id that is none or is there twice,
  ///   `cycle` for expressions that need each other, and what reading and type checks throw.
  package init(_ queries: [MathQuery]) throws(MathError) {
    self.queries = queries
    try Self.checkIds(of: queries)
    var metrics: [String] = []
    var periods: [String: Int] = [:]
    var types: [String: MathType] = [:]
    var expressions: [String: MathExpression] = [:]
    for query in queries {
      switch query.source {
      case .metric(let period):
        metrics.append(query.id)
        periods[query.id] = period
        types[query.id] = .series
      case .expression(let text, _):
        expressions[query.id] = try Self.naming(query.id) { () throws(MathError) in
          try MathExpression(text)
        }
      }
    }
    self.metrics = metrics
    self.expressions = expressions
    var rangeDependent: [String: Set<MathFunction>] = [:]
    order = try Self.order(of: expressions, in: queries)
    for query in order.compactMap({ id in queries.first { $0.id == id } }) {
      guard case .expression(_, let own) = query.source, let expression = expressions[query.id]
      else { continue }
      let read = expression.references.union(expression.metrics(among: metrics))
      periods[query.id] = own ?? read.compactMap { periods[$0] }.max()
      let scope = MathScope(
        metrics: metrics, expressions: types.filter { expressions[$0.key] != nil })
      var checker = MathChecker(scope: scope)
      types[query.id] = try Self.naming(query.id) { () throws(MathError) in
        try checker.result(of: expression.steps)
      }
      rangeDependent[query.id] = checker.rangeDependent
    }
    self.rangeDependent = rangeDependent
    self.types = types
    self.periods = periods
  }

  /// Evaluates every expression.
  ///
  /// - Parameters:
  ///   - series: the metrics' points, by id; a metric without an entry has none.
  ///   - window: its period serves expressions that have none of their own.
  /// - Returns: the results of all queries, metrics too, by id.
  package func evaluate(_ series: [String: Series], over window: MathWindow) throws(MathError)
    -> [String: MathValue]
  {
    var inputs: [(id: String, series: Series)] = []
    var results: [String: MathValue] = [:]
    for id in metrics {
      let points = series[id] ?? Series(period: periods[id] ?? window.period)
      inputs.append((id, points))
      results[id] = .series(MathSeries(origin: id, points))
    }
    var context = MathContext(window: window, metrics: inputs)
    for id in order {
      guard let expression = expressions[id] else { continue }
      context.window.period = periods[id] ?? window.period
      let value = try Self.naming(id) { () throws(MathError) in
        try expression.evaluate(in: context)
      }
      context.results[id] = value
      results[id] = value
    }
    return results
  }

  // MARK: Checks

  private static func checkIds(of queries: [MathQuery]) throws(MathError) {
    var seen: Set<String> = []
    for query in queries {
      guard MathQuery.isId(query.id) else {
        throw MathError(
          .queries, id: query.id,
          "an id has letters, digits and underscores, and starts with a lowercase letter")
      }
      guard seen.insert(query.id).inserted else {
        throw MathError(.queries, id: query.id, "two queries have this id")
      }
    }
  }

  /// Those whose references are all done come first; what is left over at the end is a circle, or
  /// refers to one.
  private static func order(of expressions: [String: MathExpression], in queries: [MathQuery])
    throws(MathError) -> [String]
  {
    var waiting: [String: Set<String>] = [:]
    for (id, expression) in expressions {
      waiting[id] = expression.references.filter { expressions[$0] != nil }
    }
    var left = queries.map(\.id).filter { waiting[$0] != nil }
    var order: [String] = []
    var done: Set<String> = []
    while !left.isEmpty {
      let ready = left.filter { waiting[$0]?.isSubset(of: done) ?? true }
      guard !ready.isEmpty else { throw circle(from: left, waiting, done) }
      order += ready
      done.formUnion(ready)
      left.removeAll { done.contains($0) }
    }
    return order
  }

  private static func circle(
    from left: [String], _ waiting: [String: Set<String>], _ done: Set<String>
  ) -> MathError {
    var path = [left[0]]
    while let next = waiting[path[path.count - 1]]?.subtracting(done).min() {
      if let start = path.firstIndex(of: next) {
        let circle = path[start...] + [next]
        return MathError(
          .cycle, id: next,
          "expressions refer to each other in a circle: \(circle.joined(separator: " → "))")
      }
      path.append(next)
    }
    preconditionFailure("an expression that waits for nothing was not ready")
  }

  private static func naming<Result>(
    _ id: String, _ body: () throws(MathError) -> Result
  ) throws(MathError) -> Result {
    do {
      return try body()
    } catch {
      var named = error
      named.id = id
      throw named
    }
  }
}
