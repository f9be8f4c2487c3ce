import Glibc
import Testing

@testable import AWSRuntime

@Suite struct CurlTransportTests {
  let loop = EventLoop()

  func send(
    _ server: FaultServer, _ path: String = "/", method: String = "GET",
    headers: [(name: String, value: String)] = [], body: [UInt8] = [], readTimeout: Double = 10,
    deadline: Double? = nil, limits: CurlTransport.Limits = .init()
  ) throws(TransportError) -> HTTPResponse {
    let loop = EventLoop()
    let transport = CurlTransport(loop: loop, limits: limits)
    let request = HTTPRequest(
      method: method, url: server.url + path, headers: headers, body: body,
      readTimeout: readTimeout, deadline: deadline.map { EventLoop.now + $0 })
    return try loop.run { () async throws(TransportError) in try await transport.send(request) }
  }

  @Test func anAnswerComesBackWhole() throws {
    let server = FaultServer { _, _ in
      [
        .send("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"),
        .send("HTTP/1.1 200 OK\r\nX-Twice: a \r\nx-twice:b\r\nContent-Le"), .wait(0.01),
        .send("ngth: 5\r\n\r\nhe"), .wait(0.01), .send("llo"),
      ]
    }
    defer { server.stop() }
    let response = try send(server)
    #expect(response.status == 200)
    #expect(response.headers == ["x-twice": "a,b", "content-length": "5"])
    #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    #expect(response.timing.httpVersion == "1.1")
    #expect(response.timing.firstByte > 0)
    #expect(response.timing.bytesReceived > 5)
  }

  @Test func aChunkedAnswerComesBackWhole() throws {
    let server = FaultServer { _, _ in
      [
        .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .wait(0.01),
        .send("2\r\nde\r\n0\r\n\r\n"),
      ]
    }
    defer { server.stop() }
    #expect(String(decoding: try send(server).body, as: UTF8.self) == "abcde")
  }

  @Test func theRequestArrivesAsItIs() throws {
    let server = FaultServer { _, _ in [FaultServer.response(204)] }
    defer { server.stop() }
    _ = try send(
      server, "/a/../b%2Fc?x=%20", method: "POST",
      headers: [("X-Empty", ""), ("Content-Type", "text/plain"), ("Content-Length", "99")],
      body: Array("body\0tail".utf8))
    let request = try #require(server.received.first)
    #expect(request.method == "POST")
    #expect(request.uri == "/a/../b%2Fc?x=%20")
    #expect(request.body == Array("body\0tail".utf8))
    #expect(request.headers["content-length"] == "9")
    #expect(request.headers["content-type"] == "text/plain")
    #expect(request.headers["x-empty"] == "")
    #expect(request.headers["accept-encoding"] == "identity")
    #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
    #expect(request.headers["accept"] == nil)
    #expect(request.headers["user-agent"] == nil)
  }

  @Test func aLargeBodyIsSentWithoutWaitingForContinue() throws {
    let server = FaultServer { _, _ in [FaultServer.response(200)] }
    defer { server.stop() }
    let body = [UInt8](repeating: 7, count: 3 << 20)
    _ = try send(server, method: "POST", body: body)
    #expect(server.received[0].body == body)
    #expect(server.received[0].headers["expect"] == nil)
    #expect(server.received[0].headers["content-type"] == nil)
  }

  @Test func anEmptyPostSaysThatItIsEmpty() throws {
    let server = FaultServer { _, _ in [FaultServer.response(200)] }
    defer { server.stop() }
    _ = try send(server, method: "POST")
    #expect(server.received[0].headers["content-length"] == "0")
  }

  @Test func headAsksForNoBody() throws {
    let server = FaultServer { _, _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")] }
    defer { server.stop() }
    #expect(try send(server, method: "HEAD").body == [])
    #expect(server.received[0].method == "HEAD")
  }

  @Test func aRedirectIsNotFollowed() throws {
    let server = FaultServer { _, request in
      [FaultServer.response(301, headers: ["Location": "/elsewhere"])]
    }
    defer { server.stop() }
    #expect(try send(server).status == 301)
    #expect(server.received.count == 1)
  }

  @Test func sequentialCallsShareOneConnection() throws {
    let server = FaultServer { number, _ in [FaultServer.response(200, "\(number)")] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    let request = HTTPRequest(method: "GET", url: server.url + "/")
    let reused = try loop.run {
      var reused: [Bool] = []
      for _ in 0..<20 {
        reused.append(try await transport.send(request).timing.isConnectionReused)
      }
      return reused
    }
    #expect(reused == [false] + Array(repeating: true, count: 19))
    #expect(server.connections == 1)
  }

  @Test func fiftyCallsAtOnceShareOneLoop() throws {
    let server = FaultServer { _, request in
      [.wait(0.05), FaultServer.response(200, request.uri)]
    }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    var answers: [Int: String] = [:]
    let started = EventLoop.now
    for number in 0..<50 {
      loop.spawn {
        do {
          let response = try await transport.send(
            HTTPRequest(method: "GET", url: "\(server.url)/\(number)"))
          answers[number] = String(decoding: response.body, as: UTF8.self)
        } catch { answers[number] = "\(error)" }
      }
    }
    while answers.count < 50 { loop.turn() }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    #expect(EventLoop.now - started < 2.4, "fifty waits of 0.05 s one after another take 2.5 s")
  }

  @Test func aConnectionThatTheServerClosedMeanwhileIsReplaced() throws {
    let server = FaultServer { _, _ in [FaultServer.response(200), .close] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    let request = HTTPRequest(method: "POST", url: server.url + "/", body: [1])
    for _ in 0..<3 {
      #expect(try loop.run { try await transport.send(request).status } == 200)
      // Until the server's goodbye has come.
      usleep(50_000)
    }
    #expect(server.received.count == 3)
  }

  @Test func aRequestIsNotRepeatedBehindTheCallersBack() throws {
    // The second request arrives on the kept connection, which then breaks: libcurl alone would send
    // it once more.
    let server = FaultServer { number, _ in number == 0 ? [FaultServer.response(200)] : [.close] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    let request = HTTPRequest(method: "POST", url: server.url + "/", body: [1, 2])
    #expect(try loop.run { try await transport.send(request).status } == 200)
    let error = #expect(throws: TransportError.self) {
      try loop.run { try await transport.send(request) }
    }
    #expect(error?.reason == .connectionFailed)
    #expect(error?.wasSent == true)
    #expect(server.received.count == 2)
    #expect(server.received.map(\.body) == [[1, 2], [1, 2]])
  }

  // MARK: Errors

  @Test func aRefusedConnectionNamesThePlace() {
    let server = FaultServer { _, _ in [] }
    server.stop()
    usleep(50_000)
    #expect(
      throws: TransportError(
        .connectionRefused,
        "127.0.0.1:\(server.port) refused the connection: is the endpoint right, and running?")
    ) { try send(server) }
  }

  /// The handle of a failed look-up is used again by the next attempt.
  @Test func aHostCanBeUnknownSeveralTimes() {
    let transport = CurlTransport(loop: loop)
    for scheme in ["https", "https", "http"] {
      let error = #expect(throws: TransportError.self) {
        try loop.run { () async throws(TransportError) in
          try await transport.send(
            HTTPRequest(method: "POST", url: "\(scheme)://nowhere.invalid/", connectTimeout: 10))
        }
      }
      #expect(error?.reason == .unknownHost)
    }
  }

  @Test func anUnknownHostIsSaidToBe() {
    let transport = CurlTransport(loop: loop)
    let error = #expect(throws: TransportError.self) {
      try loop.run {
        try await transport.send(
          HTTPRequest(method: "GET", url: "http://nowhere.invalid/?secret=1", connectTimeout: 10))
      }
    }
    #expect(error?.reason == .unknownHost)
    #expect(error?.message.contains("nowhere.invalid:80") == true)
    #expect(error?.message.contains("secret") == false)
  }

  @Test func aMalformedURLIsSaidToBe() {
    let transport = CurlTransport(loop: loop)
    let error = #expect(throws: TransportError.self) {
      try loop.run { try await transport.send(HTTPRequest(method: "GET", url: "http://a b/")) }
    }
    #expect(error?.reason == .badRequest)
  }

  @Test func aHeaderWithALineBreakIsNotSent() {
    let server = FaultServer { _, _ in [FaultServer.response(200)] }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) {
      try send(server, headers: [("X-Key", "SECRET\r\nX-Other: 1")])
    }
    #expect(error?.reason == .badRequest)
    #expect(error?.message.contains("X-Key") == true)
    #expect(error?.message.contains("SECRET") == false)
    #expect(server.received.isEmpty)
  }

  @Test func aBodyCutShortIsAnError() {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"), .close]
    }
    defer { server.stop() }
    var expected = TransportError(
      .cutShort, "the answer from 127.0.0.1:\(server.port) was cut short after 9 bytes")
    expected.wasSent = true
    #expect(throws: expected) { try send(server) }
  }

  @Test func aChunkedBodyCutShortIsAnError() {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .close]
    }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .cutShort)
  }

  @Test func aConnectionClosedWithoutAnAnswerIsAnError() {
    let server = FaultServer { _, _ in [.close] }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .connectionFailed)
  }

  @Test func whatIsNotHTTPIsSaidToBe() {
    let server = FaultServer { _, _ in [.send("SSH-2.0-OpenSSH_9.2\r\n"), .close] }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .notHTTP)
  }

  @Test func aServerThatFallsSilentTimesOut() {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), .hang]
    }
    defer { server.stop() }
    let started = EventLoop.now
    let error = #expect(throws: TransportError.self) { try send(server, readTimeout: 0.2) }
    #expect(error?.reason == .readTimeout)
    #expect(
      error?.message
        == "127.0.0.1:\(server.port) sent nothing for 0.2 s (read timeout)")
    #expect((0.2..<5).contains(EventLoop.now - started))
  }

  @Test func aSlowServerThatKeepsSendingDoesNotTimeOut() throws {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n")]
        + "12345678".flatMap { [.wait(0.1), .send(String($0))] }
    }
    defer { server.stop() }
    #expect(try send(server, readTimeout: 0.5).body.count == 8)
  }

  @Test(arguments: [Double.infinity, 1e300, .nan])
  func timeoutsWithoutEndAreTaken(seconds: Double) throws {
    let server = FaultServer { _, _ in [FaultServer.response(200)] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    let request = HTTPRequest(
      method: "GET", url: server.url, connectTimeout: seconds, readTimeout: seconds,
      deadline: seconds)
    #expect(try loop.run { try await transport.send(request).status } == 200)
  }

  @Test func theDeadlineEndsACall() {
    let server = FaultServer { _, _ in [.hang] }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server, deadline: 0.1) }
    #expect(error?.reason == .deadline)
  }

  @Test func aHeaderWithoutEndIsRefused() {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nX-Huge: \(String(repeating: "x", count: 1 << 20))\r\n\r\n")]
    }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .tooLarge)
  }

  @Test func endlessHeadersAreRefused() {
    let line = "X-More: \(String(repeating: "x", count: 1000))\r\n"
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 400) + "\r\n"), .hang]
    }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .tooLarge)
  }

  @Test func aBodyOverTheLimitIsRefused() {
    let server = FaultServer { _, _ in
      [FaultServer.response(200, String(repeating: "x", count: 2000))]
    }
    defer { server.stop() }
    var limits = CurlTransport.Limits()
    limits.body = 1000
    let error = #expect(throws: TransportError.self) { try send(server, limits: limits) }
    #expect(error?.reason == .tooLarge)
  }

  @Test func anAnnouncedLengthIsNotBelieved() {
    let server = FaultServer { _, _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nabc"), .close]
    }
    defer { server.stop() }
    let error = #expect(throws: TransportError.self) { try send(server) }
    #expect(error?.reason == .cutShort)
  }

  @Test func aTLSHandshakeThatIsNeverAnsweredTimesOut() {
    let server = FaultServer { _, _ in [] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    let error = #expect(throws: TransportError.self) {
      try loop.run {
        // The server takes the greeting for the start of a request and says nothing.
        try await transport.send(
          HTTPRequest(
            method: "GET", url: "https://127.0.0.1:\(server.port)/", connectTimeout: 0.3))
      }
    }
    #expect(error?.reason == .connectTimeout)
  }

  // MARK: Cancellation

  @Test func aCancelledCallReturnsAtOnceAndClosesItsConnection() {
    let server = FaultServer { _, _ in [.hang] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    var end: TransportError.Reason?
    let task = loop.spawn {
      do throws(TransportError) {
        _ = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/"))
      } catch { end = error.reason }
    }
    while server.received.isEmpty { loop.turn(timeout: 0.01) }
    task.cancel()
    loop.turn(timeout: 5)
    #expect(end == .cancelled)
    let deadline = EventLoop.now + 5
    while server.departures == 0, EventLoop.now < deadline { usleep(1000) }
    #expect(server.departures == 1)
  }

  @Test func aCallThatWasCancelledBeforeItBeganIsNotSent() {
    let server = FaultServer { _, _ in [FaultServer.response(200)] }
    defer { server.stop() }
    let transport = CurlTransport(loop: loop)
    var end: TransportError.Reason?
    let task = loop.spawn {
      do throws(TransportError) {
        _ = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/"))
      } catch { end = error.reason }
    }
    task.cancel()
    loop.turn(timeout: 5)
    #expect(end == .cancelled)
    #expect(server.received.isEmpty)
  }

  @Test func aSignalDoesNotDisturbTransfers() throws {
    let server = FaultServer { _, _ in [.wait(0.3), FaultServer.response(200)] }
    defer { server.stop() }
    signal(SIGUSR1) { _ in }
    let transport = CurlTransport(loop: loop)
    let thread = pthread_self()
    startThread {
      for _ in 0..<10 {
        usleep(20_000)
        pthread_kill(thread, SIGUSR1)
      }
    }
    let request = HTTPRequest(method: "GET", url: server.url + "/")
    #expect(try loop.run { try await transport.send(request).status } == 200)
  }
}
