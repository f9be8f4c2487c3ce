import AWSWire

/// A moment as calendar and clock show it, in UTC or wherever an offset was added.
struct CivilTime {
  var year: Int
  /// 1…12.
  var month: Int
  /// 1…31.
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int
  /// 0…999.
  var millisecond: Int
  /// 0…6 from Sunday.
  var weekday: Int

  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let weekdayNames = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// - Parameter seconds: since 1970-01-01T00:00:00.
  init(_ seconds: Double) {
    let milliseconds = Int((seconds * 1_000).rounded())
    let days = Self.floorDivide(milliseconds, 86_400_000)
    let clock = milliseconds - days * 86_400_000
    (year, month, day) = Self.date(ofDay: days)
    hour = clock / 3_600_000
    minute = clock / 60_000 % 60
    second = clock / 1_000 % 60
    millisecond = clock % 1_000
    weekday = Self.weekday(ofDay: days)
  }

  /// 1970-01-01 was a Thursday.
  static func weekday(ofDay day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }

  /// Days since 1970-01-01 of a date of the Gregorian calendar.
  static func day(year: Int, month: Int, day: Int) -> Int {
    // Years that start in March have their leap day at the end.
    let shifted = month > 2 ? year : year - 1
    let leaps = floorDivide(shifted, 4) - floorDivide(shifted, 100) + floorDivide(shifted, 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + leaps + dayOfYear - 719_468
  }

  static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    // 400 years are 146,097 days; the estimate is off by one year at most.
    var year = 1970 + floorDivide(day * 400, 146_097)
    while Self.day(year: year, month: 1, day: 1) > day { year -= 1 }
    while Self.day(year: year + 1, month: 1, day: 1) <= day { year += 1 }
    var month = 12
    while Self.day(year: year, month: month, day: 1) > day { month -= 1 }
    return (year, month, day - Self.day(year: year, month: month, day: 1) + 1)
  }

  static func daysIn(month: Int, of year: Int) -> Int {
    let next =
      month == 12
      ? day(year: year + 1, month: 1, day: 1)
      : day(year: year, month: month + 1, day: 1)
    return next - day(year: year, month: month, day: 1)
  }

  static func floorDivide(_ a: Int, _ b: Int) -> Int {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }

  // MARK: The forms in which CloudWatch writes times into texts

  /// `2026-11-23T12:00:00.000+0000`, as in messages and state data.
  var dataText: String {
    "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(clockText).\(pad(millisecond, 3))+0000"
  }

  /// `23/11/26 12:00:00`, as in reasons.
  var reasonText: String { "\(pad(day))/\(pad(month))/\(pad(year % 100)) \(clockText)" }

  /// `Monday 23 November, 2026 12:00:00 UTC`, as in reasons of composite alarms.
  var longText: String {
    "\(Self.weekdayNames[weekday]) \(pad(day)) \(Self.monthNames[month - 1]), \(year) "
      + "\(clockText) UTC"
  }

  private var clockText: String { "\(pad(hour)):\(pad(minute)):\(pad(second))" }

  private func pad(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
