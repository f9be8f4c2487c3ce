/// What is computed of the samples of a period.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>
package enum Statistic: Hashable, Sendable {
  case average, sum, minimum, maximum, sampleCount
  /// 0…100.
  case percentile(Double)
  /// The mean of the samples within bounds; `IQM` is that of the middle half.
  case trimmedMean(Bounds)
  /// The mean of all samples, those beyond a bound moved to it.
  case winsorizedMean(Bounds)
  /// How many samples are within bounds, and their sum.
  case trimmedCount(Bounds)
  case trimmedSum(Bounds)
  /// The percentage of samples within bounds, which are values.
  case percentileRank(Bounds)

  /// What a statistic leaves out.
  package enum Bounds: Hashable, Sendable {
    /// By rank, 0…100: below `lower` percent of the samples and above `upper` percent of them. Of a
    /// sample that lies on a bound in part, nothing is left out.
    case percent(lower: Double, upper: Double)
    /// By value: up to and with `lower`, and above `upper`. Infinite where a side is open.
    case values(lower: Double, upper: Double)
  }

  package static let standard: [String: Statistic] = [
    "Average": .average, "Sum": .sum, "Minimum": .minimum, "Maximum": .maximum,
    "SampleCount": .sampleCount,
  ]

  /// Whether a period made of shorter periods has the value that these have together: two sums make a
  /// sum, two averages no average.
  package var isExactOverPeriods: Bool {
    switch self {
    case .sum, .minimum, .maximum, .sampleCount: true
    case .average, .percentile, .trimmedMean, .winsorizedMean, .trimmedCount, .trimmedSum,
      .percentileRank:
      false
    }
  }
}

extension Statistic: CustomStringConvertible {
  /// In AWS's notation.
  package var description: String {
    switch self {
    case .average: "Average"
    case .sum: "Sum"
    case .minimum: "Minimum"
    case .maximum: "Maximum"
    case .sampleCount: "SampleCount"
    case .percentile(let percent): "p\(number(percent))"
    case .trimmedMean(.percent(lower: 25, upper: 75)): "IQM"
    case .trimmedMean(let bounds): text("tm", bounds)
    case .winsorizedMean(let bounds): text("wm", bounds)
    case .trimmedCount(let bounds): text("tc", bounds)
    case .trimmedSum(let bounds): text("ts", bounds)
    case .percentileRank(let bounds): text("pr", bounds)
    }
  }

  private func text(_ name: String, _ bounds: Bounds) -> String {
    switch bounds {
    case .percent(lower: 0, let upper):
      return name + number(upper)
    case .percent(let lower, let upper):
      return "\(name.uppercased())(\(number(lower))%:\(number(upper))%)"
    case .values(let lower, let upper):
      let low = lower.isFinite ? number(lower) : ""
      return "\(name.uppercased())(\(low):\(upper.isFinite ? number(upper) : ""))"
    }
  }

  private func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
