import Testing

@testable import Monitoring

/// The rows and examples of AWS's page "Configuring how CloudWatch alarms treat missing data", whose
/// range is five periods.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>
@Suite struct PublishedAlarmTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let needed: Int
    let points: String
    /// For missing, ignore, breaching and notBreaching; nil where the state is kept.
    let states: [StateValue?]

    var testDescription: String { "\(needed) of 3, \(points)" }
  }

  static let rows: [Row] = [
    Row(needed: 3, points: "0-X-X", states: [.ok, .ok, .ok, .ok]),
    Row(needed: 3, points: "0----", states: [.ok, .ok, .ok, .ok]),
    Row(needed: 3, points: "-----", states: [.insufficientData, nil, .alarm, .ok]),
    Row(needed: 3, points: "0XX-X", states: [.alarm, .alarm, .alarm, .alarm]),
    Row(needed: 3, points: "--X--", states: [.alarm, nil, .alarm, .ok]),
    Row(needed: 2, points: "0-X-X", states: [.alarm, .alarm, .alarm, .alarm]),
    Row(needed: 2, points: "00X0X", states: [.alarm, .alarm, .alarm, .alarm]),
    Row(needed: 2, points: "0-X--", states: [.ok, .ok, .alarm, .ok]),
    Row(needed: 2, points: "----0", states: [.ok, .ok, .alarm, .ok]),
    Row(needed: 2, points: "---X-", states: [.alarm, nil, .alarm, .ok]),
  ]

  @Test(arguments: rows, StateValue.allCases)
  func thePublishedRowsHoldForEveryTreatment(row: Row, previous: StateValue) {
    for (treatment, expected) in zip(MissingDataTreatment.allCases, row.states) {
      let rule = AlarmRule(
        evaluationPeriods: 3, datapointsToAlarm: row.needed, comparison: .greaterThan,
        threshold: 0.5, missingData: treatment)
      let verdict = rule.evaluate(History.points(row.points), range: 5, previous: previous)
      #expect(verdict.state == expected ?? previous, "\(treatment)")
      #expect(verdict.previous == previous)
    }
  }

  /// "The alarm does not go immediately into ALARM state when the data is either …"
  @Test(arguments: ["----X", "---X-", "---X0", "--X-0"])
  func aYoungBreachDoesNotYetAlarm(_ points: String) {
    for treatment in [MissingDataTreatment.missing, .ignore] {
      let rule = AlarmRule(
        evaluationPeriods: 3, comparison: .greaterThan, threshold: 0.5, missingData: treatment)
      let verdict = rule.evaluate(History.points(points), range: 5, previous: .ok)
      #expect(verdict.state == .ok, "\(treatment)")
    }
  }

  /// "The next time this alarm is evaluated, if the data is still missing it will go to ALARM, as that
  /// non-breaching data point will no longer be in the evaluation range."
  @Test func theLastGoodPointLeavesTheRange() {
    let rule = AlarmRule(
      evaluationPeriods: 3, comparison: .greaterThan, threshold: 0.5, missingData: .breaching)
    #expect(rule.evaluate(History.points("0----"), range: 5, previous: .ok).state == .ok)
    #expect(rule.evaluate(History.points("0-----"), range: 5, previous: .ok).state == .alarm)
  }
}
