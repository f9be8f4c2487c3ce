import AWSWire
import Documents
import LuaKit

/// One GetMetricData answer, from the bytes that came to the tables that a script sees.
enum Datapoints {
  static func run(_ wire: WireProtocol, file path: String, seconds limit: Double) throws {
    let body = try Decoding.read(path)
    let operation = try ModelStore().service("cloudwatch").operation("GetMetricData")
    let codec = try Codecs.codec(for: operation, speaking: wire)
    let response = WireResponse(status: 200, headers: [:], body: body)
    let lua = try LuaState()
    let thread = lua.main

    let began = Bench.now()
    var rounds = 0
    var elapsed = 0.0
    repeat {
      try thread.push(codec.decode(operation, response))
      try thread.setGlobal("answer")
      rounds += 1
      elapsed = Bench.now() - began
    } while elapsed < limit
    let (count, sum) = try summary(in: lua)
    let speed = Double(rounds) * Double(count) / elapsed
    print("{\"datapoints_per_second\": \(speed), \"datapoints\": \(count), \"sum\": \(sum)}")
  }

  /// How many points the last answer has, and a sum over it that the other side has, too.
  private static func summary(in lua: LuaState) throws -> (count: Int, sum: Int) {
    let prelude = """
      local count, sum = 0, 0
      for _, series in ipairs(answer.MetricDataResults) do
        assert(#series.Values == #series.Timestamps)
        count = count + #series.Values
        for i, value in ipairs(series.Values) do
          sum = sum + value + series.Timestamps[i] - 1770076800
        end
      end
      """
    let count = try lua.evaluate(prelude + " return count", as: Int.self, name: "=datapoints")
    let sum = try lua.evaluate(
      prelude + " return math.tointeger((sum + 0.5) // 1)", as: Int.self, name: "=datapoints")
    return (count, sum)
  }
}
