/// How long CloudWatch keeps datapoints, by their period.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention>
package enum Retention {
  private static let day = 86_400.0

  /// Seconds for which datapoints of a period of that many seconds can be had.
  package static func seconds(ofPeriod period: Int) -> Double {
    switch period {
    case ..<60: 3 * 3_600
    case ..<300: 15 * day
    case ..<3_600: 63 * day
    default: 455 * day
    }
  }

  /// The shortest period, in seconds, at which datapoints that are so many seconds old still exist:
  /// 1, 60, 300 or 3,600; nil where nothing is left.
  package static func shortestPeriod(atAge age: Double) -> Int? {
    [1, 60, 300, 3_600].first { age <= seconds(ofPeriod: $0) }
  }
}
