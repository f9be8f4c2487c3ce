/// A value and how often it was seen.
package struct WeightedValue: Equatable, Sendable {
  package var value: Double
  package var count: Double

  package init(value: Double, count: Double) {
    self.value = value
    self.count = count
  }
}

/// Count, sum and extremes of some samples, with the samples themselves where they are known.
package struct StatisticSet: Equatable, Sendable {
  package var sampleCount: Double
  package var sum: Double
  package var minimum: Double
  package var maximum: Double
  /// Empty where the values are no longer known: a statistic set was put in their place. (A set of
  /// equal values, or of one, is known: percentiles need no more.)
  package var values: [WeightedValue]

  package init(values: [WeightedValue]) {
    sampleCount = values.reduce(0) { $0 + $1.count }
    sum = values.reduce(0) { $0 + $1.value * $1.count }
    minimum = values.map(\.value).min() ?? 0
    maximum = values.map(\.value).max() ?? 0
    self.values = values
  }

  package init(_ value: Double) {
    sampleCount = 1
    sum = value
    minimum = value
    maximum = value
    values = [WeightedValue(value: value, count: 1)]
  }

  package init(sampleCount: Double, sum: Double, minimum: Double, maximum: Double) {
    self.sampleCount = sampleCount
    self.sum = sum
    self.minimum = minimum
    self.maximum = maximum
    values =
      sampleCount == 1 || minimum == maximum
      ? [WeightedValue(value: maximum, count: sampleCount)] : []
  }

  package mutating func merge(_ other: StatisticSet) {
    sampleCount += other.sampleCount
    sum += other.sum
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    if values.isEmpty || other.values.isEmpty {
      values = []
    } else {
      values += other.values
    }
  }

  /// The smallest value that at least this part (0…100) of the samples do not exceed; nil where the
  /// samples are not known. CloudWatch itself approximates.
  package func percentile(_ percent: Double) -> Double? {
    values.isEmpty ? nil : Distribution(values).percentile(percent)
  }

  /// The value of a statistic; nil where it cannot be told: without samples, or where it takes samples
  /// that are not known.
  package func value(_ statistic: Statistic) -> Double? {
    guard sampleCount > 0 else { return nil }
    switch statistic {
    case .average: return sum / sampleCount
    case .sum: return sum
    case .minimum: return minimum
    case .maximum: return maximum
    case .sampleCount: return sampleCount
    case .percentile, .trimmedMean, .winsorizedMean, .trimmedCount, .trimmedSum, .percentileRank:
      return values.isEmpty ? nil : Distribution(values).value(statistic)
    }
  }
}
