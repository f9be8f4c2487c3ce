import LuaKit
import Monitoring

/// An alarm looks back a week at most, by periods of ten seconds at least: 60,480 of them.
let maximumRange = 100_000

func evaluateAlarm(_ thread: LuaThread) throws -> LuaReturn {
  let rule = try alarmRule(try LuaFields(thread, argument: 1))
  let options = thread.isNil(at: 3) ? nil : try LuaFields(thread, argument: 3)
  let points = try alarmPoints(thread, rule, options)
  let range = try options?.count(
    "range", in: rule.evaluationPeriods...maximumRange)
  let previous = try options?.choice("state", of: StateValue.self) ?? .insufficientData
  let verdict = rule.evaluate(points, range: range, previous: previous)
  try thread.checkStack(6)
  try thread.newTable(fields: 7)
  for (name, text) in [
    ("state", verdict.state.rawValue), ("previous", verdict.previous.rawValue),
    ("reason", verdict.reason),
  ] {
    try thread.push(text)
    try thread.setField(name, at: -2)
  }
  thread.push(verdict.isUncertain)
  try thread.setField("uncertain", at: -2)
  try thread.push(verdict.uncertainty.reasons)
  try thread.setField("doubts", at: -2)
  thread.push(verdict.breaching)
  try thread.setField("breaching", at: -2)
  try thread.push(verdict.positions.map { $0 + 1 })
  try thread.setField("evaluated", at: -2)
  return 1
}

/// `{evaluation_periods=, datapoints_to_alarm=, comparison=, threshold=, missing=, period=,
/// minimum_samples=}`, the choices in AWS's words.
func alarmRule(_ fields: LuaFields) throws(LuaError) -> AlarmRule {
  guard let periods = try fields.count("evaluation_periods", in: 1...60_480) else {
    throw fields.failure("evaluation_periods", "integer expected, got nil")
  }
  let datapoints = try fields.count("datapoints_to_alarm", in: 1...periods)
  guard let comparison = try fields.choice("comparison", of: Comparison.self) else {
    throw fields.failure("comparison", "string expected, got nil")
  }
  let threshold = try fields.optional("threshold", as: Double.self)
  guard threshold != nil || comparison.usesBand else {
    throw fields.failure("threshold", "number expected, got nil")
  }
  return AlarmRule(
    evaluationPeriods: periods, datapointsToAlarm: datapoints, comparison: comparison,
    threshold: threshold ?? 0,
    missingData: try fields.choice("missing", of: MissingDataTreatment.self) ?? .missing,
    period: try fields.period() ?? 60,
    minimumSamples: try fields.optional("minimum_samples", as: Double.self))
}

/// Argument 2: values, oldest first, `false` where missing; `from` is the time of the first, and
/// `samples`, `lower` and `upper` go with them.
private func alarmPoints(_ thread: LuaThread, _ rule: AlarmRule, _ options: LuaFields?)
  throws(LuaError) -> [AlarmDatapoint]
{
  guard thread.type(at: 2) == .table else {
    throw LuaError.argument(2, "list of points expected, got \(LuaFields.got(thread, 2))")
  }
  // The list as a field, so that it is read and named as the others are.
  try thread.checkStack(4)
  try thread.newTable(fields: 1)
  thread.pushValue(at: 2)
  try thread.setField("points", at: -2)
  let values = try LuaFields(thread, at: -1, argument: 2, path: "").numbers("points")
  thread.pop()
  func beside(_ field: String) throws(LuaError) -> [Double?]? {
    guard let options, let numbers = try options.optionalNumbers(field) else { return nil }
    guard numbers.count == values.count else {
      throw options.failure(
        field, "as many as points (\(values.count)) expected, got \(numbers.count)")
    }
    return numbers
  }
  let samples = try beside("samples")
  let lower = try beside("lower")
  let upper = try beside("upper")
  let start = try options?.time("from")
  var points: [AlarmDatapoint] = []
  for (position, value) in values.enumerated() {
    var point = AlarmDatapoint(value: value)
    point.time = start.map { $0 + position * rule.period }
    point.sampleCount = samples?[position]
    if let low = lower?[position], let high = upper?[position] {
      guard low <= high else {
        throw LuaError.argument(
          3, "lower[\(position + 1)]: at most upper (\(high)) expected, got \(low)")
      }
      point.band = low...high
    }
    points.append(point)
  }
  return points
}

// MARK: Composite alarms

func readComposite(_ thread: LuaThread) throws -> LuaReturn {
  let text = try thread.argument(1, as: String.self)
  var states: [String: StateValue] = [:]
  if !thread.isNil(at: 2) {
    let fields = try LuaFields(thread, argument: 2)
    try fields.eachField { name throws(LuaError) in
      guard let state = thread.string(at: -1).flatMap(StateValue.init(rawValue:)) else {
        throw fields.failure(name, "\"OK\", \"ALARM\" or \"INSUFFICIENT_DATA\" expected")
      }
      states[name] = state
    }
  }
  do {
    let rule = try CompositeRule(text)
    try thread.checkStack(6)
    try thread.newTable(fields: 3)
    try thread.push(rule.children.map(\.name))
    try thread.setField("children", at: -2)
    try thread.push(rule.description)
    try thread.setField("text", at: -2)
    try thread.push(rule.evaluate { states[$0.text] ?? states[$0.name] })
    try thread.setField("value", at: -2)
    return 1
  } catch let error as CompositeRuleError {
    return try fail(error.reason, at: error.position, thread)
  }
}
