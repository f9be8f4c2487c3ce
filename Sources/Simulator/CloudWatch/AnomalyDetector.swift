import AWSWire
import Documents

/// A detector of anomalies as it was put. Its model is never trained here, so that its band has no
/// values.
struct AnomalyDetector {
  enum Subject: Hashable {
    case metric(MetricKey, stat: String)
    /// The queries as JSON.
    case math(String)
  }

  let subject: Subject
  /// The checked input of PutAnomalyDetector.
  let definition: Document

  var type: String {
    if case .metric = subject { "SINGLE_METRIC" } else { "METRIC_MATH" }
  }

  /// Text in whose order detectors are listed.
  var sortKey: String {
    switch subject {
    case .metric(let key, let stat): "0" + key.sortKey + "\u{1}" + stat
    case .math(let queries): "1" + queries
    }
  }

  /// Writes an AnomalyDetector structure.
  func write(to builder: DocumentBuilder) {
    builder.structure {
      if case .metric(let key, let stat) = subject {
        // The older members say the same.
        write(key, stat, to: builder)
        builder.structure("SingleMetricAnomalyDetector") { write(key, stat, to: builder) }
      } else {
        builder.member("MetricMathAnomalyDetector", definition["MetricMathAnomalyDetector"])
      }
      builder.member("Configuration", definition["Configuration"])
      builder.member("MetricCharacteristics", definition["MetricCharacteristics"])
      builder.member("StateValue", "PENDING_TRAINING")
    }
  }

  private func write(_ key: MetricKey, _ stat: String, to builder: DocumentBuilder) {
    builder.member("Namespace", key.namespace)
    builder.member("MetricName", key.name)
    builder.list("Dimensions", key.dimensions) { dimension in
      builder.structure {
        builder.member("Name", dimension.name)
        builder.member("Value", dimension.value)
      }
    }
    builder.member("Stat", stat)
  }
}

/// The anomaly detectors of a Region.
final class AnomalyDetectorStore {
  private var detectors: [AnomalyDetector.Subject: AnomalyDetector] = [:]

  var all: [AnomalyDetector] { detectors.values.sorted { $0.sortKey < $1.sortKey } }

  func put(_ detector: AnomalyDetector) { detectors[detector.subject] = detector }

  /// Whether there was one.
  func delete(_ subject: AnomalyDetector.Subject) -> Bool {
    detectors.removeValue(forKey: subject) != nil
  }
}

/// The operations on anomaly detectors.
enum AnomalyDetectorOperations {
  static func put(_ call: Call) throws(AWSError) -> Document {
    let subject = try subject(of: call)
    for range in (call["Configuration"]?["ExcludedTimeRanges"] ?? []).elements {
      guard (range["StartTime"]?.number ?? 0) < (range["EndTime"]?.number ?? 0) else {
        throw .invalidValue(
          "Configuration.ExcludedTimeRanges: expected StartTime before EndTime")
      }
    }
    call.region.anomalyDetectors.put(AnomalyDetector(subject: subject, definition: call.input))
    return .nothing
  }

  static func delete(_ call: Call) throws(AWSError) -> Document {
    guard call.region.anomalyDetectors.delete(try subject(of: call)) else {
      throw .service(
        "ResourceNotFoundException", "there is no such anomaly detector", status: 404)
    }
    return .nothing
  }

  static func describe(_ call: Call) throws(AWSError) -> Document {
    let types = call.strings("AnomalyDetectorTypes") ?? []
    let dimensions = call["Dimensions"].map { MetricKey(["Dimensions": $0]).dimensions }
    let detectors = call.region.anomalyDetectors.all.filter { detector in
      // Single-metric detectors, unless asked otherwise, as in AWS.
      guard types.isEmpty ? detector.type == "SINGLE_METRIC" : types.contains(detector.type) else {
        return false
      }
      guard case .metric(let key, _) = detector.subject else { return true }
      return (call.string("Namespace").map { $0 == key.namespace } ?? true)
        && (call.string("MetricName").map { $0 == key.name } ?? true)
        && (dimensions.map { $0 == key.dimensions } ?? true)
    }
    let page = try Page(
      detectors, of: "DescribeAnomalyDetectors", limit: call.integer("MaxResults") ?? 50,
      after: call.string("NextToken"), key: \.sortKey)
    return .structure { answer in
      answer.list("AnomalyDetectors", page.items) { $0.write(to: answer) }
      answer.member("NextToken", page.nextToken)
    }
  }

  /// What a detector is for: the newer members, or the older ones that name a metric directly.
  private static func subject(of call: Call) throws(AWSError) -> AnomalyDetector.Subject {
    let ways = ["MetricName", "SingleMetricAnomalyDetector", "MetricMathAnomalyDetector"].filter {
      call[$0] != nil
    }
    guard ways.count <= 1 else {
      throw .invalidCombination(
        "expected one of a metric, SingleMetricAnomalyDetector and MetricMathAnomalyDetector, got "
          + ways.joined(separator: " and "))
    }
    if let math = call["MetricMathAnomalyDetector"] {
      let queries = math["MetricDataQueries"] ?? []
      guard
        try MetricQuery.list(queries, member: "MetricDataQueries").count(where: \.returnsData)
          == 1
      else {
        throw .invalidValue("MetricDataQueries: expected exactly one with ReturnData true")
      }
      return .math(String(decoding: JSON.serialize(queries), as: UTF8.self))
    }
    let metric = call["SingleMetricAnomalyDetector"] ?? call.input
    let key = MetricKey(metric)
    guard !key.namespace.isEmpty, !key.name.isEmpty, let stat = metric["Stat"]?.string else {
      throw .missing("expected Namespace, MetricName and Stat")
    }
    try Dimension.check(key.dimensions)
    return .metric(key, stat: stat)
  }
}
