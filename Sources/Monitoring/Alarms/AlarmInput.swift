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

  /// Averages: sums and counts of samples of a shorter period, put together in every way that the alarm
  /// looks at them. An average of averages would be another number wherever samples are not spread
  /// evenly.
  ///
  /// - Throws: where the alarm's period is no multiple of the series'.
  package static func averages(
    sums: Series, counts: Series, for rule: AlarmRule
  ) throws(ResamplingError) -> [AlarmInput] {
    let sums = try alignments(of: sums, .sum, for: rule)
    let counts = try alignments(of: counts, .sampleCount, for: rule)
    return zip(sums, counts).map { sum, count in
      var samples = Series.Cursor(count.values)
      var times: [Int] = []
      var values: [Double] = []
      for (time, value) in zip(sum.values.times, sum.values.values) {
        guard let number = samples.value(at: time), number > 0 else { continue }
        times.append(time)
        values.append(value / number)
      }
      return AlarmInput(
        Series(period: sum.values.period, times: times, values: values),
        sampleCounts: count.values, offset: sum.offset)
    }
  }

  /// The newest periods that an evaluation at a time reads, oldest first.
  package func points(_ count: Int, endingAt end: Int) -> [AlarmDatapoint] {
    let period = values.period
    let start = end - count * period
    func dense(_ series: Series?) -> [Double?] {
      series?.dense(from: start, to: end) ?? Array(repeating: nil, count: count)
    }
    let (values, samples) = (values.dense(from: start, to: end), dense(sampleCounts))
    let (lower, upper) = (dense(lower), dense(upper))
    return (0..<count).map { index in
      var point = AlarmDatapoint(
        time: start + index * period, value: values[index], sampleCount: samples[index])
      if let low = lower[index], let high = upper[index], low <= high { point.band = low...high }
      return point
    }
  }
}

extension Series {
  /// Looks up values at ascending times.
  struct Cursor {
    private let series: Series
    private var index = 0

    init(_ series: Series) { self.series = series }

    /// Begins at a time, without going through what is before it.
    init(_ series: Series, from start: Int) {
      self.series = series
      var high = series.count
      while index < high {
        let middle = (index + high) / 2
        if series.times[middle] < start { index = middle + 1 } else { high = middle }
      }
    }

    /// The value at a time that is not before those asked for earlier.
    mutating func value(at time: Int) -> Double? {
      while index < series.count, series.times[index] < time { index += 1 }
      return index < series.count && series.times[index] == time ? series.values[index] : nil
    }
  }
}
