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
  var connectTimeout: Double?
  var readTimeout: Double?
  var pace = Pace.published

  private static let names = [
    "region", "profile", "endpoint_url", "credentials", "max_attempts", "timeout",
    "connect_timeout", "read_timeout", "pace",
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
      case "timeout": timeout = try Self.seconds(value, name)
      case "connect_timeout": connectTimeout = try Self.seconds(value, name)
      case "read_timeout": readTimeout = try Self.seconds(value, name)
      case "pace": pace = try Self.pace(value)
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

  private static func seconds(_ value: Document, _ name: String) throws(AWSError) -> Double {
    guard let seconds = value.number ?? value.string.flatMap(DurationText.seconds), seconds > 0,
      seconds.isFinite
    else {
      throw wrong("\(name): expected seconds or a duration such as \"30s\", got \(value)")
    }
    return seconds
  }

  /// `false`, `true`, or calls a second by operation: `{PutMetricAlarm=10}`.
  private static func pace(_ value: Document) throws(AWSError) -> Pace {
    if let isOn = value.bool { return isOn ? .published : .off }
    guard value.kind == .map else {
      throw wrong(
        "pace: expected false, or calls a second by operation such as {PutMetricAlarm=10}, got "
          + "\(value)")
    }
    var rates: [String: Double] = [:]
    for (operation, rate) in value.entries {
      guard let number = rate.number, number > 0, number.isFinite else {
        throw wrong("pace: \(operation): expected a number of calls a second, got \(rate)")
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
