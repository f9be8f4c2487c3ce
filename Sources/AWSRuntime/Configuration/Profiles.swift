import AWSWire

/// What the two AWS files say, taken together.
public struct Profiles: Sendable, Equatable {
  /// A profile's properties, by name in lower case. Sub-properties are lines of their value.
  public typealias Section = [String: String]

  /// Profiles of the config file.
  public var configured: [String: Section]
  /// Profiles of the credentials file.
  public var credentials: [String: Section]
  public var ssoSessions: [String: Section]
  /// The `services` sections: properties are services, their sub-properties settings.
  public var services: [String: Section]

  public init(
    configured: [String: Section] = [:], credentials: [String: Section] = [:],
    ssoSessions: [String: Section] = [:], services: [String: Section] = [:]
  ) {
    self.configured = configured
    self.credentials = credentials
    self.ssoSessions = ssoSessions
    self.services = services
  }

  /// Reads the two files' texts; an error names the file and the line.
  public init(
    configText: String, configName: String = "config", credentialsText: String,
    credentialsName: String = "credentials"
  ) throws(AWSError) {
    let config = try Self.parse(configText, .config, name: configName)
    let credentials = try Self.parse(credentialsText, .credentials, name: credentialsName)
    self.init(
      configured: config.profiles, credentials: credentials.profiles,
      ssoSessions: config.ssoSessions, services: config.services)
  }

  private static func parse(_ text: String, _ dialect: ProfileText.Dialect, name: String)
    throws(AWSError) -> ProfileText
  {
    do throws(ProfileText.Failure) {
      return try ProfileText(text, dialect: dialect)
    } catch {
      throw AWSError(.config, code: "InvalidConfigFile", "\(name):\(error.line): \(error.reason)")
    }
  }

  /// Every profile's name, sorted.
  public var names: [String] { Set(configured.keys).union(credentials.keys).sorted() }

  /// A profile as both files together define it; what the credentials file says wins.
  public subscript(name: String) -> Section? {
    switch (configured[name], credentials[name]) {
    case (nil, nil): nil
    case (let section?, nil), (nil, let section?): section
    case (let configured?, let credentials?): configured.merging(credentials) { $1 }
    }
  }

  /// The settings below a property that holds sub-properties, such as a service's in `services`.
  static func subproperties(of value: String) -> Section {
    var settings: Section = [:]
    for line in value.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      settings[line[..<equals].trimmed.lowercased()] =
        String(line[line.index(after: equals)...].trimmed)
    }
    return settings
  }
}
