import Documents
import Files
import Glibc
import Scripting

/// Settings that hold for every run: from `config.lua`, and over it from the environment. Flags, which
/// are for one run, win over both.
///
/// The profile, the Region and endpoints are not among them: AWS's own variables and files set these,
/// for every tool alike. Nor is anything that allows more than a run without it.
extension Settings {
  /// Each setting: its name in `config.lua`, in the environment `MOONWATCH_` and the name in capitals.
  static let names = [
    "cloud_start", "color", "dry_run", "max_cost", "memory_limit", "output", "production",
    "protocol", "read_only",
    "timeout",
  ]

  /// The file: `$MOONWATCH_CONFIG`, else `moonwatch/config.lua` in `$XDG_CONFIG_HOME` or `~/.config`.
  /// nil without a home.
  static func path(_ environment: [String: String]) -> String? {
    if let path = environment["MOONWATCH_CONFIG"], !path.isEmpty { return path }
    return Process.configurationFile("config.lua", environment: environment)
  }

  /// What file and environment say. What is wrong there is the result's ``problem``: help and `doctor`
  /// work all the same.
  public static func standing(_ environment: [String: String] = Process.environment) -> Settings {
    var settings = Settings()
    do throws(Failure) {
      if let path = path(environment) {
        try settings.read(file: path, isNamed: environment["MOONWATCH_CONFIG"]?.isEmpty == false)
      }
      try settings.read(environment)
    } catch {
      settings.problem = error
    }
    return settings
  }

  private mutating func read(file path: String, isNamed: Bool) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT && !isNamed { return }
      throw Self.failure("cannot open '\(path)': \(SystemFailure().reason)")
    }
    defer { close(descriptor) }
    let bytes = try Script.bytes(of: descriptor, named: "'\(path)'")
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.failure("\(path): the text is not UTF-8")
    }
    let found: Document
    do throws(ScriptError) {
      found = try SettingsScript.run(text, path: path)
    } catch {
      throw Self.failure(error.message)
    }
    file = path
    for (name, value) in found.entries.map({ $0 }) {
      guard Self.names.contains(name) else { throw Self.unknown(name, in: path) }
      try set(name, value, origin: "\(path): \(name)")
    }
  }

  private mutating func read(_ environment: [String: String]) throws(Failure) {
    for name in Self.names {
      let variable = "MOONWATCH_" + name.uppercased()
      guard let text = environment[variable], !text.isEmpty else { continue }
      let value =
        switch name {
        case "protocol": Self.pairs(text)
        case "production": Document(text.split(separator: ",").map { Document(String($0)) })
        default: Document(text)
        }
      try set(name, value, origin: variable)
    }
  }

  /// `cloudwatch=json,sqs=query` as a map.
  private static func pairs(_ text: String) -> Document {
    Document(
      entries: text.split(separator: ",").map { pair in
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(sides[0]), Document(sides.count == 2 ? String(sides[1]) : ""))
      })
  }

  private mutating func set(_ name: String, _ value: Document, origin: String) throws(Failure) {
    func refusal(_ expected: String) -> Failure {
      Self.failure("\(origin): expected \(expected), got \(value)")
    }
    func flag() throws(Failure) -> Bool {
      switch value.string?.lowercased() {
      case "true", "1": return true
      case "false", "0": return false
      default:
        guard let flag = value.bool else { throw refusal("true or false") }
        return flag
      }
    }
    let text = value.string ?? (value.number == nil ? "" : "\(value)")
    switch name {
    case "cloud_start":
      guard let start = HostOptions.time(text) else {
        throw refusal("a time such as \"2026-11-24T03:00:00Z\"")
      }
      cloudStart = start
    case "color": usesColor = try flag()
    case "dry_run": isDryRun = try flag()
    case "read_only": isReadOnly = try flag()
    case "max_cost":
      guard let cost = value.number.map({ Cost(dollars: $0) }) ?? Cost(text) else {
        throw refusal(Cost.expectation)
      }
      maxCost = cost
    case "memory_limit":
      guard let bytes = Settings.bytes(text) else { throw refusal("bytes such as \"256M\"") }
      memoryLimit = bytes
    case "output":
      guard let format = OutputFormat(rawValue: text) else {
        let known = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw refusal("one of \(known)")
      }
      output = format
    case "production":
      guard value.kind == .list || value.kind == .map && value.count == 0 else {
        throw refusal("a list of profiles, such as {\"prod\"}")
      }
      for profile in value.elements.map({ $0 }) {
        guard let profile = profile.string else {
          throw refusal("a list of profiles, such as {\"prod\"}")
        }
        production.insert(profile)
      }
    case "protocol":
      guard value.kind == .map else {
        throw refusal("protocols by service, such as {cloudwatch = \"smithy-rpc-v2-cbor\"}")
      }
      for (service, known) in value.entries.map({ $0 }) {
        guard let known = known.string, Protocols.names.contains(known) else {
          throw Self.failure(
            "\(origin): \(service): expected one of \(Protocols.names.joined(separator: ", ")), got "
              + "\(known)")
        }
        protocols[service] = known
      }
    case "timeout":
      let seconds = value.number ?? DurationText.seconds(text)
      guard let seconds, seconds > 0, seconds.isFinite else {
        throw refusal(DurationText.expectation)
      }
      standingTimeout = seconds
    default: preconditionFailure("a setting without a meaning: \(name)")
    }
  }

  private static func unknown(_ name: String, in path: String) -> Failure {
    var hint = "known: " + names.joined(separator: ", ")
    switch name {
    case "profile", "region", "endpoint_url":
      hint =
        "AWS's own variables and files set it, for every tool: AWS_PROFILE, AWS_REGION, ~/.aws/config"
    case "allow_write", "local", "record", "replay":
      hint = "--\(GlobalFlags.dashed(name)) is for one run"
    default: break
    }
    let near = Suggestion.text(for: name, among: names)
    return failure("\(path): unknown setting '\(name)'\(near)", hints: [hint])
  }

  private static func failure(_ message: String, hints: [String] = []) -> Failure {
    Failure(message, hints: hints, status: .configuration)
  }
}
