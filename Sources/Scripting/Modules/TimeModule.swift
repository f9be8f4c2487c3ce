import AWSRuntime
import AWSWire
import Glibc
import LuaKit

/// `time`: the clock that scripts see, and times as text.
struct TimeModule: NativeModule {
  /// Epoch seconds: the machine's clock, or the embedded cloud's.
  let now: () -> Double

  /// Epoch seconds of an ISO 8601 text, `now` or `3h ago`, by this machine's clock; nil for what is no
  /// time.
  static func machineTime(_ text: String) -> Double? { parse(text, now: machineTime()) }

  /// Epoch seconds by this machine's clock.
  static func machineTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Epoch seconds of an ISO 8601 text, "now" or "3h ago".
  static func parse(_ text: String, now: Double) -> Double? {
    if text == "now" { return now }
    if text.hasSuffix(" ago") {
      return DurationText.seconds(String(text.dropLast(4))).map { now - $0 }
    }
    return Timestamp.parse(text)
  }

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      "now": { [now] thread in
        thread.push(now())
        return 1
      },
      "monotonic": { thread in
        thread.push(EventLoop.now)
        return 1
      },
      // parse(number | ISO 8601 | "3h ago" | "now") → epoch seconds
      "parse": { [now] thread in
        if let seconds = try finiteNumber(thread, "epoch seconds") {
          thread.push(seconds)
          return 1
        }
        let text = try thread.argument(1, as: String.self)
        guard let seconds = Self.parse(text, now: now()), seconds.isFinite else {
          throw LuaError.argument(
            1, "time expected, such as \"2026-11-23T21:00:00Z\" or \"3h ago\", got \"\(text)\"")
        }
        thread.push(seconds)
        return 1
      },
      // format(epoch seconds) → ISO 8601, UTC
      "format": { thread in
        let seconds = try thread.argument(1, as: Double.self)
        guard years.contains(seconds) else {
          throw LuaError.argument(
            1, "epoch seconds of the years 0 to 9999 expected, got \(seconds)")
        }
        try thread.push(Timestamp.format(seconds, as: .iso8601))
        return 1
      },
      // duration(number | "5m") → seconds
      "duration": { thread in
        thread.push(try duration(thread))
        return 1
      },
    ]
  }
}

/// What ISO 8601 can write: the years 0000 to 9999.
private let years = -62_167_219_200.0...253_402_300_799.0

/// Argument 1 where it is a number; NaN and the infinities are none.
private func finiteNumber(_ thread: LuaThread, _ what: String) throws(LuaError) -> Double? {
  guard let number = thread.number(at: 1) else { return nil }
  guard number.isFinite else { throw .argument(1, "\(what) expected, got \(number)") }
  return number
}

/// Argument 1 as a length of time in seconds: a number from 0, or text such as "5m".
func duration(_ thread: LuaThread) throws(LuaError) -> Double {
  var got = ""
  if let number = try finiteNumber(thread, "duration") {
    if number >= 0 { return number }
    got = "\(number)"
  } else {
    let text = try thread.argument(1, as: String.self)
    if let seconds = DurationText.seconds(text) { return seconds }
    got = "\"\(text)\""
  }
  throw .argument(1, "duration expected, such as \"5m\", \"3h\" or \"14d\", got \(got)")
}
