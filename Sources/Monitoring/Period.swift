/// How time is cut into periods.
package enum Period {
  /// The start of the period that a time is in, epoch seconds.
  ///
  /// - Parameter offset: where periods begin, in seconds after a multiple of the period.
  package static func start(of time: Int, period: Int, offset: Int = 0) -> Int {
    time - (time - offset).flooredQuotientAndRemainder(dividingBy: period).remainder
  }

  /// Whether an alarm can have this period: 10, 20, 30 or a multiple of 60 seconds.
  package static func isValidForAlarms(_ period: Int) -> Bool {
    [10, 20, 30].contains(period) || (period > 0 && period.isMultiple(of: 60))
  }
}
