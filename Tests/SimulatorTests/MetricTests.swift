import AWSWire
import Documents
import Simulator
import Testing

@Suite struct MetricTests {
  let cloud = TestCloud()
  let now = TestCloud.start

  func put(_ data: Document, namespace: Document = "Shop") async throws {
    try await cloud.cloudwatch("PutMetricData", ["Namespace": namespace, "MetricData": data])
  }

  func query(
    _ stat: String, metric: String = "Latency", period: Int = 60, from: Double, to: Double,
    with extra: Document = [:]
  ) async throws -> Document {
    let input: Document =
      [
        "MetricDataQueries": [Self.stat("m1", stat, metric: metric, period: period)],
        "StartTime": Document(from), "EndTime": Document(to),
      ]
    return try await cloud.cloudwatch("GetMetricData", input.with(extra))
  }

  static func stat(_ id: String, _ stat: String, metric: String, period: Int = 60) -> Document {
    [
      "Id": Document(id),
      "MetricStat": [
        "Metric": ["Namespace": "Shop", "MetricName": Document(metric)],
        "Period": Document(period), "Stat": Document(stat),
      ],
    ]
  }

  @Test(arguments: [
    ("Average", 25.0), ("Sum", 100.0), ("Minimum", 10.0), ("Maximum", 40.0), ("SampleCount", 4.0),
    ("p50", 20.0), ("p75", 30.0), ("p99.9", 40.0), ("p0", 10.0), ("p100", 40.0),
  ])
  func everyStatisticOfAPeriod(_ stat: String, _ expected: Double) async throws {
    // Value, Values with Counts, and their parts in one minute.
    try await put([
      ["MetricName": "Latency", "Value": 10, "Timestamp": Document(now - 50)],
      ["MetricName": "Latency", "Values": [20, 30, 40], "Timestamp": Document(now - 10)],
    ])
    let answer = try await query(stat, from: now - 60, to: now)
    let result = try #require(answer["MetricDataResults"]?[0])
    #expect(result["Id"] == "m1" && result["Label"] == "Latency")
    #expect(result["StatusCode"] == "Complete")
    #expect(result["Timestamps"]?[0]?.timestamp == now - 60)
    #expect(result["Values"]?.elements.map(\.number) == [expected])
  }

  @Test func countsWeighValuesAndStatisticSetsHaveNoPercentiles() async throws {
    try await put([
      [
        "MetricName": "Weighed", "Values": [1, 100], "Counts": [99, 1],
        "Timestamp": Document(now - 60),
      ],
      [
        "MetricName": "Set", "Timestamp": Document(now - 60),
        "StatisticValues": ["SampleCount": 4, "Sum": 10, "Minimum": 1, "Maximum": 4],
      ],
    ])
    func value(_ stat: String, _ metric: String) async throws -> [Double?]? {
      try await query(stat, metric: metric, from: now - 60, to: now)["MetricDataResults"]?[0]?[
        "Values"]?.elements.map(\.number)
    }
    #expect(try await value("p99", "Weighed") == [1])
    #expect(try await value("Average", "Weighed") == [1.99])
    #expect(try await value("Average", "Set") == [2.5])
    #expect(try await value("p50", "Set") == [])
  }

  @Test func periodsCountFromTheStartWhichIsInTheRangeAndTheEndIsNot() async throws {
    for minute in 0...10 {
      try await put([
        [
          "MetricName": "Latency", "Value": Document(Double(minute)),
          "Timestamp": Document(now - 600 + Double(minute) * 60),
        ]
      ])
    }
    // Rounded down to the minute, so that it counts from 11:51.
    let answer = try await query(
      "Sum", period: 180, from: now - 530, to: now, with: ["ScanBy": "TimestampAscending"])
    let result = try #require(answer["MetricDataResults"]?[0])
    #expect(
      result["Timestamps"]?.elements.map(\.timestamp) == [now - 540, now - 360, now - 180])
    // 1 + 2 + 3, 4 + 5 + 6, 7 + 8 + 9.
    #expect(result["Values"]?.elements.map(\.number) == [6, 15, 24])
    let descending = try await query("Sum", period: 180, from: now - 530, to: now)
    #expect(
      descending["MetricDataResults"]?[0]?["Values"]?.elements.map(\.number) == [24, 15, 6])
  }

  @Test func pagesOfPointsRepeatTheIdOfAQueryThatWasCut() async throws {
    cloud.cloud.putMetric(namespace: "Shop", name: "A", values: [1, 2, 3], at: now - 60)
    cloud.cloud.putMetric(namespace: "Shop", name: "B", values: [4, 5], at: now - 60)
    var input: Document = [
      "MetricDataQueries": [
        Self.stat("a", "Sum", metric: "A"), Self.stat("b", "Sum", metric: "B"),
      ],
      "StartTime": Document(now - 600), "EndTime": Document(now), "MaxDatapoints": 2,
      "ScanBy": "TimestampAscending",
    ]
    var pages: [[String]] = []
    var merged: [String: [Double]] = [:]
    while true {
      let answer = try await cloud.cloudwatch("GetMetricData", input)
      let results = answer["MetricDataResults"]!
      pages.append(results.elements.map { "\($0["Id"]!.string!) \($0["StatusCode"]!.string!)" })
      for result in results.elements {
        merged[result["Id"]!.string!, default: []] +=
          result["Values"]!.elements.compactMap(\.number)
        #expect(result["Values"]!.count == result["Timestamps"]!.count)
      }
      guard let token = answer["NextToken"] else { break }
      input = input.with(["NextToken": token])
    }
    #expect(pages == [["a PartialData"], ["a Complete", "b PartialData"], ["b Complete"]])
    #expect(merged == ["a": [1, 2, 3], "b": [4, 5]])
  }

  @Test func statisticsComeOncePerUnitWhereNoneIsAskedFor() async throws {
    try await put([
      ["MetricName": "Size", "Value": 1, "Unit": "Bytes", "Timestamp": Document(now - 60)],
      ["MetricName": "Size", "Value": 3, "Unit": "Bytes", "Timestamp": Document(now - 60)],
      ["MetricName": "Size", "Value": 2, "Unit": "Kilobytes", "Timestamp": Document(now - 60)],
    ])
    let input: Document = [
      "Namespace": "Shop", "MetricName": "Size", "StartTime": Document(now - 300),
      "EndTime": Document(now), "Period": 300, "Statistics": ["Sum", "SampleCount"],
    ]
    let both = try await cloud.cloudwatch("GetMetricStatistics", input)
    #expect(both["Label"] == "Size")
    #expect(both["Datapoints"]?.column("Unit").sorted() == ["Bytes", "Kilobytes"])
    let one = try await cloud.cloudwatch("GetMetricStatistics", input.with(["Unit": "Bytes"]))
    #expect(
      one["Datapoints"] == [
        [
          "Timestamp": Document(timestamp: now - 300), "Sum": 4.0, "SampleCount": 2.0,
          "Unit": "Bytes",
        ]
      ])
    let extended = try await cloud.cloudwatch(
      "GetMetricStatistics",
      input.with(["Unit": "Bytes", "Statistics": nil, "ExtendedStatistics": ["p50", "p90"]]))
    #expect(extended["Datapoints"]?[0]?["ExtendedStatistics"] == ["p50": 1.0, "p90": 3.0])
  }

  @Test func dataIsKeptAsLongAsItsPeriodAllows() async throws {
    let day = 86_400.0
    for age in [1, 20, 100] {
      cloud.cloud.putMetric(
        namespace: "Shop", name: "Old", values: [Double(age)], at: now - Double(age) * day)
    }
    for (period, expected) in [(60, [1.0]), (300, [1, 20]), (3_600, [1, 20, 100])] {
      let answer = try await query(
        "Sum", metric: "Old", period: period, from: now - 120 * day, to: now)
      #expect(
        answer["MetricDataResults"]?[0]?["Values"]?.elements.compactMap(\.number)
          == expected, "\(period)")
    }
  }

  @Test func metricsAreListedByNameAndDimensionInPagesOf500() async throws {
    for index in 0..<501 {
      cloud.cloud.putMetric(
        namespace: "Fleet", name: "Load", dimensions: [("host", "h\(1_000 + index)")],
        values: [1])
    }
    cloud.cloud.putMetric(
      namespace: "Shop", name: "Orders", dimensions: [("shop", "berlin"), ("kind", "web")],
      values: [1])
    cloud.cloud.putMetric(namespace: "Shop", name: "Ancient", values: [1], at: now - 15 * 86_400)
    cloud.cloud.putMetric(namespace: "Shop", name: "Quiet", values: [1], at: now - 4 * 3_600)

    func names(_ input: Document) async throws -> [String] {
      try await cloud.cloudwatch("ListMetrics", input)["Metrics"]!.column("MetricName")
    }
    #expect(try await names(["Namespace": "Shop"]) == ["Orders", "Quiet"])
    #expect(try await names(["Namespace": "Shop", "RecentlyActive": "PT3H"]) == ["Orders"])
    #expect(try await names(["Dimensions": [["Name": "shop"]]]) == ["Orders"])
    #expect(
      try await names(["Dimensions": [["Name": "shop", "Value": "rome"]]]).isEmpty)
    #expect(try await names(["MetricName": "Quiet"]) == ["Quiet"])

    let first = try await cloud.cloudwatch("ListMetrics", ["Namespace": "Fleet"])
    #expect(first["Metrics"]?.count == 500)
    let second = try await cloud.cloudwatch(
      "ListMetrics", ["Namespace": "Fleet", "NextToken": first["NextToken"]!])
    #expect(
      second["Metrics"] == [
        [
          "Namespace": "Fleet", "MetricName": "Load",
          "Dimensions": [["Name": "host", "Value": "h1500"]],
        ]
      ])
    #expect(second["NextToken"] == nil)
  }

  static let badData: [(Document, String)] = [
    (["Value": nil], "MissingParameter"),
    (["Values": [1]], "InvalidParameterValue"),
    (
      ["StatisticValues": ["SampleCount": 1, "Sum": 1, "Minimum": 1, "Maximum": 1]],
      "InvalidParameterCombination"
    ),
    (["Value": .init(Double.nan)], "InvalidParameterValue"),
    (["Value": .init(0x1p361)], "InvalidParameterValue"),
    (["Value": nil, "Values": [1, 2], "Counts": [1]], "InvalidParameterValue"),
    (["Value": nil, "Values": .init((0...150).map { Document($0) })], "InvalidParameterValue"),
    (["Timestamp": .init(TestCloud.start - 15 * 86_400)], "InvalidParameterValue"),
    (["Timestamp": .init(TestCloud.start + 3 * 3_600)], "InvalidParameterValue"),
    (["StorageResolution": 5], "InvalidParameterValue"),
    (
      ["Dimensions": [["Name": "a", "Value": "1"], ["Name": "a", "Value": "2"]]],
      "InvalidParameterValue"
    ),
  ]

  @Test(arguments: badData)
  func badDataIsRefusedAndNothingIsStored(_ change: Document, _ code: String) async throws {
    let good: Document = ["MetricName": "Latency", "Value": 1.0]
    let error = try await cloud.failure(
      "cloudwatch", "PutMetricData",
      ["Namespace": "Shop", "MetricData": [good, good.with(change)]])
    #expect(error.code == code, "\(error.message)")
    #expect(try await cloud.cloudwatch("ListMetrics")["Metrics"]?.count == 0)
  }

  @Test func namespacesOfAWSAreReserved() async throws {
    let error = try await cloud.failure(
      "cloudwatch", "PutMetricData",
      ["Namespace": "AWS/EC2", "MetricData": [["MetricName": "x", "Value": 1]]])
    #expect(error.code == "InvalidParameterValue")
    #expect(error.message.contains("AWS/EC2"))
  }

  @Test func badQueriesAreRefused() async throws {
    let range: Document = ["StartTime": Document(now - 60), "EndTime": Document(now)]
    let statistics: Document = [
      "Namespace": "Shop", "MetricName": "Latency", "Period": 60, "Statistics": ["Sum"],
    ]
    let good = Self.stat("m1", "Sum", metric: "Latency")
    let cases: [(String, Document, String)] = [
      ("GetMetricData", range.with(["MetricDataQueries": [good, good]]), "ValidationError"),
      (
        "GetMetricData",
        ["MetricDataQueries": [good], "StartTime": Document(now), "EndTime": Document(now)],
        "ValidationError"
      ),
      (
        "GetMetricData",
        range.with(["MetricDataQueries": [Self.stat("m1", "Mean", metric: "Latency")]]),
        "ValidationError"
      ),
      (
        "GetMetricData",
        range.with(["MetricDataQueries": [Self.stat("m1", "Sum", metric: "Latency", period: 45)]]),
        "ValidationError"
      ),
      (
        "GetMetricData", range.with(["MetricDataQueries": [good], "MaxDatapoints": 100_801]),
        "ValidationError"
      ),
      (
        "GetMetricData", range.with(["MetricDataQueries": [good], "NextToken": "x"]),
        "InvalidNextToken"
      ),
      (
        "GetMetricData",
        range.with(["MetricDataQueries": [["Id": "e1", "Expression": "1 + 1"]]]), "ValidationError"
      ),
      (
        "GetMetricStatistics", statistics.with(range).with(["Statistics": nil]),
        "InvalidParameterCombination"
      ),
      (
        "GetMetricStatistics",
        statistics.with(range).with(["StartTime": Document(now - 2 * 86_400)]),
        "InvalidParameterCombination"
      ),
    ]
    for (operation, input, code) in cases {
      let error = try await cloud.failure("cloudwatch", operation, input)
      #expect(error.code == code, "\(operation): \(error.message)")
    }
  }
}
