import Glibc

/// The client-side rate of the *adaptive* retry mode: a token bucket whose rate falls to 70 % when
/// the service throttles, and grows again along a cubic curve, slowest near the rate that was too
/// fast.
///
/// Until the first throttling there is no limit. Times are seconds on one clock; the rates are
/// attempts a second.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
final class AdaptiveRate {
  private static let leastRate = 0.5
  private static let leastCapacity = 1.0
  /// What is left of the rate after a throttled attempt.
  private static let decrease = 0.7
  private static let growth = 0.4
  /// Weight of the newest half second in the measured rate.
  private static let smoothing = 0.8

  private var isLimiting = false
  private(set) var fillRate = 0.0
  private var capacity = 0.0
  private var tokens = 0.0
  private var refilledAt: Double?

  private(set) var measuredRate = 0.0
  private var measuredUntil: Double
  private var count = 0.0

  /// The rate at which the service last throttled, and when.
  private var lastMaximum = 0.0
  private var throttledAt: Double

  init(now: Double) {
    measuredUntil = (now * 2).rounded(.down) / 2
    throttledAt = now
  }

  /// Takes one attempt's token and says how long to wait before making the attempt. Later attempts
  /// queue behind those that wait.
  func reserve(now: Double) -> Double {
    guard isLimiting else { return 0 }
    refill(now)
    tokens -= 1
    return tokens >= 0 ? 0 : -tokens / fillRate
  }

  /// Takes back a token whose attempt was not made.
  func giveBack() { if isLimiting { tokens = min(tokens + 1, capacity) } }

  /// Learns from an attempt that came to its end.
  func update(isThrottled: Bool, now: Double) {
    measure(now)
    let rate: Double
    if isThrottled {
      let used = isLimiting ? min(measuredRate, fillRate) : measuredRate
      lastMaximum = used
      throttledAt = now
      isLimiting = true
      rate = used * Self.decrease
    } else {
      let window = cbrt(lastMaximum * (1 - Self.decrease) / Self.growth)
      let age = now - throttledAt - window
      rate = Self.growth * age * age * age + lastMaximum
    }
    setRate(min(rate, 2 * measuredRate), now)
  }

  private func measure(_ now: Double) {
    let bucket = (now * 2).rounded(.down) / 2
    count += 1
    guard bucket > measuredUntil else { return }
    let rate = count / (bucket - measuredUntil)
    measuredRate = rate * Self.smoothing + measuredRate * (1 - Self.smoothing)
    count = 0
    measuredUntil = bucket
  }

  private func setRate(_ rate: Double, _ now: Double) {
    refill(now)
    fillRate = max(rate, Self.leastRate)
    capacity = max(rate, Self.leastCapacity)
    tokens = min(tokens, capacity)
  }

  private func refill(_ now: Double) {
    if let refilledAt { tokens = min(capacity, tokens + (now - refilledAt) * fillRate) }
    refilledAt = now
  }

}
