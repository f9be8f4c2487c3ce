import Glibc
import Testing

@testable import AWSRuntime

@Suite(.enabled(if: TLSServer.isPossible, "openssl is not installed"))
struct TLSTests {
  func send(to server: TLSServer, host: String = "127.0.0.1", caBundle: String?)
    throws(TransportError) -> HTTPResponse
  {
    let loop = EventLoop()
    let transport = CurlTransport(loop: loop)
    return try loop.run { () async throws(TransportError) in
      try await transport.send(
        HTTPRequest(method: "GET", url: "https://\(host):\(server.port)/", caBundle: caBundle))
    }
  }

  @Test func aCertificateThatNobodyVouchesForIsRefused() throws {
    let server = try TLSServer()
    let error = #expect(throws: TransportError.self) { try send(to: server, caBundle: nil) }
    #expect(error?.reason == .tls)
    #expect(error?.message.contains("AWS_CA_BUNDLE") == true)
    #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
  }

  @Test func theCABundleIsTrusted() throws {
    let server = try TLSServer()
    let response = try send(to: server, caBundle: server.certificate)
    #expect(response.status == 200)
  }

  @Test func aCertificateForAnotherHostIsRefused() throws {
    let server = try TLSServer()
    let error = #expect(throws: TransportError.self) {
      try send(to: server, host: "localhost", caBundle: server.certificate)
    }
    #expect(error?.reason == .tls)
  }

  @Test func aCABundleThatIsNotThereIsAnError() throws {
    let server = try TLSServer()
    let error = #expect(throws: TransportError.self) {
      try send(to: server, caBundle: "/nowhere/ca.pem")
    }
    #expect(error?.reason == .tls)
    #expect(error?.message.contains("/nowhere/ca.pem") == true)
  }

  @Test func aPlainServerIsNotTakenForTLS() {
    let server = FaultServer(greeting: "220 mail.example ESMTP\r\n") { _, _ in [] }
    defer { server.stop() }
    let loop = EventLoop()
    let transport = CurlTransport(loop: loop)
    let error = #expect(throws: TransportError.self) {
      try loop.run {
        try await transport.send(
          HTTPRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/"))
      }
    }
    #expect(error?.reason == .tls)
  }
}

/// `openssl s_server` with a certificate of its own for 127.0.0.1.
final class TLSServer {
  struct NotStarted: Error {}

  static let isPossible = system("openssl version >/dev/null 2>&1") == 0

  let port: Int
  let certificate: String
  private let process: pid_t
  private let output: UnsafeMutablePointer<FILE>

  init() throws {
    // The shell's process becomes the server's, so that its number is the one to end.
    let script = """
      folder=$(mktemp -d) && cd "$folder" && echo $$ && echo "$folder" \
      && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 \
        -subj /CN=test -addext subjectAltName=IP:127.0.0.1 2>/dev/null \
      && exec openssl s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -www 2>&1
      """
    guard let output = popen(script, "r") else { throw NotStarted() }
    func line() throws -> String {
      var text: UnsafeMutablePointer<CChar>?
      var capacity = 0
      defer { free(text) }
      guard getline(&text, &capacity, output) > 0, let text else { throw NotStarted() }
      return String(String(cString: text).dropLast())
    }
    process = try pid_t(line())!
    let folder = try line()
    var announcement = try line()
    while !announcement.hasPrefix("ACCEPT ") { announcement = try line() }
    port = Int(announcement.split(separator: ":").last!)!
    certificate = "\(folder)/cert.pem"
    self.output = output
  }

  deinit {
    kill(process, SIGTERM)
    pclose(output)
    for name in ["cert.pem", "key.pem", ""] {
      remove(certificate.dropLast("cert.pem".count) + name)
    }
  }
}
