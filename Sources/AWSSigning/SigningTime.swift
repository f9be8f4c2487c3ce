#if canImport(Glibc)
  import Glibc
#endif

/// A moment as signatures write it.
struct SigningTime {
  /// Days since 1970-01-01.
  let dayNumber: Int
  /// `20150830`
  let day: String
  /// `20150830T123600Z`
  let timestamp: String

  /// - Parameter earlier: A moment that is perhaps of the same day, whose text then serves again.
  init(_ seconds: Double, after earlier: SigningTime? = nil) {
    let time = Int(seconds.rounded(.down))
    let second = (time % 86_400 + 86_400) % 86_400
    dayNumber = (time - second) / 86_400
    if let earlier, earlier.dayNumber == dayNumber {
      day = earlier.day
    } else {
      day = Self.text(ofDay: dayNumber)
    }
    let day = day
    timestamp = String(unsafeUninitializedCapacity: 16) { text in
      var end = 0
      for byte in day.utf8 {
        text[end] = byte
        end += 1
      }
      text[8] = UInt8(ascii: "T")
      Self.write(second / 3600, at: 9, to: text)
      Self.write(second / 60 % 60, at: 11, to: text)
      Self.write(second % 60, at: 13, to: text)
      text[15] = UInt8(ascii: "Z")
      return 16
    }
  }

  private static func write(
    _ number: Int, at place: Int, to text: UnsafeMutableBufferPointer<UInt8>
  ) {
    text[place] = UInt8(ascii: "0") + UInt8(number / 10)
    text[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
  }

  private static func text(ofDay number: Int) -> String {
    var time = time_t(number * 86_400)
    var parts = tm()
    gmtime_r(&time, &parts)
    let digits = String(
      (Int(parts.tm_year) + 1900) * 10_000 + (Int(parts.tm_mon) + 1) * 100 + Int(parts.tm_mday))
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
