import AWSWire
import Documents
import Simulator
import Testing

@Suite struct MetricMathTests {
  let cloud = TestCloud()

  init() {
    for (host, values) in [("a", [10.0, 20, 30]), ("b", [1, 2])] {
      cloud.cloud.putMetric(
        namespace: "Shop", name: "Load", dimensions: [("host", host)], values: values,
        at: TestCloud.start - 60)
    }
  }

  private func stat(_ id: String, _ host: String, _ others: Document = [:]) -> Document {
    ([
      "Id": Document(id),
      "MetricStat": [
        "Metric": [
          "Namespace": "Shop", "MetricName": "Load",
          "Dimensions": [["Name": "host", "Value": Document(host)]],
        ], "Period": 60, "Stat": "Sum",
      ],
    ] as Document).with(others)
  }

  private func input(_ queries: [Document], _ others: Document = [:]) -> Document {
    ([
      "MetricDataQueries": Document(queries), "ScanBy": "TimestampAscending",
      "StartTime": Document(TestCloud.start - 600), "EndTime": Document(TestCloud.start),
    ] as Document).with(others)
  }

  private func results(_ queries: [Document], _ others: Document = [:]) async throws -> [String] {
    try await cloud.cloudwatch("GetMetricData", input(queries, others))["MetricDataResults"]!
      .elements.map { result in
        let values = result["Values"]!.elements.map { "\($0.number!)" }.joined(separator: " ")
        return "\(result["Id"]!.string!) (\(result["Label"]!.string!)): \(values)"
      }
  }

  @Test func anExpressionUsesMetricsThatAreNotReturned() async throws {
    let totals = try await results([
      ["Id": "total", "Expression": "a + FILL(b, 0)"], stat("a", "a", ["ReturnData": false]),
      stat("b", "b", ["ReturnData": false]),
    ])
    #expect(totals == ["total (total): " + String(repeating: "0.0 ", count: 7) + "10.0 21.0 32.0"])
  }

  @Test func anArrayGivesAResultForEachOfItsSeries() async throws {
    #expect(
      try await results([
        ["Id": "half", "Expression": "METRICS() / 2"], stat("a", "a"), stat("b", "b"),
      ]) == [
        "half (half a): 5.0 10.0 15.0", "half (half b): 0.5 1.0", "a (Load): 10.0 20.0 30.0",
        "b (Load): 1.0 2.0",
      ])
  }

  @Test func aSearchGivesAResultForEachMetricThatItFinds() async throws {
    let all = try await results([
      ["Id": "s", "Expression": "SEARCH('{Shop,host} Load', 'Maximum', 300)"]
    ])
    #expect(all == ["s (Load a): 30.0", "s (Load b): 2.0"])
    #expect(
      try await results([
        ["Id": "s", "Expression": "SEARCH('Namespace=\"Shop\" host=\"b\"', 'Sum', 60)"]
      ]) == ["s (Load b): 1.0 2.0"])
    #expect(
      try await results([["Id": "s", "Expression": "SEARCH('{Shop,zone} Load', 'Sum', 60)"]]) == [])
  }

  @Test func labelsAreFilledIn() async throws {
    let label = "${PROP('Dim.host')} ${MAX} of ${DATAPOINT_COUNT} at ${MAX_TIME}, ${LABEL}"
    #expect(
      try await results(
        [stat("a", "a", ["Label": Document(label)])], ["LabelOptions": ["Timezone": "+0130"]])
        == ["a (a 30.0 of 3 at 2026-11-23T13:29:00, Load): 10.0 20.0 30.0"])
  }

  @Test(arguments: [
    ("a +", "ValidationError", "e1"), ("a + ghost", "ValidationError", "ghost"),
    ("SUM(1)", "ValidationError", "SUM"), ("a / SEARCH('x', 'Sum')", "NotSimulated", "SEARCH"),
    ("ANOMALY_DETECTION_BAND(a)", "NotSimulated", "ANOMALY_DETECTION_BAND"),
    ("SELECT AVG(CPU) FROM \"AWS/EC2\"", "NotSimulated", "Metrics Insights"),
    ("SEARCH('x OR y', 'Sum')", "NotSimulated", "OR"),
    ("SEARCH('x', 'Mean')", "ValidationError", "Mean"),
  ])
  func aBadExpressionIsRefusedWithItsReason(
    _ expression: String, _ code: String, _ word: String
  ) async throws {
    let error = try await cloud.failure(
      "cloudwatch", "GetMetricData",
      input([["Id": "e1", "Expression": Document(expression)], stat("a", "a")]))
    #expect(error.code == code)
    #expect(error.message.contains(word), "\(error.message)")
  }

  @Test func somethingHasToBeReturned() async throws {
    let error = try await cloud.failure(
      "cloudwatch", "GetMetricData", input([stat("a", "a", ["ReturnData": false])]))
    #expect(error.code == "ValidationError" && error.message.contains("ReturnData"))
  }

  @Test func pagesGoOnInTheMiddleOfAnExpression() async throws {
    let queries: [Document] = [["Id": "e", "Expression": "a * 2"], stat("a", "a")]
    let first = try await cloud.cloudwatch(
      "GetMetricData", input(queries, ["MaxDatapoints": 2]))
    #expect(first["MetricDataResults"]?[0]?["StatusCode"] == "PartialData")
    #expect(
      try await results(queries, ["NextToken": first["NextToken"]!]) == [
        "e (e): 60.0", "a (Load): 10.0 20.0 30.0",
      ])
  }

  @Test func detectorsAreKeptByTheirMetric() async throws {
    let metric: Document = [
      "Namespace": "Shop", "MetricName": "Load", "Stat": "Average",
      "Dimensions": [["Name": "host", "Value": "a"]],
    ]
    try await cloud.cloudwatch("PutAnomalyDetector", metric)
    try await cloud.cloudwatch("PutAnomalyDetector", ["SingleMetricAnomalyDetector": metric])
    try await cloud.cloudwatch(
      "PutAnomalyDetector",
      [
        "MetricMathAnomalyDetector": [
          "MetricDataQueries": [
            ["Id": "e1", "Expression": "a * 2"], stat("a", "a", ["ReturnData": false]),
          ]
        ]
      ])
    let detectors = try await cloud.cloudwatch("DescribeAnomalyDetectors")["AnomalyDetectors"]!
    #expect(detectors.count == 1)
    #expect(detectors[0]?["SingleMetricAnomalyDetector"] == metric)
    #expect(detectors[0]?["StateValue"] == "PENDING_TRAINING")
    let math = try await cloud.cloudwatch(
      "DescribeAnomalyDetectors", ["AnomalyDetectorTypes": ["METRIC_MATH"]])
    #expect(math["AnomalyDetectors"]?.count == 1)
    try await cloud.cloudwatch("DeleteAnomalyDetector", metric)
    let error = try await cloud.failure("cloudwatch", "DeleteAnomalyDetector", metric)
    #expect(error.code == "ResourceNotFoundException")
    let none = try await cloud.failure("cloudwatch", "PutAnomalyDetector", ["Namespace": "Shop"])
    #expect(none.code == "MissingParameter")
  }
}
