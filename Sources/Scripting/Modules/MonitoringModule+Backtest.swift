import LuaKit
import Monitoring

/// How many evaluations a run may have: those of 19 years of minutes.
private let maximumEvaluations = 10_000_000

func runAlarm(_ thread: LuaThread) throws -> LuaReturn {
  let rule = try alarmRule(try LuaFields(thread, argument: 1))
  let options = try LuaFields(thread, argument: 3)
  guard let start = try options.time("from"), let end = try options.time("through") else {
    throw options.failure("from, through", "epoch seconds expected, got nil")
  }
  guard start <= end, (end - start) / rule.interval <= maximumEvaluations else {
    throw options.failure(
      "through",
      "a time from \(start) on, at most \(maximumEvaluations) evaluations later,"
        + " expected, got \(end)")
  }
  let range = try options.count("range", in: rule.evaluationPeriods...maximumRange)
  let state = try options.choice("state", of: StateValue.self) ?? .insufficientData
  do {
    let inputs = try alarmInputs(thread, rule, options)
    let run = rule.run(over: inputs, from: start, through: end, range: range, initially: state)
    try push(run, to: thread) { transition in
      rule.verdict(over: inputs, at: transition.time, range: range, previous: transition.from)?
        .reason
    }
    return 1
  } catch let error as ResamplingError {
    return try fail("\(error)", at: nil, thread)
  }
}

/// Argument 2: series of the alarm's period, one for each alignment; or, with the option `statistic`,
/// one of a shorter period, which is cut into the alarm's in every way. Of an average that one has sums
/// for values, and the numbers of samples beside them.
private func alarmInputs(_ thread: LuaThread, _ rule: AlarmRule, _ options: LuaFields) throws
  -> [AlarmInput]
{
  guard thread.type(at: 2) == .table else {
    throw LuaError.argument(2, "list of series expected, got \(LuaFields.got(thread, 2))")
  }
  let count = thread.rawLength(at: 2)
  if let text = try options.optional("statistic", as: String.self) {
    guard let statistic = Statistic(text) else {
      throw options.failure("statistic", "statistic such as Sum or p99 expected, got \"\(text)\"")
    }
    guard count == 1 else {
      throw LuaError.argument(2, "one series expected beside a statistic, got \(count)")
    }
    thread.rawGet(position: 1, at: 2)
    defer { thread.pop() }
    let fields = try LuaFields(thread, at: -1, argument: 2, path: "[1]")
    let values = try fields.series()
    guard statistic == .average else {
      return try AlarmInput.alignments(of: values, statistic, for: rule)
    }
    guard let counts = try fields.series("samples", like: values) else {
      throw fields.failure("samples", "the numbers of samples of the sums expected, got nil")
    }
    return try AlarmInput.averages(sums: values, counts: counts, for: rule)
  }
  var inputs: [AlarmInput] = []
  for position in 0..<count {
    thread.rawGet(position: Int64(position) + 1, at: 2)
    defer { thread.pop() }
    let fields = try LuaFields(thread, at: -1, argument: 2, path: "[\(position + 1)]")
    let values = try fields.series()
    guard values.period == rule.period else {
      throw fields.failure(
        "period",
        "the alarm's of \(rule.period) s expected, got \(values.period); or the option"
          + " statistic")
    }
    inputs.append(
      AlarmInput(
        values, sampleCounts: try fields.series("samples", like: values),
        lower: try fields.series("lower", like: values),
        upper: try fields.series("upper", like: values),
        offset: try fields.count("offset", in: 0...rule.period)))
  }
  return inputs
}

private func push(
  _ run: AlarmRun, to thread: LuaThread, reason: (AlarmRun.Transition) -> String?
) throws(LuaError) {
  try thread.checkStack(10)
  try thread.newTable(fields: 5)
  try thread.newTable(array: Int32(clamping: run.transitions.count))
  for (position, transition) in run.transitions.enumerated() {
    try thread.newTable(fields: 5)
    thread.push(transition.time)
    try thread.setField("time", at: -2)
    try thread.push(transition.from.rawValue)
    try thread.setField("from", at: -2)
    try thread.push(transition.to.rawValue)
    try thread.setField("to", at: -2)
    try thread.push(transition.uncertainty.reasons)
    try thread.setField("doubts", at: -2)
    try thread.push(reason(transition))
    try thread.setField("reason", at: -2)
    try thread.rawSet(position: Int64(position) + 1, at: -2)
  }
  try thread.setField("transitions", at: -2)
  try thread.newTable(array: Int32(clamping: run.uncertain.count))
  for (position, span) in run.uncertain.enumerated() {
    try thread.newTable(fields: 3)
    thread.push(span.first)
    try thread.setField("first", at: -2)
    thread.push(span.last)
    try thread.setField("last", at: -2)
    try thread.push(span.uncertainty.reasons)
    try thread.setField("doubts", at: -2)
    try thread.rawSet(position: Int64(position) + 1, at: -2)
  }
  try thread.setField("uncertain", at: -2)
  thread.push(run.evaluations)
  try thread.setField("evaluations", at: -2)
  thread.push(run.uncertainEvaluations)
  try thread.setField("uncertain_evaluations", at: -2)
  try thread.push(run.state.rawValue)
  try thread.setField("state", at: -2)
}
