import AWSWire
import Documents
import Testing

@Suite struct RequestCompressionTests {
  private func request(_ name: String, size: Int) throws -> (WireRequest, AWSWire.Operation) {
    let operation = try ModelStore().service("cloudwatch").operation(name)
    let request = WireRequest(
      method: "POST", uri: "/", headers: [("Content-Type", "application/x-amz-json-1.0")],
      body: [UInt8](repeating: 0x20, count: size))
    return (request, operation)
  }

  @Test func aLargeBodyIsPackedWhereTheOperationTakesIt() throws {
    let (request, operation) = try request("PutMetricData", size: 10_240)
    let packed = request.compressed(for: operation, threshold: 10_240)
    #expect(packed.headers.last.map { "\($0.name): \($0.value)" } == "Content-Encoding: gzip")
    #expect(packed.body.count < 100)
    #expect(try Gzip.decompress(packed.body, limit: 20_000) == request.body)
  }

  @Test(arguments: [
    ("PutMetricData", 10_239, 10_240), ("PutMetricData", 20_000, nil),
    ("PutMetricData", 0, 0), ("PutDashboard", 20_000, 10_240),
  ])
  func allOthersStayAsTheyAre(operation: String, size: Int, threshold: Int?) throws {
    let (request, operation) = try request(operation, size: size)
    let same = request.compressed(for: operation, threshold: threshold)
    #expect(same.body == request.body)
    #expect(same.headers.count == 1)
  }
}
