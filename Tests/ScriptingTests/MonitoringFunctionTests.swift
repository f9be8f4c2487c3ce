import Testing

@testable import Scripting

/// The functions on series that the Lua library is given, as it calls them.
struct MonitoringFunctionTests {
  private func host() throws -> ScriptHost {
    let host = try localHost()
    try host.register(MonitoringModule(), as: "native.monitoring")
    return host
  }

  private func run(_ source: String) throws {
    try host().passes("local monitoring = require 'native.monitoring'\n" + source)
  }

  @Test func anExpressionIsEvaluatedOverSeriesWithGaps() throws {
    try run(
      """
      local errors = { period = 60, times = { 0, 60, 180 }, values = { 1, 2, 4 } }
      local requests = { period = 60, times = { 0, 60, 120 }, values = { 10.0, 0, 30 } }
      local result, is_array = monitoring.math("errors / requests * 100", {
        errors = errors, requests = requests })
      assert(#result == 1 and is_array == false)
      assert(result[1].period == 60 and result[1].label == nil)
      assert(#result[1].times == 2 and result[1].times[2] == 120 and math.type(result[1].times[2]) == "integer")
      assert(result[1].values[1] == 10 and result[1].values[2] == 0)
      """)
  }

  @Test func anArrayComesAsAListInTheOrderInWhichPeopleCount() throws {
    try run(
      """
      local series = {}
      for i = 1, 12 do series["m" .. i] = { period = 60, times = { 0 }, values = { i } } end
      local result, is_array = monitoring.math("METRICS() * 2", series)
      assert(is_array == true and #result == 12)
      for i = 1, 12 do assert(result[i].label == "m" .. i and result[i].values[1] == 2 * i) end
      local top = monitoring.math("SLICE(SORT(METRICS(), SUM, DESC), 0, 2)", series)
      assert(#top == 2 and top[1].label == "m12" and top[2].label == "m11")
      """)
  }

  @Test func aWindowBoundsWhatIsReadAndWhatIsMade() throws {
    try run(
      """
      local m1 = { period = 60, times = { 0, 120, 600 }, values = { 1, 3, 100 } }
      local filled = monitoring.math("FILL(m1, 0)", { m1 = m1 }, { from = 0, to = 240 })[1]
      assert(table.concat(filled.values, " ") == "1.0 0.0 3.0 0.0", table.concat(filled.values, " "))
      local sum = monitoring.math("TIME_SERIES(SUM(m1))", { m1 = m1 }, { from = 60, to = 240.5 })[1]
      assert(#sum.values == 3 and sum.times[1] == 60 and sum.values[3] == 3)
      -- Without a window: from the first point to the end of the last.
      assert(#monitoring.math("FILL(m1, 0)", { m1 = m1 })[1].times == 11)
      local constant = monitoring.math("TIME_SERIES(5)", {}, { from = 0, to = 900, period = 300 })[1]
      assert(#constant.times == 3 and constant.period == 300)
      -- What has no points stays without.
      local none = { period = 60, times = {}, values = {} }
      local empty = monitoring.math("none * 2", { none = none }, { from = 0, to = 600 })[1]
      assert(#empty.times == 0 and #empty.values == 0)
      """)
  }

  @Test func aBadExpressionGivesReasonAndColumn() throws {
    try run(
      """
      local result, reason, column = monitoring.math("m1 + m2", { m1 = { period = 60, times = {}, values = {} } },
        { from = 0, to = 60 })
      assert(result == nil and column == 6, tostring(column))
      assert(reason == "nothing has the id 'm2'; did you mean 'm1'?", reason)
      result, reason, column = monitoring.math("SERCH('x')", {}, { from = 0, to = 60, period = 60 })
      assert(result == nil and column == 1 and reason:find("did you mean 'SEARCH'"), reason)
      result, reason, column = monitoring.math(("m"):rep(3000), {}, { from = 0, to = 60, period = 60 })
      assert(result == nil and column == nil and reason:find("at most 2048 characters"), reason)
      """)
  }

  @Test(arguments: [
    ("math()", "bad argument #1 to 'math' (string expected, got no value)"),
    ("math('m1')", "bad argument #2 to 'math' (table expected, got nil)"),
    ("math('m1', { m1 = 5 })", "m1: table expected, got number"),
    ("math('m1', { M1 = {} })", "M1: an id has letters, digits and underscores"),
    ("math('m1', { {} })", "names expected as keys, got number"),
    ("math('m1', { m1 = {} })", "m1.period: integer expected, got nil"),
    (
      "math('m1', { m1 = { period = 0 } })",
      "m1.period: integer from 1 to 31622400 expected, got 0"
    ),
    ("math('m1', { m1 = { period = 60 } })", "m1.times: list of numbers expected, got nil"),
    (
      "math('m1', { m1 = { period = 60, times = { 0, 0 }, values = { 1, 2 } } })",
      "m1.times[2]: a time after 0 expected, oldest first, got 0"
    ),
    (
      "math('m1', { m1 = { period = 60, times = { 0, 90 }, values = { 1, 2 } } })",
      "m1.times[2]: a multiple of the period of 60 s after 0 expected, got 90"
    ),
    (
      "math('m1', { m1 = { period = 60, times = { 0.5 }, values = { 1 } } })",
      "m1.times[1]: whole epoch seconds expected, got 0.5"
    ),
    (
      "math('m1', { m1 = { period = 60, times = { 0, 60 }, values = { 1 } } })",
      "m1.values: as many as times (2) expected, got 1"
    ),
    (
      "math('m1', { m1 = { period = 60, times = { 0 }, values = { false } } })",
      "m1.values[1]: number expected, got false; what is missing has no time and no value"
    ),
    (
      "math('m1', { m1 = { period = 60, times = { 0 }, values = { 0/0 } } })",
      "m1.values[1]: finite number expected"
    ),
    ("math('TIME_SERIES(1)', {})", "period: integer expected"),
    ("math('TIME_SERIES(1)', {}, { period = 60 })", "from: epoch seconds expected"),
    (
      "math('TIME_SERIES(1)', {}, { period = 60, from = 60, to = 0 })",
      "to: a time from 60 on expected, got 0"
    ),
    (
      "math('TIME_SERIES(1)', {}, { period = 1, from = 0, to = 1e9 })",
      "at most 1000000 periods expected from 0 to 1000000000, got 1000000000 of 1 s"
    ),
    (
      "math('TIME_SERIES(1)', {}, { period = 1, from = 0, to = math.huge })",
      "to: epoch seconds expected, got inf"
    ),
    ("check_math()", "bad argument #1 to 'check_math' (list of queries expected, got nil)"),
    ("check_math({ {} })", "[1].period: integer expected, got nil; or an expression"),
    ("check_math({ { period = 60 } })", "[1].id: string expected, got nil"),
    ("evaluate()", "bad argument #1 to 'evaluate' (table expected, got nil)"),
    ("evaluate({})", "evaluation_periods: integer expected, got nil"),
    (
      "evaluate({ evaluation_periods = 2, datapoints_to_alarm = 3 })",
      "datapoints_to_alarm: integer from 1 to 2 expected, got 3"
    ),
    (
      "evaluate({ evaluation_periods = 2, comparison = '>' })",
      "comparison: one of \"GreaterThanOrEqualToThreshold\""
    ),
    (
      "evaluate({ evaluation_periods = 2, comparison = 'GreaterThanThreshold' })",
      "threshold: number expected, got nil"
    ),
    ("evaluate(rule)", "bad argument #2 to 'evaluate' (list of points expected, got nil)"),
    (
      "evaluate(rule, { 1, 'x' })",
      "points[2]: finite number expected, or false where it is missing, got string"
    ),
    ("evaluate(rule, {}, { range = 2 })", "range: integer from 3 to 100000 expected, got 2"),
    ("evaluate(rule, {}, { state = 'BAD' })", "state: one of \"OK\", \"ALARM\""),
    (
      "evaluate(rule, { 1 }, { samples = {} })",
      "samples: as many as points (1) expected, got 0"
    ),
    ("run(rule, {})", "bad argument #3 to 'run' (table expected, got nil)"),
    ("run(rule, {}, {})", "from, through: epoch seconds expected, got nil"),
    ("run(rule, nil, { from = 0, through = 60 })", "list of series expected, got nil"),
    (
      "run(rule, {}, { from = 60, through = 0 })",
      "through: a time from 60 on, at most 10000000 evaluations later, expected, got 0"
    ),
    (
      "run(rule, { { period = 300, times = {}, values = {} } }, { from = 0, through = 60 })",
      "[1].period: the alarm's of 60 s expected, got 300; or the option statistic"
    ),
    (
      "run(rule, { { period = 60, times = { 0 }, values = { 1 }, samples = {} } }, { from = 0,"
        + " through = 60 })",
      "[1].samples: as many as times (1) expected, got 0"
    ),
    (
      "run(rule, { {} }, { from = 0, through = 60, statistic = 'Summe' })",
      "statistic: statistic such as Sum or p99 expected, got \"Summe\""
    ),
    ("composite()", "bad argument #1 to 'composite' (string expected, got no value)"),
    ("composite('TRUE', { a = 'ON' })", "a: \"OK\", \"ALARM\" or \"INSUFFICIENT_DATA\" expected"),
  ])
  func aBadArgumentIsAClearError(_ call: String, _ expected: String) throws {
    let message = try host().fails(
      "local monitoring, rule = require 'native.monitoring', { evaluation_periods = 3,"
        + " comparison = 'GreaterThanThreshold', threshold = 5 } monitoring.\(call)")
    #expect(message.contains(expected), "\(message)")
  }

  @Test func queriesAreCheckedForAnAlarm() throws {
    try run(
      """
      local checked = monitoring.check_math {
        { id = "m1", period = 60, returns = false }, { id = "m2", period = 60, returns = false },
        { id = "share", expression = "m1 / SUM([m1, m2]) - AVG(m1)" } }
      assert(checked.watched == "share")
      assert(table.concat(checked.functions, " ") == "AVG SUM")
      assert(#checked.warnings == 1 and checked.warnings[1].id == "share")
      assert(checked.warnings[1]["function"] == "AVG" and checked.warnings[1].reason:find("more datapoints"))
      local none, reason, column, id = monitoring.check_math {
        { id = "m1", period = 60, returns = false }, { id = "e1", expression = "m1 ++ 1" } }
      assert(none == nil and column == 5 and id == "e1" and reason:find("got '+'", 1, true), reason)
      none, reason, column, id = monitoring.check_math { { id = "m1", period = 60 }, { id = "e1", expression = "m1" } }
      assert(none == nil and column == nil and id == nil and reason:find("exactly one query"), reason)
      assert(monitoring.check_math({ { id = "m1", period = 60 },
        { id = "band", expression = "ANOMALY_DETECTION_BAND(m1)" } }, { band = "band" }).watched == "m1")
      """)
  }

  /// A row of AWS's table: 3 of 3, range 5, `0 - - - -`… and others.
  @Test func anAlarmIsEvaluated() throws {
    try run(
      """
      local rule = { evaluation_periods = 3, comparison = "GreaterThanThreshold", threshold = 5 }
      local verdict = monitoring.evaluate(rule, { 1, 9, 9, 9 }, { range = 5, state = "OK" })
      assert(verdict.state == "ALARM" and verdict.previous == "OK" and verdict.breaching == 3)
      assert(verdict.uncertain == false and #verdict.doubts == 0)
      assert(verdict.reason:find("3 out of the last 3 datapoints"), verdict.reason)
      verdict = monitoring.evaluate(rule, { false, false, false, false, false }, { range = 5, state = "ALARM" })
      assert(verdict.state == "INSUFFICIENT_DATA")
      rule.missing = "ignore"
      verdict = monitoring.evaluate(rule, { false, false, false, false, false }, { range = 5, state = "ALARM" })
      assert(verdict.state == "ALARM")
      rule.missing, rule.period = nil, 300
      verdict = monitoring.evaluate(rule, { 1, 9, 9, 9 }, { from = 0 })
      assert(verdict.reason:find("00:15:00", 1, true), verdict.reason)
      local band = { evaluation_periods = 1, comparison = "GreaterThanUpperThreshold" }
      assert(monitoring.evaluate(band, { 9 }, { lower = { 1 }, upper = { 5 } }).state == "ALARM")
      assert(monitoring.evaluate(band, { 3 }, { lower = { 1 }, upper = { 5 } }).state == "OK")
      """)
  }

  @Test func anAlarmIsRunOverTheSeriesThatItReads() throws {
    try run(
      """
      local rule = { evaluation_periods = 2, comparison = "GreaterThanThreshold", threshold = 5, missing = "notBreaching" }
      local times, values = {}, {}
      for i = 1, 20 do times[i], values[i] = (i - 1) * 60, (i >= 8 and i <= 12) and 9 or 1 end
      local series = { period = 60, times = times, values = values }
      local result = monitoring.run(rule, { series }, { from = 300, through = 1200, state = "OK" })
      assert(result.state == "OK" and result.evaluations == 16, result.evaluations)
      assert(#result.transitions == 2)
      local alarm, back = result.transitions[1], result.transitions[2]
      -- Periods 8 and 9 end at 480 and 540.
      assert(alarm.time == 540 and alarm.from == "OK" and alarm.to == "ALARM" and #alarm.doubts == 0)
      assert(back.to == "OK" and back.time == 780, back.time)
      assert(#result.uncertain == 0 and result.uncertain_evaluations == 0)
      rule.period = 300
      local coarse = monitoring.run(rule, { series }, { from = 600, through = 1200, statistic = "Maximum" })
      assert(coarse.evaluations == 11 and coarse.transitions[1].to == "OK", coarse.transitions[1].to)
      local none, reason = monitoring.run(rule, { series }, { from = 600, through = 1200, statistic = "p90" })
      assert(none == nil and type(reason) == "string")
      local window = { from = 600, through = 1200, statistic = "Average" }
      local ok, failure = pcall(monitoring.run, rule, { series }, window)
      assert(not ok and failure:find("[1].samples: the numbers of samples", 1, true), failure)
      assert(monitoring.run(rule, {}, { from = 0, through = 600 }).evaluations == 0)
      """)
  }

  @Test func aCompositeRuleIsRead() throws {
    try run(
      """
      local rule = monitoring.composite("ALARM(cpu) AND NOT ALARM(\\"deploy now\\")")
      assert(table.concat(rule.children, "|") == "cpu|deploy now" and rule.value == nil)
      local states = { cpu = "ALARM", ["deploy now"] = "OK" }
      assert(monitoring.composite(rule.text, states).value == true)
      states["deploy now"] = "ALARM"
      assert(monitoring.composite(rule.text, states).value == false)
      local none, reason, position = monitoring.composite("ALARM(cpu) AND")
      assert(none == nil and type(reason) == "string" and math.type(position) == "integer")
      """)
  }
}
