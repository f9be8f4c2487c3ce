import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct ContainerCredentialTests {
  static func fixture(
    path: String = "/keys?id=7",
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> [FaultServer.Step] = {
      number, _ in [KeyAnswer.json("AKID\(number)", expires: Double(number + 1) * 3600)]
    }
  ) throws -> ChainFixture {
    let fixture = try ChainFixture(answer)
    fixture.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = fixture.server.url + path
    return fixture
  }

  @Test func theKeysAreFetchedAndRenewed() throws {
    let fixture = try Self.fixture()
    let chain = fixture.chain()
    #expect(
      try fixture.keys(chain)
        == Credentials(
          accessKeyID: "AKID0", secretAccessKey: "TOPSECRET", sessionToken: "SESSION",
          expiration: ChainFixture.start + 3600))
    fixture.date += 3599
    #expect(try fixture.keys(chain).accessKeyID == "AKID1")
    let request = fixture.server.received[0]
    #expect(request.method == "GET")
    #expect(request.uri == "/keys?id=7")
    #expect(request.headers["accept"] == "application/json")
    #expect(request.headers["authorization"] == nil)
  }

  @Test func theTokenOfTheFileWinsAndIsReadAnew() throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic variable"
    _ = try fixture.keys()
    try fixture.files.write("Bearer one", to: "token")
    fixture.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "\(fixture.files.home)/token"
    let chain = CredentialProviders(fixture.services).chain(for: fixture.configuration())
    _ = try fixture.keys(chain)
    try fixture.files.write("Bearer two", to: "token")
    fixture.date += 7199
    _ = try fixture.keys(chain)
    #expect(
      fixture.server.received.map { $0.headers["authorization"] }
        == ["Basic variable", "Bearer one", "Bearer two"])
  }

  @Test func threeAttemptsAreMade() throws {
    let fixture = try Self.fixture { number, _ in
      [[.close], [FaultServer.response(500)], [KeyAnswer.json("AKID")]][number]
    }
    #expect(try fixture.keys().accessKeyID == "AKID")
    #expect(fixture.date == ChainFixture.start + 2, "a second between two attempts")

    let down = try Self.fixture { _, _ in [.close] }
    let error = try down.failure()
    #expect(error.kind == .network)
    #expect(error.attempts == 3)
    #expect(down.server.received.count == 3)
    #expect(
      error.message.hasPrefix("AWS_CONTAINER_CREDENTIALS_FULL_URI: 127.0.0.1:\(down.server.port) "))
  }

  @Test func aRefusalIsNotTriedAgain() throws {
    let fixture = try Self.fixture { _, _ in [FaultServer.response(403, "TOPSECRET")] }
    #expect(
      try fixture.failure().message
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: 127.0.0.1:\(fixture.server.port) answered with "
        + "status 403; check the task's role and the authorization token")
    #expect(fixture.server.received.count == 1)
  }

  @Test func anAnswerWithoutKeysIsAnError() throws {
    let fixture = try Self.fixture { _, _ in
      [FaultServer.response(200, #"{"AccessKeyId":"A","Token":"TOPSECRET"}"#)]
    }
    #expect(
      try fixture.failure().message
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: expected AccessKeyId and SecretAccessKey, got an "
        + "answer without SecretAccessKey; it has AccessKeyId, Token")
    let forever = try Self.fixture { _, _ in
      [FaultServer.response(200, #"{"AccessKeyId":"A","SecretAccessKey":"TOPSECRET"}"#)]
    }
    #expect(
      try forever.failure().message
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: expected Expiration, got an answer that has "
        + "AccessKeyId, SecretAccessKey")
  }

  /// Records where it is asked to go, and has the server answer.
  private final class Redirecting: Transport {
    let transport: CurlTransport
    let server: FaultServer
    var urls: [String] = []

    init(_ fixture: ChainFixture) {
      transport = CurlTransport(loop: fixture.loop)
      server = fixture.server
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      urls.append(request.url)
      var request = request
      request.url = server.url
      return try await transport.send(request)
    }
  }

  @Test func theRelativePathIsOnTheContainersAddressAndComesFirst() throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/7?x=y"
    let transport = Redirecting(fixture)
    let services = LiveCredentialServices(
      transport: transport, environment: fixture.services.environment, loop: fixture.loop,
      options: LiveBackend.Options(userAgent: "test"), sessionName: "test")
    let chain = CredentialProviders(services).chain(for: fixture.configuration())
    #expect(try fixture.keys(chain).accessKeyID == "AKID0")
    #expect(transport.urls == ["http://169.254.170.2/v2/credentials/7?x=y"])
  }

  @Test(arguments: [
    "http://127.0.0.1:1/x", "http://127.9.8.7/x", "http://localhost/x", "http://[::1]/x",
    "http://169.254.170.2/x", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1",
    "https://keys.example.com/x",
  ])
  func whatIsLocalOrEncryptedIsAsked(url: String) throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
    let transport = Redirecting(fixture)
    let services = LiveCredentialServices(
      transport: transport, environment: fixture.services.environment, loop: fixture.loop,
      options: LiveBackend.Options(userAgent: "test"), sessionName: "test")
    _ = try fixture.keys(CredentialProviders(services).chain(for: fixture.configuration()))
    #expect(transport.urls == [url])
  }

  @Test(arguments: [
    "http://keys.example.com/x", "http://127.0.0.1.example.com/x", "http://169.254.169.254/x",
    "http://localhost.example.com/", "http://[::2]/",
  ])
  func anotherHostIsNotAskedInTheOpen(url: String) throws {
    let fixture = try Self.fixture()
    fixture.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
    let error = try fixture.failure()
    #expect(error.kind == .config)
    #expect(error.message.hasPrefix("AWS_CONTAINER_CREDENTIALS_FULL_URI: plain http is only for "))
    #expect(error.message.hasSuffix("; use https"))
  }

  @Test func settingsThatCannotBeAreErrors() throws {
    let fixture = try Self.fixture()
    func message(_ variable: String, _ value: String) throws -> String {
      fixture.variables[variable] = value
      let chain = CredentialProviders(fixture.services).chain(for: fixture.configuration())
      return try #require(#expect(throws: AWSError.self) { try fixture.keys(chain) }).message
    }
    let home = fixture.files.home
    #expect(
      try message("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a\r\nb")
        == "AWS_CONTAINER_AUTHORIZATION_TOKEN: expected one line without its end, got a line break")
    let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    #expect(try message(file, "\(home)/no") == "\(file): \(home)/no: there is no such file")
    #expect(try message(file, home) == "\(file): \(home): cannot be read: Is a directory")
    #expect(
      try message("AWS_CONTAINER_CREDENTIALS_FULL_URI", "keys")
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: expected a URL such as "
        + "http://127.0.0.1:1080/credentials, got another text")
    #expect(
      try message("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "keys")
        == "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: expected a path such as /v2/credentials/…, got "
        + "a text that does not start with '/'")
    #expect(fixture.server.received.isEmpty)
  }
}
