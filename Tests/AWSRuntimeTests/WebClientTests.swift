import AWSWire
import Testing

@testable import AWSRuntime

struct WebClientTests {
  private func client(_ loop: EventLoop) -> WebClient {
    var environment = CallEnvironment(loop: loop)
    environment.random = { 0 }
    return WebClient(
      transport: CurlTransport(loop: loop), environment: environment, userAgent: "test/1"
    ) { () throws(AWSError) in nil }
  }

  private func send(_ request: WebRequest) throws(AWSError) -> WebResponse {
    let loop = EventLoop()
    return try loop.run { () throws(AWSError) in try await client(loop).send(request) }
  }

  private func request(
    _ method: String, _ url: String, _ headers: [(name: String, value: String)] = []
  ) throws -> WebRequest {
    var request = WebRequest(method: method, url: try #require(WebURL(url)))
    request.headers = headers
    return request
  }

  // MARK: URLs

  @Test(
    arguments: [
      ("http://h/a/b", "c", "http://h/a/c"), ("http://h/a/b?x=1", "c?y=2", "http://h/a/c?y=2"),
      ("http://h/a/b", "/c", "http://h/c"), ("https://h:8443/a", "//i/c", "https://i/c"),
      ("http://h/a/b/", "../c", "http://h/a/c"), ("http://h", "c", "http://h/c"),
      ("http://h/a?x", "?y", "http://h/a?y"), ("http://h/a/b", "./../../c/.", "http://h/c/"),
      ("http://u:p@h/a", "b", "http://h/b"), ("http://h/a", "HTTPS://i/", "HTTPS://i/"),
      ("http://h/a", "b#part", "http://h/b"), ("http://h/a/b", "c:d/e", nil),
      ("http://h/a", "ftp://h/", nil), ("http://h/a", "javascript:x", nil),
      ("http://h/a", "http://", nil), ("http://h/a", "b c", nil),
      ("http://h/a", "file:///etc/x", nil),
    ] as [(String, String, String?)])
  func aLocationIsResolved(_ base: String, _ location: String, _ expected: String?) throws {
    #expect(try #require(WebURL(base)).resolving(location)?.text == expected)
  }

  @Test(arguments: [
    "", "h", "ftp://h", "http://", "http:///x", "http://h h/", "http://h\u{e9}/", "http://h:x/",
  ])
  func otherTextsAreNoURL(_ text: String) { #expect(WebURL(text) == nil) }

  @Test func onlySchemeAndHostAreForMessages() throws {
    let url = try #require(WebURL("https://user:pw@Hooks.Example.com:444/secret?token=1"))
    #expect(url.host == "hooks.example.com" && url.hostAndPort == "hooks.example.com:444")
    #expect(!url.place.contains("pw") && !url.place.contains("secret"))
  }

  // MARK: Redirects

  @Test func aRedirectIsFollowedAndHeadersStayWithTheirHost() throws {
    let other = FaultServer { _, _ in [FaultServer.response(200, "there")] }
    defer { other.stop() }
    let port = other.port
    let server = FaultServer { number, request in
      number == 0
        ? [FaultServer.response(302, headers: ["Location": "/next"])]
        : [FaultServer.response(307, headers: ["Location": "http://localhost:\(port)/end"])]
    }
    defer { server.stop() }
    let response = try send(
      request(
        "GET", server.url + "/first?x=1",
        [("Authorization", "secret"), ("X-Key", "secret"), ("Accept", "text/plain")]))
    #expect(response.status == 200 && String(decoding: response.body, as: UTF8.self) == "there")
    #expect(server.received.map(\.uri) == ["/first?x=1", "/next"])
    #expect(server.received[1].headers["authorization"] == "secret")
    let last = try #require(other.received.first)
    #expect(last.headers["authorization"] == nil && last.headers["x-key"] == nil)
    #expect(last.headers["accept"] == "text/plain" && last.headers["user-agent"] == "test/1")
  }

  @Test func aChangeIsNotRedirected() throws {
    let server = FaultServer { _, _ in [FaultServer.response(307, headers: ["Location": "/next"])] }
    defer { server.stop() }
    #expect(try send(request("POST", server.url)).status == 307)
    #expect(server.received.count == 1)
  }

  @Test func redirectsThatNeverEndAreAnError() throws {
    let server = FaultServer { _, _ in [FaultServer.response(302, headers: ["Location": "/"])] }
    defer { server.stop() }
    let get = try request("GET", server.url)
    let error = #expect(throws: AWSError.self) { try send(get) }
    #expect(error?.code == "TooManyRedirects" && error?.kind == .network)
    #expect(server.received.count == WebClient.mostRedirects + 1)
  }

  @Test func aSecureRequestIsNotSentOnInTheClear() async throws {
    let stub = Redirector(to: "http://other.example/x?token=secret")
    let loop = EventLoop()
    let client = WebClient(
      transport: stub, environment: CallEnvironment(loop: loop), userAgent: "test/1"
    ) { () throws(AWSError) in nil }
    let get = try request("GET", "https://h/a")
    let error = #expect(throws: AWSError.self) {
      try loop.run { () throws(AWSError) in try await client.send(get) }
    }
    #expect(error?.code == "InsecureRedirect" && error?.message.contains("secret") == false)
    #expect(stub.count == 1)
  }

  private final class Redirector: Transport {
    let location: String
    var count = 0

    init(to location: String) { self.location = location }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      count += 1
      return HTTPResponse(status: 301, headers: ["location": location])
    }
  }

  // MARK: Retries

  @Test func aReadIsTriedAgainAndAChangeIsNot() throws {
    for (method, status, attempts) in [("GET", 200, 3), ("POST", 503, 1)] {
      let server = FaultServer { number, _ in
        number < 2 ? [FaultServer.response(503)] : [FaultServer.response(200)]
      }
      defer { server.stop() }
      #expect(try send(request(method, server.url)).status == status)
      #expect(server.received.count == attempts)
    }
  }

  @Test func aChangeWithoutAnAnswerMayHaveTakenEffect() throws {
    let server = FaultServer { _, _ in [.close] }
    defer { server.stop() }
    for method in ["POST", "GET"] {
      let request = try request(method, server.url + "/secret-path?token=secret")
      let error = try #require(#expect(throws: AWSError.self) { try send(request) })
      #expect(error.mayHaveTakenEffect == (method == "POST"))
      #expect(error.attempts == (method == "POST" ? 1 : 3))
      #expect(!error.message.contains("secret"))
    }
    #expect(server.received.count == 4)
  }

  @Test func aRequestHasItsTime() throws {
    let server = FaultServer { _, _ in [.hang] }
    defer { server.stop() }
    var get = try request("GET", server.url)
    get.timeout = 0.2
    let error = #expect(throws: AWSError.self) { try send(get) }
    #expect(error?.kind == .timeout)
  }

  @Test func aHeadHasNoBody() throws {
    let server = FaultServer { _, _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")] }
    defer { server.stop() }
    let response = try send(request("HEAD", server.url))
    #expect(response.status == 200 && response.body.isEmpty && server.received[0].method == "HEAD")
  }
}
