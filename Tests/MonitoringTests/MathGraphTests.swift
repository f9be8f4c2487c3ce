import Testing

@testable import Monitoring

@Suite struct MathGraphTests {
  private func metric(_ id: String, period: Int = 60, returns: Bool = true) -> MathQuery {
    MathQuery(id: id, .metric(period: period), returnsData: returns)
  }

  private func expression(_ id: String, _ text: String, period: Int? = nil, returns: Bool = true)
    -> MathQuery
  {
    MathQuery(id: id, .expression(text, period: period), returnsData: returns)
  }

  private func message(_ body: () throws(MathError) -> Void) -> String {
    do throws(MathError) {
      try body()
      return ""
    } catch {
      return error.description
    }
  }

  // MARK: Requests

  @Test func expressionsReferToEachOtherInAnyOrder() throws {
    let graph = try MathGraph([
      expression("share", "rate / total * 100"), metric("m1"), expression("total", "SUM(rates)"),
      metric("m2"), expression("rates", "RATE(METRICS())"), expression("rate", "FIRST(rates)"),
    ])
    #expect(graph.metrics == ["m1", "m2"])
    #expect(graph.order == ["rates", "total", "rate", "share"])
    #expect(graph.types["rates"] == .array)
    #expect(graph.types["share"] == .series)
    let results = try graph.evaluate(
      ["m1": sparse([0, 60, 120]), "m2": sparse([0, 180, nil])],
      over: MathWindow(start: 0, end: 180, period: 60))
    #expect(results["rates"]?.all.map(\.origin) == ["m1", "m2"])
    #expect(results["m1"] == .series(MathSeries(origin: "m1", sparse([0, 60, 120]))))
    #expect(dense(try #require(results["share"]?.all.first?.series), count: 3) == [nil, 25, 100])
  }

  /// "Math expressions aren't included" in METRICS().
  @Test func metricsAreNotExpressions() throws {
    let graph = try MathGraph([
      metric("m1"), expression("m2", "m1 * 2"), expression("all", "METRICS('m')"),
    ])
    let results = try graph.evaluate(
      ["m1": sparse([1])], over: MathWindow(start: 0, end: 60, period: 60))
    #expect(results["all"]?.all.map(\.origin) == ["m1"])
  }

  @Test func aMetricWithoutPointsHasNone() throws {
    let graph = try MathGraph([metric("m1", period: 300), expression("e1", "FILL(m1, 0)")])
    let results = try graph.evaluate([:], over: MathWindow(start: 0, end: 900, period: 60))
    #expect(results["m1"]?.all.map(\.series) == [Series(period: 300)])
    #expect(
      results["e1"]?.all.map(\.series) == [
        Series(period: 300, times: [0, 300, 600], values: [0, 0, 0])
      ])
  }

  @Test func aPeriodComesFromTheMetricsUnlessGiven() throws {
    let graph = try MathGraph([
      metric("m1", period: 300), expression("e1", "m1 + TIME_SERIES(1)"),
      expression("e2", "e1 * 2"), expression("e3", "TIME_SERIES(1)"),
      expression("e4", "TIME_SERIES(1)", period: 900), expression("e5", "SUM(METRICS())"),
    ])
    #expect(graph.periods == ["m1": 300, "e1": 300, "e2": 300, "e4": 900, "e5": 300])
    let results = try graph.evaluate(
      ["m1": sparse([1, 2], period: 300)], over: MathWindow(start: 0, end: 1_800, period: 60))
    #expect(results["e1"]?.all[0].series.times == [0, 300, 600, 900, 1_200, 1_500])
    #expect(results["e3"]?.all[0].series.count == 30)
    #expect(results["e4"]?.all[0].series.times == [0, 900])
  }

  @Test func whatDoesNotGoTogetherIsAnError() throws {
    let cases: [([MathQuery], String)] = [
      ([metric("m1"), metric("m1")], "m1: two queries have this id"),
      (
        [metric("M1")],
        "M1: an id has letters, digits and underscores, and starts with a lowercase letter"
      ),
      (
        [metric("")],
        ": an id has letters, digits and underscores, and starts with a lowercase letter"
      ),
      (
        [expression("e1", "e2 + 1"), expression("e2", "e3"), expression("e3", "e2")],
        "e2: expressions refer to each other in a circle: e2 → e3 → e2"
      ),
      (
        [expression("e1", "e1 + 1")],
        "e1: expressions refer to each other in a circle: e1 → e1"
      ),
      (
        [metric("m1"), expression("e1", "m1 + m7")],
        "e1: column 6: nothing has the id 'm7'; did you mean 'm1'?"
      ),
      (
        [metric("m1"), expression("e1", "METRICS()"), expression("e2", "e1 / e1")],
        "e2: column 4: '/': one operand at most may be an array, got an array of time series (TS[])"
          + " and an array of time series (TS[])"
      ),
      (
        [metric("m1"), expression("e1", "m1 *")],
        "e1: column 5: a number, an id, a function or '(' expected, got the end of the expression"
      ),
    ]
    for (queries, expected) in cases {
      #expect(message { () throws(MathError) in _ = try MathGraph(queries) } == expected)
    }
  }

  @Test func anErrorOfEvaluationNamesTheQuery() throws {
    let graph = try MathGraph([
      metric("m1"), metric("m2", period: 300), expression("e1", "m1 + m2"),
    ])
    let window = MathWindow(start: 0, end: 600, period: 60)
    #expect(
      message { () throws(MathError) in _ = try graph.evaluate([:], over: window) }
        == "e1: column 4: '+': series of 60 s and of 300 s do not meet; ask for both with one period"
    )
  }

  @Test func aLongChainOfExpressionsIsOrdered() throws {
    var queries = (1..<500).reversed().map { expression("e\($0)", "e\($0 - 1) + 1") }
    queries.append(metric("e0"))
    let results = try MathGraph(queries).evaluate(
      ["e0": sparse([1])], over: MathWindow(start: 0, end: 60, period: 60))
    #expect(results["e499"]?.all[0].series.values == [500])
  }

  // MARK: Alarms

  private func alarm(_ queries: [MathQuery], band: String? = nil) -> String {
    message { () throws(MathError) in try MathGraph(queries).checkForAlarm(band: band) }
  }

  @Test func anAlarmWatchesOneSeriesOfOnePeriod() {
    let m1 = metric("m1", returns: false)
    let m2 = metric("m2", returns: false)
    #expect(alarm([m1, m2, expression("e1", "m1 / m2")]) == "")
    #expect(alarm([metric("m1")]) == "")
    #expect(
      alarm([m1, metric("m2"), expression("e1", "m1 / m2")])
        == "exactly one query of an alarm returns data (ReturnData), these do: m2, e1")
    #expect(
      alarm([m1]) == "exactly one query of an alarm returns data (ReturnData), none does")
    #expect(
      alarm([m1, expression("e1", "METRICS()")])
        == "e1: an alarm watches one time series (TS), and this is an array of time series (TS[]);"
        + " SUM, MAX or FIRST makes one of it")
    #expect(
      alarm([m1, metric("m2", period: 300, returns: false), expression("e1", "m1 / m2")])
        == "m2: all of an alarm has one period: this is 300 s, and m1 60 s")
    #expect(
      alarm([m1, expression("e1", "FIRST(SEARCH('{AWS/EC2} CPU', 'Average'))")])
        == "e1: 'SEARCH' cannot be in an alarm: it gives several series, and an alarm watches one")
    let many = (0...10).map { metric("m\($0)", returns: false) }
    #expect(
      alarm(many + [expression("e1", "SUM(METRICS())")])
        == "an alarm has at most 10 metrics, this one has 11")
    #expect(
      alarm([m1] + (0...10).map { expression("e\($0)", "m1", returns: $0 == 0) })
        == "an alarm has at most 10 expressions, this one has 11")
    #expect(
      alarm([metric("m1"), expression("band", "ANOMALY_DETECTION_BAND(m1)")], band: "band") == "")
  }

  /// The page of metric math advises against each of these in alarms.
  @Test func functionsThatDependOnTheRangeAreWarnedOf() throws {
    func warned(_ text: String) throws -> [String] {
      try MathGraph([metric("m1"), metric("m2"), expression("e1", text)]).alarmWarnings
        .map(\.function.rawValue)
    }
    for name in ["AVG", "MAX", "MIN", "STDDEV", "DATAPOINT_COUNT", "SUM"] {
      #expect(try warned("m1 / \(name)(m1)") == [name])
      #expect(try warned("\(name)([m1, m2])") == [])
    }
    #expect(try warned("RUNNING_SUM(m1)") == ["RUNNING_SUM"])
    #expect(try warned("SUM(REMOVE_EMPTY(METRICS()))") == ["REMOVE_EMPTY"])
    #expect(try warned("FILL(m1, 0)") == ["FILL"])
    #expect(try warned("FILL(m1, AVG(m1))") == ["AVG", "FILL"])
    #expect(try warned("m1 / m2 * 100") == [])
    let graph = try MathGraph([metric("m1"), expression("e1", "m1 - MIN(m1)")])
    #expect(
      graph.alarmWarnings.map(\.description) == [
        "e1: MIN: an alarm reads more datapoints than its evaluation periods, and this depends on"
          + " how many"
      ])
  }

  @Test func whatAnExpressionReadsIsKnown() throws {
    let expression = try MathExpression("errors / SUM(METRICS('req')) * AVG(METRICS(\"x\"))")
    #expect(expression.references == ["errors"])
    #expect(expression.functions == [.sum, .metrics, .average])
    #expect(
      expression.metrics(among: ["errors", "req1", "req2", "other", "x"])
        == ["errors", "req1", "req2", "x"])
    #expect(try MathExpression("METRICS() * 2").metrics(among: ["b", "a"]) == ["b", "a"])
  }
}
