import AWSWire
import Documents

/// What AWS charges for calls, and for alarms: its list prices of US East (N. Virginia), without any
/// free tier. The one place where prices stand.
///
/// Calls of services that are not here count nothing: EC2, STS and the like are free, and what others
/// charge for (gigabytes scanned, messages sent) a call's input does not tell.
/// https://aws.amazon.com/cloudwatch/pricing/
public enum PriceTable {
  /// What a call charges for.
  enum Unit {
    /// The call itself.
    case request(Cost)
    /// Each metric that the input asks for.
    case metric(Cost)
  }

  /// Every operation of the service that is not listed by name.
  private static let otherOperations = "*"

  private static let prices: [String: [String: Unit]] = [
    "cloudwatch": [
      "GetMetricData": .metric(Cost(millionths: 10)),
      "GetMetricWidgetImage": .metric(Cost(millionths: 20)),
      otherOperations: .request(Cost(millionths: 10)),
    ]
  ]

  /// What an alarm costs a month. One on metric math costs as much for each metric in it.
  /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_billing.html
  public enum Alarm: String, Sendable, CaseIterable {
    /// Of a period of 60 seconds and more.
    case standard
    /// Of a period below that.
    case highResolution = "high_resolution"
    case composite

    public var monthlyCost: Cost {
      switch self {
      case .standard: Cost(millionths: 100_000)
      case .highResolution: Cost(millionths: 300_000)
      case .composite: Cost(millionths: 500_000)
      }
    }
  }

  /// What one call charges, as far as its input tells.
  ///
  /// The metrics that a SEARCH or a Metrics Insights query finds are known to nobody before the
  /// answer; each such query counts as one, and ``surcharge(_:_:input:output:)`` adds the rest.
  public static func price(_ service: String, _ operation: String, input: Document) -> Cost {
    switch unit(service, operation) {
    case nil: Cost()
    case .request(let cost): cost
    case .metric(let cost):
      cost * (operation == "GetMetricData" ? metricsAsked(input) : metricsDrawn(input))
    }
  }

  /// True where ``price(_:_:input:)`` is the least that the call may charge.
  public static func isLeast(_ service: String, _ operation: String, input: Document) -> Bool {
    operation == "GetMetricData" && unit(service, operation) != nil
      && queries(input).contains(where: finds)
  }

  /// What an answer shows to be charged beyond the price: of queries that find metrics, each series
  /// after the first.
  static func surcharge(_ service: String, _ operation: String, input: Document, output: Document)
    -> Cost
  {
    guard operation == "GetMetricData", case .metric(let cost) = unit(service, operation) else {
      return Cost()
    }
    let finding = Set(queries(input).filter(finds).compactMap { $0["Id"]?.string })
    if finding.isEmpty { return Cost() }
    var found: [String: Int] = [:]
    for result in output["MetricDataResults"]?.elements.map({ $0 }) ?? [] {
      if let id = result["Id"]?.string, finding.contains(id) { found[id, default: 0] += 1 }
    }
    return cost * found.values.reduce(0) { $0 + $1 - 1 }
  }

  private static func unit(_ service: String, _ operation: String) -> Unit? {
    prices[service].flatMap { $0[operation] ?? $0[otherOperations] }
  }

  // MARK: Metrics of an input

  private static func queries(_ input: Document) -> [Document] {
    input["MetricDataQueries"]?.elements.map { $0 } ?? []
  }

  /// A MetricStat is a metric; an expression over others is none of its own.
  private static func metricsAsked(_ input: Document) -> Int {
    queries(input).count { $0["MetricStat"] != nil || finds($0) }
  }

  /// True for a query that finds its metrics by itself: SEARCH, or a Metrics Insights SELECT.
  private static func finds(_ query: Document) -> Bool {
    guard let expression = query["Expression"]?.string?.uppercased() else { return false }
    let trimmed = expression.drop { $0.isWhitespace }
    return trimmed.hasPrefix("SELECT ") || expression.contains("SEARCH(")
  }

  /// The metrics of a widget: the rows of its `metrics` that are no expressions. At least 1, also
  /// where the definition cannot be read: that is for AWS to say.
  private static func metricsDrawn(_ input: Document) -> Int {
    guard let text = input["MetricWidget"]?.string,
      let widget = try? JSON.parse(Array(text.utf8)), let rows = widget["metrics"]
    else { return 1 }
    return max(rows.elements.count { $0.elements.contains { $0.kind == .string } }, 1)
  }
}
