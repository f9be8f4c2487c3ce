import AWSWire
import Spelling

/// What environment and profile say about calls: Region, endpoints, keys, retries.
///
/// The environment is handed in, and files are read when the first question needs them. Everything
/// here means what it means to the AWS CLI.
/// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
public final class Configuration {
  public let environment: [String: String]
  /// The profile that the user named; it sets the environment's keys aside. nil: `AWS_PROFILE`
  /// decides.
  public let explicitProfile: String?
  public let files: ProfileFiles
  let resolver: EndpointResolver

  /// - Parameter profile: a profile named by hand, on the command line or in code.
  public convenience init(environment: [String: String], profile: String? = nil) {
    self.init(
      environment: environment, profile: profile, files: ProfileFiles(environment: environment))
  }

  public init(
    environment: [String: String], profile: String?, files: ProfileFiles,
    resolver: EndpointResolver = EndpointResolver()
  ) {
    self.environment = environment
    explicitProfile = profile
    self.files = files
    self.resolver = resolver
  }

  /// The same environment and files with another profile; nil keeps this one.
  public func selecting(profile: String?) -> Configuration {
    guard let profile, profile != explicitProfile else { return self }
    return Configuration(
      environment: environment, profile: profile, files: files, resolver: resolver)
  }

  // MARK: Profile

  /// The profile that settings come from: named by hand, `AWS_PROFILE`, or `default`.
  public var profileName: String { explicitProfile ?? profileVariable?.value ?? "default" }

  /// What named the profile: a variable of the environment; nil where nothing did, or a person.
  public var profileOrigin: String? { explicitProfile == nil ? profileVariable?.name : nil }

  private var profileVariable: (name: String, value: String)? {
    for name in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
      if let value = variable(name) { return (name, value) }
    }
    return nil
  }

  /// The chosen profile's properties. A profile that was named has to exist; `default`, unless it
  /// was named, need not.
  public func profile() throws(AWSError) -> Profiles.Section {
    let profiles = try files.read()
    if let section = profiles[profileName] { return section }
    guard explicitProfile != nil || profileVariable != nil else { return [:] }
    let known = profiles.names
    let origin = explicitProfile == nil ? " (named by \(profileVariable!.name))" : ""
    let hint =
      known.isEmpty
      ? "there are no profiles; `aws configure --profile \(profileName)` makes one"
      : nearestName(to: profileName, among: known).map { "did you mean '\($0)'?" }
        ?? "known profiles: \(list(known))"
    throw AWSError(
      .config, code: "UnknownProfile",
      "no profile '\(profileName)'\(origin) in \(files.names); \(hint)")
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }

  // MARK: Settings

  /// A setting's text and, for messages, where it was found.
  public struct Setting: Sendable, Equatable {
    public let text: String
    public let origin: String
  }

  /// An environment variable; one that is empty counts as not set.
  func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A setting from the environment, else from the profile.
  func setting(_ variables: String..., key: String) throws(AWSError) -> Setting? {
    for name in variables {
      if let value = variable(name) { return Setting(text: value, origin: name) }
    }
    guard let value = try profile()[key], !value.isEmpty else { return nil }
    return Setting(text: value, origin: "\(key) in profile '\(profileName)'")
  }

  func flag(_ variable: String, key: String) throws(AWSError) -> Bool {
    guard let setting = try setting(variable, key: key) else { return false }
    switch setting.text.lowercased() {
    case "true": return true
    case "false": return false
    default: throw invalid(setting, expected: "true or false")
    }
  }

  func integer(_ variable: String, key: String, in range: ClosedRange<Int>) throws(AWSError) -> Int?
  {
    guard let setting = try setting(variable, key: key) else { return nil }
    guard let number = Int(setting.text), range.contains(number) else {
      let expected =
        range.upperBound == .max
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
      throw invalid(setting, expected: expected)
    }
    return number
  }

  func invalid(_ setting: Setting, expected: String) -> AWSError {
    AWSError(
      .config, code: "InvalidSetting",
      "\(setting.origin): expected \(expected), got \(setting.text.debugDescription)")
  }
}
