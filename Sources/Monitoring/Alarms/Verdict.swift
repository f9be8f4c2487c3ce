/// The result of one evaluation of an alarm, with what explains it.
package struct Verdict: Equatable, Sendable {
  package var state: StateValue
  package var previous: StateValue
  /// In CloudWatch's words (`StateReason`), as far as they are known.
  package var reason: String
  /// The periods that the state was made of, oldest first: the newest N real points, or all real points
  /// and as many of the missing periods as it takes to make N.
  package var evaluated: [AlarmDatapoint]
  /// Where each of `evaluated` is among the points that were given.
  package var positions: [Int]
  /// Real ones among `evaluated` that breach.
  package var breaching: Int
  /// Empty where the verdict is certain.
  package var uncertainty: Uncertainty

  /// The datapoints that decided, oldest first.
  package var decidingPoints: [AlarmDatapoint] { evaluated.filter { $0.value != nil } }
  package var isUncertain: Bool { !uncertainty.isEmpty }
  package var isTransition: Bool { state != previous }
}

extension AlarmRule {
  /// Evaluates the alarm once.
  ///
  /// - Parameters:
  ///   - points: the newest periods, oldest first, one for each period whether it has a value or not. A
  ///     caller that has more of them than `range` passes them (up to `plausibleRanges`' end): they
  ///     tell whether the verdict is certain. What is not there counts as missing.
  ///   - range: how many periods CloudWatch is taken to read, at least N.
  ///   - previous: the state before.
  package func evaluate(
    _ points: [AlarmDatapoint], range: Int? = nil, previous: StateValue
  ) -> Verdict {
    let range = range ?? assumedRange
    precondition(range >= evaluationPeriods, "a range of \(range) for \(evaluationPeriods) periods")
    let marks = points.map { breaches($0) }
    let finding = finding(points, marks, range: range)
    let state = finding.outcome.state(after: previous)
    let positions = evaluated(points, marks, range: range)
    let evaluated = positions.map { index in
      var point = points[index]
      // A value that could not be compared has decided nothing.
      if marks[index] == nil { point.value = nil }
      return point
    }
    let breaching = evaluated.count { breaches($0) == true }
    return Verdict(
      state: state, previous: previous,
      reason: StateReason(rule: self, outcome: finding.outcome, evaluated: evaluated).text,
      evaluated: evaluated, positions: positions, breaching: breaching,
      uncertainty: finding.uncertainty(of: state, after: previous))
  }

  /// The outcome for `range` with those for the other plausible ranges that the points suffice for.
  func finding(_ points: [AlarmDatapoint], _ marks: [Bool?], range: Int) -> AlarmFinding {
    var result = finding(window(points, marks, range: range))
    for other in plausibleRanges where other != range && other <= max(points.count, range) {
      result.otherRanges.insert(finding(window(points, marks, range: other)).outcome)
    }
    return result
  }

  /// Looks at a range point by point, newest first.
  private func window(_ points: [AlarmDatapoint], _ marks: [Bool?], range: Int) -> AlarmWindow {
    var window = AlarmWindow()
    var isRun = true
    for age in 1...range where age <= marks.count {
      let index = marks.count - age
      guard let breaches = marks[index] else { continue }
      window.real += 1
      window.oldest = age
      if age <= evaluationPeriods { window.oldestRecent = age }
      if window.real <= evaluationPeriods {
        if breaches { window.breaching += 1 }
        if let samples = points[index].sampleCount {
          window.samples = (window.samples.isFinite ? window.samples : 0) + samples
          window.fewestSamples = min(window.fewestSamples, samples)
        }
      }
      if !breaches {
        isRun = false
      } else if isRun {
        window.oldestOfRun = age
      } else {
        window.oldestOfRun = 0
      }
    }
    return window
  }

  /// Where the periods of ``Verdict/evaluated`` are.
  private func evaluated(_ points: [AlarmDatapoint], _ marks: [Bool?], range: Int) -> [Int] {
    let first = max(0, points.count - range)
    let real = (first..<points.count).filter { marks[$0] != nil }
    guard real.count < evaluationPeriods else { return real.suffix(evaluationPeriods) }
    let missing = (first..<points.count).filter { marks[$0] == nil }
      .suffix(evaluationPeriods - real.count)
    return (real + missing).sorted()
  }
}
