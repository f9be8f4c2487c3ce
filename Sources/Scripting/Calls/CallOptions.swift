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
  var wireProtocol: WireProtocol?
  /// The version of the service's description; nil: the embedded one, else the newest.
  var apiVersion: String?

  private static let names = [
    "region", "profile", "endpoint_url", "credentials", "max_attempts", "timeout", "protocol",
    "api_version",
  ]

  /// Reads the table at an index, over the host's own choices.
  init(_ thread: LuaThread, at index: Int32, defaults: HostOptions) throws {
    region = defaults.region
    profile = defaults.profile
    endpoint = defaults.endpointURL
    if thread.isNil(at: index) { return }
    guard thread.type(at: index) == .table else {
      throw LuaError.argument(index, "table of options expected, got \(thread.typeName(at: index))")
    }
    for (name, value) in try thread.document(at: index).entries {
      switch name {
      case "region": region = try text(value, name)
      case "profile": profile = try text(value, name)
      case "endpoint_url": endpoint = try text(value, name)
      case "credentials": credentials = try Self.credentials(value)
      case "max_attempts":
        guard let count = value.integer, (1...100).contains(count) else {
          throw LuaError("max_attempts: expected an integer from 1 to 100, got \(value)")
        }
        maxAttempts = Int(count)
      case "timeout":
        guard let seconds = value.number ?? value.string.flatMap(DurationText.seconds), seconds > 0
        else {
          throw LuaError("timeout: expected seconds or a duration such as \"30s\", got \(value)")
        }
        timeout = seconds
      case "protocol":
        guard let known = value.string.flatMap(WireProtocol.init) else {
          let known = WireProtocol.allCases.map(\.rawValue)
          throw LuaError(
            "protocol: expected one of \(known.joined(separator: ", ")), got \(value)"
              + (value.string.map { suggestion(for: $0, among: known) } ?? ""))
        }
        wireProtocol = known
      case "api_version": apiVersion = try text(value, name)
      default:
        throw LuaError(
          "unknown client option '\(name)'" + suggestion(for: name, among: Self.names)
            + "; known: " + Self.names.joined(separator: ", "))
      }
    }
  }

  private func text(_ value: Document, _ name: String) throws -> String {
    guard let text = value.string, !text.isEmpty else {
      throw LuaError("\(name): expected string, got \(value)")
    }
    return text
  }

  private static func credentials(_ value: Document) throws -> StaticCredentials {
    let names = ["access_key_id", "secret_access_key", "session_token"]
    for (name, _) in value.entries where !names.contains(name) {
      throw LuaError("credentials: unknown member '\(name)'" + suggestion(for: name, among: names))
    }
    // The values are secrets: a message names the member only.
    guard let id = value["access_key_id"]?.string,
      let secret = value["secret_access_key"]?.string
    else {
      throw LuaError("credentials: expected a table with access_key_id and secret_access_key")
    }
    return StaticCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: value["session_token"]?.string)
  }
}
