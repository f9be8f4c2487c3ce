/// Epoch seconds as text.
enum Timestamps {
  /// `2026-11-23 09:30:00 GMT`, as EC2 writes times into its reasons.
  static func text(_ seconds: Double) -> String {
    let total = Int(seconds.rounded(.down))
    let (day, second) = (floorDivide(total, 86_400), modulo(total, 86_400))
    let (year, month, date) = civil(fromDays: day)
    return "\(padded(year, 4))-\(padded(month))-\(padded(date)) "
      + "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60)) GMT"
  }

  /// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar. Years are
  /// counted from March, so that the leap day is the last of its year.
  private static func civil(fromDays days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = modulo(shifted, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let date = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : (a - b + 1) / b }
  private static func modulo(_ a: Int, _ b: Int) -> Int { a - floorDivide(a, b) * b }
  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
