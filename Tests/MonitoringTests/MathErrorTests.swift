import Testing

@testable import Monitoring

@Suite struct MathErrorTests {
  @Test(arguments: [
    // Text that is no expression.
    ("", "column 1: an expression such as 'm1/m2*100' expected, got nothing"),
    (
      "m1 +",
      "column 5: a number, an id, a function or '(' expected, got the end of the expression"
    ),
    ("m1 + * m2", "column 6: a number, an id, a function or '(' expected, got '*'"),
    ("+m1", "column 1: a number, an id, a function or '(' expected, got '+'"),
    ("m1 m2", "column 4: an operator or the end of the expression expected, got 'm2'"),
    (
      "m1 > 1 and m2 > 1",
      "column 8: an operator or the end of the expression expected, got 'and'; did you mean 'AND'?"
    ),
    (
      "(m1 + m2",
      "column 9: ')' expected to close the '(' of column 1, got the end of the expression"
    ),
    (
      "2 * SUM([m1, m2)",
      "column 16: ']' expected to close the '[' of column 9, got ')'"
    ),
    ("SUM(m1 m2)", "column 8: an operator or the end of the expression expected, got 'm2'"),
    ("m1)", "column 3: an operator or the end of the expression expected, got ')'"),
    ("SUM([])", "column 5: an array has at least one element, got []"),
    ("SUM(m1,)", "column 8: a number, an id, a function or '(' expected, got ')'"),
    ("m1 = 3", "column 4: unexpected '='; '==' compares"),
    ("!m1", "column 1: unexpected '!'; '!=' compares, and there is no negation: compare with 0"),
    ("m1 & m2", "column 4: unexpected '&'; the operator is '&&' or 'AND'"),
    ("m1 % 2", "column 4: unexpected '%'; there is no remainder"),
    ("SUM(METRICS(“e”))", "column 13: unexpected '“'; write strings in straight quotes"),
    ("METRICS(\"e)", "column 9: the string that begins here has no closing \""),
    ("1.2.3 * m1", "column 1: number expected, got '1.2.3'"),
    ("2x * m1", "column 1: number expected, got '2x'"),
    ("m1 * .", "column 6: number expected, got '.'"),
    ("1e999 * m1", "column 1: the number 1e999 is too large"),
    ("_m1", "column 1: unexpected '_'; an id starts with a lowercase letter"),
    (
      "SELECT AVG(CPUUtilization) FROM SCHEMA(\"AWS/EC2\")",
      "column 1: a Metrics Insights query is no metric math"
    ),
    // Names that do not exist.
    ("AVGE(m1)", "column 1: no function is called 'AVGE'; did you mean 'AVG'?"),
    (
      "1 + RUNNINGSUM(m1)",
      "column 5: no function is called 'RUNNINGSUM'; did you mean 'RUNNING_SUM'?"
    ),
    ("FROBNICATE(m1)", "column 1: no function is called 'FROBNICATE'"),
    ("avg(m1)", "column 1: functions are written in uppercase: 'AVG', not 'avg'"),
    ("perioda(m1)", "column 1: no function is called 'perioda'; did you mean 'PERIOD'?"),
    ("AVG + 1", "column 1: operand of '+': a number or time series expected, got 'AVG'"),
    ("RATE + 1", "column 1: '(' expected after 'RATE', got '+'"),
    (
      "FILL(m1, LINEA)",
      "column 10: unknown word 'LINEA': ids start with a lowercase letter, functions have"
        + " parentheses; did you mean 'LINEAR'?"
    ),
    ("m1 + m3", "column 6: nothing has the id 'm3'; did you mean 'm1'?"),
    ("m1 + traffic", "column 6: nothing has the id 'traffic'; known: m1, m2"),
    // Types.
    (
      "AVG(m1)",
      "column 1: the result is a number (S), and an expression must give time series;"
        + " TIME_SERIES(…) makes one of a number"
    ),
    (
      "ABS(5) * m1",
      "column 5: argument 1 of 'ABS': a time series (TS) or an array of time series"
        + " (TS[]) expected, got a number (S)"
    ),
    ("ABS(m1, m2)", "column 1: 'ABS': 1 argument expected, got 2"),
    ("AVG()", "column 1: 'AVG': 1 argument expected, got 0"),
    ("SLICE(METRICS())", "column 1: 'SLICE': 2 or 3 arguments expected, got 1"),
    (
      "FIRST(m1)",
      "column 7: argument 1 of 'FIRST': an array of time series (TS[]) expected, got a time"
        + " series (TS)"
    ),
    (
      "TIME_SERIES(m1)",
      "column 13: argument 1 of 'TIME_SERIES': a number (S) expected, got a time series (TS)"
    ),
    (
      "SORT(METRICS(), STDDEV, ASC)", "column 17: '(' expected after 'STDDEV', got ','"
    ),
    (
      "SORT(METRICS(), LINEAR, ASC)",
      "column 17: argument 2 of 'SORT': AVG, MIN, MAX, SUM expected, got 'LINEAR'"
    ),
    (
      "SORT(METRICS(), AVG, 1 + 2)",
      "column 22: argument 3 of 'SORT': ASC, DESC expected, got a number (S)"
    ),
    (
      "FILL(m1, METRICS())",
      "column 10: argument 2 of 'FILL': a number (S), a time series (TS), REPEAT or LINEAR"
        + " expected, got an array of time series (TS[])"
    ),
    ("METRICS(5)", "column 9: argument 1 of 'METRICS': a string expected, got a number (S)"),
    (
      "m1 / PERIOD(m1 + 1)",
      "column 13: argument 1 of 'PERIOD': the id of a metric expected, got the result of an"
        + " expression"
    ),
    (
      "METRICS() / METRICS()",
      "column 11: '/': one operand at most may be an array, got an array of time series (TS[])"
        + " and an array of time series (TS[])"
    ),
    (
      "METRICS() > 5",
      "column 11: '>': numbers and time series can be compared, got an array of time series (TS[])"
        + " and a number (S)"
    ),
    (
      "IF(METRICS(), 1, 2)",
      "column 4: argument 1 of 'IF': a time series (TS) or a number (S) expected, got an array of"
        + " time series (TS[])"
    ),
    (
      "IF(1, 2, m1)",
      "column 7: argument 2 of 'IF': a time series (TS) expected, got a number (S)"
    ),
    ("[m1, 2]", "column 6: element of an array: a time series expected, got a number (S)"),
    ("[m1, 'a']", "column 1: an array has strings or time series, not both"),
    ("'a' + m1", "column 1: operand of '+': a number or time series expected, got a string"),
    ("-ASC", "column 2: operand of '-': a number or time series expected, got 'ASC'"),
    ("'text'", "column 1: an operand expected, got a string"),
    // Values.
    (
      "SLICE(METRICS(), -1)",
      "column 1: argument 2 of 'SLICE': a position from 0 expected, got -1.0"
    ),
    (
      "SORT(METRICS(), AVG, ASC, 1.5)",
      "column 1: argument 4 of 'SORT': a number of series from 0 expected, got 1.5"
    ),
  ])
  func badExpressionsGivePositionAndReason(_ text: String, _ message: String) {
    #expect(mathError(text) == message)
  }

  @Test func functionsWhoseDataAreElsewhereAreRefusedByName() throws {
    for (text, column) in [
      ("SUM(SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average', 300))", 5),
      ("FIRST(ANOMALY_DETECTION_BAND(m1, 2))", 7), ("ANOMALY_DETECTION_BAND(m1)", 1),
      ("SERVICE_QUOTA(m1)", 1), ("INSIGHT_RULE_METRIC('rule', 'Sum')", 1),
      ("DB_PERF_INSIGHTS('RDS', 'db-1', 'db.load.avg')", 1),
      ("SUM(DB_PERF_INSIGHTS('RDS', 'db-1', ['db.load.avg', 'os.load.avg']))", 5),
      ("LAMBDA('connector', 1, 'two')", 1),
    ] {
      let expression = try MathExpression(text)
      let refused = try #require(expression.functions.first { $0.refusal != nil })
      let message =
        "column \(column): '\(refused.rawValue)' cannot be computed here: \(refused.refusal ?? "")"
      #expect(mathError(text) == message)
      #expect(try expression.type(in: MathScope(metrics: ["m1"])).rawValue.hasPrefix("TS"))
    }
  }

  @Test func seriesThatCannotMeetAreRefused() throws {
    func message(_ text: String, _ other: Series) -> String {
      let context = MathContext(
        window: MathWindow(start: 0, end: 600, period: 60),
        metrics: [("m1", sparse([1, 2])), ("m2", other)])
      do throws(MathError) {
        _ = try MathExpression(text).evaluate(in: context)
        return ""
      } catch {
        return error.description
      }
    }
    let coarse = Series(period: 300, times: [0], values: [1])
    let shifted = Series(period: 60, times: [30], values: [1])
    for (text, column, name) in [
      ("m1 + m2", 4, "+"), ("SUM(METRICS())", 1, "SUM"), ("FILL(m1, m2)", 1, "FILL"),
      ("IF(m1, m2)", 1, "IF"), ("METRICS() / m1", 11, "/"), ("m1 / METRICS()", 4, "/"),
    ] {
      #expect(
        message(text, coarse).hasPrefix("column \(column): '\(name)': series of "), "\(text)")
      #expect(
        message(text, shifted)
          == "column \(column): '\(name)': the series have their points at different seconds of"
          + " their period of 60 s, so that none would meet; align their start")
    }
    #expect(message("FIRST(METRICS())", coarse) == "")
    #expect(message("RATE(METRICS())", shifted) == "")
  }

  @Test func textsAreLimited() throws {
    let longest = "m1" + String(repeating: "+1", count: 1_023)
    #expect(try math(longest, ["m1": [1]]) == [1_024])
    #expect(
      mathError(longest + "+1")
        == "an expression has at most 2048 characters, this one has 2050")
    let deep = String(repeating: "(", count: 63) + "m1" + String(repeating: ")", count: 63)
    #expect(try math(deep, ["m1": [1]]) == [1])
    for text in ["(", "-", "ABS(", "[", "2^", "-(", "FILL(m1,"] {
      let repeated = String(repeating: text, count: 2_000 / text.count)
      #expect(mathError(repeated).contains("more than 64 levels within one another"), "\(text)")
    }
  }
}
