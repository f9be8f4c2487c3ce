import AWSWire
import Documents

extension Configuration {
  /// Where a call goes and how it is signed.
  ///
  /// - Parameters:
  ///   - region: a Region given by hand.
  ///   - explicit: an endpoint given by hand; it wins over every configured one.
  ///   - parameters: of the service's own rules, such as EventBridge's `EndpointId`.
  public func endpoint(
    for service: ServiceMetadata, region: String? = nil, explicit: String? = nil,
    parameters: [String: Document] = [:]
  ) throws(AWSError) -> Endpoint {
    var named = try self.region(explicit: region)
    var usesFIPS = try usesFIPS()
    // Names such as fips-us-gov-west-1 are how FIPS endpoints were asked for before the setting.
    if named.hasPrefix("fips-") || named.hasSuffix("-fips") {
      named = named.hasPrefix("fips-") ? String(named.dropFirst(5)) : String(named.dropLast(5))
      usesFIPS = true
    }
    let url: String? =
      if let explicit { explicit } else { try configuredEndpointURL(serviceID: service.serviceID) }
    var given = EndpointResolver.Parameters(region: named, endpoint: url)
    given.usesFIPS = usesFIPS
    given.usesDualStack = try usesDualStack()
    given.others = parameters
    if service.name == "sts" { given.others["UseGlobalEndpoint"] = Document(try usesGlobalSTS()) }

    let endpoint = try resolver.resolve(service, given)
    guard endpoint.signingScheme == Endpoint.sigV4 else {
      throw AWSError(
        .config, code: "UnsupportedSigning",
        "endpoint of \(service.name): it wants requests signed with \(endpoint.signingScheme); "
          + "this program signs with \(Endpoint.sigV4) only",
        service: service.name, region: named)
    }
    return endpoint
  }
}
