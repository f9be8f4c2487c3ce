import AWSWire
import Documents
import Monitoring

/// Where an alarm's datapoints come from: one metric, or an expression over several.
protocol AlarmDataSource: AnyObject {
  /// The metrics that are looked at.
  var series: [MetricSeries] { get }

  /// The values of the newest periods, oldest first; nil where there is none.
  func values(_ count: Int, endingAt end: Double) throws(AlarmDataError) -> ArraySlice<Double?>

  /// How many samples a period has; nil where that has no meaning.
  func sampleCount(from start: Int, to end: Int) -> Double?

  /// Whether nothing that is known now can give a value later.
  func isQuiet(after now: Double) -> Bool

  /// A sample of that time was added.
  func metricChanged(at time: Double)
}

extension AlarmDataSource {
  func isQuiet(after now: Double) -> Bool {
    series.allSatisfy { $0.source == nil && ($0.newestKnown ?? now - 1) < now }
  }
}

/// Why an alarm has no datapoints at all.
struct AlarmDataError: Error {
  let reason: String
  /// True where it will be so at the next evaluation too.
  let isPermanent: Bool
}

/// The periods of one metric. Windows slide: each evaluation adds one new window, and looks at others
/// that earlier ones have already added up.
final class MetricDataSource: AlarmDataSource {
  let series: [MetricSeries]
  private let metric: MetricSeries
  private let statistic: Statistic?
  private let unit: String?
  private let period: Int
  private let kept: Double
  /// Windows begin at multiples of this many seconds.
  private let step: Int
  /// Values of windows, at the number of their end in steps; valid where the number is the window's.
  private var windows: [(end: Int, value: Double?)]
  private var newestEnd = Int.min
  private var buffer: [Double?] = []

  init(_ key: MetricKey, of definition: Document, rule: AlarmRule, in metrics: MetricStore) {
    metric = metrics[key]
    series = [metric]
    let name = definition["Statistic"] ?? definition["ExtendedStatistic"]
    statistic = name?.string.flatMap { Statistic($0) }
    unit = definition["Unit"]?.string
    period = rule.period
    kept = Retention.seconds(ofPeriod: rule.period)
    step = rule.period < 60 ? 10 : 60
    windows = Array(
      repeating: (end: .min, value: nil), count: rule.assumedRange * rule.period / step)
  }

  func values(_ count: Int, endingAt end: Double) throws(AlarmDataError) -> ArraySlice<Double?> {
    guard let statistic else { return [] }
    let newest = Int(end) / step
    buffer.removeAll(keepingCapacity: true)
    for age in (0..<count).reversed() {
      let number = newest - age * period / step
      let place = (number % windows.count + windows.count) % windows.count
      if windows[place].end != number {
        let windowEnd = Double(number * step)
        let start = windowEnd - Double(period)
        let value =
          start < end - kept
          ? nil : metric.value(statistic, from: start, to: windowEnd, unit: unit)?.value
        windows[place] = (number, value)
      }
      buffer.append(windows[place].value)
    }
    newestEnd = max(newestEnd, newest)
    return buffer[...]
  }

  func sampleCount(from start: Int, to end: Int) -> Double? {
    metric.value(.sampleCount, from: Double(start), to: Double(end), unit: unit)?.value
  }

  /// Windows that were added up before the sample came are added up again.
  func metricChanged(at time: Double) {
    guard newestEnd != .min, time < Double(newestEnd * step) else { return }
    for index in windows.indices {
      let end = windows[index].end
      if end != .min, Double(end * step) > time, Double(end * step - period) <= time {
        windows[index].end = .min
      }
    }
  }
}

/// The value of an expression, evaluated anew each time.
final class MathDataSource: AlarmDataSource {
  let series: [MetricSeries]
  private let queries: [MetricQuery]
  private let graph: MathGraph?
  private let watched: String
  private let period: Int
  private let metrics: MetricStore
  private let problem: String?
  private var buffer: [Double?] = []

  init(_ queries: [MetricQuery], rule: AlarmRule, in metrics: MetricStore) {
    self.queries = queries
    self.metrics = metrics
    period = rule.period
    series = queries.compactMap { query in query.metric.map { metrics[$0.key] } }
    var problem: String?
    var graph: MathGraph?
    if queries.contains(where: \.isInsightsQuery) {
      problem = "the embedded cloud runs no Metrics Insights queries"
    } else {
      do throws(MathError) {
        graph = try MathGraph(queries.map(\.mathQuery))
      } catch {
        problem = "\(error)"
      }
    }
    self.graph = graph
    let refused = graph.map { graph in
      graph.expressions.values.flatMap { $0.functions.compactMap(\.refusal) }.sorted()
    }
    self.problem = problem ?? refused?.first ?? (rule.comparison.usesBand ? Self.noBand : nil)
    let returned = queries.filter(\.returnsData)
    watched = (returned.first { $0.expression != nil } ?? returned.first)?.id ?? ""
  }

  private static let noBand = "the embedded cloud trains no anomaly detectors, so there is no band"

  func values(_ count: Int, endingAt end: Double) throws(AlarmDataError) -> ArraySlice<Double?> {
    guard let graph, problem == nil else {
      throw AlarmDataError(reason: problem ?? "the metrics cannot be evaluated", isPermanent: true)
    }
    let end = Int(end)
    let start = end - count * period
    var inputs: [String: Series] = [:]
    for query in queries {
      guard let metric = query.metric else { continue }
      inputs[query.id] = metrics.points(
        of: metric, from: start, to: end, period: metric.period, now: Double(end))
    }
    let result: MathValue?
    do throws(MathError) {
      result = try graph.evaluate(
        inputs, over: MathWindow(start: start, end: end, period: period))[watched]
    } catch {
      throw AlarmDataError(reason: "\(error)", isPermanent: false)
    }
    buffer = Array(repeating: nil, count: count)
    for point in result?.all.first.map({ zip($0.series.times, $0.series.values) }) ?? zip([], []) {
      let index = (point.0 - start) / period
      if point.0 >= start, index < count { buffer[index] = point.1 }
    }
    return buffer[...]
  }

  func sampleCount(from start: Int, to end: Int) -> Double? { nil }
  func metricChanged(at time: Double) {}
}
