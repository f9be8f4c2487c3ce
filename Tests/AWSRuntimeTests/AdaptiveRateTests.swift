import Testing

@testable import AWSRuntime

@Suite struct AdaptiveRateTests {
  /// The SDKs' common test of the adaptive mode: at these times an attempt ends, throttled or not,
  /// and this is what is measured and what is allowed.
  private static let published: [(throttled: Bool, time: Double, measured: Double, rate: Double)] =
    [
      (false, 0.2, 0.000000, 0.500000), (false, 0.4, 0.000000, 0.500000),
      (false, 0.6, 4.800000, 0.500000), (false, 0.8, 4.800000, 0.500000),
      (false, 1.0, 4.160000, 0.500000), (false, 1.2, 4.160000, 0.691200),
      (false, 1.4, 4.160000, 1.097600), (false, 1.6, 5.632000, 1.638400),
      (false, 1.8, 5.632000, 2.332800), (true, 2.0, 4.326400, 3.028480),
      (false, 2.2, 4.326400, 3.486639), (false, 2.4, 4.326400, 3.821874),
      (false, 2.6, 5.665280, 4.053386), (false, 2.8, 5.665280, 4.200373),
      (false, 3.0, 4.333056, 4.282037), (true, 3.2, 4.333056, 2.997426),
      (false, 3.4, 4.333056, 3.452226),
    ]

  @Test func theRateFollowsThePublishedExample() {
    let rate = AdaptiveRate(now: 0)
    for step in Self.published {
      rate.update(isThrottled: step.throttled, now: step.time)
      #expect(abs(rate.measuredRate - step.measured) < 1e-6, "measured at \(step.time)")
      #expect(abs(rate.fillRate - step.rate) < 1e-6, "allowed at \(step.time)")
    }
  }

  @Test func thereIsNoLimitUntilTheServiceThrottles() {
    let rate = AdaptiveRate(now: 0)
    for _ in 0..<1000 { #expect(rate.reserve(now: 0) == 0) }
    rate.update(isThrottled: false, now: 1)
    #expect(rate.reserve(now: 1) == 0)
  }

  @Test func afterThrottlingAttemptsQueue() {
    let rate = AdaptiveRate(now: 0)
    for number in 1...10 { rate.update(isThrottled: false, now: Double(number) * 0.1) }
    rate.update(isThrottled: true, now: 1)
    let allowed = rate.fillRate
    #expect(allowed > 0.5)
    let waits = (0..<4).map { _ in rate.reserve(now: 1) }
    #expect(waits[0] > 0)
    for (wait, next) in zip(waits, waits.dropFirst()) {
      #expect(abs(next - wait - 1 / allowed) < 1e-9)
    }
    rate.giveBack()
    #expect(rate.reserve(now: 1) == waits[3], "the place that became free")
  }
}
