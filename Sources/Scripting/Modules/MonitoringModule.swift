import LuaKit
import Monitoring

/// Pure functions on series for the modules of the Lua library that know metrics and alarms.
///
/// Arguments of wrong types raise. An expression or rule that a user wrote and that is none gives nil,
/// the reason, and where it goes wrong, so that the caller can say in whose words it was.
struct MonitoringModule: NativeModule {
  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // math(expression, {id → series}, {from=, to=, period=}) → list of series, whether it is an array
      "math": { thread in try evaluateMath(thread) },
      // check_math({{id=, period=, expression=, returns=}, …}, {band=})
      //   → {watched=, warnings=, functions=}, or nil, reason, column, id
      "check_math": { thread in try checkMath(thread) },
      // evaluate_queries({{id=, period=, expression=, returns=}, …}, {id → series}, {from=, to=, period=})
      //   → series of the query that returns data, or nil, reason, column, id
      "evaluate_queries": { thread in try evaluateQueries(thread) },
      // evaluate(rule, points, {range=, state=, from=, samples=, lower=, upper=})
      //   → {state=, reason=, uncertain=, evaluated=, …}
      "evaluate": { thread in try evaluateAlarm(thread) },
      // run(rule, {series, …}, {from=, through=, range=, state=, statistic=})
      //   → {transitions=, uncertain=, evaluations=, uncertain_evaluations=, state=}, or nil, reason
      "run": { thread in try runAlarm(thread) },
      // composite(rule, {name → state}) → {children=, text=, value=}, or nil, reason, character
      "composite": { thread in try readComposite(thread) },
    ]
  }
}

/// nil, the reason, the place.
func fail(_ reason: String, at place: Int?, _ thread: LuaThread) throws(LuaError)
  -> LuaReturn
{
  thread.pushNil()
  try thread.push(reason)
  try thread.push(place)
  return 3
}

extension LuaFields {
  /// Epoch seconds; a fraction is cut off. Nil where the field is absent.
  func time(_ field: String) throws(LuaError) -> Int? {
    guard let value = try optional(field, as: Double.self) else { return nil }
    guard let time = Int(exactly: value.rounded(.down)), knownTimes.contains(time) else {
      throw failure(field, "epoch seconds expected, got \(value)")
    }
    return time
  }
}
