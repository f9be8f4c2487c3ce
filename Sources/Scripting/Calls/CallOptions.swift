import AWSWire
import Documents
import LuaKit

/// What a client was made with: `aws.cloudwatch{region="eu-west-1", max_attempts=5}`.
struct CallOptions {
  var region: String?
  var profile: String?
  var endpoint: String?
  var credentials: StaticCredentials?
  /// In place of keys, a role; `aws.assume` makes one.
  var role: AssumedRole?
  var maxAttempts: Int?
  var timeout: Double?
  var connectTimeout: Double?
  var readTimeout: Double?
  var pace = Pace.published
  var wireProtocol: WireProtocol?
  /// The version of the service's description; nil: the embedded one, else the newest.
  var apiVersion: String?
  /// True for calls that fetch the pages of one answer.
  var isPage = false

  private static let names = [
    "region", "profile", "endpoint_url", "credentials", "max_attempts", "timeout",
    "connect_timeout", "read_timeout", "pace", "protocol", "api_version",
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

  /// What `aws.assume` is given at an index, checked.
  static func role(_ thread: LuaThread, at index: Int32, _ caller: Caller) throws -> AssumedRole {
    do throws(Problem) {
      guard thread.type(at: index) == .table else {
        throw Problem("expected a table with role_arn, got \(thread.typeName(at: index))")
      }
      return try role(try document(thread, at: index))
    } catch {
      throw caller.errors.error(
        AWSError(.argument, code: "InvalidOption", "aws.assume: \(error.message)"), on: thread)
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
      case "credentials":
        if value["role_arn"] != nil {
          role = try Self.role(value)
        } else {
          credentials = try Self.credentials(value)
        }
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
      case "protocol":
        guard let known = value.string.flatMap(WireProtocol.init) else {
          let known = WireProtocol.allCases.map(\.rawValue)
          throw Problem(
            "protocol: expected one of \(known.joined(separator: ", ")), got \(value)"
              + (value.string.map { suggestion(for: $0, among: known) } ?? ""))
        }
        wireProtocol = known
      case "api_version": apiVersion = try Self.text(value, name)
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

  private static func role(_ value: Document) throws(Problem) -> AssumedRole {
    let names = ["role_arn", "session_name", "external_id", "duration", "profile", "region"]
    var texts: [String: String] = [:]
    var duration: Int?
    for (name, value) in value.entries.map({ $0 }) {
      guard names.contains(name) else {
        throw Problem(
          "unknown option '\(name)'" + suggestion(for: name, among: names) + "; known: "
            + names.joined(separator: ", "))
      }
      guard name == "duration" else {
        texts[name] = try text(value, name)
        continue
      }
      guard let seconds = Int(exactly: try seconds(value, name)), (900...43_200).contains(seconds)
      else {
        throw Problem("duration: expected whole seconds from \"15m\" to \"12h\", got \(value)")
      }
      duration = seconds
    }
    guard let arn = texts["role_arn"] else { throw Problem("role_arn: expected string, got nil") }
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
      throw Problem(
        "role_arn: expected one such as arn:aws:iam::123456789012:role/watch, got "
          + arn.debugDescription)
    }
    return AssumedRole(
      roleARN: arn, sessionName: texts["session_name"], externalID: texts["external_id"],
      duration: duration, profile: texts["profile"], region: texts["region"])
  }
}
