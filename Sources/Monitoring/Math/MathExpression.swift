/// An expression of metric math, such as `m1/m2*100` or `SUM(METRICS("errors"))`.
///
/// AWS: "Using math expressions with CloudWatch metrics". Where that page is silent the choice made
/// is stated at the function that makes it.
package struct MathExpression: Sendable {
  package let text: String
  let steps: [MathStep]

  /// Reads an expression.
  ///
  /// - Throws: `MathError` of kind `syntax` or `unknown`, with the column. Types are not yet checked,
  ///   since they depend on what the ids stand for.
  package init(_ text: String) throws(MathError) {
    self.text = text
    self.steps = try MathParser.steps(of: text)
  }

  /// The ids that it names. `METRICS()` names none: see `metrics(among:)`.
  package var references: Set<String> {
    var ids: Set<String> = []
    for case .reference(let id) in steps.lazy.map(\.kind) { ids.insert(id) }
    return ids
  }

  /// The functions that it calls.
  package var functions: Set<MathFunction> {
    var found: Set<MathFunction> = []
    for case .call(let function, _) in steps.lazy.map(\.kind) { found.insert(function) }
    return found
  }

  /// Which of a request's metrics it reads, by id or by `METRICS()`, in the request's order.
  package func metrics(among ids: [String]) -> [String] {
    let named = references
    let filters = self.filters
    return ids.filter { id in
      named.contains(id) || filters.contains { Self.matches(id, filter: $0) }
    }
  }

  /// The strings given to `METRICS`, nil for a call without one.
  private var filters: [String?] {
    steps.indices.compactMap { index -> String?? in
      switch steps[index].kind {
      case .call(.metrics, 0): return .some(nil)
      case .call(.metrics, _):
        guard index > 0, case .string(let text) = steps[index - 1].kind else { return nil }
        return .some(text)
      default: return nil
      }
    }
  }

  /// METRICS("errors") takes the metrics with that string in their id.
  static func matches(_ id: String, filter: String?) -> Bool {
    filter.map { id.contains($0) } ?? true
  }
}
