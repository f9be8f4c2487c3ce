/// What an alarm would have done over a stretch of time.
package struct AlarmRun: Equatable, Sendable {
  package struct Transition: Equatable, Sendable {
    /// When the evaluation took place: at the end of the newest period that it read, epoch seconds.
    package var time: Int
    package var from: StateValue
    package var to: StateValue
    /// Why it might not have happened, or not then; empty where it is certain.
    package var uncertainty: Uncertainty
  }

  /// A stretch of evaluations, the first and the last, whose states are uncertain.
  package struct UncertainSpan: Equatable, Sendable {
    package var first: Int
    package var last: Int
    /// All reasons that came up.
    package var uncertainty: Uncertainty
  }

  /// Oldest first. The first leads away from the state given.
  package fileprivate(set) var transitions: [Transition] = []
  package fileprivate(set) var uncertain: [UncertainSpan] = []
  package fileprivate(set) var evaluations = 0
  package fileprivate(set) var uncertainEvaluations = 0
  /// The state after the last evaluation.
  package fileprivate(set) var state: StateValue
}

extension AlarmRule {
  /// Evaluates the alarm at each of its times, as CloudWatch would have.
  ///
  /// - Parameters:
  ///   - inputs: the data, once for each way to cut it into periods (see ``alignments``); with fewer,
  ///     the alarm is evaluated only at the times whose periods are there. Data older than `start` by
  ///     `plausibleRanges`' end is needed for the first evaluations: what is not there is missing.
  ///   - start: of the first evaluation at the earliest, epoch seconds.
  ///   - end: of the last one at the latest, inclusive.
  ///   - range: as in ``evaluate(_:range:previous:)``.
  ///   - initial: the state before the first evaluation.
  package func run(
    over inputs: [AlarmInput], from start: Int, through end: Int, range: Int? = nil,
    initially initial: StateValue = .insufficientData
  ) -> AlarmRun {
    let range = range ?? assumedRange
    precondition(range >= evaluationPeriods, "a range of \(range) for \(evaluationPeriods) periods")
    var result = AlarmRun(state: initial)
    var sliding = inputs.map { SlidingAlarm(self, $0, range: range) }
    sliding.sort { $0.offset < $1.offset }
    var wasUncertain = false
    var number = start.flooredQuotientAndRemainder(dividingBy: period).quotient
    while number * period <= end {
      for index in sliding.indices {
        let time = number * period + sliding[index].offset
        guard time >= start, time <= end else { continue }
        let finding = sliding[index].finding(newest: number - 1)
        result.add(finding, at: time, &wasUncertain)
      }
      number += 1
    }
    return result
  }
}

extension AlarmRule {
  /// What is said of an evaluation of ``run(over:from:through:range:initially:)``, such as that of a
  /// transition: the same verdict, with its reason. Nil where no input is cut so that a period ends then.
  package func verdict(
    over inputs: [AlarmInput], at time: Int, range: Int? = nil, previous: StateValue
  ) -> Verdict? {
    let input = inputs.first { ($0.offset - time).isMultiple(of: period) }
    let count = max(range ?? assumedRange, plausibleRanges.upperBound)
    return input.map {
      evaluate($0.points(count, endingAt: time), range: range, previous: previous)
    }
  }
}

extension AlarmRun {
  @inline(__always)
  fileprivate mutating func add(
    _ finding: AlarmFinding, at time: Int, _ wasUncertain: inout Bool
  ) {
    let next = finding.outcome.state(after: state)
    var uncertainty = finding.uncertainty(of: next, after: state)
    if wasUncertain, finding.outcome == .keep { uncertainty.insert(.kept) }
    evaluations += 1
    if !uncertainty.isEmpty {
      uncertainEvaluations += 1
      if wasUncertain {
        uncertain[uncertain.count - 1].last = time
        uncertain[uncertain.count - 1].uncertainty.formUnion(uncertainty)
      } else {
        uncertain.append(UncertainSpan(first: time, last: time, uncertainty: uncertainty))
      }
    }
    wasUncertain = !uncertainty.isEmpty
    if next != state {
      transitions.append(
        Transition(time: time, from: state, to: next, uncertainty: uncertainty))
      state = next
    }
  }
}
