import Glibc

/// Collects points; what has no finite value becomes no point.
struct PointCollector {
  let period: Int
  private var times: [Int] = []
  private var values: [Double] = []

  init(period: Int, capacity: Int) {
    self.period = period
    times.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
  }

  /// AWS: "If the value of a data point causes a function to attempt to divide by zero, the data
  /// point is dropped." The same is done with every other result that is no number, such as LOG of 0.
  mutating func add(_ time: Int, _ value: Double?) {
    guard let value, value.isFinite else { return }
    times.append(time)
    values.append(value)
  }

  var series: Series { Series(period: period, times: times, values: values) }
}

extension MathOperator {
  /// Comparisons and logic give 1 or 0; nil where the result is no number.
  func apply(_ left: Double, _ right: Double) -> Double? {
    let result =
      switch self {
      case .or: left != 0 || right != 0 ? 1.0 : 0
      case .and: left != 0 && right != 0 ? 1.0 : 0
      case .equal: left == right ? 1.0 : 0
      case .notEqual: left != right ? 1.0 : 0
      case .less: left < right ? 1.0 : 0
      case .greater: left > right ? 1.0 : 0
      case .lessOrEqual: left <= right ? 1.0 : 0
      case .greaterOrEqual: left >= right ? 1.0 : 0
      case .add: left + right
      case .subtract: left - right
      case .multiply: left * right
      case .divide: left / right
      case .power: pow(left, right)
      }
    return result.isFinite ? result : nil
  }
}

extension Series {
  /// Applies a function to each value.
  func map(_ transform: (Double) -> Double?) -> Series {
    var points = PointCollector(period: period, capacity: count)
    for (time, value) in zip(times, values) { points.add(time, transform(value)) }
    return points.series
  }

  /// Puts two series together at the times at which at least one has a point.
  ///
  /// AWS, of arithmetic: "Missing values in a time series are treated as 0", and of comparison:
  /// "when only one of the time series has a value for a particular time stamp, the function treats
  /// the missing value in the other time series as 0". Where both miss, nothing comes out.
  func combined(with other: Series, _ transform: (Double, Double) -> Double?) -> Series {
    var points = PointCollector(period: period, capacity: max(count, other.count))
    var i = 0
    var j = 0
    while i < count || j < other.count {
      let time = min(i < count ? times[i] : .max, j < other.count ? other.times[j] : .max)
      var left = 0.0
      var right = 0.0
      if i < count, times[i] == time {
        left = values[i]
        i += 1
      }
      if j < other.count, other.times[j] == time {
        right = other.values[j]
        j += 1
      }
      points.add(time, transform(left, right))
    }
    return points.series
  }

  /// Whether points of both can have the same time: equal periods, and times on one grid.
  func meets(_ other: Series) -> Bool {
    guard period == other.period else { return false }
    guard let first = times.first, let second = other.times.first else { return true }
    return (first - second) % period == 0
  }
}

/// The values of several series at one time after another.
struct SeriesColumns {
  /// Ascending; each at which at least one series has a point.
  let times: [Int]
  private let series: [Series]

  init(_ series: [Series]) {
    self.series = series
    guard let first = series.first else {
      times = []
      return
    }
    times =
      series.allSatisfy { $0.times == first.times }
      ? first.times : Set(series.lazy.flatMap(\.times)).sorted()
  }

  /// Folds the values of each time, in the order of the series, leaving out what is missing.
  func fold<Result>(_ initial: Result, _ combine: (inout Result, Double, Int) -> Void) -> [Result] {
    var results = Array(repeating: initial, count: times.count)
    for one in series {
      var column = 0
      for (time, value) in zip(one.times, one.values) {
        while times[column] != time { column += 1 }
        combine(&results[column], value, column)
      }
    }
    return results
  }
}
