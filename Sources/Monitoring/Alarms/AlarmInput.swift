/// What an alarm reads over a stretch of time, cut into periods in one way.
package struct AlarmInput: Sendable {
  package var values: Series
  /// Samples of each value, where it matters how many there are.
  package var sampleCounts: Series?
  /// The band of an anomaly detector.
  package var lower: Series?
  package var upper: Series?

  /// - Precondition: all of the same period, their times a multiple of it apart.
  package init(
    _ values: Series, sampleCounts: Series? = nil, lower: Series? = nil, upper: Series? = nil
  ) {
    self.values = values
    self.sampleCounts = sampleCounts
    self.lower = lower
    self.upper = upper
  }
}

extension Series {
  /// Looks up values at ascending times.
  struct Cursor {
    private let series: Series
    private var index = 0

    init(_ series: Series) { self.series = series }

    /// The value at a time that is not before those asked for earlier.
    mutating func value(at time: Int) -> Double? {
      while index < series.count, series.times[index] < time { index += 1 }
      return index < series.count && series.times[index] == time ? series.values[index] : nil
    }
  }
}
