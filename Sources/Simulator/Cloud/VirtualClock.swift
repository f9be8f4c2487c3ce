import Glibc

/// The embedded cloud's time: it runs at real speed from a start, and jumps when told to.
///
/// Seconds since 1970-01-01T00:00:00Z. It never goes backward. Not Sendable: it lives on the event
/// loop's thread, like the cloud.
public final class VirtualClock {
  private let monotonic: () -> Double
  private var base: Double
  private var since: Double
  /// False while time stands still, as in script tests; ``advance(by:)`` still moves it.
  public private(set) var isRunning: Bool

  /// - Parameters:
  ///   - start: the first moment, in epoch seconds; nil: the present.
  ///   - isRunning: false for a clock that only ``advance(by:)`` moves.
  ///   - monotonic: a source of real seconds; tests put their own in.
  public init(
    start: Double? = nil, isRunning: Bool = true,
    monotonic: @escaping () -> Double = { VirtualClock.seconds(of: CLOCK_MONOTONIC) }
  ) {
    self.monotonic = monotonic
    self.isRunning = isRunning
    base = start ?? Self.seconds(of: CLOCK_REALTIME)
    since = monotonic()
  }

  /// The present, in epoch seconds with their fraction.
  public var now: Double { isRunning ? base + (monotonic() - since) : base }

  /// Jumps forward. Going back is a programmer's error and traps.
  public func advance(by seconds: Double) {
    precondition(seconds >= 0 && seconds.isFinite, "a clock only goes forward")
    base += seconds
  }

  /// Lets time stand still.
  public func stop() {
    base = now
    isRunning = false
  }

  /// Lets time run on from where it stands.
  public func resume() {
    guard !isRunning else { return }
    since = monotonic()
    isRunning = true
  }

  /// One of the system's clocks, in seconds.
  public static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
