import Glibc

/// One call of a function with arguments whose types have been checked.
struct MathCall {
  private let function: MathFunction
  private let arguments: [MathOperand]
  private let column: Int
  private let context: MathContext

  init(
    _ function: MathFunction, _ arguments: [MathOperand], at column: Int, in context: MathContext
  ) {
    self.function = function
    self.arguments = arguments
    self.column = column
    self.context = context
  }

  func result() throws(MathError) -> MathOperand {
    if let refusal = function.refusal {
      throw MathError(
        .refused, column: column, "'\(function.rawValue)' cannot be computed here: \(refusal)")
    }
    switch function {
    case .abs: return each { $0.map(Swift.abs) }
    case .ceiling: return each { $0.map { $0.rounded(.up) } }
    case .floor: return each { $0.map { $0.rounded(.down) } }
    case .log: return each { $0.map { Glibc.log($0) } }
    case .log10: return each { $0.map { Glibc.log10($0) } }
    case .difference: return each { $0.differences { value, _ in value } }
    case .differenceInTime: return each { $0.differences { _, seconds in seconds } }
    case .rate: return each { $0.differences { value, seconds in value / seconds } }
    case .runningSum: return each(\.runningSum)
    case .average, .datapointCount, .maximum, .minimum, .standardDeviation, .sum:
      return try reduced()
    case .minute: return calendar(\.minute)
    case .hour: return calendar(\.hour)
    case .day: return timed(Self.weekday)
    case .date: return calendar(\.day)
    case .month: return calendar(\.month)
    case .year: return calendar(\.year)
    case .epoch: return timed { $0 }
    case .fill: return try filled()
    case .if: return try conditional()
    case .timeSeries: return .series(MathSeries(constant(scalar(0))))
    case .period: return .scalar(Double(series(0).period))
    case .metrics: return .array(metrics())
    case .metricCount: return .scalar(Double(array(0).count))
    case .removeEmpty: return .array(array(0).filter { !$0.series.isEmpty })
    case .first: return .series(array(0).first ?? MathSeries(none))
    case .last: return .series(array(0).last ?? MathSeries(none))
    case .slice: return .array(try sliced())
    case .sort: return .array(try sorted())
    case .anomalyDetectionBand, .databaseInsights, .insightRuleMetric, .lambda, .search,
      .serviceQuota:
      preconditionFailure("\(function.rawValue) is refused")
    }
  }

  // MARK: Arguments

  private func scalar(_ index: Int) -> Double? {
    guard case .scalar(let value) = arguments[index] else { preconditionFailure("not S") }
    return value
  }

  private func series(_ index: Int) -> Series {
    guard case .series(let one) = arguments[index] else { preconditionFailure("not TS") }
    return one.series
  }

  private func array(_ index: Int) -> [MathSeries] {
    guard case .array(let array) = arguments[index] else { preconditionFailure("not TS[]") }
    return array
  }

  private func word(_ index: Int) -> String {
    guard case .word(let word) = arguments[index] else { preconditionFailure("not a word") }
    return word
  }

  private func each(_ transform: (Series) -> Series) -> MathOperand {
    arguments[0].mapSeries(transform)
  }

  /// A series without points, which an empty array gives.
  private var none: Series { Series(period: context.window.period) }

  // MARK: One of many

  private func reduced() throws(MathError) -> MathOperand {
    guard case .array(let elements) = arguments[0] else {
      return .scalar(series(0).reduced(by: function))
    }
    let all = elements.map(\.series)
    guard let first = all.first else { return .series(MathSeries(none)) }
    let anchor = all.first { !$0.isEmpty } ?? first
    for one in all { try anchor.requireMeeting(one, in: function.rawValue, at: column) }
    let columns = SeriesColumns(all)
    return .series(
      MathSeries(columns.reduced(by: function, seriesCount: all.count, period: first.period)))
  }

  // MARK: Time

  /// AWS: "These functions take the period and range of the time series and return a new non-sparse
  /// time series where each value is based on its timestamp." The clock is UTC's.
  private func timed(_ value: (Int) -> Int) -> MathOperand {
    let series = series(0)
    let times = context.grid(like: series)
    return .series(
      MathSeries(
        Series(period: series.period, times: times, values: times.map { Double(value($0)) })))
  }

  private func calendar(_ part: KeyPath<UTCDate, Int>) -> MathOperand {
    timed { UTCDate(epoch: $0)[keyPath: part] }
  }

  /// 1 for Monday to 7 for Sunday. 1970 began on a Thursday.
  private static func weekday(of epoch: Int) -> Int {
    let days = epoch.flooredQuotientAndRemainder(dividingBy: 86_400).quotient
    return (days + 3).flooredQuotientAndRemainder(dividingBy: 7).remainder + 1
  }

  private func constant(_ value: Double?) -> Series {
    guard let value else { return none }
    let times = context.grid
    return Series(
      period: context.window.period, times: times,
      values: Array(repeating: value, count: times.count))
  }

  // MARK: Gaps

  /// Every time of the window is filled, those before the first and after the last point too, as far
  /// as the filler has a value there.
  private func filled() throws(MathError) -> MathOperand {
    if case .series(let filler) = arguments[1] {
      for one in arguments[0].allSeries {
        try one.series.requireMeeting(filler.series, in: function.rawValue, at: column)
      }
    }
    return each { series in
      let grid = context.grid(like: series)
      switch arguments[1] {
      case .scalar(let value): return series.filled(on: grid) { _ in value }
      case .series(let filler):
        var points = Series.Cursor(filler.series)
        return series.filled(on: series.isEmpty ? context.grid(like: filler.series) : grid) {
          points.value(at: $0)
        }
      case .word("REPEAT"):
        var neighbours = Series.Neighbours(of: series)
        return series.filled(on: grid) { neighbours.before($0) }
      case .word, .string, .array:
        var neighbours = Series.Neighbours(of: series)
        return series.filled(on: grid) { neighbours.between($0) }
      }
    }
  }

  // MARK: IF

  /// AWS, "Using IF expressions": a condition of 0 is false, every other true. Where it is true and
  /// the second series misses, the result is 0; where it is false and the third misses, or where the
  /// condition itself misses, there is none.
  private func conditional() throws(MathError) -> MathOperand {
    let otherwise: MathOperand = arguments.count > 2 ? arguments[2] : .scalar(nil)
    if case .scalar(let condition) = arguments[0] {
      let chosen = condition.map { $0 != 0 ? arguments[1] : otherwise } ?? .scalar(nil)
      guard case .series(let one) = chosen else {
        return .series(MathSeries(Series(period: series(1).period)))
      }
      return .series(one)
    }
    let condition = series(0)
    for case .series(let branch) in arguments.dropFirst() {
      try condition.requireMeeting(branch.series, in: function.rawValue, at: column)
    }
    var truth = Branch(arguments[1], missing: 0)
    var falsehood = Branch(otherwise, missing: nil)
    var points = PointCollector(period: condition.period, capacity: condition.count)
    for (time, value) in zip(condition.times, condition.values) {
      points.add(time, value != 0 ? truth.value(at: time) : falsehood.value(at: time))
    }
    return .series(MathSeries(points.series))
  }

  /// The second or third argument of IF.
  private struct Branch {
    private let constant: Double?
    private var points: Series.Cursor?
    private let missing: Double?

    init(_ operand: MathOperand, missing: Double?) {
      self.missing = missing
      if case .series(let one) = operand {
        points = Series.Cursor(one.series)
        constant = nil
      } else if case .scalar(let value) = operand {
        constant = value
      } else {
        preconditionFailure("neither S nor TS")
      }
    }

    mutating func value(at time: Int) -> Double? {
      guard points != nil else { return constant }
      return points?.value(at: time) ?? missing
    }
  }

  // MARK: Arrays

  private func metrics() -> [MathSeries] {
    var filter: String?
    if case .string(let text)? = arguments.first { filter = text }
    return context.metrics.filter { MathExpression.matches($0.id, filter: filter) }
      .map { MathSeries(origin: $0.id, $0.series) }
  }

  /// AWS: start (inclusive, from 0) and end (exclusive). What lies beyond the array is not there.
  private func sliced() throws(MathError) -> [MathSeries] {
    let array = array(0)
    let start = try count(1, of: "a position from 0")
    let end = arguments.count > 2 ? try count(2, of: "a position from 0") : array.count
    return start < end ? Array(array.dropFirst(start).prefix(end - start)) : []
  }

  /// Series without points have nothing to be sorted by: they come last, in either order. Equal ones
  /// keep their order.
  private func sorted() throws(MathError) -> [MathSeries] {
    let by: MathFunction =
      switch word(1) {
      case "AVG": .average
      case "MIN": .minimum
      case "MAX": .maximum
      default: .sum
      }
    let isDescending = word(2) == "DESC"
    let keyed = array(0).enumerated().map { (offset: $0, key: $1.series.reduced(by: by), one: $1) }
    let sorted = keyed.sorted { left, right in
      switch (left.key, right.key) {
      case (let a?, let b?) where a != b: isDescending ? a > b : a < b
      case (_?, nil): true
      case (nil, _?): false
      default: left.offset < right.offset
      }
    }
    let limit = arguments.count > 3 ? try count(3, of: "a number of series from 0") : sorted.count
    return sorted.prefix(limit).map(\.one)
  }

  /// An argument that counts.
  private func count(_ index: Int, of what: String) throws(MathError) -> Int {
    let value = scalar(index)
    guard let value, value >= 0, value.rounded() == value, let count = Int(exactly: value) else {
      let got = value.map { "\($0)" } ?? "a number without a value"
      throw MathError(
        .value, column: column,
        "argument \(index + 1) of '\(function.rawValue)': \(what) expected, got \(got)")
    }
    return count
  }
}
