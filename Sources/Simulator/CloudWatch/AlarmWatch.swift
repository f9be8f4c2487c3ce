import AWSWire
import Documents
import Monitoring

/// One metric alarm as it is evaluated.
final class AlarmWatch: MetricObserver {
  /// What an evaluation does to the alarm.
  struct Change {
    var state: StateValue
    var reason: String
    var reasonData: String?
    var evaluation: String?
  }

  let name: String
  /// Seconds between two evaluations.
  let interval: Int
  /// The alarm's state, kept here so that an evaluation that changes nothing looks nothing up.
  var state: StateValue
  var onWake: (AlarmWatch) -> Void = { _ in }
  private(set) var isAwake = true
  /// Whether the next round evaluates it; the monitor's own.
  var isEnlisted = false
  private let rule: AlarmRule
  private let source: any AlarmDataSource
  private let definition: Document
  /// The newest periods when the alarm was last evaluated, oldest first: whether they breach, or nil
  /// where they are missing. While they are the same, so is the outcome.
  private var marks: [Bool?] = []
  private var markedState: StateValue?
  private var newMarks: [Bool?] = []

  /// Nil for an alarm without anything to evaluate here (PromQL).
  init?(_ alarm: Alarm, metrics: MetricStore) {
    guard let rule = AlarmRule(alarm.definition) else { return nil }
    name = alarm.name
    state = alarm.state.value
    definition = alarm.definition
    self.rule = rule
    interval = rule.interval
    source =
      if let metric = alarm.metric {
        MetricDataSource(metric, of: alarm.definition, rule: rule, in: metrics)
      } else {
        MathDataSource(MetricQuery.checked(alarm.definition["Metrics"]), rule: rule, in: metrics)
      }
    for series in source.series { series.add(self) }
  }

  /// Stops looking at the metrics.
  func end() {
    isAwake = false
    onWake = { _ in }
    for series in source.series { series.remove(self) }
  }

  func wake() {
    guard !isAwake else { return }
    isAwake = true
    onWake(self)
  }

  func metricChanged(at time: Double) {
    source.metricChanged(at: time)
    wake()
  }

  /// Evaluates the alarm at the end of its newest period; nil where nothing changes.
  func evaluate(at now: Double) -> Change? {
    let range = rule.assumedRange
    let start = now - Double(range * rule.period)
    for series in source.series { series.catchUp(to: now, since: start) }
    let values: ArraySlice<Double?>
    do throws(AlarmDataError) {
      values = try source.values(range, endingAt: now)
    } catch {
      return failed(error)
    }
    newMarks.removeAll(keepingCapacity: true)
    var isEmpty = true
    for value in values {
      newMarks.append(value.flatMap { rule.breaches(AlarmDatapoint(value: $0)) })
      if value != nil { isEmpty = false }
    }
    defer { if isEmpty, source.isQuiet(after: now) { isAwake = false } }
    // Samples decide too where percentiles of few are ignored.
    if rule.minimumSamples == nil, newMarks == marks, markedState == state { return nil }
    swap(&marks, &newMarks)
    let verdict = rule.evaluate(
      points(values, endingAt: now), range: range, previous: state)
    markedState = verdict.state
    guard verdict.isTransition else { return nil }
    state = verdict.state
    return Change(
      state: verdict.state, reason: verdict.reason,
      reasonData: AlarmReasonData(definition, rule, verdict, now: now).json)
  }

  private func points(_ values: ArraySlice<Double?>, endingAt now: Double) -> [AlarmDatapoint] {
    let end = Int(now)
    return values.enumerated().map { index, value in
      let time = end - (values.count - index) * rule.period
      return AlarmDatapoint(
        time: time, value: value,
        sampleCount: value == nil ? nil : source.sampleCount(from: time, to: time + rule.period))
    }
  }

  /// An alarm that cannot be evaluated has no data.
  private func failed(_ error: AlarmDataError) -> Change? {
    isAwake = !error.isPermanent
    guard state != .insufficientData || markedState == nil else { return nil }
    markedState = .insufficientData
    state = .insufficientData
    return Change(
      state: .insufficientData, reason: error.reason, evaluation: "EVALUATION_ERROR")
  }
}

extension AlarmRule {
  /// Reads the checked input of PutMetricAlarm; nil for a PromQL alarm.
  init?(_ definition: Document) {
    guard let periods = definition["EvaluationPeriods"]?.integer,
      let comparison = definition["ComparisonOperator"]?.string.flatMap(Comparison.init)
    else { return nil }
    let queries = MetricQuery.checked(definition["Metrics"])
    let period =
      definition["Period"]?.integer.map { Int($0) }
      ?? queries.compactMap { $0.metric?.period ?? $0.period }.first
    var samples: Double?
    if definition["EvaluateLowSampleCountPercentile"]?.string == "ignore",
      case .percentile(let percent)? = definition["ExtendedStatistic"]?.string.flatMap({
        Statistic($0)
      })
    {
      samples = Self.minimumSamples(percentile: percent)
    }
    self.init(
      evaluationPeriods: Int(periods),
      datapointsToAlarm: definition["DatapointsToAlarm"]?.integer.map { Int($0) },
      comparison: comparison, threshold: definition["Threshold"]?.number ?? 0,
      missingData: definition["TreatMissingData"]?.string.flatMap(MissingDataTreatment.init)
        ?? .missing,
      period: period ?? 60, minimumSamples: samples)
  }
}
