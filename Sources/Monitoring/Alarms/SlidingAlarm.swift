/// Evaluates an alarm at ascending times over one series, each in constant time, whatever N is, and
/// without allocating: what a window comes to is the difference of two running totals.
struct SlidingAlarm {
  private let rule: AlarmRule
  private let range: Int
  /// The number of a period is its start divided by the period, rounded down.
  let offset: Int
  /// Of each real point, oldest first: the number of its period,
  private var periods: [Int] = []
  /// how many points before it breach (and at the end, how many there are),
  private var breachesBefore: [Int] = [0]
  /// where the points after the last one within the threshold begin, up to and with this one,
  private var runStarts: [Int] = []
  /// and, where it matters, how many samples there are before it, and how many points with too few.
  private var samplesBefore: [Double] = []
  private var poorBefore: [Int] = []
  /// Real points that are not newer than the newest period, and those that have left the newest N.
  private var end = 0
  private var recent = 0

  init(_ rule: AlarmRule, _ input: AlarmInput, range: Int) {
    self.rule = rule
    self.range = range
    let values = input.values
    precondition(
      values.period == rule.period, "a series of \(values.period) s for an alarm on \(rule.period)")
    offset = input.offset
    periods.reserveCapacity(values.count)
    breachesBefore.reserveCapacity(values.count + 1)
    runStarts.reserveCapacity(values.count)
    fill(input)
  }

  private mutating func fill(_ input: AlarmInput) {
    let times = input.values.times
    let values = input.values.values
    let comparison = rule.comparison
    var lower = input.lower.map(Series.Cursor.init)
    var upper = input.upper.map(Series.Cursor.init)
    var counts = rule.minimumSamples == nil ? nil : input.sampleCounts.map(Series.Cursor.init)
    var samples = 0.0
    var poor = 0
    if counts != nil {
      samplesBefore = [0]
      poorBefore = [0]
    }
    var breaches = 0
    var runStart = 0
    for index in 0..<times.count {
      let (period, rest) = (times[index] - offset).flooredQuotientAndRemainder(
        dividingBy: rule.period)
      precondition(rest == 0, "times that are no multiple of \(rule.period) s apart")
      var low = rule.threshold
      var high = rule.threshold
      if comparison.usesBand {
        // Without a band there is nothing to compare with: the point counts as missing.
        guard let bandLow = lower?.value(at: times[index]),
          let bandHigh = upper?.value(at: times[index])
        else { continue }
        low = bandLow
        high = bandHigh
      }
      if comparison.breaches(values[index], lower: low, upper: high) {
        breaches += 1
      } else {
        runStart = periods.count + 1
      }
      periods.append(period)
      breachesBefore.append(breaches)
      runStarts.append(runStart)
      guard counts != nil, let minimum = rule.minimumSamples else { continue }
      if let count = counts?.value(at: times[index]) {
        samples += count
        if count < minimum { poor += 1 }
      }
      samplesBefore.append(samples)
      poorBefore.append(poor)
    }
  }

  /// Evaluates with the period of this number as the newest.
  ///
  /// - Precondition: not before the period of an earlier call.
  @inline(__always)
  mutating func finding(newest: Int) -> AlarmFinding {
    let n = rule.evaluationPeriods
    while end < periods.count, periods[end] <= newest { end += 1 }
    while recent < end, periods[recent] <= newest - n { recent += 1 }
    if end - recent == n, poorBefore.isEmpty {
      // No gap in the newest N: no more is read, and nothing is open.
      let breaching = breachesBefore[end] - breachesBefore[recent]
      return AlarmFinding(outcome: breaching >= rule.datapointsToAlarm ? .alarm : .ok)
    }
    return findingWithGaps(newest: newest)
  }

  private func findingWithGaps(newest: Int) -> AlarmFinding {
    var start = recent
    var result: AlarmFinding?
    var others = AlarmOutcomes()
    // The window grows to the longest range of interest, and is looked at at each plausible length.
    let longest = max(range, rule.plausibleRanges.upperBound)
    for length in rule.evaluationPeriods...longest {
      while start > 0, periods[start - 1] > newest - length { start -= 1 }
      guard length == range || length <= rule.plausibleRanges.upperBound else { continue }
      let finding = rule.finding(window(from: start, newest: newest))
      if length == range { result = finding } else { others.insert(finding.outcome) }
    }
    // The range is at least N, so that it was among the lengths.
    result!.otherRanges = others
    return result!
  }

  @inline(__always)
  private func window(from start: Int, newest: Int) -> AlarmWindow {
    var window = AlarmWindow()
    window.real = end - start
    guard window.real > 0 else { return window }
    let first = max(start, end - rule.evaluationPeriods)
    window.breaching = breachesBefore[end] - breachesBefore[first]
    window.oldest = newest - periods[start] + 1
    if recent < end { window.oldestRecent = newest - periods[recent] + 1 }
    let run = max(start, runStarts[end - 1])
    if run < end, breachesBefore[end] - breachesBefore[start] == end - run {
      window.oldestOfRun = newest - periods[run] + 1
    }
    if !poorBefore.isEmpty {
      window.samples = samplesBefore[end] - samplesBefore[first]
      if poorBefore[end] > poorBefore[first] { window.fewestSamples = 0 }
    }
    return window
  }
}
