/// The datapoints of one metric or expression: real points only, oldest first. What is missing has no
/// point, so that it can be taken for no value.
package struct Series: Equatable, Sendable {
  /// Seconds between the starts of two neighbouring periods.
  package var period: Int
  /// The start of each point's period, epoch seconds; strictly ascending.
  package private(set) var times: [Int]
  /// As many as `times`; finite.
  package private(set) var values: [Double]

  /// Makes a series of points that are already in order.
  ///
  /// - Precondition: as many times as values, times strictly ascending, values finite.
  package init(period: Int, times: [Int] = [], values: [Double] = []) {
    precondition(times.count == values.count, "\(times.count) times for \(values.count) values")
    assert(zip(times, times.dropFirst()).allSatisfy(<), "times that do not ascend")
    assert(values.allSatisfy(\.isFinite), "a value that is not finite")
    self.period = period
    self.times = times
    self.values = values
  }

  package var count: Int { times.count }
  package var isEmpty: Bool { times.isEmpty }
}
