import Testing

@testable import Monitoring

/// The evaluator beside a second one that was written from AWS's prose alone.
@Suite struct AlarmPropertyTests {
  private static let ofSeven = History.all(7)
  private static let ofFive = History.all(5)

  struct Setting: CustomTestStringConvertible, Sendable {
    let n: Int
    let m: Int
    let treatment: MissingDataTreatment

    var rule: AlarmRule {
      AlarmRule(
        evaluationPeriods: n, datapointsToAlarm: m, comparison: .greaterThan, threshold: 0.5,
        missingData: treatment)
    }
    var prose: ProseAlarm { ProseAlarm(n: n, m: m, treatment: treatment.rawValue) }
    var testDescription: String { "\(m) of \(n), \(treatment)" }

    static let all = (1...4).flatMap { n in
      (1...n).flatMap { m in
        MissingDataTreatment.allCases.map { Setting(n: n, m: m, treatment: $0) }
      }
    }
  }

  @Test(arguments: Setting.all)
  func everyHistoryOfSevenPeriodsEndsAsTheProseSays(setting: Setting) {
    let rule = setting.rule
    for history in Self.ofSeven {
      let points = History.points(history)
      let marks = points.map { rule.breaches($0) }
      let finding = rule.finding(points, marks, range: rule.assumedRange)
      let outcome = setting.prose.outcome(history, range: rule.assumedRange)
      let others = setting.prose.others(history, range: rule.assumedRange)
      for previous in StateValue.allCases {
        let resolved = { $0 == ProseAlarm.kept ? previous.rawValue : $0 }
        let expected = resolved(outcome)
        var uncertainty: Uncertainty = []
        if others.ranges.contains(where: { resolved($0) != expected }) {
          uncertainty.insert(.range)
        }
        if others.readings.contains(where: { resolved($0) != expected }) {
          uncertainty.insert(.premature)
        }
        let state = finding.outcome.state(after: previous)
        guard state.rawValue == expected,
          finding.uncertainty(of: state, after: previous) == uncertainty
        else {
          Issue.record(
            "\(history) from \(previous): \(state), expected \(expected), \(uncertainty)")
          return
        }
      }
    }
  }

  @Test(arguments: Setting.all)
  func verdictsAgreeWithTheirExplanation(setting: Setting) {
    let rule = setting.rule
    for history in Self.ofFive {
      let points = History.points(history)
      for range in [setting.n, setting.n + 2] {
        let verdict = rule.evaluate(points, range: range, previous: .insufficientData)
        let outcome = setting.prose.outcome(history, range: range)
        let expected = outcome == ProseAlarm.kept ? "INSUFFICIENT_DATA" : outcome
        let real = history.suffix(range).filter { $0 != "-" }
        #expect(verdict.state.rawValue == expected, "\(history) in \(range)")
        #expect(verdict.decidingPoints.count == min(setting.n, real.count))
        #expect(
          verdict.breaching == real.suffix(setting.n).filter { $0 == "X" }.count)
        #expect(
          verdict.evaluated.count == min(setting.n, min(range, history.count)), "\(history)")
      }
    }
  }

  @Test(arguments: Setting.all)
  func aSeriesIsEvaluatedAsItsWindowsAre(setting: Setting) {
    var random = SplitMix(seed: UInt64(setting.n * 100 + setting.m))
    for density in [0.1, 0.5, 0.9, 0.99] {
      compare(setting.rule, length: 100, density: density, &random)
    }
  }

  /// Many periods, so that windows are longer than any word of bits.
  @Test func longAlarmsAreEvaluatedAsTheirWindowsAre() {
    var random = SplitMix(seed: 7)
    for treatment in MissingDataTreatment.allCases {
      for (n, m) in [(70, 3), (70, 40), (130, 130)] {
        let rule = AlarmRule(
          evaluationPeriods: n, datapointsToAlarm: m, comparison: .greaterThan, threshold: 0.5,
          missingData: treatment)
        for density in [0.05, 0.7, 1] { compare(rule, length: 300, density: density, &random) }
      }
    }
  }

  @Test func bandsAndSampleCountsSlideToo() {
    var random = SplitMix(seed: 11)
    for comparison in [Comparison.outsideBand, .belowBand, .aboveBand, .lessThan] {
      let rule = AlarmRule(
        evaluationPeriods: 3, datapointsToAlarm: 2, comparison: comparison, threshold: 0.5,
        missingData: .ignore, minimumSamples: 20)
      compare(rule, length: 400, density: 0.8, &random)
    }
  }

  private func compare(
    _ rule: AlarmRule, length: Int, density: Double, _ random: inout SplitMix
  ) {
    let start = 1_700_000_000 / rule.period * rule.period
    let points = (0..<length).map { index in
      let hasBand = random.unit() < 0.9
      return AlarmDatapoint(
        time: start + index * rule.period,
        value: random.unit() < density ? random.unit() : nil,
        band: hasBand ? 0.3...0.6 : nil,
        sampleCount: rule.minimumSamples == nil ? nil : (random.unit() * 60).rounded())
    }
    let present = points.filter { $0.value != nil }
    let banded = points.filter { $0.band != nil }
    let series = { (points: [AlarmDatapoint], value: (AlarmDatapoint) -> Double) in
      Series(period: rule.period, times: points.map(\.time!), values: points.map(value))
    }
    let input = AlarmInput(
      series(present) { $0.value! },
      sampleCounts: rule.minimumSamples == nil ? nil : series(present) { $0.sampleCount! },
      lower: series(banded) { $0.band!.lowerBound }, upper: series(banded) { $0.band!.upperBound })
    var sliding = SlidingAlarm(rule, input, range: rule.assumedRange)
    let first = (present.first?.time! ?? start) / rule.period
    let origin = start / rule.period
    var states: [(Int, StateValue)] = []
    var state = StateValue.insufficientData
    for index in 0..<length {
      let known = Array(points[max(0, index - rule.plausibleRanges.upperBound + 1)...index])
      let padded =
        Array(
          repeating: AlarmDatapoint(value: nil),
          count: rule.plausibleRanges.upperBound - known.count) + known
      let verdict = rule.evaluate(padded, previous: state)
      let finding = sliding.finding(newest: origin + index)
      let next = finding.outcome.state(after: state)
      guard next == verdict.state,
        finding.uncertainty(of: next, after: state) == verdict.uncertainty
      else {
        Issue.record(
          "\(rule) at \(index) after \(state): \(next) \(verdict), first at \(first - origin)")
        return
      }
      if next != state { states.append((start + (index + 1) * rule.period, next)) }
      state = next
    }
    let run = rule.run(
      over: [input], from: start + rule.period, through: start + length * rule.period)
    #expect(run.transitions.map(\.time) == states.map(\.0))
    #expect(run.transitions.map(\.to) == states.map(\.1))
    #expect(run.state == state)
    #expect(run.evaluations == length)
  }
}

/// A generator that gives the same numbers in each run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 up to 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
