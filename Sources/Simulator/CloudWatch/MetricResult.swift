import AWSWire
import Documents
import Monitoring

/// One series of GetMetricData's answer: a metric, or one of those that an expression gives.
struct MetricResult {
  typealias Point = (time: Double, value: Double)

  let id: String
  let label: String
  /// Oldest first.
  let points: [Point]

  /// Everything that a call asks for, in the order of its queries.
  static func results(of queries: [MetricQuery], for call: Call) throws(AWSError) -> [MetricResult]
  {
    let searches = try searches(in: queries)
    let rest = queries.filter { searches[$0.id] == nil }
    for query in rest where query.isInsightsQuery {
      throw .notSimulated("Metrics Insights (the Expression of '\(query.id)')")
    }
    let values = try evaluate(rest, for: call)
    var results: [MetricResult] = []
    for query in queries where query.returnsData {
      if let search = searches[query.id] {
        results += try found(by: search, query, for: call)
      } else if let metric = query.metric {
        let points = try points(of: metric, for: call)
        results.append(try make(query, metric, points, name: metric.key.name, for: call))
      } else if let value = values[query.id] {
        for series in value.all {
          let points = zip(series.series.times, series.series.values).map {
            (time: Double($0), value: $1)
          }
          // AWS names the series of an array after the expression and the metric.
          var name = query.id
          if case .array = value, let origin = series.origin { name += " \(origin)" }
          results.append(try make(query, nil, points, name: name, for: call))
        }
      }
    }
    return results
  }

  private static func make(
    _ query: MetricQuery, _ metric: MetricQuery.Metric?, _ points: [Point], name: String,
    for call: Call
  ) throws(AWSError) -> MetricResult {
    let label = DynamicLabel(
      template: query.label ?? name, name: name, metric: metric, points: points, call: call)
    return MetricResult(id: query.id, label: try label.text(of: query.id), points: points)
  }

  /// The points of a metric over the call's range.
  private static func points(of metric: MetricQuery.Metric, for call: Call) throws(AWSError)
    -> [Point]
  {
    let statistic = try Statistic.parse(metric.stat, member: "Stat")
    let range = range(of: call, period: metric.period)
    return call.region.metrics.datapoints(
      of: metric.key, from: range.start, to: range.end, period: metric.period, unit: metric.unit,
      splitsUnits: false, now: call.now
    ).compactMap { point in
      point.statistics.value(statistic).map { (time: point.time, value: $0) }
    }
  }

  private static func range(of call: Call, period: Int) -> TimeRange {
    TimeRange(
      from: call["StartTime"]?.number ?? 0, to: call["EndTime"]?.number ?? 0, period: period,
      now: call.now)
  }

  // MARK: Expressions

  private static func evaluate(_ queries: [MetricQuery], for call: Call) throws(AWSError)
    -> [String: MathValue]
  {
    guard queries.contains(where: { $0.expression != nil }) else { return [:] }
    do throws(MathError) {
      let graph = try MathGraph(queries.map(\.mathQuery))
      for id in graph.order {
        for function in graph.expressions[id]?.functions.sorted(by: { $0.rawValue < $1.rawValue })
          ?? []
        where function.refusal != nil {
          throw MathError(.refused, id: id, function.rawValue)
        }
      }
      var series: [String: Series] = [:]
      for query in queries {
        guard let metric = query.metric else { continue }
        let range = range(of: call, period: metric.period)
        series[query.id] = call.region.metrics.points(
          of: metric, from: Int(range.start), to: Int(range.end.rounded(.up)),
          period: metric.period, now: call.now)
      }
      let period = graph.periods.values.max() ?? 60
      let range = range(of: call, period: period)
      return try graph.evaluate(
        series,
        over: MathWindow(
          start: Int(range.start), end: Int(range.end.rounded(.up)), period: period))
    } catch {
      if error.kind == .refused {
        throw .notSimulated("\(error.reason) (in the Expression of '\(error.id ?? "")')")
      }
      throw .validation("Error in expression: \(error)")
    }
  }

  // MARK: Searches

  private static func searches(in queries: [MetricQuery]) throws(AWSError) -> [String: MetricSearch]
  {
    var searches: [String: MetricSearch] = [:]
    for query in queries {
      guard let expression = query.expression else { continue }
      searches[query.id] = try MetricSearch(expression, id: query.id)
    }
    return searches
  }

  private static func found(by search: MetricSearch, _ query: MetricQuery, for call: Call)
    throws(AWSError) -> [MetricResult]
  {
    var results: [MetricResult] = []
    for key in search.metrics(in: call.region.metrics, at: call.now) {
      let metric = MetricQuery.Metric(
        key: key, period: search.period ?? query.period ?? 300, stat: search.statistic, unit: nil)
      let points = try points(of: metric, for: call)
      let name = ([key.name] + key.dimensions.map(\.value)).joined(separator: " ")
      results.append(try make(query, metric, points, name: name, for: call))
    }
    return results
  }
}
