import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

struct CostTests {
  // MARK: Amounts

  @Test(arguments: [
    ("0.5", 500_000), ("2", 2_000_000), (".25", 250_000), ("0.000001", 1), ("0", 0),
    ("USD 1.25", 1_250_000), ("$3", 3_000_000), ("1.", 1_000_000),
  ]) func anAmountIsRead(_ text: String, _ millionths: Int) {
    #expect(Cost(text)?.millionths == millionths)
  }

  @Test(arguments: ["", ".", "-1", "1e3", "0.0000001", "1,5", "nan", "1 USD", "99999999999"])
  func otherTextsAreNoAmount(_ text: String) { #expect(Cost(text) == nil) }

  @Test func aNumberOfDollarsIsTakenToTheMillionth() {
    #expect(Cost(dollars: 0.29)?.millionths == 290_000)
    #expect(Cost(dollars: 0.000_000_9)?.millionths == 0)
    #expect(Cost(dollars: -0.1) == nil)
    #expect(Cost(dollars: .nan) == nil)
  }

  @Test func amountsAreWrittenWithAsManyDigitsAsTheyTake() {
    #expect("\(Cost(millionths: 500_000))" == "USD 0.50")
    #expect("\(Cost(millionths: 140))" == "USD 0.00014")
    #expect("\(Cost())" == "USD 0.00")
    #expect("\(Cost(millionths: -10))" == "USD -0.00001")
  }

  // MARK: Prices

  private static let stat: Document = [
    "Id": "m", "MetricStat": ["Metric": ["MetricName": "CPUUtilization"], "Period": 60],
  ]

  @Test(
    arguments: [
      ("cloudwatch", "DescribeAlarms", [:], 10), ("cloudwatch", "PutMetricData", [:], 10),
      ("ec2", "DescribeInstances", [:], 0), ("sts", "GetCallerIdentity", [:], 0),
      ("sqs", "SendMessage", [:], 0),
      ("cloudwatch", "GetMetricData", ["MetricDataQueries": [stat, stat, stat]], 30),
      // Math on other metrics asks for none of its own.
      (
        "cloudwatch", "GetMetricData",
        ["MetricDataQueries": [stat, ["Id": "e", "Expression": "m / PERIOD(m)"]]], 10
      ),
      (
        "cloudwatch", "GetMetricData",
        ["MetricDataQueries": [["Id": "s", "Expression": "SUM(SEARCH('{AWS/EC2}', 'Sum', 300))"]]],
        10
      ),
      (
        "cloudwatch", "GetMetricWidgetImage",
        ["MetricWidget": "{\"metrics\":[[\"a\",\"b\"],[\"c\",\"d\"]]}"], 40
      ),
      (
        "cloudwatch", "GetMetricWidgetImage",
        ["MetricWidget": "{\"metrics\":[[\"a\",\"b\"],[{\"expression\":\"m1\"}]]}"], 20
      ),
      ("cloudwatch", "GetMetricWidgetImage", ["MetricWidget": "no JSON"], 20),
    ] as [(String, String, Document, Int)])
  func aCallHasAPrice(_ service: String, _ operation: String, _ input: Document, _ millionths: Int)
  {
    #expect(PriceTable.price(service, operation, input: input).millionths == millionths)
  }

  @Test func theSeriesThatASearchFindsAreAddedAfterwards() {
    let input: Document = [
      "MetricDataQueries": [Self.stat, ["Id": "s", "Expression": "SEARCH('x', 'Sum', 60)"]]
    ]
    let output: Document = [
      "MetricDataResults": [["Id": "m"], ["Id": "s"], ["Id": "s"], ["Id": "s"]]
    ]
    #expect(PriceTable.isLeast("cloudwatch", "GetMetricData", input: input))
    #expect(PriceTable.price("cloudwatch", "GetMetricData", input: input).millionths == 20)
    #expect(
      PriceTable.surcharge("cloudwatch", "GetMetricData", input: input, output: output).millionths
        == 20)
    let empty: Document = ["MetricDataResults": []]
    #expect(
      PriceTable.surcharge("cloudwatch", "GetMetricData", input: input, output: empty) == Cost())
  }

  @Test func luaIsToldThePrice() throws {
    let host = try localHost()
    let meter = Meter(budget: nil)
    try host.register(CostModule(meter: meter), as: "cost")
    host.passes(
      """
      local cost = require "cost"
      local usd, least = cost.price("cloudwatch", "GetMetricData",
        { MetricDataQueries = { { Id = "a", MetricStat = {} }, { Id = "b", Expression = "SELECT AVG(x) FROM y" } } })
      assert(usd == 0.00002 and least == true)
      assert(cost.price("ec2", "DescribeInstances") == 0)
      local alarms = cost.alarm_prices()
      assert(alarms.standard == 0.10 and alarms.high_resolution == 0.30 and alarms.composite == 0.50)
      assert(cost.spent() == 0)
      """)
  }

  // MARK: Budgets

  @Test func theCallThatWouldPassTheBudgetIsNotSent() throws {
    let backend = StubBackend { _ in [:] }
    let host = try backend.host { $0.maxCost = Cost(millionths: 25) }
    let result = host.run(
      "for _ = 1, 5 do aws.cloudwatch():describe_alarms() end", chunkName: "=test")
    #expect(backend.requests.count == 2)
    #expect(result.error?.kind == "policy" && result.error?.code == Meter.refusalCode)
    let message = try #require(result.error?.message)
    for part in [
      "cloudwatch:DescribeAlarms", "USD 0.00001", "USD 0.00002 is spent", "USD 0.000025",
    ] {
      #expect(message.contains(part), "\(message)")
    }
    #expect(result.counts.cost.millionths == 20 && result.counts.calls == 2)
  }

  @Test func freeCallsGoOnWhenTheBudgetIsSpent() throws {
    let backend = StubBackend { _ in [:] }
    let host = try backend.host { $0.maxCost = Cost() }
    host.passes("aws.sts():get_caller_identity() aws.ec2():describe_regions()")
    #expect(try host.fails("aws.cloudwatch():describe_alarms()").contains("--max-cost is USD 0.00"))
  }

  @Test func aRefusalForItsCostCountsThoughItIsCaught() throws {
    let host = try StubBackend { _ in [:] }.host { $0.maxCost = Cost() }
    let result = host.run(
      "pcall(function() aws.cloudwatch():describe_alarms() end)", chunkName: "=t")
    #expect(result.error == nil && result.refusedForCost == 1)
    #expect(host.run("return nil", chunkName: "=t").refusedForCost == 0)
  }

  @Test func ofCallsAtOnceNonePassesTheBudget() throws {
    let backend = StubBackend { _ in
      await Task.yield()
      return [:]
    }
    let host = try backend.host { $0.maxCost = Cost(millionths: 100) }
    host.passes(
      """
      local items = {}
      for i = 1, 40 do items[i] = i end
      local rows = task.map(items, function() aws.cloudwatch():describe_alarms() end, { settle = true })
      local failed = 0
      for _, row in ipairs(rows) do if not row.ok then failed = failed + 1 assert(row.error.kind == "policy") end end
      assert(failed == 30, failed)
      """)
    #expect(backend.requests.count == 10)
  }

  @Test func aPageThatNobodyAskedForFailsNoRun() throws {
    let backend = StubBackend { _ in
      ["MetricAlarms": [["AlarmName": "a"]], "NextToken": "more"]
    }
    let host = try backend.host { $0.maxCost = Cost(millionths: 10) }
    let result = host.passes("for alarm in aws.cloudwatch():each('DescribeAlarms') do break end")
    #expect(result.refusedForCost == 0 && backend.requests.count == 1)
  }

  @Test func aDryRunCostsNothing() throws {
    let host = try StubBackend { _ in [:] }.host {
      $0.isDryRun = true
      $0.maxCost = Cost()
    }
    let result = host.passes("aws.cloudwatch():delete_alarms { AlarmNames = { 'a' } }")
    #expect(result.counts.heldBack == 1 && result.counts.changes == 0 && result.counts.calls == 0)
  }

  // MARK: Counts

  @Test func aRunCountsWhatItDid() throws {
    var page = 0
    let backend = StubBackend { request in
      if request.operation.name != "DescribeAlarms" { return [:] }
      page += 1
      return page < 3 ? ["NextToken": Document("\(page)")] : [:]
    }
    let host = try backend.host()
    let first = host.passes(
      """
      aws.cloudwatch():collect("DescribeAlarms")
      aws.cloudwatch():delete_alarms { AlarmNames = { "a" } }
      """)
    #expect(first.counts.calls == 4 && first.counts.pages == 3 && first.counts.changes == 1)
    #expect(first.counts.cost.millionths == 40)
    let second = host.passes("aws.sts():get_caller_identity()")
    #expect(second.counts.calls == 1 && second.counts.pages == 0 && second.counts.cost == Cost())
    #expect(host.counts.calls == 5)
  }

  @Test func whatFailedIsNoChangeUnlessItMayHaveBeenMade() throws {
    var maybe = false
    let backend = StubBackend { _ throws(AWSError) in
      var error = AWSError(.aws, code: "Throttling", "too fast", attempts: 3)
      error.mayHaveTakenEffect = maybe
      throw error
    }
    let host = try backend.host()
    let call = "pcall(aws.cloudwatch().delete_alarms, aws.cloudwatch(), { AlarmNames = { 'a' } })"
    let refused = host.passes(call).counts
    #expect(refused.changes == 0 && refused.calls == 1 && refused.retries == 2)
    #expect(refused.throttles == 3 && refused.cost.millionths == 30)
    maybe = true
    #expect(host.passes(call).counts.changes == 1)
  }

  @Test func theLineLeavesOutWhatIsZero() {
    var counts = RunCounts()
    counts.calls = 1
    counts.seconds = 0.212
    #expect("\(counts)" == "1 call · 212 ms")
    counts.calls = 14
    counts.pages = 9
    counts.retries = 1
    counts.throttles = 2
    counts.changes = 3
    counts.heldBack = 1
    counts.httpRequests = 2
    counts.cost = Cost(millionths: 140)
    counts.seconds = 250.4
    #expect(
      "\(counts)"
        == "14 calls (9 pages) · 2 http requests · 1 retry · 2 throttled · 3 changes · "
        + "1 change not made (dry run) · about USD 0.00014 · 4 min 10 s")
    counts = RunCounts()
    counts.httpRequests = 1
    counts.seconds = 59.96
    #expect("\(counts)" == "1 http request · 1 min 0 s")
  }
}
