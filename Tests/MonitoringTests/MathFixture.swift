import Testing

@testable import Monitoring

/// Series as AWS's page writes them: a value for each minute from 0, nil for its `-`.
typealias Dense = [Double?]

func sparse(_ values: Dense, period: Int = 60, from start: Int = 0) -> Series {
  let present = values.enumerated().filter { $1 != nil }
  return Series(
    period: period, times: present.map { start + $0.offset * period },
    values: present.compactMap(\.element))
}

func dense(_ series: Series, count: Int, from start: Int = 0) -> Dense {
  var values = Dense(repeating: nil, count: count)
  for (time, value) in zip(series.times, series.values) {
    values[(time - start) / series.period] = value
  }
  return values
}

/// Evaluates an expression over metrics whose names sort in the request's order, in a window as long
/// as the longest of them.
func evaluate(_ text: String, _ metrics: KeyValuePairs<String, Dense> = [:], minutes: Int? = nil)
  throws(MathError) -> MathValue
{
  let count = minutes ?? metrics.map(\.value.count).max() ?? 5
  let context = MathContext(
    window: MathWindow(start: 0, end: count * 60, period: 60),
    metrics: metrics.map { ($0.key, sparse($0.value)) })
  return try MathExpression(text).evaluate(in: context)
}

/// The result as one series, dense.
func math(_ text: String, _ metrics: KeyValuePairs<String, Dense> = [:], minutes: Int? = nil)
  throws -> Dense
{
  let count = minutes ?? metrics.map(\.value.count).max() ?? 5
  guard case .series(let one) = try evaluate(text, metrics, minutes: minutes) else {
    Issue.record("\(text) gave an array")
    return []
  }
  return dense(one.series, count: count)
}

/// The result as an array, dense.
func mathArray(_ text: String, _ metrics: KeyValuePairs<String, Dense> = [:], minutes: Int? = nil)
  throws -> [Dense]
{
  let count = minutes ?? metrics.map(\.value.count).max() ?? 5
  guard case .array(let array) = try evaluate(text, metrics, minutes: minutes) else {
    Issue.record("\(text) gave one series")
    return []
  }
  return array.map { dense($0.series, count: count) }
}

func origins(_ text: String, _ metrics: KeyValuePairs<String, Dense>) throws -> [String?] {
  try evaluate(text, metrics).all.map(\.origin)
}

/// The message of the error that an expression gives; "" where it gives none.
func mathError(_ text: String, _ metrics: KeyValuePairs<String, Dense> = ["m1": [1], "m2": [2]])
  -> String
{
  do throws(MathError) {
    _ = try evaluate(text, metrics)
    return ""
  } catch {
    return error.description
  }
}
