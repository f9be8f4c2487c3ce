/// What calls to one host have taught: how many retries are left, how far off its clock is, how fast
/// it lets itself be called.
final class HostState {
  let quota = RetryQuota()
  let rate: AdaptiveRate
  /// Seconds to add to this machine's clock.
  var skew = 0.0
  /// True where the host is this machine, which no rate of AWS's is about.
  let isLocal: Bool

  init(_ url: EndpointURL, now: Double) {
    rate = AdaptiveRate(now: now)
    isLocal = url.isLoopback
  }
}
