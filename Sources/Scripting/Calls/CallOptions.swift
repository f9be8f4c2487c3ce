import AWSWire
import Documents

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

  /// Reads a table of options, over the host's own choices.
  init(_ table: Document?, defaults: HostOptions) throws(AWSError) {
    region = defaults.region
    profile = defaults.profile
    endpoint = defaults.endpointURL
    guard let table else { return }
    guard table.kind == .map else {
      throw Self.wrong("client options: expected a table with names, got \(table)")
    }
    for (name, value) in table.entries {
      switch name {
      case "region": region = try text(value, name)
      case "profile": profile = try text(value, name)
      case "endpoint_url": endpoint = try text(value, name)
      case "credentials": credentials = try Self.credentials(value)
      case "max_attempts":
        guard let count = value.integer, (1...100).contains(count) else {
          throw Self.wrong("max_attempts: expected an integer from 1 to 100, got \(value)")
        }
        maxAttempts = Int(count)
      case "timeout":
        guard let seconds = value.number ?? value.string.flatMap(DurationText.seconds), seconds > 0
        else {
          throw Self.wrong("timeout: expected seconds or a duration such as \"30s\", got \(value)")
        }
        timeout = seconds
      case "protocol":
        guard let known = value.string.flatMap(WireProtocol.init) else {
          let known = WireProtocol.allCases.map(\.rawValue)
          throw Self.wrong(
            "protocol: expected one of \(known.joined(separator: ", ")), got \(value)"
              + (value.string.map { suggestion(for: $0, among: known) } ?? ""))
        }
        wireProtocol = known
      case "api_version": apiVersion = try text(value, name)
      default:
        throw Self.wrong(
          "unknown client option '\(name)'" + suggestion(for: name, among: Self.names)
            + "; known: " + Self.names.joined(separator: ", "))
      }
    }
  }

  private static func wrong(_ message: String) -> AWSError {
    AWSError(.argument, code: "InvalidOption", message)
  }

  private func text(_ value: Document, _ name: String) throws(AWSError) -> String {
    guard let text = value.string, !text.isEmpty else {
      throw Self.wrong("\(name): expected string, got \(value)")
    }
    return text
  }

  private static func credentials(_ value: Document) throws(AWSError) -> StaticCredentials {
    let names = ["access_key_id", "secret_access_key", "session_token"]
    for (name, _) in value.entries where !names.contains(name) {
      throw Self.wrong(
        "credentials: unknown member '\(name)'" + suggestion(for: name, among: names))
    }
    // The values are secrets: a message names the member only.
    guard let id = value["access_key_id"]?.string,
      let secret = value["secret_access_key"]?.string
    else {
      throw Self.wrong("credentials: expected a table with access_key_id and secret_access_key")
    }
    return StaticCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: value["session_token"]?.string)
  }
}
