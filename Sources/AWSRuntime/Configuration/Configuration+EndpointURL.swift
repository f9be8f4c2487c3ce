import AWSWire

extension Configuration {
  /// The endpoint that settings name for a service, or nil where none do:
  /// `AWS_ENDPOINT_URL_<SERVICE_ID>`, `AWS_ENDPOINT_URL`, the service in the profile's `services`
  /// section, the profile's `endpoint_url`. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns all off.
  ///
  /// - Parameter serviceID: as in the service's model, such as `Elastic Load Balancing v2`.
  /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  public func configuredEndpointURL(serviceID: String) throws(AWSError) -> String? {
    try endpointSetting(serviceID: serviceID)?.text
  }

  /// As ``configuredEndpointURL(serviceID:)``, with what names it.
  public func endpointSetting(serviceID: String) throws(AWSError) -> Setting? {
    if try flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", key: "ignore_configured_endpoint_urls") {
      return nil
    }
    let name = String(serviceID.map { $0 == " " || $0 == "-" ? "_" : $0 })
    for variable in ["AWS_ENDPOINT_URL_\(name.uppercased())", "AWS_ENDPOINT_URL"] {
      if let url = self.variable(variable) { return Setting(text: url, origin: variable) }
    }
    let profile = try profile()
    if let section = profile["services"], !section.isEmpty {
      let services = try files.read().services
      guard let settings = services[section] else {
        throw AWSError(
          .config, code: "UnknownServicesSection",
          "services in profile '\(profileName)': no section [services \(section)] in "
            + (files.configPath ?? "the config file")
            + suggestion(for: section, among: services.keys.sorted()))
      }
      if let value = settings[name.lowercased()],
        let url = Profiles.subproperties(of: value)["endpoint_url"], !url.isEmpty
      {
        return Setting(text: url, origin: "endpoint_url in [services \(section)]")
      }
    }
    guard let url = profile["endpoint_url"], !url.isEmpty else { return nil }
    return Setting(text: url, origin: "endpoint_url in profile '\(profileName)'")
  }
}
