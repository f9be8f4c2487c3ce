import AWSWire
import Documents
import Glibc
import Simulator
import Testing

@Suite struct CloudTests {
  let cloud = TestCloud()

  @Test func theCallerIsTheOneUserOfTheAccount() async throws {
    let identity = try await cloud.call("sts", "GetCallerIdentity")
    #expect(identity["Account"] == "123456789012")
    #expect(identity["Arn"] == "arn:aws:iam::123456789012:user/moonwatch")
  }

  @Test func whatIsNotSimulatedSaysSo() async throws {
    for (service, operation, input) in [
      ("cloudwatch", "ListDashboards", [:]), ("sns", "ListPlatformApplications", [:]),
      ("ec2", "DescribeVolumes", [:]),
    ] as [(String, String, Document)] {
      let error = try await cloud.failure(service, operation, input)
      #expect(error.kind == .aws && error.code == "NotSimulated" && !error.isRetryable)
      #expect(error.message.contains(operation))
    }
  }

  @Test func aNameThatIsNoRegionIsAConfigurationError() async throws {
    await #expect {
      try await cloud.call("sts", "GetCallerIdentity", region: "us-east")
    } throws: { error in
      (error as? AWSError)?.kind == .config
        && (error as? AWSError)?.message.contains("us-east-1") == true
    }
  }

  @Test func answersReferToTheVocabularyOfTheirOperation() async throws {
    try cloud.cloud.addInstance()
    let answer = try await cloud.ec2("DescribeInstances")
    let instance = try #require(answer["Reservations"]?[0]?["Instances"]?[0])
    #expect(instance.shapeName == "Instance")
    #expect(instance["Tags"] == nil)
    #expect(instance["LaunchTime"]?.kind == .timestamp)
  }

  @Test func theClockRunsAtRealSpeedAndJumps() {
    var real = 5.0
    let clock = VirtualClock(start: 1_000, monotonic: { real })
    real += 2.5
    #expect(clock.now == 1_002.5)
    clock.advance(by: 60)
    #expect(clock.now == 1_062.5)
    clock.stop()
    real += 10
    #expect(clock.now == 1_062.5)
    clock.advance(by: 1)
    clock.resume()
    real += 1
    #expect(clock.now == 1_064.5)
  }

  @Test func aFreshClockShowsThePresent() {
    let before = VirtualClock.seconds(of: CLOCK_REALTIME)
    let now = VirtualClock().now
    #expect(now >= before && now < before + 60)
  }
}
