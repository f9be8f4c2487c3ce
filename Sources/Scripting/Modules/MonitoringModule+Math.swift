import LuaKit
import Monitoring

/// How many periods a window may have: those of nearly two years of minutes.
private let maximumPeriods = 1_000_000

func evaluateMath(_ thread: LuaThread) throws -> LuaReturn {
  let text = try thread.argument(1, as: String.self)
  let fields = try LuaFields(thread, argument: 2)
  var metrics: [(id: String, series: Series)] = []
  try fields.eachField { id throws(LuaError) in
    guard MathQuery.isId(id) else {
      throw fields.failure(
        id, "an id has letters, digits and underscores, and starts with a lowercase letter")
    }
    metrics.append((id, try LuaFields(thread, at: -1, argument: 2, path: id).series()))
  }
  metrics.sort { NaturalOrder.areInOrder($0.id, $1.id) }
  let options = thread.isNil(at: 3) ? nil : try LuaFields(thread, argument: 3)
  do {
    let expression = try MathExpression(text)
    let window = try window(of: expression, over: metrics, options)
    let context = MathContext(
      window: window, metrics: metrics.map { ($0.id, $0.series.within(window)) })
    let value = try expression.evaluate(in: context)
    try push(value.all, to: thread)
    thread.push(value.type == .array)
    return 2
  } catch let error as MathError {
    return try fail(error.reason, at: error.column, thread)
  }
}

/// The times asked for, or those of the series; the period asked for, or that of the series that the
/// expression reads (the longest, where they differ).
private func window(
  of expression: MathExpression, over metrics: [(id: String, series: Series)],
  _ options: LuaFields?
) throws -> MathWindow {
  let read = Set(expression.metrics(among: metrics.map(\.id)))
  let periods = metrics.filter { read.contains($0.id) }.map(\.series.period)
  guard let period = try options?.period() ?? periods.max() else {
    throw LuaError.argument(3, "period: integer expected, since the expression reads no series")
  }
  let ends = metrics.compactMap { metric in
    metric.series.times.last.map { (start: metric.series.times[0], end: $0 + metric.series.period) }
  }
  guard let start = try options?.time("from") ?? ends.map(\.start).min() else {
    throw LuaError.argument(3, "from: epoch seconds expected, since no series has points")
  }
  guard let end = try options?.time("to") ?? ends.map(\.end).max() else {
    throw LuaError.argument(3, "to: epoch seconds expected, since no series has points")
  }
  guard start <= end else {
    throw LuaError.argument(3, "to: a time from \(start) on expected, got \(end)")
  }
  let shortest = min(period, periods.min() ?? period)
  guard (end - start) / shortest <= maximumPeriods else {
    throw LuaError.argument(
      3,
      "at most \(maximumPeriods) periods expected from \(start) to \(end), got"
        + " \((end - start) / shortest) of \(shortest) s")
  }
  return MathWindow(start: start, end: end, period: period)
}

private func push(_ all: [MathSeries], to thread: LuaThread) throws(LuaError) {
  try thread.checkStack(8)
  try thread.newTable(array: Int32(clamping: all.count))
  for (position, one) in all.enumerated() {
    try thread.push(one)
    try thread.rawSet(position: Int64(position) + 1, at: -2)
  }
}

/// The list of queries in argument 1.
private func mathQueries(_ thread: LuaThread) throws(LuaError) -> [MathQuery] {
  guard thread.type(at: 1) == .table else {
    throw LuaError.argument(1, "list of queries expected, got \(LuaFields.got(thread, 1))")
  }
  var queries: [MathQuery] = []
  for position in 0..<thread.rawLength(at: 1) {
    thread.rawGet(position: Int64(position) + 1, at: 1)
    let fields = try LuaFields(thread, at: -1, argument: 1, path: "[\(position + 1)]")
    let period = try fields.period()
    let source: MathQuery.Source
    if let text = try fields.optional("expression", as: String.self) {
      source = .expression(text, period: period)
    } else if let period {
      source = .metric(period: period)
    } else {
      throw fields.failure("period", "integer expected, got nil; or an expression")
    }
    queries.append(
      MathQuery(
        id: try fields.required("id"), source,
        returnsData: try fields.optional("returns", as: Bool.self) ?? true))
    thread.pop()
  }
  return queries
}

/// Evaluates what an alarm on metric math compares, as CloudWatch does for one look at it: over the
/// window, and over no more.
func evaluateQueries(_ thread: LuaThread) throws -> LuaReturn {
  let queries = try mathQueries(thread)
  let fields = try LuaFields(thread, argument: 2)
  var metrics: [String: Series] = [:]
  try fields.eachField { id throws(LuaError) in
    metrics[id] = try LuaFields(thread, at: -1, argument: 2, path: id).series()
  }
  let options = try LuaFields(thread, argument: 3)
  guard let start = try options.time("from"), let end = try options.time("to"),
    let period = try options.period()
  else { throw LuaError.argument(3, "from, to and period expected") }
  guard start <= end, (end - start) / period <= maximumPeriods else {
    throw LuaError.argument(3, "to: a time from \(start) on expected, got \(end)")
  }
  guard let watched = queries.first(where: \.returnsData)?.id else {
    throw LuaError.argument(1, "a query that returns data expected")
  }
  do {
    let window = MathWindow(start: start, end: end, period: period)
    let inputs = metrics.mapValues { $0.within(window) }
    let value = try MathGraph(queries).evaluate(inputs, over: window)[watched]
    try thread.push(value?.all.first ?? MathSeries(origin: watched, Series(period: period)))
    return 1
  } catch let error as MathError {
    _ = try fail(error.reason, at: error.column, thread)
    try thread.push(error.id)
    return 4
  }
}

func checkMath(_ thread: LuaThread) throws -> LuaReturn {
  let queries = try mathQueries(thread)
  let band =
    thread.isNil(at: 2) ? nil : try LuaFields(thread, argument: 2).optional("band", as: String.self)
  do {
    let graph = try MathGraph(queries)
    try graph.checkForAlarm(band: band)
    try push(graph, watched: queries.first { $0.returnsData && $0.id != band }?.id, to: thread)
    return 1
  } catch let error as MathError {
    _ = try fail(error.reason, at: error.column, thread)
    try thread.push(error.id)
    return 4
  }
}

private func push(_ graph: MathGraph, watched: String?, to thread: LuaThread) throws(LuaError) {
  try thread.checkStack(8)
  try thread.newTable(fields: 3)
  try thread.push(watched)
  try thread.setField("watched", at: -2)
  let functions = graph.expressions.values.reduce(into: Set()) { $0.formUnion($1.functions) }
  try thread.push(functions.map(\.rawValue).sorted())
  try thread.setField("functions", at: -2)
  let warnings = graph.alarmWarnings
  try thread.newTable(array: Int32(clamping: warnings.count))
  for (position, warning) in warnings.enumerated() {
    try thread.push([
      "id": warning.id, "function": warning.function.rawValue, "reason": warning.reason,
    ])
    try thread.rawSet(position: Int64(position) + 1, at: -2)
  }
  try thread.setField("warnings", at: -2)
}
