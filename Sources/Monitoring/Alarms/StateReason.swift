/// The words in which CloudWatch gives its reason for a state. AWS publishes no list of them; these
/// follow what its notifications and histories say.
struct StateReason {
  let rule: AlarmRule
  let outcome: AlarmOutcome
  /// As in `Verdict`.
  let evaluated: [AlarmDatapoint]

  /// How many datapoints are written out.
  private static let listed = 5

  var text: String {
    let real = evaluated.filter { $0.value != nil }
    let n = rule.evaluationPeriods
    switch outcome {
    case .insufficientData:
      return "Insufficient Data: \(counted(n, "datapoint")) unknown."
    case .keep:
      return "The state is kept: " + kept(real)
    case .ok, .alarm:
      break
    }
    let intro = rule.comparison.usesBand ? "Thresholds Crossed: " : "Threshold Crossed: "
    let agreeing = real.filter { rule.breaches($0) == (outcome == .alarm) }
    let filled = n - real.count
    if filled > 0, let treated {
      let fill = " and \(counted(filled, "missing datapoint")) treated as [\(treated)]."
      if real.isEmpty { return intro + "no datapoints were received for \(periods(n))" + fill }
      if agreeing.isEmpty {
        return intro + "\(counted(real.count, "datapoint")) received for \(periods(n))" + fill
      }
      let points = agreeing.count == 1 ? "datapoint" : "datapoints"
      return intro + "\(agreeing.count) \(points) \(list(agreeing)) \(crossed(agreeing))" + fill
    }
    let needed = outcome == .alarm ? rule.datapointsToAlarm : n - rule.datapointsToAlarm + 1
    let transition = outcome == .alarm ? "OK -> ALARM" : "ALARM -> OK"
    let minimum =
      " (minimum \(needed) \(needed == 1 ? "datapoint" : "datapoints") for \(transition) transition)."
    let count = intro + "\(agreeing.count) out of the last \(n) datapoints"
    if agreeing.count > Self.listed {
      return count
        + " \(crossed(agreeing)). The most recent datapoints which crossed the threshold: "
        + list(agreeing) + minimum
    }
    let points = agreeing.isEmpty ? "" : " \(list(agreeing))"
    return count + "\(points) \(crossed(agreeing))" + minimum
  }

  private func kept(_ real: [AlarmDatapoint]) -> String {
    let n = rule.evaluationPeriods
    if let minimum = rule.minimumSamples,
      real.contains(where: { ($0.sampleCount ?? .infinity) < minimum })
    {
      return "fewer than \(JavaNumber.text(minimum)) samples are too few for the percentile."
    }
    let received = real.isEmpty ? "no datapoints were" : counted(real.count, "datapoint")
    return "\(received) received for \(periods(n)), and missing data is ignored."
  }

  private var treated: String? {
    switch rule.missingData {
    case .breaching: "Breaching"
    case .notBreaching: "NonBreaching"
    case .missing, .ignore: nil
    }
  }

  /// `was not greater than the threshold (80.0)`.
  private func crossed(_ points: [AlarmDatapoint]) -> String {
    let verb = points.count == 1 ? "was" : "were"
    let shown = points.suffix(Self.listed).reversed()
    let not = outcome == .alarm ? "" : "not "
    let lower = "less than the lower thresholds \(bounds(shown.map { $0.band?.lowerBound }))"
    let upper = "greater than the upper thresholds \(bounds(shown.map { $0.band?.upperBound }))"
    switch rule.comparison {
    case .outsideBand: return "\(verb) \(not)\(lower) or \(not)\(upper)"
    case .belowBand: return "\(verb) \(not)\(lower)"
    case .aboveBand: return "\(verb) \(not)\(upper)"
    case .greaterThan: return "\(verb) \(not)greater than \(threshold)"
    case .greaterThanOrEqual: return "\(verb) \(not)greater than or equal to \(threshold)"
    case .lessThan: return "\(verb) \(not)less than \(threshold)"
    case .lessThanOrEqual: return "\(verb) \(not)less than or equal to \(threshold)"
    }
  }

  private var threshold: String { "the threshold (\(JavaNumber.text(rule.threshold)))" }

  private func bounds(_ values: [Double?]) -> String {
    "[" + values.map { $0.map(JavaNumber.text) ?? "-" }.joined(separator: ", ") + "]"
  }

  /// `[94.5 (23/11/26 10:02:00), …]`, newest first.
  private func list(_ points: [AlarmDatapoint]) -> String {
    let texts = points.suffix(Self.listed).reversed().map { point in
      // Only points with a value are listed.
      let value = JavaNumber.text(point.value!)
      return point.time.map { "\(value) (\(UTCDate(epoch: $0).dayFirst))" } ?? value
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  /// `1 datapoint was`, `3 datapoints were`.
  private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun) was" : "\(count) \(noun)s were"
  }

  private func periods(_ count: Int) -> String { count == 1 ? "1 period" : "\(count) periods" }
}
