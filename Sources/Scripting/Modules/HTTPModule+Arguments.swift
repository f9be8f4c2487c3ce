import AWSRuntime
import AWSWire
import Documents
import LuaKit

extension HTTPModule {
  private static let optionNames = [
    "body", "connect_timeout", "headers", "json", "max_attempts", "raise", "timeout",
  ]

  /// The method, URL and options at 1, 2 and 3.
  static func request(_ thread: LuaThread) throws(AWSError) -> WebRequest {
    let method = thread.string(at: 1) ?? ""
    func problem(_ text: String) -> AWSError {
      AWSError(.argument, code: "InvalidArgument", "http.\(method.lowercased()): \(text)")
    }
    // Not what was got: a URL that is mistyped may hold a secret all the same.
    guard let text = thread.string(at: 2) else {
      throw problem("expected a URL, got \(thread.typeName(at: 2))")
    }
    guard let url = WebURL(text) else {
      throw problem(
        "expected a URL such as https://example.com/path, without blanks or characters that have "
          + "to be escaped")
    }
    var request = WebRequest(method: method, url: url)
    if thread.isNil(at: 3) { return request }
    let options: Document
    do throws(LuaError) {
      options = try thread.document(at: 3)
    } catch {
      throw problem(error.message)
    }
    guard options.kind == .map else { throw problem("expected a table of options") }
    for (name, value) in options.entries.map({ $0 }) {
      switch name {
      case "timeout": request.timeout = try seconds(value, name, problem)
      case "connect_timeout": request.connectTimeout = try seconds(value, name, problem)
      case "max_attempts":
        guard let count = value.number.flatMap({ Int(exactly: $0) }), (1...100).contains(count)
        else { throw problem("max_attempts: expected an integer from 1 to 100, got \(value)") }
        request.maxAttempts = count
      case "body":
        guard value.kind == .string || value.kind == .blob else {
          throw problem("body: expected string; for a table use json")
        }
        request.body = value.withBytes { Array($0) }
      case "raise": break  // For the Lua side, which acts on the answer.
      case "json": request.body = JSON.serialize(value)
      case "headers":
        guard value.kind == .map else {
          throw problem("headers: expected a table of headers by name")
        }
        for (header, content) in value.entries.map({ $0 }) {
          guard let text = content.string ?? content.integer.map({ "\($0)" }) else {
            throw problem("headers: \(header): expected string")
          }
          try check(header, text, problem)
          request.headers.append((header, text))
        }
      default:
        throw problem(
          "unknown option '\(name)'" + suggestion(for: name, among: Self.optionNames)
            + "; known: " + Self.optionNames.joined(separator: ", "))
      }
    }
    if options["json"] != nil {
      if options["body"] != nil { throw problem("json and body exclude each other") }
      if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
        request.headers.append(("Content-Type", "application/json"))
      }
    }
    if request.isRead, !request.body.isEmpty {
      throw problem("a \(method) carries no body; use post, put or patch")
    }
    return request
  }

  /// Headers that the transport makes itself.
  private static let ownHeaders: Set = [
    "connection", "content-length", "host", "transfer-encoding", "user-agent",
  ]

  private static func check(_ header: String, _ text: String, _ problem: (String) -> AWSError)
    throws(AWSError)
  {
    let isToken =
      !header.isEmpty
      && header.utf8.allSatisfy { byte in
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    guard isToken else {
      throw problem("headers: \(header.debugDescription) is no name of a header")
    }
    guard !Self.ownHeaders.contains(header.lowercased()) else {
      throw problem("headers: \(header) is not for a script to set")
    }
    guard !text.utf8.contains(where: { [0, 10, 13].contains($0) }) else {
      throw problem("headers: \(header): expected one line")
    }
  }

  private static func seconds(_ value: Document, _ name: String, _ problem: (String) -> AWSError)
    throws(AWSError) -> Double
  {
    let seconds = value.number ?? value.string.flatMap { DurationText.seconds($0) }
    guard let seconds, seconds > 0, seconds.isFinite else {
      throw problem("\(name): expected seconds or a duration such as \"30s\", got \(value)")
    }
    return seconds
  }
}
