import AWSWire
import Documents
import Monitoring

/// What an alarm sends to a topic when its state changed.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html>
struct AlarmMessage {
  let alarm: Alarm
  let old: StateValue
  let region: RegionState
  /// True where a mute rule held the action until now.
  let isAfterMute: Bool

  var subject: String {
    let end = "\" in \(RegionName.of(region.name))"
    let start = "\(alarm.state.value.rawValue): \""
    let room = max(0, 100 - start.count - end.count)
    let name =
      alarm.name.count <= room ? alarm.name : String(alarm.name.prefix(max(0, room - 3))) + "..."
    return start + name + end
  }

  var json: String { String(decoding: JSON.serialize(document), as: UTF8.self) }

  private var document: Document {
    let definition = alarm.definition
    return .structure { body in
      body.member("AlarmName", alarm.name)
      body.key("AlarmDescription")
      body.append(definition["AlarmDescription"] ?? nil)
      body.member("AWSAccountId", Account.id)
      if alarm.kind == .metric {
        body.member(
          "AlarmConfigurationUpdatedTimestamp", CivilTime(alarm.configurationUpdated).dataText)
      }
      body.member("NewStateValue", alarm.state.value.rawValue)
      body.member("NewStateReason", alarm.state.reason)
      body.member("StateChangeTime", CivilTime(alarm.state.transitioned).dataText)
      body.member("Region", RegionName.of(region.name))
      body.member("AlarmArn", alarm.arn)
      body.member("OldStateValue", old.rawValue)
      body.member("ActionExecutedAfterMuteWindow", isAfterMute)
      for member in Alarm.actionMembers { body.strings(member, definition[member]?.strings ?? []) }
      if alarm.kind == .composite {
        writeComposite(to: body)
      } else {
        body.structure("Trigger") { writeTrigger(to: body) }
      }
    }
  }

  private func writeComposite(to body: DocumentBuilder) {
    body.member("AlarmRule", alarm.definition["AlarmRule"]?.string)
    body.list("TriggeringChildren", region.alarms.composites.triggers(of: alarm.name)) { child in
      body.structure {
        body.member("Arn", child.arn)
        body.structure("State") {
          body.member("Value", child.state.value.rawValue)
          body.member("Timestamp", CivilTime(child.state.transitioned).dataText)
        }
      }
    }
  }

  private func writeTrigger(to body: DocumentBuilder) {
    let definition = alarm.definition
    if let criteria = definition["EvaluationCriteria"] {
      body.member("EvaluationCriteria", criteria)
      body.member("EvaluationInterval", definition["EvaluationInterval"])
      return
    }
    if let metric = alarm.metric {
      body.member("MetricName", metric.name)
      body.member("Namespace", metric.namespace)
      if let extended = definition["ExtendedStatistic"]?.string {
        body.member("StatisticType", "ExtendedStatistic")
        body.member("ExtendedStatistic", extended)
      } else {
        body.member("StatisticType", "Statistic")
        body.member("Statistic", Self.shouted(definition["Statistic"]?.string ?? ""))
      }
      body.key("Unit")
      body.append(definition["Unit"] ?? nil)
      write(Dimension.list(definition["Dimensions"]), to: body)
    }
    body.member(
      "Period", alarm.period ?? queries.compactMap { $0.metric?.period ?? $0.period }.first)
    body.member("EvaluationPeriods", definition["EvaluationPeriods"])
    body.member("DatapointsToAlarm", definition["DatapointsToAlarm"])
    body.member("ComparisonOperator", definition["ComparisonOperator"])
    body.member("Threshold", definition["Threshold"])
    body.member("ThresholdMetricId", definition["ThresholdMetricId"])
    body.member("TreatMissingData", definition["TreatMissingData"]?.string ?? "")
    body.member(
      "EvaluateLowSampleCountPercentile",
      definition["EvaluateLowSampleCountPercentile"]?.string ?? "")
    if definition["Metrics"] != nil { body.list("Metrics", queries) { write($0, to: body) } }
  }

  private var queries: [MetricQuery] { MetricQuery.checked(alarm.definition["Metrics"]) }

  private func write(_ query: MetricQuery, to body: DocumentBuilder) {
    body.structure {
      body.member("Id", query.id)
      body.member("Expression", query.expression)
      if let metric = query.metric {
        body.structure("MetricStat") {
          body.structure("Metric") {
            write(metric.key.dimensions, to: body)
            body.member("MetricName", metric.key.name)
            body.member("Namespace", metric.key.namespace)
          }
          body.member("Period", metric.period)
          body.member("Stat", metric.stat)
          body.member("Unit", metric.unit)
        }
      }
      body.member("Label", query.label)
      body.member("ReturnData", query.returnsData)
    }
  }

  /// Messages have dimensions in lower case, value first.
  private func write(_ dimensions: [Dimension], to body: DocumentBuilder) {
    body.list("Dimensions", dimensions) { dimension in
      body.structure {
        body.member("value", dimension.value)
        body.member("name", dimension.name)
      }
    }
  }

  /// `SAMPLE_COUNT` of `SampleCount`.
  private static func shouted(_ statistic: String) -> String {
    statistic == "SampleCount" ? "SAMPLE_COUNT" : statistic.uppercased()
  }
}
