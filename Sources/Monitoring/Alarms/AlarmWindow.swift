/// The facts about an evaluation range of which the outcome is made. Ages count periods: the newest
/// period has age 1.
///
/// However it was looked at — point by point, or by sums over a whole series — the decision is made
/// here, once.
struct AlarmWindow {
  /// Real points in the range.
  var real = 0
  /// Breaching ones among the newest N real points, or among all where there are fewer.
  var breaching = 0
  /// The age of the oldest real point in the range; 0 without one.
  var oldest = 0
  /// The age of the oldest real point in the newest N periods; 0 without one.
  var oldestRecent = 0
  /// The age of the oldest breaching point where nothing newer is within the threshold; 0 where a newer
  /// point is, or nothing breaches.
  var oldestOfRun = 0
  /// Samples of the points that `breaching` is about, all together and of the poorest.
  var samples = Double.infinity
  var fewestSamples = Double.infinity
}

/// The ways to read AWS's paragraphs on premature alarms.
///
/// AWS writes: an alarm goes into ALARM "when the oldest available breaching datapoint during the
/// Evaluation Periods number of data points is at least as old as the value of Datapoints to Alarm, and
/// all other more recent data points are breaching or missing", and of M out of N alarms, "during the
/// evaluation range". Its own table has OK for two out of three and `0 - X - -`, where those words,
/// taken alone, give ALARM. The first reading is the only one that fits all that AWS publishes and needs
/// no more.
enum PrematureReading: CaseIterable {
  /// Every real point in the range breaches, and the oldest is M periods old or more.
  case allBreaching
  /// As written: points within the threshold may be there if they are older.
  case oldestBreaching
  /// Only the newest N periods are looked at for the old point.
  case newestPeriods
  /// Where nothing but breaching points is there and they are too young, "the alarm does not go into
  /// ALARM" means that the state is kept, not that it is OK.
  case waiting
}

extension AlarmRule {
  /// What the alarm comes to when it reads this range.
  @inline(__always)
  func outcome(_ window: AlarmWindow, reading: PrematureReading = .allBreaching) -> AlarmOutcome {
    if window.real >= evaluationPeriods {
      return window.breaching >= datapointsToAlarm ? .alarm : .ok
    }
    if window.real == 0 {
      switch missingData {
      case .missing: return .insufficientData
      case .ignore: return .keep
      case .breaching: return .alarm
      case .notBreaching: return .ok
      }
    }
    if window.breaching >= datapointsToAlarm { return .alarm }
    switch missingData {
    case .breaching:
      let filled = evaluationPeriods - window.real
      return window.breaching + filled >= datapointsToAlarm ? .alarm : .ok
    case .notBreaching:
      return .ok
    case .missing, .ignore:
      if isPremature(window, reading) { return missingData == .ignore ? .keep : .alarm }
      return reading == .waiting && window.breaching == window.real ? .keep : .ok
    }
  }

  /// Whether the alarm goes off (or, where missing data is ignored, keeps its state) though fewer than M
  /// points breach.
  @inline(__always)
  private func isPremature(_ window: AlarmWindow, _ reading: PrematureReading) -> Bool {
    let allBreach = window.breaching == window.real
    return switch reading {
    case .allBreaching, .waiting: allBreach && window.oldest >= datapointsToAlarm
    case .newestPeriods: allBreach && window.oldestRecent >= datapointsToAlarm
    case .oldestBreaching: window.oldestOfRun >= datapointsToAlarm
    }
  }

  /// The outcome for one range, with what other readings would have made of it.
  @inline(__always)
  func finding(_ window: AlarmWindow) -> AlarmFinding {
    var finding = AlarmFinding(outcome: outcome(window))
    if window.real > 0, window.real < evaluationPeriods {
      finding.otherReadings.insert(outcome(window, reading: .oldestBreaching))
      finding.otherReadings.insert(outcome(window, reading: .newestPeriods))
      finding.otherReadings.insert(outcome(window, reading: .waiting))
    }
    if let minimumSamples, window.fewestSamples < minimumSamples {
      if window.samples >= minimumSamples { finding.otherSampling.insert(finding.outcome) }
      finding.outcome = .keep
      finding.otherReadings = AlarmOutcomes()
    }
    return finding
  }
}
