import AWSWire
import Documents

/// Resolves endpoints by the rules of each service, which are read when they are first asked for.
public final class EndpointResolver {
  /// What a resolution depends on.
  public struct Parameters {
    public var region: String?
    /// An endpoint that the user named.
    public var endpoint: String?
    public var usesFIPS = false
    public var usesDualStack = false
    /// Of the one service's rules: `UseGlobalEndpoint` for STS, `EndpointId` for EventBridge.
    public var others: [String: Document] = [:]

    public init(region: String? = nil, endpoint: String? = nil) {
      self.region = region
      self.endpoint = endpoint
    }
  }

  private var rules: [String: EndpointRules] = [:]

  public init() {}

  public func resolve(_ service: ServiceMetadata, _ parameters: Parameters) throws(AWSError)
    -> Endpoint
  {
    var scope = parameters.others
    scope["Region"] = parameters.region.map(Document.init(_:))
    scope["Endpoint"] = parameters.endpoint.map(Document.init(_:))
    scope["UseFIPS"] = Document(parameters.usesFIPS)
    scope["UseDualStack"] = Document(parameters.usesDualStack)
    // The rules of services that have none of their own.
    scope["EndpointPrefix"] = Document(service.endpointPrefix)

    let rules = try rules(for: service)
    let target: EndpointRules.Target
    do throws(EndpointRules.Failure) {
      target = try rules.resolve(scope)
    } catch {
      throw failure(service, parameters, error.message)
    }
    guard let url = EndpointURL(target.url) else {
      // What stands before an @ may be a password.
      let got = target.url.contains("@") ? "one with a user name" : target.url.debugDescription
      throw failure(
        service, parameters,
        "expected a URL such as https://host.example:8443/path, without user name and query, got "
          + got)
    }
    // The first way to sign that this program knows, else the first that the service takes.
    let schemes = target.properties["authSchemes"] ?? []
    let scheme =
      schemes.elements.first { $0["name"]?.string == Endpoint.sigV4 } ?? schemes[0]
    let name = service.signingName.isEmpty ? service.endpointPrefix : service.signingName
    return Endpoint(
      url: url, signingRegion: scheme?["signingRegion"]?.string ?? parameters.region ?? "",
      signingName: scheme?["signingName"]?.string ?? name,
      signingScheme: scheme?["name"]?.string ?? Endpoint.sigV4, headers: target.headers)
  }

  /// The embedded rules of a service, those beside its description where they ask for nothing but what
  /// every service has, else the rules that all services have in common.
  private func rules(for service: ServiceMetadata) throws(AWSError) -> EndpointRules {
    if let known = rules[service.name] { return known }
    var read = EmbeddedEndpoints.rules(service.name)
    if read == nil, let path = service.endpointRuleFile {
      let beside = EndpointRules(try ModelFile.read(path))
      if beside.required.isSubset(of: Self.common) { read = beside }
    }
    let chosen = read ?? EmbeddedEndpoints.standardRules()
    rules[service.name] = chosen
    return chosen
  }

  /// The parameters that every resolution has.
  private static let common: Set = ["Region", "Endpoint", "UseFIPS", "UseDualStack"]

  private func failure(_ service: ServiceMetadata, _ parameters: Parameters, _ reason: String)
    -> AWSError
  {
    AWSError(
      .config, code: "InvalidEndpoint", "endpoint of \(service.name): \(reason)",
      service: service.name, region: parameters.region)
  }
}
