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

  /// The profile and Region that flags and environment name.
  public var whereabouts: Whereabouts {
    func first(_ names: String...) -> String? {
      names.lazy.compactMap { self.options.environment[$0] }.first { !$0.isEmpty }
    }
    return Whereabouts(
      profile: options.profile ?? first("AWS_PROFILE", "AWS_DEFAULT_PROFILE") ?? "default",
      region: options.region ?? first("AWS_REGION", "AWS_DEFAULT_REGION"))
  }
}
