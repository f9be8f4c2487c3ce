/// One period as an alarm sees it.
package struct AlarmDatapoint: Equatable, Sendable {
  /// The start of the period, epoch seconds; nil where only the order of periods is known.
  package var time: Int?
  /// Nil where the metric has no value in the period.
  package var value: Double?
  /// The band of an anomaly detector. A point that has none cannot be compared, so it counts as missing
  /// where the comparison uses a band.
  package var band: ClosedRange<Double>?
  /// Nil where it is not known how many samples the value is made of.
  package var sampleCount: Double?

  package init(
    time: Int? = nil, value: Double?, band: ClosedRange<Double>? = nil, sampleCount: Double? = nil
  ) {
    self.time = time
    self.value = value
    self.band = band
    self.sampleCount = sampleCount
  }
}

extension AlarmRule {
  /// Whether a period's value breaches; nil where there is nothing to compare.
  package func breaches(_ point: AlarmDatapoint) -> Bool? {
    guard let value = point.value else { return nil }
    guard comparison.usesBand else {
      return comparison.breaches(value, lower: threshold, upper: threshold)
    }
    guard let band = point.band else { return nil }
    return comparison.breaches(value, lower: band.lowerBound, upper: band.upperBound)
  }
}
