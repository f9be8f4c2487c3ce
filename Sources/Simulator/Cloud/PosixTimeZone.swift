/// A time zone as POSIX's TZ variable describes it: `CET-1CEST,M3.5.0,M10.5.0/3`. Time zone files end
/// with one, for all times after their last entry.
struct PosixTimeZone {
  private let standard: Int
  private let summer: (offset: Int, start: Change, end: Change)?

  private struct Change {
    enum Date {
      /// Week 1…5 of a month (5: the last), and a day of the week from Sunday.
      case month(Int, week: Int, weekday: Int)
      /// Day 1…365, where February 29 never counts.
      case julian(Int)
      /// Day 0…365.
      case day(Int)
    }

    let date: Date
    /// Seconds after midnight of the clock that is left.
    let time: Int

    /// The local moment in a year, in seconds since 1970-01-01T00:00 of the clock that is left.
    func local(in year: Int) -> Int {
      let first = CivilTime.day(year: year, month: 1, day: 1)
      let day: Int
      switch date {
      case .month(let month, let week, let weekday):
        let start = CivilTime.day(year: year, month: month, day: 1)
        let offset = (weekday - CivilTime.weekday(ofDay: start) + 7) % 7 + 7 * (week - 1)
        day = start + (offset < CivilTime.daysIn(month: month, of: year) ? offset : offset - 7)
      case .julian(let number):
        let isLeap = CivilTime.daysIn(month: 2, of: year) == 29
        day = first + number - 1 + (isLeap && number > 59 ? 1 : 0)
      case .day(let number): day = first + number
      }
      return day * 86_400 + time
    }
  }

  /// - Parameter offset: seconds that local time is ahead of UTC, all year.
  init(offset: Int) {
    standard = offset
    summer = nil
  }

  init?(_ text: String) {
    var reader = Reader(rest: text[...])
    guard reader.name(), let west = reader.time() else { return nil }
    standard = -west
    guard !reader.rest.isEmpty else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let offset = reader.rest.first == "," ? standard + 3_600 : reader.time().map { -$0 }
    guard let offset, let start = reader.change(), let end = reader.change(), reader.rest.isEmpty
    else { return nil }
    summer = (offset, start, end)
  }

  func offset(at time: Double) -> Int {
    guard let summer else { return standard }
    let year = CivilTime(time + Double(standard)).year
    let start = Double(summer.start.local(in: year) - standard)
    let end = Double(summer.end.local(in: year) - summer.offset)
    // South of the equator summer goes over the turn of the year.
    let isSummer = start < end ? time >= start && time < end : time >= start || time < end
    return isSummer ? summer.offset : standard
  }

  private struct Reader {
    var rest: Substring

    /// Passes over `CEST` or `<+03>`.
    mutating func name() -> Bool {
      let count = rest.count
      if rest.first == "<" {
        guard let end = rest.firstIndex(of: ">") else { return false }
        rest = rest[rest.index(after: end)...]
      } else {
        rest = rest.drop { $0.isLetter }
      }
      return rest.count < count
    }

    mutating func skip(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    mutating func number() -> Int? {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      return Int(digits)
    }

    /// `-1`, `5:30`, `3:00:00`, in seconds.
    mutating func time() -> Int? {
      let sign = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard let hours = number() else { return nil }
      var seconds = hours * 3_600
      for unit in [60, 1] where skip(":") {
        guard let count = number() else { return nil }
        seconds += count * unit
      }
      return sign * seconds
    }

    mutating func change() -> Change? {
      guard skip(",") else { return nil }
      let date: Change.Date
      if skip("M") {
        guard let month = number(), skip("."), let week = number(), skip("."),
          let weekday = number(), (1...12).contains(month), (1...5).contains(week), weekday < 7
        else { return nil }
        date = .month(month, week: week, weekday: weekday)
      } else if skip("J") {
        guard let day = number() else { return nil }
        date = .julian(day)
      } else {
        guard let day = number() else { return nil }
        date = .day(day)
      }
      guard skip("/") else { return Change(date: date, time: 7_200) }
      return time().map { Change(date: date, time: $0) }
    }
  }
}
