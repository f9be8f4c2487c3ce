/// A second of the Gregorian calendar, in UTC.
package struct UTCDate: Equatable, Sendable {
  package let year: Int
  /// 1…12.
  package let month: Int
  /// 1…31.
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int

  /// The date of so many seconds after (or before) 1970.
  package init(epoch: Int) {
    let (days, rest) = epoch.flooredQuotientAndRemainder(dividingBy: 86_400)
    hour = rest / 3_600
    minute = rest / 60 % 60
    second = rest % 60
    // Years begin in March, so that the leap day is the last of its year; cycles of 400 years.
    let (cycle, dayOfCycle) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
  }

  /// `23/11/26 10:02:00`, as in the reasons of alarms.
  package var dayFirst: String {
    "\(two(day))/\(two(month))/\(two(year % 100)) \(two(hour)):\(two(minute)):\(two(second))"
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int {
  /// Division that rounds down, so that the remainder has the divisor's sign.
  package func flooredQuotientAndRemainder(dividingBy divisor: Int) -> (
    quotient: Int, remainder: Int
  ) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder != 0 && (remainder < 0) != (divisor < 0)
      ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
