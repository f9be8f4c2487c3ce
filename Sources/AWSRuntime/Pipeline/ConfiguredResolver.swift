import AWSWire

/// Resolves calls by environment and profiles, with what the request itself says on top.
///
/// What it finds is kept: credentials by profile and role, the rest by everything that it depends on.
public final class ConfiguredResolver: CallResolver {
  private struct Key: Hashable {
    let service: String
    let region: String?
    let profile: String?
    let endpoint: String?
  }

  private struct Settings {
    let region: String
    let endpoint: Endpoint
    let maxAttempts: Int
    let retryMode: RetryMode
    let caBundle: String?
    let compressionThreshold: Int?
  }

  private let configuration: Configuration
  private var configurations: [String: Configuration] = [:]
  private var settings: [Key: Settings] = [:]
  private let providers: CredentialProviders

  public init(_ configuration: Configuration, credentials: CredentialProviders) {
    self.configuration = configuration
    providers = credentials
  }

  public func target(for request: Request) throws(AWSError) -> CallTarget {
    let configuration = configuration(profile: request.profile)
    let settings = try settings(for: request, configuration)
    return CallTarget(
      region: settings.region, endpoint: settings.endpoint,
      credentials: request.operation.isUnsigned
        ? nil : provider(for: request, configuration, region: settings.region),
      maxAttempts: max(request.maxAttempts ?? settings.maxAttempts, 1),
      retryMode: settings.retryMode, caBundle: settings.caBundle,
      compressionThreshold: settings.compressionThreshold)
  }

  private func configuration(profile: String?) -> Configuration {
    guard let profile else { return configuration }
    if let known = configurations[profile] { return known }
    let selected = configuration.selecting(profile: profile)
    configurations[profile] = selected
    return selected
  }

  private func settings(
    for request: Request, _ configuration: Configuration
  ) throws(AWSError) -> Settings {
    let service = request.operation.service
    let key = Key(
      service: service.name, region: request.region, profile: request.profile,
      endpoint: request.endpoint)
    if let known = settings[key] { return known }
    let found = Settings(
      region: try configuration.region(explicit: request.region),
      endpoint: try configuration.endpoint(
        for: service, region: request.region, explicit: request.endpoint),
      maxAttempts: try configuration.maxAttempts(), retryMode: try configuration.retryMode(),
      caBundle: try configuration.caBundle(),
      compressionThreshold: try configuration.compressionThreshold())
    settings[key] = found
    return found
  }

  private func provider(
    for request: Request, _ configuration: Configuration, region: String
  ) -> any CredentialProvider {
    if let explicit = request.credentials { return ExplicitCredentials(explicit) }
    guard let role = request.role else {
      return providers.chain(for: configuration, region: region)
    }
    let source = self.configuration(profile: role.profile ?? request.profile)
    return providers.chain(for: role, source, region: region)
  }
}
