import AWSWire
import Documents
import Monitoring

/// What an alarm's state was made of, as StateReasonData has it.
struct AlarmReasonData {
  private let definition: Document
  private let rule: AlarmRule
  private let verdict: Verdict
  private let now: Double
  /// The length that the service's model allows.
  private static let limit = 4_000

  init(_ definition: Document, _ rule: AlarmRule, _ verdict: Verdict, now: Double) {
    self.definition = definition
    self.rule = rule
    self.verdict = verdict
    self.now = now
  }

  /// JSON; the oldest datapoints are left out where there is no room for all.
  var json: String {
    var count = verdict.evaluated.count
    while true {
      let text = JSON.serialize(document(Array(verdict.evaluated.suffix(count))))
      if text.count <= Self.limit || count == 0 { return String(decoding: text, as: UTF8.self) }
      count /= 2
    }
  }

  private func document(_ points: [AlarmDatapoint]) -> Document {
    let real = points.filter { $0.value != nil }
    return .structure { data in
      data.member("version", "1.0")
      data.member("queryDate", CivilTime(now).dataText)
      if let first = real.first?.time {
        data.member("startDate", CivilTime(Double(first)).dataText)
      }
      data.member("unit", definition["Unit"]?.string)
      data.member("statistic", (definition["Statistic"] ?? definition["ExtendedStatistic"])?.string)
      data.member("period", rule.period)
      data.list("recentDatapoints", real) { data.double($0.value!) }
      if !rule.comparison.usesBand { data.member("threshold", rule.threshold) }
      data.list("evaluatedDatapoints", points.reversed()) { point in
        data.structure {
          data.member("timestamp", point.time.map { CivilTime(Double($0)).dataText })
          data.member("sampleCount", point.value == nil ? nil : point.sampleCount)
          data.member("value", point.value)
        }
      }
    }
  }
}
