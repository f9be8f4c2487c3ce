import AWSWire
import Glibc

/// What a call takes from outside itself: clocks, chance and waiting. Tests put their own in.
public struct CallEnvironment {
  /// Seconds since 1970-01-01T00:00:00Z, by this machine's clock.
  public var date: () -> Double
  /// Seconds on the clock that deadlines are on.
  public var now: () -> Double
  /// From 0 to 1.
  public var random: () -> Double
  /// 16 random bytes as a version 4 UUID.
  public var uuid: () -> String
  public var sleep: (Double) async throws -> Void

  /// The real ones.
  public init(loop: EventLoop) {
    date = {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    now = { EventLoop.now }
    random = { Double.random(in: 0...1) }
    uuid = InputChecker.randomUUID
    sleep = { try await loop.sleep(for: $0) }
  }
}
