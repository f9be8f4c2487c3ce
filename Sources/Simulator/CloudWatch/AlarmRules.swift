import AWSWire
import Documents
import Monitoring

/// What CloudWatch asks of a metric alarm beyond the types of its members.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
enum AlarmRules {
  static let day = 86_400
  static let week = 7 * day

  private static let bandOperators: Set<String> = [
    "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
  ]

  static func check(_ input: Document) throws(AWSError) {
    try checkName(input)
    let ways = ["MetricName", "Metrics", "EvaluationCriteria"].filter { input[$0] != nil }
    guard ways.count == 1 else {
      throw .validation(
        "expected exactly one of MetricName, Metrics and EvaluationCriteria, got "
          + (ways.isEmpty ? "none" : ways.joined(separator: " and ")))
    }
    switch ways[0] {
    case "MetricName": try checkMetric(input)
    case "Metrics": try checkMath(input)
    default: try checkQuery(input)
    }
    if ways[0] != "EvaluationCriteria" {
      guard input["EvaluationInterval"] == nil else {
        throw .validation("EvaluationInterval: only together with EvaluationCriteria")
      }
      try checkThreshold(input)
    }
    try checkMissingData(input)
    try AlarmActionRules.check(input)
    try checkTags(input)
  }

  static func checkName(_ input: Document) throws(AWSError) {
    let name = input["AlarmName"]?.string ?? ""
    guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
      throw .validation("AlarmName: control characters are not allowed")
    }
  }

  static func checkTags(_ input: Document) throws(AWSError) {
    try Tags.check(input["Tags"])
    guard (input["Tags"]?.count ?? 0) <= Tags.limit else {
      throw .invalidValue("Tags: expected at most \(Tags.limit), got \(input["Tags"]!.count)")
    }
  }

  /// An alarm on a PromQL query.
  private static func checkQuery(_ input: Document) throws(AWSError) {
    let excluded = [
      "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic", "Threshold",
      "ComparisonOperator", "ThresholdMetricId", "EvaluationPeriods", "DatapointsToAlarm",
    ].filter { input[$0] != nil }
    guard excluded.isEmpty else {
      throw .validation(
        "\(excluded.joined(separator: ", ")): not allowed together with EvaluationCriteria")
    }
    guard input["EvaluationCriteria"]?["PromQLCriteria"] != nil else {
      throw .validation("EvaluationCriteria: expected PromQLCriteria")
    }
    guard let interval = input["EvaluationInterval"]?.integer else {
      throw .validation("EvaluationInterval: required together with EvaluationCriteria")
    }
    guard [10, 20, 30].contains(interval) || (interval > 0 && interval.isMultiple(of: 60)) else {
      throw .validation(
        "EvaluationInterval: expected 10, 20, 30 or a multiple of 60 seconds, got \(interval)")
    }
  }

  private static func checkMetric(_ input: Document) throws(AWSError) {
    guard let namespace = input["Namespace"]?.string else {
      throw .validation("Namespace: required together with MetricName")
    }
    guard !namespace.hasPrefix(":") else {
      throw .validation("Namespace: '\(namespace)' starts with a colon")
    }
    let statistics = ["Statistic", "ExtendedStatistic"].filter { input[$0] != nil }
    guard statistics.count == 1 else {
      throw .validation(
        "expected exactly one of Statistic and ExtendedStatistic, got "
          + (statistics.isEmpty ? "neither" : "both"))
    }
    if let extended = input["ExtendedStatistic"]?.string, Statistic.extended(extended) == nil {
      throw .invalidValue(
        "ExtendedStatistic: expected p0 to p100 or another extended statistic, got '\(extended)'")
    }
    guard let period = input["Period"]?.integer else {
      throw .validation("Period: required together with MetricName")
    }
    try Dimension.check(Dimension.list(input["Dimensions"]))
    try checkRange(period: Int(period), input)
  }

  private static func checkMath(_ input: Document) throws(AWSError) {
    let excluded = [
      "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic",
    ].filter { (input[$0]?.kind == .list ? input[$0]!.count > 0 : input[$0] != nil) }
    guard excluded.isEmpty else {
      throw .validation("\(excluded.joined(separator: ", ")): not allowed together with Metrics")
    }
    let queries = try MetricQuery.list(input["Metrics"]!, member: "Metrics")
    guard !queries.isEmpty else { throw .validation("Metrics: expected at least one entry") }
    let threshold = input["ThresholdMetricId"]?.string
    if let threshold, !queries.contains(where: { $0.id == threshold }) {
      throw .validation(
        "ThresholdMetricId: expected an Id of Metrics, got '\(threshold)'")
    }
    if !queries.contains(where: \.isInsightsQuery) {
      do throws(MathError) {
        try MathGraph(queries.map(\.mathQuery)).checkForAlarm(band: threshold)
      } catch {
        throw .validation("Metrics: \(error)")
      }
    }
    let periods = queries.compactMap { $0.metric?.period ?? $0.period }
    guard let period = periods.first else {
      throw .validation("Metrics: expected a period in one of the entries, got none")
    }
    try checkRange(period: period, input)
  }

  private static func checkRange(period: Int, _ input: Document) throws(AWSError) {
    guard [10, 20, 30].contains(period) || period.isMultiple(of: 60) else {
      throw .validation("Period: expected 10, 20, 30 or a multiple of 60 seconds, got \(period)")
    }
    guard let count = input["EvaluationPeriods"]?.integer.map({ Int($0) }) else {
      throw .validation("EvaluationPeriods: required")
    }
    let limit = period < 3_600 ? day : week
    let (range, overflows) = period.multipliedReportingOverflow(by: count)
    guard !overflows, range <= limit else {
      throw .validation(
        "Period × EvaluationPeriods: expected at most \(limit) seconds for a period of \(period), "
          + "got \(period) × \(count)")
    }
    if let datapoints = input["DatapointsToAlarm"]?.integer, Int(datapoints) > count {
      throw .validation(
        "DatapointsToAlarm: expected at most EvaluationPeriods (\(count)), got \(datapoints)")
    }
  }

  private static func checkThreshold(_ input: Document) throws(AWSError) {
    guard let comparison = input["ComparisonOperator"]?.string else {
      throw .validation("ComparisonOperator: required")
    }
    let usesBand = bandOperators.contains(comparison)
    switch (input["Threshold"] != nil, input["ThresholdMetricId"] != nil) {
    case (true, true):
      throw .validation("expected one of Threshold and ThresholdMetricId, got both")
    case (false, false):
      throw .validation(
        "\(usesBand ? "ThresholdMetricId" : "Threshold"): required for \(comparison)")
    case (true, false) where usesBand:
      throw .validation("ComparisonOperator: \(comparison) needs ThresholdMetricId, not Threshold")
    case (false, true) where !usesBand:
      throw .validation("ComparisonOperator: \(comparison) needs Threshold, not ThresholdMetricId")
    default: break
    }
    if input["ThresholdMetricId"] != nil, input["Metrics"] == nil {
      throw .validation("ThresholdMetricId: needs Metrics")
    }
    if let threshold = input["Threshold"]?.number, !threshold.isFinite {
      throw .validation("Threshold: expected a finite number, got \(threshold)")
    }
  }

  private static func checkMissingData(_ input: Document) throws(AWSError) {
    let treatments = ["breaching", "notBreaching", "ignore", "missing"]
    if let treatment = input["TreatMissingData"]?.string, !treatments.contains(treatment) {
      throw .validation(
        "TreatMissingData: expected \(treatments.joined(separator: ", ")), got '\(treatment)'")
    }
    if let low = input["EvaluateLowSampleCountPercentile"]?.string {
      guard ["evaluate", "ignore"].contains(low) else {
        throw .validation(
          "EvaluateLowSampleCountPercentile: expected evaluate or ignore, got '\(low)'")
      }
      guard case .percentile? = Statistic(input["ExtendedStatistic"]?.string ?? "") else {
        throw .validation(
          "EvaluateLowSampleCountPercentile: only for an alarm on a percentile "
            + "(ExtendedStatistic)")
      }
    }
  }
}
