import AWSRuntime
import AWSWire
import Documents

/// Answers `endpoint-config`: the endpoint URL that settings name, else the service's own.
func endpointConfig(_ testCase: Document) -> Document {
  guard let service = testCase["service"]?.string else {
    return failure("endpoint-config: expected service")
  }
  var environment = strings(testCase["env"])
  environment["AWS_PROFILE"] = testCase["profile"]?.string
  let client = testCase["client_config"]
  // The argument of a client does what the variable does.
  if client?["ignore_configured_endpoint_urls"]?.bool == true {
    environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
  }

  var profiles = Profiles()
  for (name, section) in sections(testCase["profiles"]) { profiles.configured[name] = section }
  for (name, section) in sections(testCase["services"]) { profiles.services[name] = section }
  let configuration = Configuration(
    environment: environment, profile: nil, files: ProfileFiles(profiles))
  do throws(AWSError) {
    let endpoint = try configuration.endpoint(
      for: metadata(of: service), explicit: client?["endpoint_url"]?.string)
    return ["endpointUrl": Document(endpoint.url.description)]
  } catch {
    return failure(error.message)
  }
}

private func sections(_ document: Document?) -> [(String, Profiles.Section)] {
  document?.entries.map { ($0.key, strings($0.value)) } ?? []
}

/// A map as the files would have it: a map below becomes sub-properties.
private func strings(_ document: Document?) -> [String: String] {
  var result: [String: String] = [:]
  for (key, value) in document?.entries.map({ $0 }) ?? [] {
    result[key] =
      value.string
      ?? strings(value).map { "\n\($0.key) = \($0.value)" }.sorted().joined()
  }
  return result
}
