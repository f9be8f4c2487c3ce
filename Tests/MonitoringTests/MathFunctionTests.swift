import Testing

@testable import Monitoring

/// Results worked out from AWS's page "Using math expressions with CloudWatch metrics"
/// (AmazonCloudWatch/latest/monitoring/using-metric-math.html); `page:` quotes what decides.
@Suite struct MathFunctionTests {
  private let metric1: Dense = [30, 20, 0, 0]
  private let metric2: Dense = [20, nil, 20, nil]

  // MARK: The page's own tables

  @Test func thePagesTableOfOperators() throws {
    #expect(try math("(m1 < m2)", ["m1": metric1, "m2": metric2]) == [0, 0, 1, 0])
    #expect(try math("(m1 >= 30)", ["m1": metric1, "m2": metric2]) == [1, 0, 0, 0])
    #expect(try math("(m1 > 15 AND m2 > 15)", ["m1": metric1, "m2": metric2]) == [1, 0, 0, 0])
    #expect(try math("(m1 > 15 && m2 > 15)", ["m1": metric1, "m2": metric2]) == [1, 0, 0, 0])
  }

  @Test func thePagesTablesOfIF() throws {
    let m1: Dense = [1, 1, 0, 0, nil]
    let m2: Dense = [30, nil, 0, 0, 30]
    let m3: Dense = [0, 0, 20, nil, 20]
    let metrics: KeyValuePairs<String, Dense> = ["m1": m1, "m2": m2, "m3": m3]
    #expect(try math("IF(m1, m2, m3)", metrics) == [30, 0, 20, nil, nil])
    #expect(try math("IF(m1, 5, m3)", metrics) == [5, 5, 20, nil, nil])
    #expect(try math("IF(m1, m2, 5)", metrics) == [30, 0, 5, 5, nil])
  }

  // MARK: Arithmetic

  /// page: "Missing values in a time series are treated as 0."
  @Test func arithmeticTakesAMissingValueForZeroWhereTheOtherIsThere() throws {
    let metrics: KeyValuePairs<String, Dense> = [
      "m1": [1, nil, 3, nil], "m2": [10, 20, nil, nil],
    ]
    #expect(try math("m1 + m2", metrics) == [11, 20, 3, nil])
    #expect(try math("m1 - m2", metrics) == [-9, -20, 3, nil])
    #expect(try math("m1 * m2", metrics) == [10, 0, 0, nil])
  }

  /// page: "If the value of a data point causes a function to attempt to divide by zero, the data
  /// point is dropped."
  @Test func divisionByZeroDropsThePoint() throws {
    let metrics: KeyValuePairs<String, Dense> = [
      "m1": [8, 8, 8, nil, 0], "m2": [2, 0, nil, 4, 0],
    ]
    #expect(try math("m1 / m2", metrics) == [4, nil, nil, 0, nil])
    #expect(try math("100 / m2", metrics) == [50, nil, nil, 25, nil])
    #expect(try math("m1 / 0", metrics) == [nil, nil, nil, nil, nil])
    #expect(try math("m1 + 1 / 0", metrics) == [nil, nil, nil, nil, nil])
  }

  @Test func aNumberMeetsEachPointOfASeries() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [1, nil, 3]]
    #expect(try math("5 * m1", metrics) == [5, nil, 15])
    #expect(try math("-m1", metrics) == [-1, nil, -3])
    #expect(try math("2 ^ m1", metrics) == [2, nil, 8])
    #expect(try math("m1 - AVG(m1)", metrics) == [-1, nil, 1])
    #expect(try math("(0 - m1) ^ 0.5", metrics) == [nil, nil, nil])
  }

  @Test func operatorsBindAsInArithmetic() throws {
    let one: KeyValuePairs<String, Dense> = ["m1": [3]]
    #expect(try math("m1 + 2 * 5", one) == [13])
    #expect(try math("(m1 + 2) * 5", one) == [25])
    #expect(try math("m1 - 2 - 1", one) == [0])
    #expect(try math("12 / m1 / 2", one) == [2])
    #expect(try math("2 ^ m1 ^ 2", one) == [512])
    #expect(try math("-m1 ^ 2", one) == [-9])
    #expect(try math("m1 ^ -1 * 3", one) == [1])
    #expect(try math("2 * -m1", one) == [-6])
    #expect(try math("m1 > 1 + 1 AND m1 < 2 OR m1 == 3", one) == [1])
    #expect(try math("m1 == 3 OR m1 == 4 AND m1 == 5", one) == [1])
    #expect(try math("m1 < 4 == 1", one) == [1])
    #expect(try math("m1 != 3 || m1 <= 3 && m1 >= 3", one) == [1])
    #expect(try math("1e2 * m1 + .5 + 0.25", one) == [300.75])
  }

  /// page: SUM(100/[m1, m2]), AVG([m1,m2]/m3), METRICS()*100, SUM(-[m1, m2]).
  @Test func arraysMeetNumbersAndSeries() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [1, 2], "m2": [4, nil], "m3": [2, 2]]
    #expect(try math("SUM(100/[m1, m2])", metrics) == [125, 50])
    #expect(try mathArray("[m1, m2] / m3", metrics) == [[0.5, 1], [2, 0]])
    #expect(try mathArray("m3 / [m1, m2]", metrics) == [[2, 1], [0.5, nil]])
    #expect(try mathArray("METRICS() * 100", metrics) == [[100, 200], [400, nil], [200, 200]])
    #expect(try math("SUM(-[m1, m2])", metrics) == [-5, -2])
    #expect(try origins("METRICS() * 100", metrics) == ["m1", "m2", "m3"])
    #expect(try origins("m3 - [m1, m2]", metrics) == ["m1", "m2"])
    #expect(try origins("[m1, m1 + m2]", metrics) == ["m1", nil])
  }

  // MARK: Comparison

  /// page: "when ... only one of the time series has a value for a particular time stamp, the
  /// function treats the missing value in the other time series as 0".
  @Test func comparisonsGiveZeroOrOneWhereOneIsThere() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [5, nil, 5, nil], "m2": [5, 0, 7, nil]]
    #expect(try math("m1 == m2", metrics) == [1, 1, 0, nil])
    #expect(try math("m1 != m2", metrics) == [0, 0, 1, nil])
    #expect(try math("m1 <= m2", metrics) == [1, 1, 1, nil])
    #expect(try math("m1 > m2", metrics) == [0, 0, 0, nil])
    #expect(try math("m1 OR m2", metrics) == [1, 0, 1, nil])
    #expect(try math("TIME_SERIES(3 > 2)", metrics) == [1, 1, 1, 1])
    #expect(try math("m1 * (2 > 3)", metrics) == [0, nil, 0, nil])
  }

  // MARK: Point by point

  @Test func roundingAndLogarithmsGoPointByPoint() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [-1.5, nil, 2.25], "m2": [100, 0, -1]]
    #expect(try math("ABS(m1)", metrics) == [1.5, nil, 2.25])
    #expect(try math("CEIL(m1)", metrics) == [-1, nil, 3])
    #expect(try math("FLOOR(m1)", metrics) == [-2, nil, 2])
    // What is no number is dropped, as where something is divided by zero.
    #expect(try math("LOG10(m2)", metrics) == [2, nil, nil])
    #expect(try math("LOG(m2 / 100)", metrics) == [0, nil, nil])
    #expect(try mathArray("ABS(METRICS())", metrics) == [[1.5, nil, 2.25], [100, 0, 1]])
  }

  /// page: "the difference between each value in the time series and the preceding value from that
  /// time series"; the same for time stamps; RATE divides one by the other.
  @Test func differencesReachAcrossGaps() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [10, 70, nil, nil, 40], "m2": [nil, 7]]
    #expect(try math("DIFF(m1)", metrics) == [nil, 60, nil, nil, -30])
    #expect(try math("DIFF_TIME(m1)", metrics) == [nil, 60, nil, nil, 180])
    #expect(try math("RATE(m1)", metrics) == [nil, 1, nil, nil, -30.0 / 180])
    #expect(try math("DIFF(m2)", metrics) == [nil, nil, nil, nil, nil])
    #expect(try mathArray("RATE([m1])", metrics) == [[nil, 1, nil, nil, -30.0 / 180]])
  }

  @Test func aRunningSumHasAPointWhereTheSeriesHas() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [1, nil, 2, 3], "m2": [nil, 5]]
    #expect(try math("RUNNING_SUM(m1)", metrics) == [1, nil, 3, 6])
    #expect(
      try mathArray("RUNNING_SUM([m1,m2])", metrics) == [[1, nil, 3, 6], [nil, 5, nil, nil]])
  }

  // MARK: One of many

  @Test func aSeriesGivesANumber() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [2, nil, 4, 9], "m2": [1, 1, 1, 1]]
    #expect(try math("TIME_SERIES(SUM(m1))", metrics) == [15, 15, 15, 15])
    #expect(try math("TIME_SERIES(AVG(m1))", metrics) == [5, 5, 5, 5])
    #expect(try math("TIME_SERIES(MAX(m1))", metrics) == [9, 9, 9, 9])
    #expect(try math("TIME_SERIES(MIN(m1))", metrics) == [2, 2, 2, 2])
    #expect(try math("TIME_SERIES(DATAPOINT_COUNT(m1))", metrics) == [3, 3, 3, 3])
    #expect(try math("m2 * STDDEV(m1) ^ 2", metrics)[0].map { abs($0 - 26.0 / 3) < 1e-12 } == true)
    #expect(try math("SUM(m1) / m1", metrics) == [7.5, nil, 3.75, 15.0 / 9])
  }

  @Test func aSeriesWithoutPointsHasNoNumberButACount() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [nil, nil], "m2": [1, 2]]
    for function in ["SUM", "AVG", "MAX", "MIN", "STDDEV"] {
      #expect(try math("TIME_SERIES(\(function)(m1))", metrics) == [nil, nil])
      #expect(try math("m2 + \(function)(m1)", metrics) == [nil, nil])
      #expect(try math("\(function)(m1) * m2 > 0", metrics) == [nil, nil])
      #expect(try math("FILL(m1, \(function)(m1))", metrics) == [nil, nil])
      #expect(try math("IF(\(function)(m1), m2)", metrics) == [nil, nil])
      #expect(try math("IF(m2, \(function)(m1), m2)", metrics) == [nil, nil])
    }
    #expect(try math("TIME_SERIES(DATAPOINT_COUNT(m1))", metrics) == [0, 0])
  }

  /// page: "The AVG of an array of time series returns a single time series. Missing values are
  /// treated as 0."
  @Test func anArrayGivesASeries() throws {
    let metrics: KeyValuePairs<String, Dense> = [
      "m1": [2, nil, 6, nil], "m2": [4, 8, nil, nil], "m3": [9],
    ]
    #expect(try math("SUM(METRICS())", metrics) == [15, 8, 6, nil])
    #expect(try math("AVG([m1, m2])", metrics) == [3, 4, 3, nil])
    #expect(try math("MAX(METRICS())", metrics) == [9, 8, 6, nil])
    #expect(try math("MIN(METRICS())", metrics) == [2, 8, 6, nil])
    #expect(try math("DATAPOINT_COUNT(METRICS())", metrics) == [3, 1, 1, nil])
    #expect(try math("STDDEV([m1, m2])", metrics) == [1, 0, 0, nil])
    #expect(try math("SUM([m1])", metrics) == [2, nil, 6, nil])
  }

  // MARK: Gaps

  @Test func gapsAreFilledWithANumberASeriesTheLastOrAStraightLine() throws {
    let metrics: KeyValuePairs<String, Dense> = [
      "m1": [nil, 10, nil, nil, 40, nil], "m2": [1, 2, 3, nil, 5, nil],
    ]
    #expect(try math("FILL(m1, 7)", metrics) == [7, 10, 7, 7, 40, 7])
    #expect(try math("FILL(m1, MIN(m1))", metrics) == [10, 10, 10, 10, 40, 10])
    #expect(try math("FILL(m1, m2)", metrics) == [1, 10, 3, nil, 40, nil])
    #expect(try math("FILL(m1, REPEAT)", metrics) == [nil, 10, 10, 10, 40, 40])
    #expect(try math("FILL(m1, LINEAR)", metrics) == [nil, 10, 20, 30, 40, nil])
    #expect(
      try mathArray("FILL(METRICS(), 0)", metrics) == [[0, 10, 0, 0, 40, 0], [1, 2, 3, 0, 5, 0]])
    #expect(
      try mathArray("FILL(METRICS(), m2)", metrics) == [
        [1, 10, 3, nil, 40, nil], [1, 2, 3, nil, 5, nil],
      ])
  }

  @Test func aSeriesWithoutPointsIsFilledOverTheWholeWindow() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [nil, nil, nil], "m2": [nil, 2, nil]]
    #expect(try math("FILL(m1, 0)", metrics) == [0, 0, 0])
    #expect(try math("FILL(m1, m2)", metrics) == [nil, 2, nil])
    #expect(try math("FILL(m1, REPEAT)", metrics) == [nil, nil, nil])
    #expect(try math("FILL(m1, LINEAR)", metrics) == [nil, nil, nil])
  }

  // MARK: IF

  @Test func ifChoosesByASeriesOrANumber() throws {
    let metrics: KeyValuePairs<String, Dense> = ["m1": [500, nil, 100, -1], "m2": [1, 2, nil, 4]]
    #expect(try math("IF(m1 < 400, m1)", metrics) == [nil, nil, 100, -1])
    #expect(try math("IF(m1 < 400, 10, 2)", metrics) == [2, nil, 10, 10])
    #expect(try math("IF(m1, 1, 0)", metrics) == [1, nil, 1, 1])
    #expect(try math("IF(1, m1, m2)", metrics) == [500, nil, 100, -1])
    #expect(try math("IF(0, m1, m2)", metrics) == [1, 2, nil, 4])
    #expect(try math("IF(-3, m1)", metrics) == [500, nil, 100, -1])
    #expect(try math("IF(0, m1)", metrics) == [nil, nil, nil, nil])
    #expect(try math("IF(MAX(m1) > 100, m2)", metrics) == [1, 2, nil, 4])
  }

  // MARK: Time

  /// page: "return a new non-sparse time series where each value is based on its timestamp".
  @Test func timeFunctionsFollowTheClockOfUTC() throws {
    // 2024-02-29T23:58:00Z, a Thursday.
    let start = 1_709_251_080
    let series = Series(period: 60, times: [start + 60], values: [1])
    func values(_ text: String) throws -> [Double] {
      let context = MathContext(
        window: MathWindow(start: start, end: start + 240, period: 60),
        metrics: [("m1", series)])
      return try MathExpression(text).evaluate(in: context).all[0].series.values
    }
    #expect(try values("MINUTE(m1)") == [58, 59, 0, 1])
    #expect(try values("HOUR(m1)") == [23, 23, 0, 0])
    #expect(try values("DAY(m1)") == [4, 4, 5, 5])
    #expect(try values("DATE(m1)") == [29, 29, 1, 1])
    #expect(try values("MONTH(m1)") == [2, 2, 3, 3])
    #expect(try values("YEAR(m1)") == [2024, 2024, 2024, 2024])
    #expect(try values("EPOCH(m1) - \(start)") == [0, 60, 120, 180])
    #expect(try values("IF(DAY(m1) < 6 AND HOUR(m1) == 23, m1)") == [0, 1])
  }

  /// A window that begins between two points of a series still gives times that meet them.
  @Test func madeSeriesLieOnTheGridOfTheMetrics() throws {
    let series = Series(period: 300, times: [310, 610, 1_210], values: [1, 2, 4])
    let context = MathContext(
      window: MathWindow(start: 0, end: 1_500, period: 300), metrics: [("m1", series)])
    func times(_ text: String) throws -> [Int] {
      try MathExpression(text).evaluate(in: context).all[0].series.times
    }
    #expect(try times("m1 + TIME_SERIES(1)") == [10, 310, 610, 910, 1_210])
    #expect(try times("FILL(m1, 0)") == [10, 310, 610, 910, 1_210])
    #expect(try times("EPOCH(m1)") == [10, 310, 610, 910, 1_210])
  }

  @Test func aPeriodIsThatOfTheMetric() throws {
    #expect(try math("m1 / PERIOD(m1)", ["m1": [60, nil, 120]]) == [1, nil, 2])
  }

  @Test func aTimeSeriesHasNoGaps() throws {
    #expect(try math("TIME_SERIES(10)", minutes: 3) == [10, 10, 10])
  }

  // MARK: Arrays

  private let several: KeyValuePairs<String, Dense> = [
    "errors4xx": [1, 1], "errors5xx": [5, nil], "requests": [nil, nil], "errorsother": [2, 4],
  ]

  @Test func metricsAreTakenByWhatTheirIdsContain() throws {
    #expect(
      try origins("METRICS()", several) == ["errors4xx", "errors5xx", "requests", "errorsother"])
    #expect(
      try origins("METRICS(\"errors\")", several) == ["errors4xx", "errors5xx", "errorsother"])
    #expect(
      try origins("[METRICS('4xx'), METRICS(\"5xx\")]", several) == ["errors4xx", "errors5xx"])
    #expect(try math("requests + METRIC_COUNT(METRICS())", several) == [nil, nil])
    #expect(try math("TIME_SERIES(METRIC_COUNT(METRICS('5')))", several) == [1, 1])
    #expect(try math("SUM(METRICS('none'))", several) == [nil, nil])
  }

  @Test func arraysAreSortedAndCut() throws {
    #expect(
      try origins("SORT(METRICS(), SUM, DESC)", several)
        == ["errorsother", "errors5xx", "errors4xx", "requests"])
    #expect(
      try origins("SORT(METRICS(), AVG, ASC)", several)
        == ["errors4xx", "errorsother", "errors5xx", "requests"])
    #expect(
      try origins("SORT(METRICS(), MAX, DESC, 2)", several) == ["errors5xx", "errorsother"])
    #expect(
      try origins("SORT(METRICS(), MIN, ASC, 0)", several) == [])
    #expect(
      try origins("SLICE(METRICS(), 1)", several) == ["errors5xx", "requests", "errorsother"])
    #expect(try origins("SLICE(METRICS(), 1, 3)", several) == ["errors5xx", "requests"])
    #expect(try origins("SLICE(METRICS(), 3, 99)", several) == ["errorsother"])
    #expect(try origins("SLICE(METRICS(), 3, 1)", several) == [])
    #expect(
      try origins("REMOVE_EMPTY(METRICS())", several) == ["errors4xx", "errors5xx", "errorsother"])
    #expect(try math("FIRST(SORT(METRICS(), AVG, DESC))", several) == [5, nil])
    #expect(try math("LAST(METRICS())", several) == [2, 4])
    #expect(try math("FIRST(SLICE(METRICS(), 9))", several) == [nil, nil])
    #expect(try math("IF(FIRST(SORT(METRICS(), AVG, DESC))>4, 1, 0)", several) == [1, nil])
  }

  /// What has no point comes out as none, whatever is asked; a fill and a count are what make one.
  @Test func nothingComesOfNothing() throws {
    let nothing: KeyValuePairs<String, Dense> = ["m1": [nil, nil, nil], "m2": [nil, nil, nil]]
    let none: Dense = [nil, nil, nil]
    for text in [
      "m1 + m2", "m1 / m2", "m1 == m2", "m1 OR 1", "5 * m1", "m1 >= 0", "-m1", "ABS(m1)",
      "CEIL(m1)", "FLOOR(m1)", "LOG(m1)", "LOG10(m1)", "DIFF(m1)", "DIFF_TIME(m1)", "RATE(m1)",
      "RUNNING_SUM(m1)", "SUM(METRICS())", "AVG(METRICS())", "MAX(METRICS())", "MIN(METRICS())",
      "STDDEV(METRICS())", "DATAPOINT_COUNT(METRICS())", "IF(m1, m2, 1)", "IF(1, m1, m2)",
      "FIRST(METRICS())", "LAST(METRICS())", "m1 * PERIOD(m1)", "FILL(m1, m2)",
    ] {
      #expect(try math(text, nothing) == none, "\(text)")
    }
    #expect(try mathArray("SORT(METRICS(), AVG, ASC)", nothing) == [none, none])
    #expect(try mathArray("REMOVE_EMPTY(METRICS())", nothing) == [])
  }
}
