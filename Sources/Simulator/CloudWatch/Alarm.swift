import AWSWire
import Documents
import Monitoring

/// The state of an alarm and how it came to be.
struct AlarmState {
  var value: StateValue
  var reason: String
  /// JSON.
  var reasonData: String?
  /// `EVALUATION_ERROR` where the alarm cannot be evaluated as it is.
  var evaluation: String?
  /// When reason or value last changed.
  var updated: Double
  /// When the value last changed.
  var transitioned: Double

  /// The state of an alarm that was never evaluated.
  static func initial(at now: Double, value: StateValue = .insufficientData) -> AlarmState {
    AlarmState(
      value: value, reason: "Unchecked: Initial alarm creation", updated: now, transitioned: now)
  }
}

/// A metric alarm, of whichever kind, or a composite one.
struct Alarm {
  enum Kind: String {
    case metric = "MetricAlarm"
    case composite = "CompositeAlarm"
  }

  let name: String
  let arn: String
  /// The checked input of the last PutMetricAlarm or PutCompositeAlarm.
  var definition: Document
  var actionsEnabled: Bool
  var configurationUpdated: Double
  var state: AlarmState
  var tags: Tags

  var kind: Kind { definition["AlarmRule"] == nil ? .metric : .composite }
  /// The metric of an alarm on one metric.
  var metric: MetricKey? { definition["MetricName"] == nil ? nil : MetricKey(definition) }
  var period: Int? { definition["Period"]?.integer.map { Int($0) } }

  static let actionMembers = ["OKActions", "AlarmActions", "InsufficientDataActions"]

  /// Every action, whatever state it is for.
  var actions: [String] { Self.actionMembers.flatMap { definition[$0]?.strings ?? [] } }

  /// The actions for a state.
  func actions(for state: StateValue) -> [String] {
    let member =
      switch state {
      case .ok: "OKActions"
      case .alarm: "AlarmActions"
      case .insufficientData: "InsufficientDataActions"
      }
    return definition[member]?.strings ?? []
  }
}
