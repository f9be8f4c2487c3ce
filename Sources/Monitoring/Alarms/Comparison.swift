/// How an alarm compares a value with its threshold, or with the band of an anomaly detector. Raw values
/// are those of `ComparisonOperator`.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
package enum Comparison: String, CaseIterable, Sendable {
  case greaterThanOrEqual = "GreaterThanOrEqualToThreshold"
  case greaterThan = "GreaterThanThreshold"
  case lessThan = "LessThanThreshold"
  case lessThanOrEqual = "LessThanOrEqualToThreshold"
  case outsideBand = "LessThanLowerOrGreaterThanUpperThreshold"
  case belowBand = "LessThanLowerThreshold"
  case aboveBand = "GreaterThanUpperThreshold"

  /// Whether values are compared with a band that has its own bounds at each time, and not with the
  /// alarm's threshold.
  package var usesBand: Bool {
    switch self {
    case .outsideBand, .belowBand, .aboveBand: true
    case .greaterThanOrEqual, .greaterThan, .lessThan, .lessThanOrEqual: false
    }
  }

  /// Whether a value breaches: the threshold is in both bounds, or the bounds are those of the band.
  @inline(__always)
  func breaches(_ value: Double, lower: Double, upper: Double) -> Bool {
    switch self {
    case .greaterThanOrEqual: value >= upper
    case .greaterThan, .aboveBand: value > upper
    case .lessThan, .belowBand: value < lower
    case .lessThanOrEqual: value <= lower
    case .outsideBand: value < lower || value > upper
    }
  }
}
