import AWSWire

/// Keeps calls below AWS's rates, so that a script that makes a thousand alarms takes its time
/// instead of being throttled: a token bucket for each account, Region and operation.
///
/// A bucket holds one second's calls. An account is known by what selects it: the profile, or the
/// access key or role that the script gave.
final class Pacer {
  struct Key: Hashable {
    let scope: String
    let region: String
    let service: String
    let operation: String
    let rate: Double
  }

  private struct Bucket {
    /// Below zero: so many calls wait.
    var tokens: Double
    var filledAt: Double
  }

  private var buckets: [Key: Bucket] = [:]

  /// Which bucket a request draws on; nil where it is not paced.
  static func key(for request: Request, region: String, isLocal: Bool) -> Key? {
    let operation = request.operation
    let service = operation.service.name
    let rate: Double?
    switch request.pace {
    case .off: return nil
    case .published:
      rate = isLocal ? nil : PublishedRates.rate(of: operation.name, service: service)
    case .rates(let rates):
      rate =
        rates[operation.name]
        ?? (isLocal ? nil : PublishedRates.rate(of: operation.name, service: service))
    }
    guard let rate else { return nil }
    return Key(
      scope: request.credentials?.accessKeyID ?? request.role?.roleARN ?? request.profile ?? "",
      region: region,
      service: service, operation: operation.name, rate: rate)
  }

  /// Takes a token and says how many seconds to wait before the call: those who ask later wait
  /// longer.
  func reserve(_ key: Key, now: Double) -> Double {
    let capacity = max(key.rate, 1)
    var bucket = buckets[key] ?? Bucket(tokens: capacity, filledAt: now)
    bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filledAt) * key.rate) - 1
    bucket.filledAt = now
    buckets[key] = bucket
    return bucket.tokens >= 0 ? 0 : -bucket.tokens / key.rate
  }

  /// Takes back the token of a call that was not made.
  func giveBack(_ key: Key) { buckets[key]?.tokens += 1 }
}
