import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct PacerTests {
  func request(
    _ operation: String = "PutMetricAlarm", profile: String? = nil, pace: Pace = .published
  ) throws -> Request {
    Request(
      operation: try ModelStore().service("cloudwatch").operation(operation), input: [:],
      profile: profile, pace: pace)
  }

  func key(_ request: Request, region: String = "us-east-1", isLocal: Bool = false) -> Pacer.Key? {
    Pacer.key(for: request, region: region, isLocal: isLocal)
  }

  @Test func alarmsAreMadeAtThreeASecondAfterTheFirstThree() throws {
    let pacer = Pacer()
    let key = try #require(key(try request()))
    let waits = (0..<9).map { _ in pacer.reserve(key, now: 100) }
    for (number, wait) in waits.enumerated() {
      #expect(abs(wait - Double(max(0, number - 2)) / 3) < 1e-9)
    }
    #expect(pacer.reserve(key, now: 200) == 0, "the bucket fills again")
  }

  @Test func aCallThatIsNotMadeGivesItsPlaceBack() throws {
    let pacer = Pacer()
    let key = try #require(key(try request()))
    for _ in 0..<4 { _ = pacer.reserve(key, now: 0) }
    pacer.giveBack(key)
    #expect(abs(pacer.reserve(key, now: 0) - 1 / 3.0) < 1e-9)
  }

  @Test func eachAccountRegionAndOperationHasABucket() throws {
    let keys = Set(
      [
        key(try request()), key(try request(), region: "eu-west-1"),
        key(try request(profile: "other")), key(try request("DeleteAlarms")),
      ].map { $0! })
    #expect(keys.count == 4)
    #expect(key(try request()) == key(try request()))
  }

  @Test func whatIsNotPublishedLocalOrSwitchedOffIsNotPaced() throws {
    #expect(key(try request("PutDashboard")) == nil)
    #expect(key(try request(), isLocal: true) == nil)
    #expect(key(try request(pace: .off)) == nil)
    #expect(key(try request("GetMetricData"))?.rate == 500)
  }

  @Test func aClientsOwnRateCountsEverywhere() throws {
    let own = Pace.rates(["PutMetricAlarm": 10])
    #expect(key(try request(pace: own), isLocal: true)?.rate == 10)
    #expect(key(try request("DeleteAlarms", pace: own))?.rate == 3)
    #expect(key(try request("DeleteAlarms", pace: own), isLocal: true) == nil)
  }

  /// A table that names an operation wrongly would pace nothing.
  @Test func everyPublishedRateIsOfAnOperationThatThereIs() throws {
    let service = try ModelStore().service("cloudwatch")
    let paced = service.operationNames.filter {
      PublishedRates.rate(of: $0, service: "cloudwatch") != nil
    }
    #expect(Set(paced) == PublishedRates.names(service: "cloudwatch"))
  }
}
