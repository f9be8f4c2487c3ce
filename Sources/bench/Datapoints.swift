import AWSWire
import Documents

/// One GetMetricData answer, from the bytes that came to its times and values.
enum Datapoints {
  static func run(_ wire: WireProtocol, file path: String, seconds limit: Double) throws {
    let body = try Decoding.read(path)
    let operation = try ModelStore().service("cloudwatch").operation("GetMetricData")
    let codec = try Codecs.codec(for: operation, speaking: wire)
    let response = WireResponse(status: 200, headers: [:], body: body)

    let began = Bench.now()
    var rounds = 0
    var count = 0
    var elapsed = 0.0
    repeat {
      count = 0
      let output = try codec.decode(operation, response)
      for series in output["MetricDataResults"]?.elements.map({ $0 }) ?? [] {
        var times: [Double] = []
        var values: [Double] = []
        for time in (series["Timestamps"] ?? []).elements { times.append(time.timestamp!) }
        for value in (series["Values"] ?? []).elements { values.append(value.double!) }
        precondition(times.count == values.count, "a value for each time")
        count += values.count
      }
      rounds += 1
      elapsed = Bench.now() - began
    } while elapsed < limit
    let speed = Double(rounds) * Double(count) / elapsed
    print("{\"datapoints_per_second\": \(speed), \"datapoints\": \(count)}")
  }
}
