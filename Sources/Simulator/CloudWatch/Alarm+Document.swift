import AWSWire
import Documents

extension Alarm {
  /// Members that are answered as they were put.
  private static let metricMembers = [
    "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period",
    "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
    "TreatMissingData", "EvaluateLowSampleCountPercentile", "ThresholdMetricId",
    "EvaluationCriteria", "EvaluationInterval",
  ]
  private static let compositeMembers = [
    "AlarmDescription", "AlarmRule", "ActionsSuppressor", "ActionsSuppressorWaitPeriod",
    "ActionsSuppressorExtensionPeriod",
  ]

  /// Writes a MetricAlarm or CompositeAlarm structure.
  /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html>
  ///
  /// - Parameter suppression: what holds the actions of a composite alarm at present.
  func write(to builder: DocumentBuilder, suppression: (by: String, reason: String)? = nil) {
    builder.structure {
      builder.member("AlarmName", name)
      builder.member("AlarmArn", arn)
      builder.member("AlarmConfigurationUpdatedTimestamp", time: configurationUpdated)
      builder.member("ActionsEnabled", actionsEnabled)
      for member in Self.actionMembers {
        builder.strings(member, definition[member]?.strings ?? [])
      }
      builder.member("StateValue", state.value.rawValue)
      builder.member("StateReason", state.reason)
      builder.member("StateReasonData", state.reasonData)
      builder.member("StateUpdatedTimestamp", time: state.updated)
      builder.member("StateTransitionedTimestamp", time: state.transitioned)
      switch kind {
      case .metric:
        builder.member("EvaluationState", state.evaluation)
        for member in Self.metricMembers { builder.member(member, definition[member]) }
        builder.member("Dimensions", definition["Dimensions"] ?? [])
        if let metrics = definition["Metrics"] {
          builder.list("Metrics", metrics.elements) { Self.write(query: $0, to: builder) }
        }
      case .composite:
        for member in Self.compositeMembers { builder.member(member, definition[member]) }
        builder.member("ActionsSuppressedBy", suppression?.by)
        builder.member("ActionsSuppressedReason", suppression?.reason)
      }
    }
  }

  /// Writes what DescribeAlarms answers about the relatives of a composite alarm: children have a
  /// state, parents do not.
  func writeReference(to builder: DocumentBuilder, withState: Bool) {
    builder.structure {
      builder.member("AlarmName", name)
      builder.member("AlarmArn", arn)
      if withState {
        builder.member("StateValue", state.value.rawValue)
        builder.member("StateUpdatedTimestamp", time: state.updated)
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
