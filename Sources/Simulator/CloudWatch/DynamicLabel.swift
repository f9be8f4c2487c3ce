import AWSWire
import Documents
import Monitoring

/// A label with `${…}` in it, which stands for something about the series.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html>
struct DynamicLabel {
  let template: String
  /// What the label would be without one.
  let name: String
  /// Nil of an expression.
  let metric: MetricQuery.Metric?
  /// Oldest first.
  let points: [MetricResult.Point]
  let call: Call

  /// The label with everything filled in. Throws for what is no property of a label.
  func text(of id: String) throws(AWSError) -> String {
    var result = ""
    var rest = template[...]
    while let start = rest.range(of: "${") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else {
        throw .validation("Label of '\(id)': '${' without '}'")
      }
      let property = String(rest[..<end])
      guard let value = value(of: property) else {
        throw .validation("Label of '\(id)': '${\(property)}' is no property of a label")
      }
      result += value
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private func value(of property: String) -> String? {
    if property.hasPrefix("PROP('"), property.hasSuffix("')") {
      return self.property(String(property.dropFirst(6).dropLast(2)))
    }
    let none = "-"
    switch property {
    case "LABEL": return name
    case "DATAPOINT_COUNT": return "\(points.count)"
    case "FIRST": return points.first?.value.description ?? none
    case "LAST": return points.last?.value.description ?? none
    case "FIRST_TIME": return points.first.map { time($0.time) } ?? none
    case "LAST_TIME": return points.last.map { time($0.time) } ?? none
    case "MIN": return lowest?.value.description ?? none
    case "MAX": return highest?.value.description ?? none
    case "MIN_TIME": return lowest.map { time($0.time) } ?? none
    case "MAX_TIME": return highest.map { time($0.time) } ?? none
    case "SUM": return points.isEmpty ? none : sum.description
    case "AVG": return points.isEmpty ? none : (sum / Double(points.count)).description
    default: return nil
    }
  }

  private var sum: Double { points.reduce(0) { $0 + $1.value } }
  private var lowest: MetricResult.Point? { points.min { $0.value < $1.value } }
  private var highest: MetricResult.Point? { points.max { $0.value < $1.value } }

  private func property(_ name: String) -> String? {
    switch name {
    case "AccountId": return Account.id
    case "AccountLabel": return Account.id
    case "Region": return call.region.name
    case "MetricName": return metric?.key.name ?? ""
    case "Namespace": return metric?.key.namespace ?? ""
    case "Period": return metric.map { "\($0.period)" } ?? ""
    case "Stat": return metric?.stat ?? ""
    default:
      guard name.hasPrefix("Dim.") else { return nil }
      return metric?.key.dimensions.first { $0.name == name.dropFirst(4) }?.value ?? ""
    }
  }

  /// `2026-11-23T12:00:00`, in the zone of LabelOptions.
  private func time(_ seconds: Double) -> String {
    let zone = call["LabelOptions"]?["Timezone"]?.string.flatMap(Self.offset) ?? 0
    return String(CivilTime(seconds + Double(zone)).dataText.prefix(19))
  }

  /// Seconds of `+0130`.
  static func offset(_ zone: String) -> Int? {
    let digits = zone.dropFirst()
    guard let sign = zone.first, sign == "+" || sign == "-", digits.count == 4,
      let number = Int(digits), number % 100 < 60
    else { return nil }
    return (number / 100 * 3_600 + number % 100 * 60) * (sign == "-" ? -1 : 1)
  }
}

extension Substring {
  /// The first place at which a text stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) {
        return index..<self.index(index, offsetBy: text.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
