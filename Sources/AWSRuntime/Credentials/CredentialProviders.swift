import AWSWire

/// Makes the providers of profiles and roles and keeps them, so that all calls share one refresh.
///
/// Keys given by hand come first, then the first of these places, in the order of the AWS CLI:
/// environment, assuming a role, web identity, SSO, credentials file, process, config file,
/// container, instance metadata. A profile named by hand sets the environment's keys aside;
/// `AWS_PROFILE` alone does not.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
public final class CredentialProviders {
  /// Whose keys, and how they are looked for.
  private enum Key: Hashable {
    case chosen(String?)
    /// For a role that another profile assumes.
    case source(String)
    case role(AssumedRole, profile: String?)
  }

  private let services: any CredentialServices
  private var chains: [Key: CredentialChain] = [:]

  public init(_ services: any CredentialServices) { self.services = services }

  /// The keys of a configuration's profile.
  ///
  /// - Parameter region: where STS is asked, where nothing configures a Region.
  public func chain(for configuration: Configuration, region: String? = nil) -> CredentialChain {
    kept(.chosen(configuration.explicitProfile)) {
      let usesEnvironment = configuration.explicitProfile == nil
      var sources: [any CredentialSource] = []
      if usesEnvironment {
        sources.append(EnvironmentCredentials(environment: configuration.environment))
      }
      sources.append(
        RoleCredentials(configuration, services: services, providers: self, region: region))
      sources += profileSources(configuration, region, usesEnvironment: usesEnvironment)
      sources.append(ContainerCredentials(configuration, services: services))
      sources.append(InstanceCredentials(configuration, services: services))
      return CredentialChain(sources, services: services) { configuration.files.forget() }
    }
  }

  /// The keys with which a role is assumed that names a `source_profile`: those written in the
  /// profile, else what it says itself. Neither environment, container nor instance count.
  ///
  /// - Parameter region: of STS, for every role on the way.
  func source(_ configuration: Configuration, region: String?) throws(AWSError) -> CredentialChain {
    let hasKeys = Self.hasKeys(try configuration.profile())
    return kept(.source(configuration.profileName)) {
      var sources: [any CredentialSource] = []
      if !hasKeys {
        sources.append(
          RoleCredentials(configuration, services: services, providers: self, region: region))
      }
      sources += profileSources(configuration, region, usesEnvironment: false)
      return CredentialChain(sources, services: services) { configuration.files.forget() }
    }
  }

  /// The keys of a role that a script assumes with those of a configuration's profile.
  public func chain(
    for role: AssumedRole, _ configuration: Configuration, region: String? = nil
  ) -> CredentialChain {
    kept(.role(role, profile: configuration.explicitProfile)) {
      let source = chain(for: configuration, region: region)
      return CredentialChain(
        [
          ScriptRoleCredentials(
            role: role, source: source, configuration: configuration, services: services,
            region: region)
        ], services: services)
    }
  }

  /// True where a profile has keys of its own.
  static func hasKeys(_ profile: Profiles.Section) -> Bool {
    ["aws_access_key_id", "aws_secret_access_key"].contains { profile[$0]?.isEmpty == false }
  }

  private func kept(_ key: Key, _ make: () -> CredentialChain) -> CredentialChain {
    if let known = chains[key] { return known }
    let chain = make()
    chains[key] = chain
    return chain
  }

  private func profileSources(
    _ configuration: Configuration, _ region: String?, usesEnvironment: Bool
  ) -> [any CredentialSource] {
    [
      WebIdentityCredentials(
        configuration, services: services, region: region, usesEnvironment: usesEnvironment),
      SSOCredentials(configuration, services: services),
      ProfileCredentials(configuration: configuration, file: .credentials),
      ProcessCredentials(configuration, services: services),
      ProfileCredentials(configuration: configuration, file: .config),
    ]
  }
}
