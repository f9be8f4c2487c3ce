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
  var connectTimeout: Double?
  var readTimeout: Double?
  var pace = Pace.published

  private static let names = [
    "region", "profile", "endpoint_url", "credentials", "max_attempts", "timeout",
    "connect_timeout", "read_timeout", "pace",
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
      case "timeout": timeout = try Self.seconds(value, name)
      case "connect_timeout": connectTimeout = try Self.seconds(value, name)
      case "read_timeout": readTimeout = try Self.seconds(value, name)
      case "pace": pace = try Self.pace(value)
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

  private static func seconds(_ value: Document, _ name: String) throws(Problem) -> Double {
    let seconds = value.number ?? value.string.flatMap { DurationText.seconds($0) }
    guard let seconds, seconds > 0, seconds.isFinite else {
      throw Problem("\(name): expected seconds or a duration such as \"30s\", got \(value)")
    }
    return seconds
  }

  /// `false`, `true`, or calls a second by operation: `{PutMetricAlarm=10}`.
  private static func pace(_ value: Document) throws(Problem) -> Pace {
    if let isOn = value.bool { return isOn ? .published : .off }
    guard value.kind == .map else {
      throw Problem(
        "pace: expected false, or calls a second by operation such as {PutMetricAlarm=10}, got "
          + "\(value)")
    }
    var rates: [String: Double] = [:]
    for (operation, rate) in value.entries {
      guard let number = rate.number, number > 0, number.isFinite else {
        throw Problem("pace: \(operation): expected a number of calls a second, got \(rate)")
      }
      rates[operation] = number
    }
    return .rates(rates)
  }

  /// Refuses a pace for an operation that the service does not have.
  func check(for service: ServiceModel) throws(AWSError) {
    guard case .rates(let rates) = pace else { return }
    let names = service.operationNames
    for name in rates.keys.sorted() where !names.contains(name) {
      var error = service.unknownOperation(name)
      error.message = "pace: \(error.message)"
      throw error
    }
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
