/// Points in time as AWS writes them, to and from seconds since 1970-01-01T00:00:00Z.
///
/// Reading goes by what is there, not by what the model announces, as services do not always keep to
/// it: ISO 8601 (`2014-04-29T18:30:38.123Z`, with `+01:00` or a bare date too, and without `-` and
/// `:`), RFC 822 (`Tue, 29 Apr 2014 18:30:38 GMT`), or an epoch number. A time without a zone is UTC.
public enum Timestamp {
  /// The seconds that a text stands for, or nil where it is none of the three forms.
  public static func parse(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  /// The seconds that a text stands for, or nil where it is none of the three forms. White space
  /// around it is passed over.
  public static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var reader = Reader(Numbers.trim(text))
    guard let first = reader.peek else { return nil }
    if Numbers.isLetter(first) { return reader.rfc822() }
    return reader.iso8601() ?? Numbers.double(text)
  }

  /// The text of a time in the given form. ISO 8601 and epoch carry a fraction where there is one,
  /// to the microsecond; RFC 822 has whole seconds.
  public static func format(_ seconds: Double, as format: TimestampFormat) -> String {
    precondition(seconds.isFinite, "a time is a finite number")
    // Years 0000…9999: what the formats can write.
    let clamped = min(max(seconds, -62_167_219_200), 253_402_300_799.999_999)
    let microseconds = Int64((clamped * 1e6).rounded())
    let (whole, fraction) = floorDivide(microseconds, 1_000_000)
    switch format {
    case .unixTimestamp:
      return fraction == 0 ? String(whole) : seconds.description
    case .iso8601:
      let time = Civil(whole)
      let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
      let point = fraction == 0 ? "" : ".\(padded(Int(fraction), 6))"
      return "\(date)T\(time.clock)\(point)Z"
    case .rfc822:
      let time = Civil(whole)
      let weekday = Self.weekdays[time.weekday]
      let month = Self.months[time.month - 1]
      return "\(weekday), \(padded(time.day, 2)) \(month) \(padded(time.year, 4)) \(time.clock) GMT"
    }
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  static func floorDivide(_ a: Int64, _ b: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

  /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
  static func days(year: Int, month: Int, day: Int) -> Int {
    // Years start in March here, so that the leap day is the last of a year.
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// A time as calendar and clock show it in UTC.
  private struct Civil {
    let year, month, day, hour, minute, second, weekday: Int

    init(_ seconds: Int64) {
      let (days, clock) = Timestamp.floorDivide(seconds, 86_400)
      let shifted = Int(days) + 719_468
      let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
      let dayOfEra = shifted - era * 146_097
      let yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let shiftedMonth = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
      month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
      hour = Int(clock) / 3600
      minute = Int(clock) / 60 % 60
      second = Int(clock) % 60
      weekday = ((Int(days) + 4) % 7 + 7) % 7
    }

    var clock: String {
      "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }
  }

  /// Reads a text from left to right.
  private struct Reader {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var peek: UInt8? { position < text.count ? text[position] : nil }
    var isAtEnd: Bool { position == text.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard peek == byte else { return false }
      position += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard position + count <= text.count else { return nil }
      var value = 0
      for byte in text[position..<(position + count)] {
        guard Numbers.isDigit(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      position += count
      return value
    }

    mutating func skipSpaces() { while take(0x20) {} }

    /// `2014-04-29`, then maybe `T18:30:38`, `.123`, and `Z` or `+01:00`.
    mutating func iso8601() -> Double? {
      guard let year = digits(4) else { return nil }
      let extended = take(UInt8(ascii: "-"))
      guard let month = digits(2), !extended || take(UInt8(ascii: "-")), let day = digits(2)
      else { return nil }
      guard let start = Self.seconds(year, month, day) else { return nil }
      // Eight digits alone are a number.
      if isAtEnd { return extended ? Double(start) : nil }
      guard take(UInt8(ascii: "T")) || take(UInt8(ascii: "t")) || take(0x20) else { return nil }
      guard let clock = clock() else { return nil }
      let fraction = fraction()
      skipSpaces()
      guard let offset = zone(), isAtEnd else { return nil }
      return Self.join(start + clock - offset, fraction)
    }

    /// `Tue, 29 Apr 2014 18:30:38 GMT`.
    mutating func rfc822() -> Double? {
      guard word() != nil, take(UInt8(ascii: ",")) else { return nil }
      skipSpaces()
      guard let day = digits(2) ?? digits(1) else { return nil }
      guard take(0x20) || take(UInt8(ascii: "-")) else { return nil }
      guard let name = word(), let month = Timestamp.months.firstIndex(of: name) else { return nil }
      guard take(0x20) || take(UInt8(ascii: "-")) else { return nil }
      guard let year = digits(4), let start = Self.seconds(year, month + 1, day) else { return nil }
      skipSpaces()
      guard let clock = clock() else { return nil }
      let fraction = fraction()
      skipSpaces()
      guard let offset = zone(), isAtEnd else { return nil }
      return Self.join(start + clock - offset, fraction)
    }

    private mutating func word() -> String? {
      let start = position
      while let byte = peek, Numbers.isLetter(byte) { position += 1 }
      guard position > start else { return nil }
      return String(decoding: text[start..<position], as: UTF8.self)
    }

    /// `18:30:38`, `18:30`, or the same without colons; a leap second counts as the next one.
    private mutating func clock() -> Int? {
      guard let hour = digits(2) else { return nil }
      _ = take(UInt8(ascii: ":"))
      guard let minute = digits(2) else { return nil }
      var second = 0
      if take(UInt8(ascii: ":")) || peek.map(Numbers.isDigit) == true {
        guard let value = digits(2) else { return nil }
        second = value
      }
      guard hour <= 24, minute <= 59, second <= 60 else { return nil }
      return hour * 3600 + minute * 60 + second
    }

    private mutating func fraction() -> (value: Int, scale: Int)? {
      guard take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) else { return nil }
      var value = 0
      var scale = 1
      while let byte = peek, Numbers.isDigit(byte) {
        // More than nanoseconds does not fit a double anyway.
        if scale < 1_000_000_000 {
          value = value * 10 + Int(byte - 0x30)
          scale *= 10
        }
        position += 1
      }
      return (value, scale)
    }

    /// Seconds east of UTC.
    private mutating func zone() -> Int? {
      if isAtEnd || take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
      let sign: Int
      if take(UInt8(ascii: "+")) {
        sign = 1
      } else if take(UInt8(ascii: "-")) {
        sign = -1
      } else {
        return word().flatMap { ["GMT", "UTC", "UT"].contains($0) ? 0 : nil }
      }
      guard let hours = digits(2) else { return nil }
      _ = take(UInt8(ascii: ":"))
      let minutes = isAtEnd ? 0 : digits(2)
      guard let minutes, hours <= 23, minutes <= 59 else { return nil }
      return sign * (hours * 3600 + minutes * 60)
    }

    private static func seconds(_ year: Int, _ month: Int, _ day: Int) -> Int? {
      guard (1...12).contains(month), day >= 1 else { return nil }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      guard day <= length else { return nil }
      return Timestamp.days(year: year, month: month, day: day) * 86_400
    }

    /// The double nearest to a whole number and a fraction.
    private static func join(_ seconds: Int, _ fraction: (value: Int, scale: Int)?) -> Double {
      guard let (value, scale) = fraction, value != 0 else { return Double(seconds) }
      let (product, overflow) = seconds.multipliedReportingOverflow(by: scale)
      let total = product + value
      // One division of two exact numbers rounds once.
      guard !overflow, abs(total) < 1 << 53 else {
        return Double(seconds) + Double(value) / Double(scale)
      }
      return Double(total) / Double(scale)
    }
  }
}
