import AWSWire
import Documents
import LuaKit

/// What a client was made with: `aws.cloudwatch{region="eu-west-1", max_attempts=5}`.
struct CallOptions {
  var region: String?
  var profile: String?
  var endpoint: String?
  var credentials: StaticCredentials?
  var maxAttempts: Int?
  var timeout: Double?

  private static let names = [
    "region", "profile", "endpoint_url", "credentials", "max_attempts", "timeout",
  ]

  /// Reads the table at an index, over the host's own choices. What is wrong with it is raised with
  /// the name of the function that it was given to.
  init(_ thread: LuaThread, at index: Int32, of function: String, _ caller: Caller) throws {
    region = caller.options.region
    profile = caller.options.profile
    endpoint = caller.options.endpointURL
    if thread.isNil(at: index) { return }
    do throws(Problem) {
      guard thread.type(at: index) == .table else {
        throw Problem("expected a table of options, got \(thread.typeName(at: index))")
      }
      try read(try Self.document(thread, at: index))
    } catch {
      throw caller.errors.error(
        AWSError(.argument, code: "InvalidOption", "\(function): \(error.message)"), on: thread)
    }
  }

  private struct Problem: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  private static func document(_ thread: LuaThread, at index: Int32) throws(Problem) -> Document {
    do throws(LuaError) {
      return try thread.document(at: index)
    } catch {
      throw Problem(error.message)
    }
  }

  private mutating func read(_ options: Document) throws(Problem) {
    if options.kind == .list { throw Problem("expected options by name, got a list") }
    for (name, value) in options.entries.map({ $0 }) {
      switch name {
      case "region": region = try Self.text(value, name)
      case "profile": profile = try Self.text(value, name)
      case "endpoint_url": endpoint = try Self.text(value, name)
      case "credentials": credentials = try Self.credentials(value)
      case "max_attempts":
        // 5.0 is as good as 5.
        guard let number = value.number, let count = Int(exactly: number), (1...100).contains(count)
        else {
          throw Problem("max_attempts: expected an integer from 1 to 100, got \(value)")
        }
        maxAttempts = count
      case "timeout":
        let seconds = value.number ?? value.string.flatMap { DurationText.seconds($0) }
        guard let seconds, seconds > 0, seconds.isFinite else {
          throw Problem("timeout: expected seconds or a duration such as \"30s\", got \(value)")
        }
        timeout = seconds
      default:
        throw Problem(
          "unknown option '\(name)'" + suggestion(for: name, among: Self.names)
            + "; known: " + Self.names.joined(separator: ", "))
      }
    }
  }

  private static func text(_ value: Document, _ name: String) throws(Problem) -> String {
    guard let text = value.string else {
      throw Problem("\(name): expected string, got \(value)")
    }
    if text.isEmpty { throw Problem("\(name): expected a value, got an empty string") }
    return text
  }

  private static func credentials(_ value: Document) throws(Problem) -> StaticCredentials {
    let names = ["access_key_id", "secret_access_key", "session_token"]
    for (name, _) in value.entries.map({ $0 }) where !names.contains(name) {
      throw Problem("credentials: unknown member '\(name)'" + suggestion(for: name, among: names))
    }
    // The values are secrets: a message names the member only.
    guard let id = value["access_key_id"]?.string, !id.isEmpty,
      let secret = value["secret_access_key"]?.string, !secret.isEmpty
    else {
      throw Problem("credentials: expected a table with access_key_id and secret_access_key")
    }
    let token = value["session_token"]
    if let token, token.string == nil {
      throw Problem("credentials: session_token: expected string")
    }
    return StaticCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token?.string)
  }
}
