import AWSWire

/// A range of time that metrics are asked for.
struct TimeRange {
  /// Rounded down as CloudWatch rounds it; periods count from here.
  let start: Double
  /// Exclusive.
  let end: Double

  /// Rounds the start: to the period if that is below a minute, else to a minute, five minutes or an
  /// hour, as the start is less than 15 days, less than 63 days, or longer ago.
  init(from start: Double, to end: Double, period: Int, now: Double) {
    let day = 86_400.0
    let step: Double =
      switch now - start {
      case ...(15 * day): period < 60 ? Double(period) : 60
      case ...(63 * day): 300
      default: 3_600
      }
    self.start = (start / step).rounded(.down) * step
    self.end = end
  }

  /// The number of periods that the range touches.
  func periods(of seconds: Int) -> Int {
    max(0, Int(((end - start) / Double(seconds)).rounded(.up)))
  }

  /// Refuses periods that no data can have.
  static func check(period: Int, member: String) throws(AWSError) {
    guard [1, 5, 10, 20, 30].contains(period) || (period > 0 && period.isMultiple(of: 60)) else {
      throw .validation(
        "\(member): expected 1, 5, 10, 20, 30 or a multiple of 60 seconds, got \(period)")
    }
  }
}
