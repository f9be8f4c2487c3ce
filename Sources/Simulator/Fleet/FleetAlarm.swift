import AWSWire
import Documents
import Monitoring

/// One alarm of the ready-made fleet.
struct FleetAlarm {
  let name: String
  let description: String
  var region = "us-east-1"
  let team: String
  let subject: Subject
  let metric: String
  var statistic = "Average"
  let comparison: Comparison
  let threshold: Double
  var periods = 3
  var period = 300
  var missing = "missing"
  /// Names of topics that are told of ALARM.
  var topics = ["operators"]
  var isEnabled = true
  /// The state that its metric leads to.
  let state: StateValue

  /// Whose metric is watched.
  enum Subject {
    /// The fleet member of that name.
    case instance(String)
    /// The service that puts its own metrics, see ``ServiceMetric``.
    case service
  }

  enum Comparison: String {
    case above = "GreaterThanThreshold"
    case below = "LessThanThreshold"
  }

  /// The alarm's PutMetricAlarm input.
  func definition(ids: [String: String]) -> Document {
    var entries: [(String, Document)] = [
      ("AlarmName", Document(name)), ("AlarmDescription", Document(description)),
      ("ActionsEnabled", Document(isEnabled)),
      (
        "AlarmActions",
        Document(
          topics.map {
            Document("arn:\(Account.partition(of: region)):sns:\(region):\(Account.id):\($0)")
          })
      ),
      ("MetricName", Document(metric)), ("Namespace", Document(key(ids: ids).namespace)),
      (
        "Dimensions",
        Document(
          key(ids: ids).dimensions.map {
            Document(entries: [("Name", Document($0.name)), ("Value", Document($0.value))])
          })
      ),
      ("Period", Document(period)), ("EvaluationPeriods", Document(periods)),
      ("DatapointsToAlarm", Document(periods)), ("Threshold", Document(threshold)),
      ("ComparisonOperator", Document(comparison.rawValue)),
      ("TreatMissingData", Document(missing)),
    ]
    let member = statistic.hasPrefix("p") ? "ExtendedStatistic" : "Statistic"
    entries.append((member, Document(statistic)))
    return Document(entries: entries)
  }

  func key(ids: [String: String]) -> MetricKey {
    switch subject {
    case .instance(let member):
      MetricKey(
        namespace: "AWS/EC2", name: metric,
        dimensions: [Dimension(name: "InstanceId", value: ids[member]!)])
    case .service:
      MetricKey(
        namespace: ServiceMetric.namespace, name: metric, dimensions: [ServiceMetric.dimension])
    }
  }

  /// Says in CloudWatch's way what the newest values, newest first, led to.
  func reason(values: [Double]) -> String {
    let direction = comparison == .above ? "greater than" : "less than"
    let shown = "[\(values.map(\.description).joined(separator: ", "))]"
    let count = "\(values.count) datapoint\(values.count == 1 ? "" : "s")"
    return switch state {
    case .alarm:
      "Threshold Crossed: \(count) \(shown) \(values.count == 1 ? "was" : "were") \(direction) the "
        + "threshold (\(threshold))."
    case .ok:
      "Threshold Crossed: \(count) \(shown) \(values.count == 1 ? "was" : "were") not \(direction) "
        + "the threshold (\(threshold))."
    case .insufficientData: "Insufficient Data: \(periods) datapoints were unknown."
    }
  }
}

extension FleetAlarm {
  static let all = [
    FleetAlarm(
      name: "web-1-cpu-high", description: "CPU of web-1 above 80% for 15 minutes", team: "web",
      subject: .instance("web-1"), metric: "CPUUtilization", comparison: .above, threshold: 80,
      topics: ["operators", "team-web"], state: .ok),
    FleetAlarm(
      name: "web-2-cpu-high", description: "CPU of web-2 above 80% for 15 minutes", team: "web",
      subject: .instance("web-2"), metric: "CPUUtilization", comparison: .above, threshold: 80,
      topics: ["operators", "team-web"], state: .ok),
    FleetAlarm(
      name: "web-3-cpu-high", description: "CPU of web-3 above 80% for 15 minutes", team: "web",
      subject: .instance("web-3"), metric: "CPUUtilization", comparison: .above, threshold: 80,
      topics: ["operators", "team-web"], state: .ok),
    FleetAlarm(
      name: "worker-1-cpu-high", description: "CPU of worker-1 above 80% for 15 minutes",
      team: "data", subject: .instance("worker-1"), metric: "CPUUtilization", comparison: .above,
      threshold: 80, topics: ["operators", "team-data"], state: .alarm),
    FleetAlarm(
      name: "db-1-status-check", description: "Status checks of db-1 fail", team: "data",
      subject: .instance("db-1"), metric: "StatusCheckFailed", statistic: "Maximum",
      comparison: .above, threshold: 0, periods: 2, period: 60, state: .ok),
    FleetAlarm(
      name: "db-1-cpu-high", description: "CPU of db-1 above 75%; tells a topic that is gone",
      team: "data", subject: .instance("db-1"), metric: "CPUUtilization", comparison: .above,
      threshold: 75, topics: [FleetTopic.missing], state: .ok),
    FleetAlarm(
      name: "search-2-status-check", description: "Status checks of search-2 fail",
      team: "search", subject: .instance("search-2"), metric: "StatusCheckFailed",
      statistic: "Maximum", comparison: .above, threshold: 0, periods: 2, period: 60,
      state: .alarm),
    FleetAlarm(
      name: "batch-1-cpu-idle", description: "batch-1 runs without work", team: "data",
      subject: .instance("batch-1"), metric: "CPUUtilization", comparison: .below, threshold: 5,
      topics: ["team-data"], state: .insufficientData),
    FleetAlarm(
      name: "staging-web-1-idle", description: "staging-web-1 could be stopped; actions disabled",
      team: "web", subject: .instance("staging-web-1"), metric: "CPUUtilization",
      comparison: .below, threshold: 25, topics: ["cost-reports"], isEnabled: false,
      state: .alarm),
    FleetAlarm(
      name: "api-1-network-latency", description: "EC2 has no metric of this name", team: "api",
      subject: .instance("api-1"), metric: "NetworkLatency", comparison: .above, threshold: 100,
      state: .insufficientData),
    FleetAlarm(
      name: "bastion-1-credits-low", description: "bastion-1 runs out of CPU credits",
      team: "platform", subject: .instance("bastion-1"), metric: "CPUCreditBalance",
      statistic: "Minimum", comparison: .below, threshold: 20, periods: 1, state: .ok),
    FleetAlarm(
      name: "checkout-latency-high", description: "One checkout in a hundred takes over 2 s",
      team: "api", subject: .service, metric: "CheckoutLatency", statistic: "p99",
      comparison: .above, threshold: 2_000, periods: 5, period: 60, state: .ok),
    FleetAlarm(
      name: "orders-missing", description: "No orders, or none that we hear of", team: "data",
      subject: .service, metric: "OrdersPlaced", statistic: "Sum", comparison: .below,
      threshold: 1, periods: 3, period: 60, missing: "breaching", state: .ok),
    FleetAlarm(
      name: "web-eu-1-cpu-high", description: "CPU of web-eu-1 above 80% for 15 minutes",
      region: "eu-west-1", team: "web", subject: .instance("web-eu-1"), metric: "CPUUtilization",
      comparison: .above, threshold: 80, topics: ["operators-eu"], state: .ok),
  ]
}

/// One composite alarm of the ready-made fleet; its state follows from its rule.
struct FleetComposite {
  let name: String
  let description: String
  let team: String
  let rule: String

  var definition: Document {
    [
      "AlarmName": Document(name), "AlarmDescription": Document(description),
      "AlarmRule": Document(rule), "ActionsEnabled": true,
      "AlarmActions": [
        Document("arn:aws:sns:\(Account.defaultRegion):\(Account.id):operators")
      ],
    ]
  }

  static let all = [
    FleetComposite(
      name: "orders-degraded", description: "Orders are slow, or the workers that take them are",
      team: "data", rule: #"ALARM("worker-1-cpu-high") OR ALARM("checkout-latency-high")"#),
    FleetComposite(
      name: "web-overloaded", description: "More than one web server has too much to do",
      team: "web", rule: #"ALARM("web-2-cpu-high") AND ALARM("web-3-cpu-high")"#),
  ]
}
