/// A function whose use in an alarm AWS advises against.
package struct MathWarning: Equatable, Sendable, CustomStringConvertible {
  /// The query whose expression has it.
  package var id: String
  package var function: MathFunction
  package var reason: String

  package var description: String { "\(id): \(function.rawValue): \(reason)" }
}

extension MathGraph {
  /// AWS: PutMetricAlarm, Metrics: 20 entries, "as many as 10 structures that contain a MetricStat
  /// parameter" and "as many as 10 structures that contain the Expression parameter".
  private static let maximumOfEach = 10

  /// Checks the queries against what an alarm may watch.
  ///
  /// - Parameter band: the id of the ANOMALY_DETECTION_BAND that is the threshold (ThresholdMetricId).
  /// - Throws: `queries` where there are too many, where not exactly one returns data (beside the
  ///   band), or where periods differ; `type` where it is not one series; `refused` for SEARCH.
  package func checkForAlarm(band: String? = nil) throws(MathError) {
    for (count, noun) in [(metrics.count, "metrics"), (expressions.count, "expressions")]
    where count > Self.maximumOfEach {
      throw MathError(
        .queries, "an alarm has at most \(Self.maximumOfEach) \(noun), this one has \(count)")
    }
    for id in order where expressions[id]?.functions.contains(.search) ?? false {
      throw MathError(
        .refused, id: id,
        "'SEARCH' cannot be in an alarm: it gives several series, and an alarm watches one")
    }
    let watched = queries.filter { $0.returnsData && $0.id != band }.map(\.id)
    guard watched.count == 1 else {
      let got = watched.isEmpty ? "none does" : "these do: \(watched.joined(separator: ", "))"
      throw MathError(.queries, "exactly one query of an alarm returns data (ReturnData), \(got)")
    }
    guard types[watched[0]] == .series else {
      throw MathError(
        .type, id: watched[0],
        "an alarm watches one time series (TS), and this is \(MathType.array.name);"
          + " SUM, MAX or FIRST makes one of it")
    }
    try checkPeriods()
  }

  /// AWS, "Alarm data queries": "Each metric must be using the same period."
  private func checkPeriods() throws(MathError) {
    let given = queries.compactMap { query -> (id: String, period: Int)? in
      switch query.source {
      case .metric(let period): (query.id, period)
      case .expression(_, let period): period.map { (query.id, $0) }
      }
    }
    guard let first = given.first, let other = given.first(where: { $0.period != first.period })
    else { return }
    throw MathError(
      .queries, id: other.id,
      "all of an alarm has one period: this is \(other.period) s, and \(first.id) \(first.period) s"
    )
  }

  /// What the watched query uses that AWS recommends not to use in alarms.
  ///
  /// AWS gives the reason that an alarm reads more datapoints than its evaluation periods. That
  /// changes what is made of one series as a whole; `AVG([m1, m2])` goes time by time, so that it is
  /// not warned of.
  package var alarmWarnings: [MathWarning] {
    var warnings: [MathWarning] = []
    for id in order {
      var found = rangeDependent[id] ?? []
      if expressions[id]?.functions.contains(.fill) ?? false { found.insert(.fill) }
      for function in found.sorted(by: { $0.rawValue < $1.rawValue }) {
        warnings.append(
          MathWarning(
            id: id, function: function,
            reason: function == .fill ? Self.fillReason : Self.rangeReason))
      }
    }
    return warnings
  }

  private static let rangeReason =
    "an alarm reads more datapoints than its evaluation periods, and this depends on how many"
  private static let fillReason =
    "a newest datapoint that comes late is filled at first, which can hold the alarm in a state;"
    + " let M of N datapoints decide"
}
