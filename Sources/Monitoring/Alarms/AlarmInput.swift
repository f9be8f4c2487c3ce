/// What an alarm reads over a stretch of time, cut into periods in one way.
package struct AlarmInput: Sendable {
  package var values: Series
  /// Samples of each value, where it matters how many there are.
  package var sampleCounts: Series?
  /// The band of an anomaly detector.
  package var lower: Series?
  package var upper: Series?

  /// Where the periods begin, in seconds after a multiple of the period.
  package let offset: Int

  /// - Parameter offset: nil to take it from the first value (0 without one).
  /// - Precondition: all of the same period, their times a multiple of it apart.
  package init(
    _ values: Series, sampleCounts: Series? = nil, lower: Series? = nil, upper: Series? = nil,
    offset: Int? = nil
  ) {
    self.values = values
    self.sampleCounts = sampleCounts
    self.lower = lower
    self.upper = upper
    self.offset =
      (offset ?? values.times.first ?? 0).flooredQuotientAndRemainder(dividingBy: values.period)
      .remainder
  }

  /// A series of a shorter period, cut into the alarm's periods in every way that the alarm looks at it.
  ///
  /// - Throws: as ``Series/resampled(to:_:offset:)``; an average needs a series for each alignment.
  package static func alignments(
    of series: Series, _ statistic: Statistic, for rule: AlarmRule
  ) throws(ResamplingError) -> [AlarmInput] {
    var inputs: [AlarmInput] = []
    for number in 0..<rule.alignments {
      let offset = number * rule.interval
      inputs.append(
        AlarmInput(
          try series.resampled(to: rule.period, statistic, offset: offset), offset: offset))
    }
    return inputs
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
