import AWSWire

/// `minute hour day-of-month month day-of-week`, with `*`, ranges, lists and English names. Where both
/// days are restricted, either will do, as in cron.
struct CronExpression {
  private let minutes: Set<Int>
  private let hours: Set<Int>
  private let days: Set<Int>
  private let months: Set<Int>
  private let weekdays: Set<Int>
  private let anyDay: Bool
  private let anyWeekday: Bool

  init(_ text: String) throws(AWSError) {
    let fields = text.split(separator: " ").map(String.init)
    guard fields.count == 5 else {
      throw .validation(
        "Rule.Schedule.Expression: expected cron(minute hour day-of-month month day-of-week), got "
          + "\(fields.count) fields")
    }
    let monthNames = CivilTime.monthNames.map { $0.prefix(3).uppercased() }
    let weekdayNames = CivilTime.weekdayNames.map { $0.prefix(3).uppercased() }
    minutes = try Self.values(fields[0], "minute", 0...59)
    hours = try Self.values(fields[1], "hour", 0...23)
    days = try Self.values(fields[2], "day-of-month", 1...31)
    months = try Self.values(fields[3], "month", 1...12, names: monthNames, first: 1)
    // 7 is Sunday, too.
    weekdays = Set(
      try Self.values(fields[4], "day-of-week", 0...7, names: weekdayNames, first: 0)
        .map { $0 % 7 })
    anyDay = fields[2] == "*"
    anyWeekday = fields[4] == "*"
  }

  /// The last time not after a whole minute of local time; nil where there is none since `start`.
  func last(notAfter local: Double, notBefore start: Double) -> Double? {
    var day = Int((local / 86_400).rounded(.down))
    var latest = Int(local) - day * 86_400
    while Double((day + 1) * 86_400) > start {
      if matches(day: day) {
        for hour in hours.sorted(by: >) where hour * 3_600 <= latest {
          for minute in minutes.sorted(by: >) where hour * 3_600 + minute * 60 <= latest {
            let found = Double(day * 86_400 + hour * 3_600 + minute * 60)
            return found >= start ? found : nil
          }
        }
      }
      day -= 1
      latest = 86_399
    }
    return nil
  }

  private func matches(day: Int) -> Bool {
    let (_, month, dayOfMonth) = CivilTime.date(ofDay: day)
    guard months.contains(month) else { return false }
    let isDay = days.contains(dayOfMonth)
    let isWeekday = weekdays.contains(CivilTime.weekday(ofDay: day))
    return anyDay || anyWeekday ? isDay && isWeekday : isDay || isWeekday
  }

  private static func values(
    _ field: String, _ name: String, _ range: ClosedRange<Int>, names: [String] = [],
    first: Int = 0
  ) throws(AWSError) -> Set<Int> {
    func number(_ text: Substring) -> Int? {
      if let index = names.firstIndex(of: text.uppercased()) { return index + first }
      return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
    var result: Set<Int> = []
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      if part == "*" {
        result.formUnion(range)
      } else if ends.count == 2, let low = number(ends[0]), let high = number(ends[1]),
        low <= high
      {
        result.formUnion(low...high)
      } else if let value = number(part) {
        result.insert(value)
      } else {
        throw .validation(
          "Rule.Schedule.Expression: \(name): expected *, or numbers from \(range.lowerBound) to "
            + "\(range.upperBound) with - and ',', got '\(field)'")
      }
    }
    return result
  }
}
