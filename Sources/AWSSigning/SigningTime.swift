#if canImport(Glibc)
  import Glibc
#endif

/// A moment as signatures write it.
struct SigningTime {
  /// `20150830T123600Z`
  let timestamp: String
  /// `20150830`
  let day: String

  init(_ seconds: Double) {
    var time = time_t(seconds.rounded(.down))
    var parts = tm()
    gmtime_r(&time, &parts)
    let fields = [
      (parts.tm_year + 1900, 4), (parts.tm_mon + 1, 2), (parts.tm_mday, 2), (parts.tm_hour, 2),
      (parts.tm_min, 2), (parts.tm_sec, 2),
    ]
    timestamp = String(unsafeUninitializedCapacity: 16) { text in
      var end = 0
      for (index, (number, width)) in fields.enumerated() {
        if index == 3 {
          text[end] = UInt8(ascii: "T")
          end += 1
        }
        var rest = number
        for position in (end..<end + width).reversed() {
          text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        end += width
      }
      text[end] = UInt8(ascii: "Z")
      return end + 1
    }
    day = String(timestamp.prefix(8))
  }
}
