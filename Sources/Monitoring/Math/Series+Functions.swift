/// What a function makes of one series, as the page of metric math has it.
extension Series {
  // MARK: Neighbours

  /// From each value to the one before it in the series, whatever lies between: the first has none.
  func differences(_ difference: (_ value: Double, _ seconds: Double) -> Double) -> Series {
    var points = PointCollector(period: period, capacity: count)
    for index in indices.dropFirst() {
      points.add(
        times[index],
        difference(values[index] - values[index - 1], Double(times[index] - times[index - 1])))
    }
    return points.series
  }

  var runningSum: Series {
    var sum = 0.0
    return map { value in
      sum += value
      return sum
    }
  }

  private var indices: Range<Int> { 0..<count }

  // MARK: Numbers

  /// AVG, MAX, MIN, SUM and STDDEV of a series without points have no value; DATAPOINT_COUNT is 0.
  ///
  /// AWS: AVG is "the average of all the data points in the metric", so that points, not periods, are
  /// counted; "Missing values are treated as 0" follows the sentence on arrays, and is taken to be
  /// said of them. For STDDEV the page does not say by what is divided; here by the number of points,
  /// since "all data points in the metric" are there and not a sample of them.
  func reduced(by function: MathFunction) -> Double? {
    if function == .datapointCount { return Double(count) }
    guard !isEmpty else { return nil }
    let sum = values.reduce(0, +)
    let mean = sum / Double(count)
    let result: Double? =
      switch function {
      case .average: mean
      case .maximum: values.max()
      case .minimum: values.min()
      case .sum: sum
      case .standardDeviation:
        (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
      default: preconditionFailure("\(function.rawValue) gives no number")
      }
    return result.flatMap { $0.isFinite ? $0 : nil }
  }

  // MARK: Gaps

  /// Values at the times of a grid at which there is none.
  func filled(on grid: [Int], with value: (Int) -> Double?) -> Series {
    var points = PointCollector(period: period, capacity: max(count, grid.count))
    var next = 0
    for time in grid {
      while next < count, times[next] < time {
        points.add(times[next], values[next])
        next += 1
      }
      if next < count, times[next] == time {
        points.add(time, values[next])
        next += 1
      } else {
        points.add(time, value(time))
      }
    }
    while next < count {
      points.add(times[next], values[next])
      next += 1
    }
    return points.series
  }

  /// The points on either side of a time at which there is none. Asked in ascending order.
  struct Neighbours {
    private let series: Series
    private var next = 0

    init(of series: Series) {
      self.series = series
    }

    /// REPEAT: "the most recent actual value of the metric before the missing value".
    mutating func before(_ time: Int) -> Double? {
      advance(to: time)
      return next > 0 ? series.values[next - 1] : nil
    }

    /// LINEAR: "a linear interpolation between the values at the beginning and the end of the gap".
    /// A gap that has no beginning or no end stays.
    mutating func between(_ time: Int) -> Double? {
      advance(to: time)
      guard next > 0, next < series.count else { return nil }
      let (start, end) = (series.times[next - 1], series.times[next])
      let (from, to) = (series.values[next - 1], series.values[next])
      return from + (to - from) * Double(time - start) / Double(end - start)
    }

    private mutating func advance(to time: Int) {
      while next < series.count, series.times[next] < time { next += 1 }
    }
  }
}

/// What a function makes of an array, time by time.
extension SeriesColumns {
  /// AWS: "The AVG of an array of time series returns a single time series. Missing values are
  /// treated as 0", so that is divided by the number of series. The others go by the values that are
  /// there. All have a point where at least one series has one.
  func reduced(by function: MathFunction, seriesCount: Int, period: Int) -> Series {
    let results: [Double]
    switch function {
    case .sum: results = fold(0) { sum, value, _ in sum += value }
    case .average:
      results = fold(0.0) { sum, value, _ in sum += value }.map { $0 / Double(seriesCount) }
    case .datapointCount: results = fold(0) { count, _, _ in count += 1 }
    case .maximum: results = fold(-.infinity) { highest, value, _ in highest = max(highest, value) }
    case .minimum: results = fold(.infinity) { lowest, value, _ in lowest = min(lowest, value) }
    case .standardDeviation: results = standardDeviations
    default: preconditionFailure("\(function.rawValue) gives no series of an array")
    }
    var points = PointCollector(period: period, capacity: times.count)
    for (time, value) in zip(times, results) { points.add(time, value) }
    return points.series
  }

  private var standardDeviations: [Double] {
    let sums = fold((sum: 0.0, count: 0.0)) { state, value, _ in
      state.sum += value
      state.count += 1
    }
    let squares = fold(0.0) { squares, value, column in
      let distance = value - sums[column].sum / sums[column].count
      squares += distance * distance
    }
    return zip(squares, sums).map { ($0 / $1.count).squareRoot() }
  }
}
