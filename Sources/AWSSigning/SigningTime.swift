#if canImport(Glibc)
  import Glibc
#endif

/// A moment as signatures write it.
struct SigningTime {
  /// `20150830T123600Z`
  let timestamp: String
  /// `20150830`
  var day: String { String(timestamp.prefix(8)) }

  init(_ seconds: Double) {
    var time = time_t(seconds.rounded(.down))
    var parts = tm()
    gmtime_r(&time, &parts)
    func pad(_ number: Int32, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    timestamp =
      pad(parts.tm_year + 1900, 4) + pad(parts.tm_mon + 1) + pad(parts.tm_mday) + "T"
      + pad(parts.tm_hour) + pad(parts.tm_min) + pad(parts.tm_sec) + "Z"
  }
}
