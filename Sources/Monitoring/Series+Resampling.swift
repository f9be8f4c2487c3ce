/// Why a series cannot be had at another period.
package struct ResamplingError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

extension Series {
  /// The series at a longer period. A period in which nothing is there has no point.
  ///
  /// - Parameters:
  ///   - statistic: what the values are. Only Sum, Minimum, Maximum and SampleCount can be put together
  ///     from shorter periods; an average of averages would be wrong wherever the samples are not
  ///     spread evenly.
  ///   - offset: where periods begin, in seconds after a multiple of the period.
  /// - Throws: where the statistic is another one, or the period no multiple of this one.
  package func resampled(
    to longer: Int, _ statistic: Statistic, offset: Int = 0
  ) throws(ResamplingError) -> Series {
    guard statistic.isExactOverPeriods else {
      throw ResamplingError(
        description: "\(statistic) cannot be put together from shorter periods: expected Sum, "
          + "Minimum, Maximum or SampleCount; get the metric at \(longer) s instead")
    }
    guard longer > 0, longer.isMultiple(of: period) else {
      throw ResamplingError(
        description: "expected a multiple of the series' period of \(period) s, got \(longer) s")
    }
    var times: [Int] = []
    var values: [Double] = []
    for (time, value) in zip(self.times, self.values) {
      let start = Period.start(of: time, period: longer, offset: offset)
      guard times.last == start else {
        times.append(start)
        values.append(value)
        continue
      }
      let last = values.count - 1
      switch statistic {
      case .minimum: values[last] = min(values[last], value)
      case .maximum: values[last] = max(values[last], value)
      default: values[last] += value
      }
    }
    return Series(period: longer, times: times, values: values)
  }

  /// A value for each period from `start` up to, not including, `end`; nil where there is none.
  package func dense(from start: Int, to end: Int) -> [Double?] {
    var cursor = Cursor(self, from: start)
    return stride(from: start, to: end, by: period).map { cursor.value(at: $0) }
  }
}
