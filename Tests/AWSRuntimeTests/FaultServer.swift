import Glibc
import Synchronization

/// A small HTTP/1.1 server on a loopback port, with a thread per connection, that answers as a test
/// tells it to: well, late, half, or with garbage.
final class FaultServer: Sendable {
  struct Received: Sendable {
    var method: String
    var uri: String
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]
    /// Number of the connection that it came on, from 0.
    var connection: Int
  }

  /// One thing that the server does for a request, in order.
  enum Step: Sendable {
    case send(String)
    case wait(Double)
    /// Waits for the client to go away.
    case hang
    case close
  }

  private struct State {
    var received: [Received] = []
    var connections = 0
    var departures = 0
  }

  private let listener: Int32
  private let state = Mutex(State())
  private let greeting: String
  private let answer: @Sendable (_ number: Int, Received) -> [Step]
  let port: UInt16

  /// - Parameters:
  ///   - greeting: Sent as soon as a client connects.
  ///   - answer: Called with the number of the request, from 0, and the request.
  init(
    greeting: String = "", _ answer: @escaping @Sendable (_ number: Int, Received) -> [Step]
  ) {
    self.greeting = greeting
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    port = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        precondition(bind(listener, address, size) == 0, "bind: \(errno)")
        precondition(listen(listener, 128) == 0, "listen: \(errno)")
        getsockname(listener, address, &size)
      }
      return UInt16(bigEndian: $0.pointee.sin_port)
    }
    startThread { [self] in acceptConnections() }
  }

  var url: String { "http://127.0.0.1:\(port)" }
  var received: [Received] { state.withLock { $0.received } }
  var connections: Int { state.withLock { $0.connections } }
  /// Clients that went away while the server hung.
  var departures: Int { state.withLock { $0.departures } }

  /// Ends the accepting thread; connections end with their clients.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A whole answer with a length.
  static func response(
    _ status: Int, _ body: String = "", headers: [String: String] = [:]
  ) -> Step {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    return .send(
      "HTTP/1.1 \(status) Something\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  private func acceptConnections() {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 { break }
      let number = state.withLock {
        $0.connections += 1
        return $0.connections - 1
      }
      startThread { [self] in serve(client, number) }
    }
    close(listener)
  }

  private func serve(_ client: Int32, _ connection: Int) {
    defer { close(client) }
    if !sendAll(client, Array(greeting.utf8)) { return }
    var buffer: [UInt8] = []
    while let request = readRequest(client, &buffer, connection) {
      let number = state.withLock {
        $0.received.append(request)
        return $0.received.count - 1
      }
      for step in answer(number, request) {
        switch step {
        case .send(let text):
          if !sendAll(client, Array(text.utf8)) { return }
        case .wait(let seconds): usleep(UInt32(seconds * 1e6))
        case .hang:
          var byte: UInt8 = 0
          while recv(client, &byte, 1, 0) > 0 {}
          state.withLock { $0.departures += 1 }
          return
        case .close: return
        }
      }
    }
  }

  private func sendAll(_ client: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(client, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  private func readRequest(_ client: Int32, _ buffer: inout [UInt8], _ connection: Int) -> Received?
  {
    let end = Array("\r\n\r\n".utf8)
    while buffer.firstRange(of: end) == nil {
      if !receive(client, &buffer) { return nil }
    }
    let headEnd = buffer.firstRange(of: end)!
    let head = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self)
    buffer.removeFirst(headEnd.upperBound)
    var lines = head.split(separator: "\r\n")[...]
    let start = lines.removeFirst().split(separator: " ")
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      headers[parts[0].lowercased()] = parts[1].first == " " ? String(parts[1].dropFirst()) : ""
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    while buffer.count < length {
      if !receive(client, &buffer) { return nil }
    }
    let body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return Received(
      method: String(start[0]), uri: String(start[1]), headers: headers, body: body,
      connection: connection)
  }

  private func receive(_ client: Int32, _ buffer: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(client, &chunk, chunk.count, 0)
    if count <= 0 { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }
}
