import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct InstanceCredentialTests {
  static let rolePath = "/latest/meta-data/iam/security-credentials/"

  /// An instance with role `web`; `answer` may answer in its place.
  static func fixture(
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> FaultServer.Step? = {
      _, _ in nil
    }
  ) throws -> ChainFixture {
    let fixture = try ChainFixture { number, request in
      if let own = answer(number, request) { return [own] }
      switch (request.method, request.uri) {
      case ("PUT", "/latest/api/token"): return [FaultServer.response(200, "TOKEN")]
      case ("GET", rolePath): return [FaultServer.response(200, "web")]
      case ("GET", rolePath + "web"):
        return [
          KeyAnswer.json(
            "AKID\(number)", expires: Double(number) * 1800, more: #""Code":"Success","#)
        ]
      default: return [FaultServer.response(404)]
      }
    }
    fixture.variables.merge([
      "AWS_EC2_METADATA_SERVICE_ENDPOINT": fixture.server.url, "AWS_EC2_METADATA_DISABLED": "",
    ]) { $1 }
    return fixture
  }

  @Test func version2GivesTheKeysOfTheRoleAndRenewsThem() throws {
    let fixture = try Self.fixture()
    let chain = fixture.chain()
    #expect(
      try fixture.keys(chain)
        == Credentials(
          accessKeyID: "AKID2", secretAccessKey: "TOPSECRET", sessionToken: "SESSION",
          expiration: ChainFixture.start + 3600))
    let requests = fixture.server.received
    #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
    #expect(requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
    #expect(
      requests.map { $0.headers["x-aws-ec2-metadata-token"] } == [nil, "TOKEN", "TOKEN"])
    fixture.date += 3000
    #expect(try fixture.keys(chain).accessKeyID == "AKID5")
  }

  @Test(arguments: [403, 404, 405])
  func whereThereIsNoTokenVersion1Answers(status: Int) throws {
    let fixture = try Self.fixture { _, request in
      request.method == "PUT" ? FaultServer.response(status) : nil
    }
    #expect(try fixture.keys().accessKeyID == "AKID2")
    #expect(fixture.server.received.allSatisfy { $0.headers["x-aws-ec2-metadata-token"] == nil })
  }

  /// As in a container on a host whose hop limit is 1: the request goes out, the answer is lost.
  @Test func aTokenThatIsLostOnTheWayIsNoReasonToWaitForEver() throws {
    let fixture = try Self.fixture { _, request in request.method == "PUT" ? .hang : nil }
    #expect(try fixture.keys().accessKeyID == "AKID2")
  }

  @Test func version1IsNotAskedWhereItIsDisabled() throws {
    let fixture = try Self.fixture { _, request in request.method == "PUT" ? .hang : nil }
    fixture.variables["AWS_EC2_METADATA_V1_DISABLED"] = "true"
    let error = try fixture.failure()
    #expect(error.kind == .credentials)
    #expect(
      error.message
        == "instance metadata (127.0.0.1:\(fixture.server.port)): IMDSv2 gave no token (no answer "
        + "to the request for a token) and IMDSv1 is disabled; in a container, raise the "
        + "instance's metadata hop limit to 2")
    #expect(fixture.server.received.map(\.method) == ["PUT"])
  }

  @Test func anInstanceThatWantsVersion2SaysSo() throws {
    let fixture = try Self.fixture { _, request in
      request.method == "PUT" ? FaultServer.response(403) : FaultServer.response(401)
    }
    #expect(
      try fixture.failure().message.hasSuffix(
        "IMDSv1 is refused, and IMDSv2 gave no token; in a container, raise the instance's "
          + "metadata hop limit to 2"))
  }

  @Test func withoutAServiceThereAreNoKeysAndTheErrorSaysWhy() throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1"
    let absent = try fixture.failure()
    #expect(absent.code == "NoCredentials")
    #expect(absent.message.contains("instance metadata (no answer from 127.0.0.1:1)."))

    let bare = try Self.fixture { _, request in
      request.uri == Self.rolePath ? FaultServer.response(404) : nil
    }
    let none = try bare.failure()
    #expect(none.code == "NoCredentials")
    #expect(none.message.contains("instance metadata (the instance has no role)."))
  }

  @Test func disabledItIsNotAsked() throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_EC2_METADATA_DISABLED"] = "TRUE"
    #expect(try fixture.failure().code == "NoCredentials")
    #expect(fixture.server.received.isEmpty)
  }

  @Test func attemptsAreAsMany() throws {
    let fixture = try Self.fixture { number, _ in
      number % 2 == 0 ? FaultServer.response(500) : nil
    }
    fixture.variables["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] = "2"
    #expect(try fixture.keys().accessKeyID == "AKID5")
    #expect(fixture.server.received.count == 6)
  }

  @Test func aRoleThatEC2CannotAssumeIsAnError() throws {
    let fixture = try Self.fixture { _, request in
      request.uri.hasSuffix("/web")
        ? FaultServer.response(
          200, #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role."}"#)
        : nil
    }
    #expect(
      try fixture.failure().message
        == "instance metadata: role web: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role.; "
        + "check the role's trust policy for ec2.amazonaws.com")
  }

  @Test(arguments: [
    (Substring("/latest/api/token"), 400, "x", "the request for a token was refused as malformed"),
    ("/latest/api/token", 200, "", "expected a token, got a text that is none"),
    (rolePath[...], 200, "<html> no", "expected the name of a role, got a text that is none"),
    (rolePath[...], 500, "", "asking for the role's name failed (status 500)"),
    (rolePath[...], 401, "", "the metadata service refused its own token (status 401)"),
    ((rolePath + "web")[...], 404, "", "role web: asking for its keys failed (status 404)"),
  ])
  func anAnswerThatIsNoneIsAnError(path: Substring, status: Int, body: String, message: String)
    throws
  {
    let fixture = try Self.fixture { _, request in
      request.uri == path ? FaultServer.response(status, body) : nil
    }
    #expect(
      try fixture.failure().message
        == "instance metadata (127.0.0.1:\(fixture.server.port)): \(message)")
  }

  /// EC2 gives out old keys while it cannot get new ones, and AWS takes them then.
  @Test func keysThatEC2CouldNotRenewAreUsedOnAndAskedForAgainSoon() throws {
    let fixture = try Self.fixture { _, request in
      request.uri.hasSuffix("/web") ? KeyAnswer.json("OLD", expires: -60) : nil
    }
    let chain = fixture.chain()
    #expect(try fixture.keys(chain).accessKeyID == "OLD")
    fixture.date += 449
    _ = try fixture.keys(chain)
    #expect(fixture.server.received.count == 3)
    fixture.date += 1
    _ = try fixture.keys(chain)
    #expect(fixture.server.received.count == 6)
  }

  @Test func settingsComeFromVariablesElseTheProfile() throws {
    func settings(_ config: String, _ variables: [String: String] = [:]) throws -> InstanceSettings
    {
      let files = try ConfigFixture(config: "[default]\n\(config)")
      return try InstanceSettings(files.configuration(variables))
    }
    let standard = try settings("")
    #expect(standard.url == "http://169.254.169.254/")
    #expect(standard.timeout == 1)
    #expect(standard.attempts == 1)
    #expect(!standard.isVersion1Disabled)
    let profile = try settings(
      """
      ec2_metadata_service_endpoint_mode = IPv6
      ec2_metadata_v1_disabled = true
      metadata_service_timeout = 5
      metadata_service_num_attempts = 4
      """)
    #expect(profile.url == "http://[fd00:ec2::254]/")
    #expect(profile.timeout == 5)
    #expect(profile.attempts == 4)
    #expect(profile.isVersion1Disabled)
    let own = try settings(
      "",
      [
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[::1]:80/imds",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6",
      ])
    #expect(own.url == "http://[::1]:80/imds/")
    func message(_ variable: String, _ value: String) throws -> String {
      try failure { try settings("", [variable: value]) }.message
    }
    #expect(
      try message("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5")
        == "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: expected IPv4 or IPv6, got \"ipv5\"")
    #expect(
      try message("AWS_EC2_METADATA_SERVICE_ENDPOINT", "imds")
        == "AWS_EC2_METADATA_SERVICE_ENDPOINT: expected a URL such as http://169.254.169.254, got "
        + "\"imds\"")
    #expect(
      try message("AWS_METADATA_SERVICE_TIMEOUT", "0")
        == "AWS_METADATA_SERVICE_TIMEOUT: expected a whole number from 1 to 3600, got \"0\"")
  }
}
