import AWSWire
import Documents

/// The state of an alarm and how it came to be.
struct AlarmState {
  var value: String
  var reason: String
  /// JSON.
  var reasonData: String?
  /// When reason or value last changed.
  var updated: Double
  /// When the value last changed.
  var transitioned: Double

  /// The state of an alarm that was never evaluated.
  static func initial(at now: Double) -> AlarmState {
    AlarmState(
      value: insufficientData, reason: "Unchecked: Initial alarm creation", updated: now,
      transitioned: now)
  }

  static let ok = "OK"
  static let alarm = "ALARM"
  static let insufficientData = "INSUFFICIENT_DATA"
}

/// A metric alarm.
struct Alarm {
  let name: String
  let arn: String
  /// The checked input of the last PutMetricAlarm.
  var definition: Document
  var actionsEnabled: Bool
  var configurationUpdated: Double
  var state: AlarmState
  var tags: Tags

  var metric: MetricKey? { definition["MetricName"] == nil ? nil : MetricKey(definition) }
  var period: Int? { definition["Period"]?.integer.map { Int($0) } }

  static let actionMembers = ["OKActions", "AlarmActions", "InsufficientDataActions"]

  /// Every action, whatever state it is for.
  var actions: [String] { Self.actionMembers.flatMap { definition[$0]?.strings ?? [] } }

  /// Members that are answered as they were put.
  private static let definitionMembers = [
    "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period",
    "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
    "TreatMissingData", "EvaluateLowSampleCountPercentile", "ThresholdMetricId",
  ]

  /// Writes a MetricAlarm structure.
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html>
  func write(to builder: DocumentBuilder) {
    builder.structure {
      builder.member("AlarmName", name)
      builder.member("AlarmArn", arn)
      builder.member("AlarmConfigurationUpdatedTimestamp", time: configurationUpdated)
      builder.member("ActionsEnabled", actionsEnabled)
      for member in Self.actionMembers {
        builder.strings(member, definition[member]?.strings ?? [])
      }
      builder.member("StateValue", state.value)
      builder.member("StateReason", state.reason)
      builder.member("StateReasonData", state.reasonData)
      builder.member("StateUpdatedTimestamp", time: state.updated)
      builder.member("StateTransitionedTimestamp", time: state.transitioned)
      for member in Self.definitionMembers { builder.member(member, definition[member]) }
      builder.member("Dimensions", definition["Dimensions"] ?? [])
      if let metrics = definition["Metrics"] {
        builder.list("Metrics", metrics.elements) { Self.write(query: $0, to: builder) }
      }
    }
  }

  /// Writes a query with the default that AWS fills in.
  private static func write(query: Document, to builder: DocumentBuilder) {
    builder.structure {
      for (name, value) in query.entries { builder.member(name, value) }
      if query["ReturnData"] == nil { builder.member("ReturnData", true) }
    }
  }
}
