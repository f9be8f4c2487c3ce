import Testing

@testable import Monitoring

/// Reasons in CloudWatch's words, those of real notifications where there are such; and what else a
/// verdict says.
@Suite struct VerdictTests {
  /// 2026-11-23 10:00:00 UTC.
  private let ten = 1_795_428_000

  private func rule(
    _ needed: Int, of periods: Int, _ comparison: Comparison = .greaterThan,
    _ threshold: Double = 80,
    missing: MissingDataTreatment = .missing, minimumSamples: Double? = nil
  ) -> AlarmRule {
    AlarmRule(
      evaluationPeriods: periods, datapointsToAlarm: needed, comparison: comparison,
      threshold: threshold, missingData: missing, minimumSamples: minimumSamples)
  }

  private func points(_ values: [Double?]) -> [AlarmDatapoint] {
    values.enumerated().map { AlarmDatapoint(time: ten + $0 * 60, value: $1) }
  }

  private func reason(_ rule: AlarmRule, _ values: [Double?]) -> String {
    rule.evaluate(points(values), previous: .ok).reason
  }

  @Test func aCrossedThresholdNamesTheDatapointsNewestFirst() {
    #expect(
      reason(rule(3, of: 3), [91, 92.25, 94.5])
        == "Threshold Crossed: 3 out of the last 3 datapoints [94.5 (23/11/26 10:02:00), "
        + "92.25 (23/11/26 10:01:00), 91.0 (23/11/26 10:00:00)] were greater than the threshold "
        + "(80.0) (minimum 3 datapoints for OK -> ALARM transition).")
    #expect(
      reason(rule(2, of: 3, .greaterThanOrEqual), [91, 10, 94.5])
        == "Threshold Crossed: 2 out of the last 3 datapoints [94.5 (23/11/26 10:02:00), "
        + "91.0 (23/11/26 10:00:00)] were greater than or equal to the threshold (80.0) "
        + "(minimum 2 datapoints for OK -> ALARM transition).")
  }

  @Test func theWayBackNeedsWhatMakesAnAlarmImpossible() {
    #expect(
      reason(rule(1, of: 1, .lessThan, 7_000), [7_007])
        == "Threshold Crossed: 1 out of the last 1 datapoints [7007.0 (23/11/26 10:00:00)] was not "
        + "less than the threshold (7000.0) (minimum 1 datapoint for ALARM -> OK transition).")
    #expect(
      reason(rule(2, of: 3, .lessThanOrEqual, 5), [9, 1, 9]).hasSuffix(
        "were not less than or equal to the threshold (5.0) "
          + "(minimum 2 datapoints for ALARM -> OK transition)."))
  }

  @Test func manyDatapointsAreCutToFive() {
    let text = reason(rule(6, of: 6), [81, 82, 83, 84, 85, 86])
    #expect(
      text.hasPrefix(
        "Threshold Crossed: 6 out of the last 6 datapoints were greater than the threshold (80.0). "
          + "The most recent datapoints which crossed the threshold: [86.0 (23/11/26 10:05:00), "))
    #expect(text.contains("82.0 (23/11/26 10:01:00)] (minimum 6 datapoints"))
    #expect(!text.contains("81.0"))
  }

  @Test func missingDataIsToldAsItWasTreated() {
    #expect(
      reason(rule(2, of: 2, missing: .breaching), [nil, nil])
        == "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints "
        + "were treated as [Breaching].")
    #expect(
      reason(rule(1, of: 1, missing: .notBreaching), [nil])
        == "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was "
        + "treated as [NonBreaching].")
    #expect(
      reason(rule(8, of: 8, .lessThanOrEqual, 0, missing: .breaching), [2] + [nil, nil, nil])
        == "Threshold Crossed: 1 datapoint [2.0 (23/11/26 10:00:00)] was not less than or equal to "
        + "the threshold (0.0) and 7 missing datapoints were treated as [Breaching].")
    #expect(
      reason(rule(2, of: 3, missing: .breaching), [0, nil, nil])
        == "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were "
        + "treated as [Breaching].")
    #expect(
      reason(rule(3, of: 3), [nil, nil, nil]) == "Insufficient Data: 3 datapoints were unknown.")
    #expect(reason(rule(1, of: 1), [nil]) == "Insufficient Data: 1 datapoint was unknown.")
  }

  @Test func aPrematureAlarmTellsOfTheOnePoint() {
    #expect(
      reason(rule(3, of: 3, .lessThan, 1), [0, nil, nil])
        == "Threshold Crossed: 1 out of the last 3 datapoints [0.0 (23/11/26 10:00:00)] was less "
        + "than the threshold (1.0) (minimum 3 datapoints for OK -> ALARM transition).")
  }

  @Test func bandsAreThresholdsInThePlural() {
    var point = AlarmDatapoint(time: ten, value: 0, band: 0.25...0.5)
    #expect(
      rule(1, of: 1, .outsideBand).evaluate([point], previous: .ok).reason
        == "Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (23/11/26 10:00:00)] was less "
        + "than the lower thresholds [0.25] or greater than the upper thresholds [0.5] "
        + "(minimum 1 datapoint for OK -> ALARM transition).")
    point.value = 0.3
    #expect(
      rule(1, of: 1, .aboveBand).evaluate([point], previous: .alarm).reason
        == "Thresholds Crossed: 1 out of the last 1 datapoints [0.3 (23/11/26 10:00:00)] was not "
        + "greater than the upper thresholds [0.5] (minimum 1 datapoint for ALARM -> OK transition)."
    )
  }

  @Test(arguments: [
    (Comparison.greaterThan, [false, false, true]), (.greaterThanOrEqual, [false, true, true]),
    (.lessThan, [true, false, false]), (.lessThanOrEqual, [true, true, false]),
    (.outsideBand, [true, false, true]), (.belowBand, [true, false, false]),
    (.aboveBand, [false, false, true]),
  ])
  func everyOperatorBelowAtAndAbove(_ comparison: Comparison, _ expected: [Bool]) {
    let rule = AlarmRule(evaluationPeriods: 1, comparison: comparison, threshold: 5)
    let breaches = [4.0, 5, 6].map {
      rule.breaches(AlarmDatapoint(value: $0, band: 5...5))
    }
    #expect(breaches == expected)
  }

  @Test func aPointWithoutABandIsMissing() {
    let rule = rule(1, of: 1, .outsideBand)
    let verdict = rule.evaluate([AlarmDatapoint(time: ten, value: 9)], previous: .ok)
    #expect(verdict.state == .insufficientData)
    #expect(verdict.decidingPoints.isEmpty)
  }

  @Test func theDecidingPointsAreTheNewestRealOnes() {
    let verdict = rule(3, of: 3).evaluate(points([90, nil, 91, nil, 92]), range: 5, previous: .ok)
    #expect(verdict.state == .alarm)
    #expect(verdict.decidingPoints.map(\.value) == [90, 91, 92])
    #expect(verdict.breaching == 3)
    #expect(verdict.isTransition)
    // A shortfall is filled with the newest missing periods.
    let filled = rule(3, of: 3).evaluate(points([nil, 90, nil, nil, nil]), range: 5, previous: .ok)
    #expect(filled.evaluated.map(\.time) == [ten + 60, ten + 180, ten + 240])
  }

  @Test func aVerdictThatHangsOnTheRangeIsUncertain() {
    // With three periods all are missing, with four there is a point.
    let verdict = rule(3, of: 3).evaluate(points([1, nil, nil, nil]), range: 4, previous: .ok)
    #expect(verdict.state == .ok)
    #expect(verdict.uncertainty.contains(.range))
    #expect(verdict.uncertainty.reasons.count >= 1)
    // No gap in the newest N: nothing further back matters.
    let whole = rule(3, of: 3).evaluate(points([nil, nil, 1, 2, 3]), previous: .ok)
    #expect(whole.uncertainty.isEmpty && !whole.isUncertain && whole.uncertainty.reasons.isEmpty)
  }

  @Test func aVerdictThatHangsOnTheReadingIsUncertain() {
    // As AWS writes the premature rule, the older good point does not matter; its table says it does.
    let verdict = rule(2, of: 4).evaluate(points([0, nil, 90, nil]), range: 4, previous: .ok)
    #expect(verdict.state == .ok)
    #expect(verdict.uncertainty == .premature)
    // Waiting for the next point: OK, or as before?
    let young = rule(3, of: 3)
    let waiting = points([nil, nil, nil, nil, 90])
    #expect(young.evaluate(waiting, previous: .ok).uncertainty == [])
    #expect(young.evaluate(waiting, previous: .alarm).uncertainty == .premature)
  }

  @Test func aPercentileOfFewSamplesKeepsTheState() {
    let minimum = AlarmRule.minimumSamples(percentile: 99)
    #expect(minimum == 1_000)
    #expect(AlarmRule.minimumSamples(percentile: 50) == 20)
    #expect(AlarmRule.minimumSamples(percentile: 25) == 40)
    #expect(AlarmRule.minimumSamples(percentile: 100) == nil)
    let rule = rule(1, of: 1, minimumSamples: minimum)
    for (samples, expected) in [(999.0, StateValue.ok), (1_000, .alarm)] {
      let point = AlarmDatapoint(time: ten, value: 99, sampleCount: samples)
      let verdict = rule.evaluate([point], previous: .ok)
      #expect(verdict.state == expected)
      if expected == .ok { #expect(verdict.reason.contains("fewer than 1000.0 samples")) }
    }
    // Each datapoint has too few, all together have enough.
    let two = self.rule(2, of: 2, minimumSamples: minimum)
    let points = [0, 60].map { AlarmDatapoint(time: ten + $0, value: 99, sampleCount: 600) }
    #expect(two.evaluate(points, previous: .ok).uncertainty == .samples)
    #expect(two.evaluate(points, previous: .alarm).uncertainty == [])
    // Not known is not few.
    #expect(two.evaluate(self.points([99, 99]), previous: .ok).state == .alarm)
  }

  @Test(arguments: [
    (80.0, "80.0"), (0.001, "0.001"), (0.0005, "5.0E-4"), (1e7, "1.0E7"), (9_999_999, "9999999.0"),
    (123_456_789, "1.23456789E8"), (-1.5e-10, "-1.5E-10"), (1e21, "1.0E21"), (0, "0.0"),
    (0.01758096118768056, "0.01758096118768056"), (-2.5, "-2.5"),
  ])
  func numbersAreWrittenAsByJava(_ value: Double, _ expected: String) {
    #expect(JavaNumber.text(value) == expected)
  }

  @Test(arguments: [
    (0, "01/01/70 00:00:00"), (951_782_400, "29/02/00 00:00:00"), (-1, "31/12/69 23:59:59"),
    (1_704_067_199, "31/12/23 23:59:59"), (4_107_542_399, "28/02/00 23:59:59"),
    (4_107_542_400, "01/03/00 00:00:00"),
  ])
  func datesOfLeapYearsAndCenturies(_ epoch: Int, _ expected: String) {
    #expect(UTCDate(epoch: epoch).dayFirst == expected)
  }
}
