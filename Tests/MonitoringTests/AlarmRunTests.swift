import Testing

@testable import Monitoring

@Suite struct AlarmRunTests {
  /// A whole number of hours.
  private let start = 1_795_428_000

  @Test func anAlarmOnFiveMinutesIsEvaluatedEveryMinute() throws {
    // Ten minutes of nothing, five of ones, ten of nothing: the sum of any five minutes is known.
    let values = (0..<25).map { (10..<15).contains($0) ? 1.0 : 0 }
    let series = Series(
      period: 60, times: (0..<25).map { start + $0 * 60 }, values: values)
    let rule = AlarmRule(
      evaluationPeriods: 1, comparison: .greaterThanOrEqual, threshold: 3, period: 300)
    #expect(rule.alignments == 5)
    let inputs = try AlarmInput.alignments(of: series, .sum, for: rule)
    #expect(inputs.map(\.offset) == [0, 60, 120, 180, 240])
    let run = rule.run(over: inputs, from: start + 300, through: start + 25 * 60)
    #expect(run.evaluations == 21)
    #expect(
      run.transitions.map { [$0.time - start, $0.to == .alarm ? 1 : 0] } == [
        [300, 0], [13 * 60, 1], [18 * 60, 0],
      ])
    #expect(run.uncertain.isEmpty)

    // Cut in one way only, it is evaluated at that cut's minutes.
    let one = rule.run(over: [inputs[0]], from: start + 300, through: start + 25 * 60)
    #expect(one.evaluations == 5)
    #expect(one.transitions.map { $0.time - start } == [300, 900, 1_200])
  }

  @Test func pointsOfFiveMinutesAreNotCutEachMinute() throws {
    let rule = AlarmRule(
      evaluationPeriods: 1, comparison: .greaterThan, threshold: 0, period: 900)
    let series = Series(period: 300, times: [start, start + 300], values: [1, 2])
    #expect(
      try AlarmInput.alignments(of: series, .sum, for: rule).map(\.offset) == [0, 300, 600])
  }

  @Test func anAlarmOverMoreThanADayIsEvaluatedOnceAnHour() {
    func rule(_ periods: Int, _ period: Int) -> AlarmRule {
      AlarmRule(evaluationPeriods: periods, comparison: .greaterThan, period: period)
    }
    #expect(rule(24, 3_600).interval == 60 && rule(24, 3_600).alignments == 60)
    #expect(rule(25, 3_600).interval == 3_600 && rule(25, 3_600).alignments == 1)
    #expect(rule(7, 86_400).alignments == 24)
  }

  @Test func averagesArePutTogetherFromSumsAndNumbersOfSamples() throws {
    let rule = AlarmRule(
      evaluationPeriods: 1, comparison: .greaterThan, threshold: 5, period: 120)
    // 3 samples of 10 and one of 2: 8 on average, where the mean of both averages is 6.
    let sums = Series(period: 60, times: [start, start + 60, start + 180], values: [30, 2, 0])
    let counts = Series(period: 60, times: [start, start + 60, start + 180], values: [3, 1, 0])
    let inputs = try AlarmInput.averages(sums: sums, counts: counts, for: rule)
    #expect(inputs.map(\.offset) == [0, 60])
    #expect(inputs[0].values.times == [start] && inputs[0].values.values == [8])
    #expect(inputs[1].values.times == [start - 60, start + 60])
    #expect(inputs[1].values.values == [10, 2])
    #expect(inputs[0].points(2, endingAt: start + 120).map(\.value) == [nil, 8])
    #expect(inputs[0].points(1, endingAt: start + 120)[0].sampleCount == 4)
  }

  @Test func aTransitionHasTheVerdictThatMadeIt() throws {
    let rule = AlarmRule(
      evaluationPeriods: 2, comparison: .greaterThan, threshold: 80, period: 300)
    let series = Series(
      period: 60, times: (0..<60).map { start + $0 * 60 },
      values: (0..<60).map { $0 >= 30 ? 90 : 10 })
    let inputs = try AlarmInput.alignments(of: series, .maximum, for: rule)
    let run = rule.run(over: inputs, from: start + 900, through: start + 3_600, initially: .ok)
    #expect(run.transitions.count == 1)
    for transition in run.transitions {
      let verdict = try #require(
        rule.verdict(over: inputs, at: transition.time, previous: transition.from))
      #expect(verdict.state == transition.to && verdict.uncertainty == transition.uncertainty)
      #expect(verdict.reason.contains("2 out of the last 2 datapoints [90.0 ("))
      #expect(verdict.evaluated.map(\.time) == [transition.time - 600, transition.time - 300])
      #expect(verdict.positions == [4, 5])
    }
    #expect(rule.verdict(over: [inputs[0]], at: start + 60, previous: .ok) == nil)
  }

  @Test func highResolutionIsEvaluatedEveryTenSeconds() throws {
    let rule = AlarmRule(
      evaluationPeriods: 2, comparison: .greaterThan, threshold: 0, period: 30)
    #expect(rule.interval == 10 && rule.alignments == 3)
    let series = Series(
      period: 10, times: (0..<30).map { start + $0 * 10 },
      values: (0..<30).map { $0 >= 12 ? 1 : 0 })
    let inputs = try AlarmInput.alignments(of: series, .maximum, for: rule)
    let run = rule.run(over: inputs, from: start + 60, through: start + 300)
    #expect(run.evaluations == 25)
    // 12 × 10 s in, the newest 30 s begin to breach; 30 s later so do the 30 s before.
    #expect(run.transitions.last?.time == start + 160)
  }

  @Test func aSeriesWithoutPointsIsStillEvaluated() throws {
    let rule = AlarmRule(
      evaluationPeriods: 1, comparison: .greaterThan, missingData: .breaching, period: 300)
    let inputs = try AlarmInput.alignments(of: Series(period: 60), .sum, for: rule)
    let run = rule.run(over: inputs, from: start, through: start + 600, initially: .ok)
    #expect(run.evaluations == 11)
    #expect(
      run.transitions == [
        .init(time: start, from: .ok, to: .alarm, uncertainty: [])
      ])
  }

  @Test func doubtAboutAStateLastsAsLongAsItIsKept() {
    // Two breaches, and then nothing, which is ignored.
    let rule = AlarmRule(
      evaluationPeriods: 2, comparison: .greaterThan, threshold: 0, missingData: .ignore)
    let breach = Series(period: 60, times: [0, 60], values: [1, 1])
    let run = rule.run(over: [AlarmInput(breach)], from: 120, through: 240, range: 4)
    #expect(run.transitions.map(\.to) == [.alarm])
    #expect(run.uncertain.isEmpty)

    // A breach that is too young, out of INSUFFICIENT_DATA: whether that makes the alarm OK is not
    // said, and what is kept after it is as uncertain.
    let young = Series(period: 60, times: [60], values: [1])
    let waiting = rule.run(over: [AlarmInput(young)], from: 120, through: 900, range: 4)
    #expect(waiting.transitions.map(\.uncertainty) == [.premature])
    #expect(waiting.uncertain.map(\.first) == [120])
    #expect(waiting.uncertain.map(\.last) == [900])
    #expect(waiting.uncertain.allSatisfy { $0.uncertainty.contains(.kept) })
    #expect(waiting.uncertainEvaluations == waiting.evaluations)
  }

  @Test func uncertainSpansSayFromWhenToWhen() {
    // A point every ten minutes: between two of them the state hangs on the length of the range.
    let rule = AlarmRule(evaluationPeriods: 2, comparison: .greaterThan, threshold: 5)
    let series = Series(period: 60, times: [0, 600], values: [1, 1])
    let run = rule.run(over: [AlarmInput(series)], from: 60, through: 660, initially: .ok)
    // The newest period after five minutes is the fifth: a range of four misses the point, six has it.
    #expect(run.uncertain.map(\.first) == [180])
    #expect(run.uncertain.map(\.last) == [360])
    #expect(run.uncertain.map(\.uncertainty) == [.range])
    #expect(run.uncertainEvaluations == 4)
    #expect(run.transitions.map(\.time) == [300, 660])
    #expect(run.transitions[0].uncertainty == .range)
    #expect(run.transitions[1].uncertainty == [])
  }
}
