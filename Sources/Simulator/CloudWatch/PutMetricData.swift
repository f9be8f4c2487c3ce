import AWSWire
import Documents
import Monitoring

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>
enum PutMetricData {
  static let metricLimit = 1_000
  static let valueLimit = 150
  /// Seconds before and after the present that a timestamp may lie.
  static let past = 14 * 86_400.0
  static let future = 2 * 3_600.0
  static let largest = 0x1p360

  /// Stores all metrics of the call, or none.
  static func handle(_ call: Call) throws(AWSError) -> Document {
    try call.refuse(unsimulated: "EntityMetricData")
    let namespace = call.string("Namespace") ?? ""
    guard !namespace.hasPrefix("AWS/") else {
      throw .invalidValue(
        "Namespace: expected a namespace of your own, got '\(namespace)': those that start with "
          + "AWS/ are reserved for AWS")
    }
    guard !namespace.hasPrefix(":") else {
      throw .invalidValue("Namespace: '\(namespace)' starts with a colon")
    }
    guard let data = call["MetricData"], data.count > 0 else {
      throw .missing("MetricData: expected at least one metric, got none")
    }
    guard data.count <= metricLimit else {
      throw .invalidValue("MetricData: expected at most \(metricLimit) metrics, got \(data.count)")
    }
    var samples: [(MetricKey, Sample)] = []
    for datum in data.elements {
      samples.append(
        try read(datum, namespace, at: "MetricData[\(samples.count + 1)]", now: call.now))
    }
    for (key, sample) in samples { call.region.metrics.put(key, sample) }
    return .nothing
  }

  private static func read(
    _ datum: Document, _ namespace: String, at path: String, now: Double
  ) throws(AWSError) -> (MetricKey, Sample) {
    let dimensions = Dimension.list(datum["Dimensions"])
    try Dimension.check(dimensions)
    let time = datum["Timestamp"]?.number ?? now
    guard time >= now - past, time <= now + future else {
      throw .invalidValue(
        "\(path).Timestamp: expected a time within the last two weeks or the next two hours")
    }
    let resolution = datum["StorageResolution"]?.integer ?? 60
    guard resolution == 1 || resolution == 60 else {
      throw .invalidValue("\(path).StorageResolution: expected 1 or 60, got \(resolution)")
    }
    let key = MetricKey(
      namespace: namespace, name: datum["MetricName"]?.string ?? "", dimensions: dimensions)
    let sample = Sample(
      time: (time / Double(resolution)).rounded(.down) * Double(resolution),
      unit: datum["Unit"]?.string ?? "None", statistics: try statistics(of: datum, at: path))
    return (key, sample)
  }

  private static func statistics(of datum: Document, at path: String) throws(AWSError)
    -> StatisticSet
  {
    let kinds = ["Value", "Values", "StatisticValues"].filter { datum[$0] != nil }
    guard kinds.count == 1 else {
      if kinds.isEmpty {
        throw .missing("\(path): expected one of Value, Values and StatisticValues, got none")
      }
      let message =
        "\(path): expected one of Value, Values and StatisticValues, got "
        + kinds.joined(separator: " and ")
      // AWS has two codes for this.
      throw kinds == ["Value", "Values"] ? .invalidValue(message) : .invalidCombination(message)
    }
    if let value = datum["Value"]?.number {
      try check(value, at: "\(path).Value")
      return StatisticSet(value)
    }
    if let set = datum["StatisticValues"] {
      return try statisticSet(set, at: "\(path).StatisticValues")
    }
    return try distribution(of: datum, at: path)
  }

  private static func statisticSet(_ set: Document, at path: String) throws(AWSError)
    -> StatisticSet
  {
    for (name, value) in set.entries { try check(value.number ?? .nan, at: "\(path).\(name)") }
    let statistics = StatisticSet(
      sampleCount: set["SampleCount"]?.number ?? 0, sum: set["Sum"]?.number ?? 0,
      minimum: set["Minimum"]?.number ?? 0, maximum: set["Maximum"]?.number ?? 0)
    guard statistics.sampleCount > 0 else {
      throw .invalidValue("\(path).SampleCount: expected a number above 0")
    }
    guard statistics.minimum <= statistics.maximum else {
      throw .invalidValue("\(path): Minimum is greater than Maximum")
    }
    return statistics
  }

  private static func distribution(of datum: Document, at path: String) throws(AWSError)
    -> StatisticSet
  {
    let values = (datum["Values"]?.elements ?? Document([]).elements).compactMap(\.number)
    guard (1...valueLimit).contains(values.count) else {
      throw .invalidValue(
        "\(path).Values: expected 1 to \(valueLimit) values, got \(values.count)")
    }
    let counts = datum["Counts"]?.elements.compactMap(\.number) ?? values.map { _ in 1 }
    guard counts.count == values.count else {
      throw .invalidValue(
        "\(path).Counts: expected one for each of the \(values.count) values, got \(counts.count)")
    }
    for value in values { try check(value, at: "\(path).Values") }
    for count in counts {
      try check(count, at: "\(path).Counts")
      guard count > 0 else { throw .invalidValue("\(path).Counts: expected numbers above 0") }
    }
    return StatisticSet(values: zip(values, counts).map { WeightedValue(value: $0, count: $1) })
  }

  private static func check(_ value: Double, at path: String) throws(AWSError) {
    guard value.isFinite, abs(value) <= largest else {
      throw .invalidValue("\(path): expected a number from -2^360 to 2^360, got \(value)")
    }
  }
}
