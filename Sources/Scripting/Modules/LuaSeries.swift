import LuaKit
import Monitoring

/// Series between Lua and Swift: a table with `period` (seconds), `times` (epoch seconds, oldest
/// first) and `values`; real points only.
extension LuaFields {
  func series() throws(LuaError) -> Series {
    guard let period = try period() else {
      throw failure("period", "integer expected, got nil")
    }
    let times = try times(period: period)
    return Series(period: period, times: times, values: try values("values", count: times.count))
  }

  /// Another list of values for the same times, such as `samples`; nil where the field is absent.
  func series(_ field: String, like series: Series) throws(LuaError) -> Series? {
    guard let values = try optionalNumbers(field) else { return nil }
    guard values.count == series.count else {
      throw failure(field, "as many as times (\(series.count)) expected, got \(values.count)")
    }
    let present = values.indices.filter { values[$0] != nil }
    return Series(
      period: series.period, times: present.map { series.times[$0] },
      values: values.compactMap(\.self))
  }

  private func values(_ field: String, count: Int) throws(LuaError) -> [Double] {
    let numbers = try numbers(field)
    guard numbers.count == count else {
      throw failure(field, "as many as times (\(count)) expected, got \(numbers.count)")
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    for (position, number) in numbers.enumerated() {
      guard let number else {
        throw failure(
          "\(field)[\(position + 1)]",
          "number expected, got false; what is missing has no time and no value")
      }
      values.append(number)
    }
    return values
  }

  private func times(period: Int) throws(LuaError) -> [Int] {
    var times: [Int] = []
    for (position, number) in try numbers("times").enumerated() {
      // Put together for an error alone: there are tens of thousands of times.
      var field: String { "times[\(position + 1)]" }
      guard let number, let time = Int(exactly: number), knownTimes.contains(time) else {
        throw failure(
          field, "whole epoch seconds expected, got \(number.map { "\($0)" } ?? "false")")
      }
      if let last = times.last {
        guard time > last else {
          throw failure(field, "a time after \(last) expected, oldest first, got \(time)")
        }
        guard (time - last) % period == 0 else {
          throw failure(
            field, "a multiple of the period of \(period) s after \(last) expected, got \(time)")
        }
      }
      times.append(time)
    }
    return times
  }
}

/// Epoch seconds that sums and differences cannot overflow with: the years to 33,658.
let knownTimes = -1_000_000_000_000...1_000_000_000_000

extension LuaThread {
  /// `{period=, times=, values=, label=}`. [-0, +1, e]
  func push(_ one: MathSeries) throws(LuaError) {
    try checkStack(6)
    let base = gettop
    do {
      try newTable(fields: 4)
      push(one.series.period)
      try setField("period", at: -2)
      try push(one.series.times)
      try setField("times", at: -2)
      try push(one.series.values)
      try setField("values", at: -2)
      try push(one.origin)
      try setField("label", at: -2)
    } catch {
      settop(base)
      throw error
    }
  }
}
