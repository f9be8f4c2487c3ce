import AWSRuntime
import AWSWire
import Glibc
import LuaKit

/// `time`: the clock that scripts see, and times as text.
struct TimeModule: NativeModule {
  /// Epoch seconds: the machine's clock, or the embedded cloud's.
  let now: () -> Double

  /// Epoch seconds by this machine's clock.
  static func machineTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
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
        if let seconds = thread.number(at: 1) {
          thread.push(seconds)
          return 1
        }
        let text = try thread.argument(1, as: String.self)
        guard let seconds = parse(text, now: now()) else {
          throw LuaError.argument(
            1, "time expected, such as \"2026-11-23T21:00:00Z\" or \"3h ago\", got \"\(text)\"")
        }
        thread.push(seconds)
        return 1
      },
      // format(epoch seconds) → ISO 8601, UTC
      "format": { thread in
        let seconds = try thread.argument(1, as: Double.self)
        guard seconds.isFinite, abs(seconds) < 1e12 else {
          throw LuaError.argument(1, "epoch seconds expected, got \(seconds)")
        }
        try thread.push(Timestamp.format(seconds, as: .iso8601))
        return 1
      },
      // duration(number | "5m") → seconds
      "duration": { thread in
        if let seconds = thread.number(at: 1) {
          thread.push(seconds)
          return 1
        }
        let text = try thread.argument(1, as: String.self)
        guard let seconds = DurationText.seconds(text) else {
          throw LuaError.argument(
            1, "duration expected, such as \"5m\", \"3h\" or \"14d\", got \"\(text)\"")
        }
        thread.push(seconds)
        return 1
      },
    ]
  }
}

private func parse(_ text: String, now: Double) -> Double? {
  if text == "now" { return now }
  if text.hasSuffix(" ago") {
    return DurationText.seconds(String(text.dropLast(4))).map { now - $0 }
  }
  return Timestamp.parse(text)
}
