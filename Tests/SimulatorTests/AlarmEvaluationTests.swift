import AWSWire
import Documents
import Monitoring
import Simulator
import Testing

/// The cloud adds windows up as it goes, keeps them, and skips what cannot change; here every window of
/// every minute is added up from the samples, and the rule is asked each time.
@Suite struct AlarmEvaluationTests {
  struct Sample {
    /// When it is put, and the time that it has; minutes after the start.
    let put: Int
    let time: Int
    let value: Double
  }

  struct Case: CustomTestStringConvertible {
    let seed: UInt64
    let period: Int
    let periods: Int
    let needed: Int
    let treatment: String
    let statistic: String
    var testDescription: String {
      "\(needed) of \(periods) × \(period) s, \(statistic), \(treatment), seed \(seed)"
    }
  }

  static let cases: [Case] = (1...24).map { (seed: UInt64) in
    let pick = Int(seed)
    let periods = [1, 2, 3, 5][pick % 4]
    return Case(
      seed: seed, period: [60, 120, 300, 3_600][pick / 4 % 4], periods: periods,
      needed: 1 + pick % periods,
      treatment: ["missing", "ignore", "breaching", "notBreaching"][pick / 2 % 4],
      statistic: ["Average", "Sum", "Maximum", "SampleCount"][pick % 3])
  }

  @Test(arguments: cases)
  func everyMinuteComesToWhatTheRuleSays(_ example: Case) async throws {
    let minutes = 400
    let samples = Self.samples(seed: example.seed, minutes: minutes)
    let cloud = TestCloud()
    try await cloud.cloudwatch(
      "PutMetricAlarm",
      [
        "AlarmName": "a", "Namespace": "Shop", "MetricName": "Load",
        "Statistic": Document(example.statistic), "Period": Document(example.period),
        "EvaluationPeriods": Document(example.periods),
        "DatapointsToAlarm": Document(example.needed), "Threshold": 3.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": Document(example.treatment),
      ])
    // Half a minute after the evaluations.
    for sample in samples {
      let now = Double(sample.put * 60 + 30)
      if TestCloud.start + now > cloud.clock.now { cloud.move(to: now) }
      cloud.cloud.putMetric(
        namespace: "Shop", name: "Load", values: [sample.value],
        at: TestCloud.start + Double(sample.time * 60))
    }
    cloud.move(to: Double(minutes * 60))

    let rule = AlarmRule(
      evaluationPeriods: example.periods, datapointsToAlarm: example.needed,
      comparison: .greaterThan, threshold: 3,
      missingData: try #require(MissingDataTreatment(rawValue: example.treatment)),
      period: example.period)
    var state = StateValue.insufficientData
    var expected: [String] = []
    for minute in 1...minutes {
      let seen = samples.filter { $0.put < minute }
      let width = example.period / 60
      let points = (1...rule.assumedRange).reversed().map { age in
        let window = (minute - age * width)..<(minute - (age - 1) * width)
        let values = seen.filter { window.contains($0.time) }.map(\.value)
        return AlarmDatapoint(value: Self.value(example.statistic, of: values))
      }
      let next = rule.evaluate(points, previous: state).state
      if next != state {
        expected.append(
          "\(minute * 60) Alarm updated from \(state.rawValue) to \(next.rawValue)")
      }
      state = next
    }
    var found: [String] = []
    var token: Document?
    repeat {
      let page = try await cloud.cloudwatch(
        "DescribeAlarmHistory",
        (["HistoryItemType": "StateUpdate", "ScanBy": "TimestampAscending"] as Document)
          .with(token.map { ["NextToken": $0] } ?? [:]))
      found += page["AlarmHistoryItems"]!.elements.map {
        "\(Int($0["Timestamp"]!.timestamp! - TestCloud.start)) \($0["HistorySummary"]!.string!)"
      }
      token = page["NextToken"]
    } while token != nil
    #expect(found == expected)
  }

  private static func value(_ statistic: String, of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sum = values.reduce(0, +)
    return switch statistic {
    case "Average": sum / Double(values.count)
    case "Sum": sum
    case "Maximum": values.max()
    default: Double(values.count)
    }
  }

  /// Bursts of data with gaps between them, some of it late, some early, some twice in a minute. Whole
  /// numbers, so that sums do not depend on the order.
  private static func samples(seed: UInt64, minutes: Int) -> [Sample] {
    var state = seed
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var samples: [Sample] = []
    var minute = 0
    while minute < minutes {
      for _ in 0..<(1 + random(25)) {
        for _ in 0...(random(8) == 0 ? 1 : 0) {
          let shift = random(10) == 0 ? random(30) - 20 : 0
          samples.append(
            Sample(put: minute, time: max(0, minute + shift), value: Double(random(7))))
        }
        minute += 1
      }
      minute += random(40)
    }
    return samples.filter { $0.put < minutes }
  }
}
