import AWSWire
import Documents
import Monitoring

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>
enum GetMetricStatistics {
  static let pointLimit = 1_440

  /// Answers one datapoint for each period and unit that has data, oldest first (AWS: in no order).
  static func handle(_ call: Call) throws(AWSError) -> Document {
    let standard = call.strings("Statistics") ?? []
    let extended = call.strings("ExtendedStatistics") ?? []
    guard standard.isEmpty != extended.isEmpty else {
      throw .invalidCombination(
        "expected either Statistics or ExtendedStatistics, got "
          + (standard.isEmpty ? "neither" : "both"))
    }
    var statistics: [(name: String, statistic: Statistic)] = []
    for name in standard + extended {
      statistics.append((name, try .parse(name, member: "Statistics")))
    }
    let period = call.integer("Period") ?? 0
    try TimeRange.check(period: period, member: "Period")
    let range = TimeRange(
      from: call["StartTime"]?.number ?? 0, to: call["EndTime"]?.number ?? 0, period: period,
      now: call.now)
    guard (call["StartTime"]?.number ?? 0) < range.end else {
      throw .invalidValue("StartTime: expected a time before EndTime")
    }
    guard range.periods(of: period) <= pointLimit else {
      throw .invalidCombination(
        "the call asks for up to \(range.periods(of: period)) datapoints, and the limit is "
          + "\(pointLimit): take a longer Period or a shorter range")
    }
    let key = MetricKey(call.input)
    try Dimension.check(key.dimensions)
    let datapoints = call.region.metrics.datapoints(
      of: key, from: range.start, to: range.end, period: period, unit: call.string("Unit"),
      splitsUnits: true, now: call.now)
    return .structure { answer in
      answer.member("Label", key.name)
      answer.list("Datapoints", datapoints) { point in
        write(point, statistics, isExtended: standard.isEmpty, to: answer)
      }
    }
  }

  private static func write(
    _ point: Datapoint, _ statistics: [(name: String, statistic: Statistic)], isExtended: Bool,
    to answer: DocumentBuilder
  ) {
    let values = statistics.compactMap { name, statistic in
      point.statistics.value(statistic).map { (name: name, value: $0) }
    }
    // A period whose percentiles cannot be told has no datapoint.
    guard !values.isEmpty else { return }
    answer.structure {
      answer.member("Timestamp", time: point.time)
      if isExtended {
        answer.structure("ExtendedStatistics") {
          for (name, value) in values { answer.member(name, value) }
        }
      } else {
        for (name, value) in values { answer.member(name, value) }
      }
      answer.member("Unit", point.unit)
    }
  }
}
