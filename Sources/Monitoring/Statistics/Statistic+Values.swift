extension Statistic {
  /// The statistic of samples that are each seen once; nil without samples, and for a mean that leaves
  /// all of them out.
  ///
  /// - Precondition: no NaN.
  package func value(of samples: [Double]) -> Double? {
    samples.withUnsafeBufferPointer { value(of: $0) }
  }

  /// As ``value(of:)-([Double])``.
  package func value(of samples: UnsafeBufferPointer<Double>) -> Double? {
    guard !samples.isEmpty else { return nil }
    let count = Double(samples.count)
    switch self {
    case .average: return Summation.sum(samples) / count
    case .sum: return Summation.sum(samples)
    case .minimum: return samples.min()
    case .maximum: return samples.max()
    case .sampleCount: return count
    case .percentile(let percent):
      // As in Distribution: a little slack, since 0.95 × 100 is not quite 95.
      let rank = Int((count * percent / 100 - 1e-9 * count).rounded(.up))
      return Selection.value(ofRank: min(max(rank, 1), samples.count) - 1, in: samples)
    case .trimmedMean, .winsorizedMean, .trimmedCount, .trimmedSum, .percentileRank:
      return Distribution(samples.map { WeightedValue(value: $0, count: 1) }).value(self)
    }
  }
}
