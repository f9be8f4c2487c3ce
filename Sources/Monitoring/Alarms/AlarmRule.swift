/// What an alarm does about periods without a value. Raw values are those of `TreatMissingData`.
package enum MissingDataTreatment: String, CaseIterable, Sendable {
  case missing, ignore, breaching, notBreaching
}

/// What decides the state of a metric alarm: all of its settings that the evaluation looks at, and none
/// that say what is measured.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html>
package struct AlarmRule: Equatable, Sendable {
  /// N: of how many datapoints the state is made.
  package let evaluationPeriods: Int
  /// M: how many of the N have to breach.
  package let datapointsToAlarm: Int
  package let comparison: Comparison
  /// What values are compared with; of no meaning where the comparison uses a band.
  package let threshold: Double
  package let missingData: MissingDataTreatment
  /// Seconds of one datapoint.
  package let period: Int
  /// Samples that a datapoint needs to count; with fewer the state is kept. Nil where the number of
  /// samples does not matter. See ``minimumSamples(percentile:)``.
  package let minimumSamples: Double?

  /// - Parameters:
  ///   - datapointsToAlarm: nil for all of `evaluationPeriods`.
  ///   - minimumSamples: only for `EvaluateLowSampleCountPercentile` "ignore".
  /// - Precondition: 1 ≤ datapointsToAlarm ≤ evaluationPeriods, period > 0.
  package init(
    evaluationPeriods: Int, datapointsToAlarm: Int? = nil, comparison: Comparison,
    threshold: Double = 0, missingData: MissingDataTreatment = .missing, period: Int = 60,
    minimumSamples: Double? = nil
  ) {
    let needed = datapointsToAlarm ?? evaluationPeriods
    precondition(
      needed >= 1 && needed <= evaluationPeriods, "\(needed) of \(evaluationPeriods) datapoints")
    precondition(period > 0, "a period of \(period) s")
    self.evaluationPeriods = evaluationPeriods
    self.datapointsToAlarm = needed
    self.comparison = comparison
    self.threshold = threshold
    self.missingData = missingData
    self.period = period
    self.minimumSamples = minimumSamples
  }

  /// How many samples make a percentile (0…100) worth something: 10/(1−p) from the median up, 10/p
  /// below it. The 0th and the 100th take any number.
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html>
  package static func minimumSamples(percentile: Double) -> Double? {
    let share = percentile / 100
    guard share > 0, share < 1 else { return nil }
    // 10 / (1 − 0.99) is a little more than 1,000.
    return (10 / (share >= 0.5 ? 1 - share : share) * 1e6).rounded() / 1e6
  }

  /// The range that this program takes CloudWatch to read: two periods more than the alarm needs, as in
  /// AWS's one published example (3 and 5). The real length is not published.
  package var assumedRange: Int { evaluationPeriods + 2 }

  /// The lengths of range that are thought possible; a verdict that differs among them is uncertain.
  package var plausibleRanges: ClosedRange<Int> { evaluationPeriods...(evaluationPeriods + 4) }

  /// Seconds between two evaluations: CloudWatch looks every minute, every ten seconds where the period
  /// is shorter than a minute, and once an hour where the alarm looks back for more than a day.
  package var interval: Int {
    if period < 60 { return 10 }
    return period * evaluationPeriods > 86_400 ? 3_600 : 60
  }

  /// How many ways there are to cut time into this alarm's periods: an evaluation looks back from its
  /// own minute, so an alarm on five minutes has five.
  package var alignments: Int { max(1, period / interval) }
}
