/// A series with the id of the metric or expression that it comes from, where there is one.
///
/// In an array it tells the series apart: `METRICS()/100` gives one for each metric. AWS labels each
/// "Expression-Label Metric-Label".
package struct MathSeries: Equatable, Sendable {
  package var origin: String?
  package var series: Series

  package init(origin: String? = nil, _ series: Series) {
    self.origin = origin
    self.series = series
  }
}

/// The result of an expression.
package enum MathValue: Equatable, Sendable {
  case series(MathSeries)
  case array([MathSeries])

  package var type: MathType {
    switch self {
    case .series: .series
    case .array: .array
    }
  }

  /// One series, or those of the array in its order.
  package var all: [MathSeries] {
    switch self {
    case .series(let series): [series]
    case .array(let array): array
    }
  }
}

/// The times that an expression is evaluated over: AWS's StartTime (inclusive), EndTime (exclusive)
/// and the period of series that are made of a number.
package struct MathWindow: Equatable, Sendable {
  /// Epoch seconds.
  package var start: Int
  package var end: Int
  /// Seconds.
  package var period: Int

  /// - Precondition: `start <= end`, and a period of at least a second.
  package init(start: Int, end: Int, period: Int) {
    precondition(start <= end, "a window that ends before it starts")
    precondition(period > 0, "a window of period \(period)")
    self.start = start
    self.end = end
    self.period = period
  }

  /// The times in the window that lie on the grid of a period through a given time.
  func grid(period: Int, through anchor: Int) -> [Int] {
    let first = start + (anchor - start).flooredQuotientAndRemainder(dividingBy: period).remainder
    return first < end ? Array(stride(from: first, to: end, by: period)) : []
  }
}

extension Series {
  /// The points at times in a window.
  package func within(_ window: MathWindow) -> Series {
    guard let first = times.first, let last = times.last, first < window.start || last >= window.end
    else { return self }
    let kept = times.indices.filter { times[$0] >= window.start && times[$0] < window.end }
    return Series(period: period, times: kept.map { times[$0] }, values: kept.map { values[$0] })
  }
}

/// What an expression is evaluated with.
package struct MathContext {
  package var window: MathWindow
  /// The metrics of the request, in its order: what `METRICS()` gives.
  package private(set) var metrics: [(id: String, series: Series)]
  private var positions: [String: Int] = [:]
  /// The results of other expressions, by id.
  package var results: [String: MathValue] = [:]

  /// - Precondition: no id twice.
  package init(window: MathWindow, metrics: [(id: String, series: Series)]) {
    self.window = window
    self.metrics = metrics
    for (position, metric) in metrics.enumerated() {
      precondition(positions.updateValue(position, forKey: metric.id) == nil, "an id twice")
    }
  }

  package var scope: MathScope {
    MathScope(metrics: metrics.map(\.id), expressions: results.mapValues(\.type))
  }

  func value(of id: String) -> MathOperand? {
    if let result = results[id] {
      switch result {
      case .series(let one): return .series(MathSeries(origin: id, one.series))
      case .array(let array): return .array(array)
      }
    }
    return positions[id].map { .series(MathSeries(origin: id, metrics[$0].series)) }
  }

  /// The times of a series without gaps, of the window's length, on the grid on which `series` has
  /// its points. An empty one lies on the grid of the first metric with its period, or else on one
  /// that begins with the window.
  func grid(like series: Series) -> [Int] {
    window.grid(period: series.period, through: series.times.first ?? anchor(of: series.period))
  }

  /// The same for a series that is made of a number.
  var grid: [Int] { window.grid(period: window.period, through: anchor(of: window.period)) }

  private func anchor(of period: Int) -> Int {
    metrics.first { $0.series.period == period && !$0.series.isEmpty }?.series.times[0]
      ?? window.start
  }
}

/// What stands on the stack while an expression is evaluated.
enum MathOperand {
  /// Nil where the number has no value, such as the average of a series without points. Nothing that
  /// is computed from it has points.
  case scalar(Double?)
  case series(MathSeries)
  case array([MathSeries])
  case string(String)
  case word(String)
}
