import AWSWire
import Documents
import Monitoring

/// One query of GetMetricData, or one entry of an alarm's Metrics.
struct MetricQuery {
  let id: String
  let metric: Metric?
  let expression: String?
  let label: String?
  let period: Int?
  let returnsData: Bool

  struct Metric {
    let key: MetricKey
    let period: Int
    let stat: String
    let unit: String?
  }

  /// Reads the rules that hold for both uses.
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html>
  static func list(_ list: Document, member: String) throws(AWSError) -> [MetricQuery] {
    var queries: [MetricQuery] = []
    for element in list.elements {
      let query = try MetricQuery(element, at: "\(member)[\(queries.count + 1)]")
      guard !queries.contains(where: { $0.id == query.id }) else {
        throw .validation("\(member): the Id '\(query.id)' is used more than once")
      }
      queries.append(query)
    }
    return queries
  }

  /// The queries of an input that has been checked; none where the member is absent.
  static func checked(_ list: Document?) -> [MetricQuery] {
    guard let list else { return [] }
    return (try? MetricQuery.list(list, member: "Metrics")) ?? []
  }

  /// Whether the expression is a Metrics Insights query.
  var isInsightsQuery: Bool {
    guard let expression else { return false }
    return expression.drop { $0.isWhitespace }.prefix(6).uppercased() == "SELECT"
  }

  /// The query as metric math sees it.
  var mathQuery: MathQuery {
    if let metric {
      return MathQuery(id: id, .metric(period: metric.period), returnsData: returnsData)
    }
    return MathQuery(
      id: id, .expression(expression ?? "", period: period), returnsData: returnsData)
  }

  private init(_ query: Document, at path: String) throws(AWSError) {
    id = query["Id"]?.string ?? ""
    guard Self.isIdentifier(id) else {
      throw .validation(
        "\(path).Id: expected letters, digits and underscores after a lower-case letter, got "
          + "'\(id)'")
    }
    expression = query["Expression"]?.string
    label = query["Label"]?.string
    period = query["Period"]?.integer.map { Int($0) }
    returnsData = query["ReturnData"]?.bool ?? true
    if let stat = query["MetricStat"] {
      metric = Metric(
        key: MetricKey(stat["Metric"] ?? [:]), period: Int(stat["Period"]?.integer ?? 0),
        stat: stat["Stat"]?.string ?? "", unit: stat["Unit"]?.string)
    } else {
      metric = nil
    }
    guard (metric == nil) != (expression == nil) else {
      throw .validation(
        "\(path): expected either MetricStat or Expression, got "
          + (metric == nil ? "neither" : "both"))
    }
    if let account = query["AccountId"]?.string, account != Account.id {
      throw .notSimulated("a metric of another account (\(account))")
    }
    if let metric {
      guard !metric.key.namespace.isEmpty, !metric.key.name.isEmpty else {
        throw .validation("\(path).MetricStat.Metric: expected Namespace and MetricName")
      }
      try TimeRange.check(period: metric.period, member: "\(path).MetricStat.Period")
      guard Statistic(metric.stat) != nil else {
        throw .validation(
          "\(path).MetricStat.Stat: expected Average, Sum, Minimum, Maximum, SampleCount or a "
            + "percentile such as p99, got '\(metric.stat)'")
      }
      try Dimension.check(metric.key.dimensions)
    }
  }

  private static func isIdentifier(_ id: String) -> Bool {
    guard let first = id.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
      return false
    }
    return id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
