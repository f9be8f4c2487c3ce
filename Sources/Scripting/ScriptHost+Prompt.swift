import AWSRuntime
import AWSWire

extension ScriptHost {
  /// Where calls go unless told otherwise, for a prompt's text.
  public struct Whereabouts: Equatable, Sendable {
    public var profile: String
    /// nil where no Region is configured.
    public var region: String?

    public init(profile: String, region: String?) {
      self.profile = profile
      self.region = region
    }
  }

  /// The profile and Region that flags, environment and configuration files name.
  public func whereabouts() -> Whereabouts {
    let configuration = Configuration(environment: options.environment, profile: options.profile)
    // A prompt starts even where the files cannot be read; the first call says what is wrong.
    let region = try? configuration.configuredRegion(explicit: options.region)
    return Whereabouts(profile: configuration.profileName, region: region)
  }
}
