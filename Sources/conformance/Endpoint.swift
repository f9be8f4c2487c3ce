import AWSRuntime
import AWSWire
import Documents

/// Answers `endpoint`: the URL that a service and its parameters resolve to.
func endpoint(_ testCase: Document) -> Document {
  guard let name = testCase["service"]?.string, let given = testCase["params"] else {
    return failure("endpoint: expected service and params")
  }
  var parameters = EndpointResolver.Parameters()
  for (key, value) in given.entries {
    switch key {
    case "Region": parameters.region = value.string
    case "Endpoint": parameters.endpoint = value.string
    case "UseFIPS": parameters.usesFIPS = value.bool ?? false
    case "UseDualStack": parameters.usesDualStack = value.bool ?? false
    default: parameters.others[key] = value
    }
  }
  do throws(AWSError) {
    let endpoint = try EndpointResolver().resolve(metadata(of: name), parameters)
    return [
      "url": Document(endpoint.url.description),
      "headers": Document(
        entries: endpoint.headers.sorted { $0.key < $1.key }
          .map { ($0.key, Document($0.value.map { Document($0) })) }),
    ]
  } catch {
    return failure(error.message)
  }
}

/// What the embedded model says of a service; for others, that all its names are the one given.
func metadata(of name: String) -> ServiceMetadata {
  if ModelStore.embeddedServices.contains(name), let model = try? ModelStore().service(name) {
    return model.metadata
  }
  return ServiceMetadata(
    name: name, serviceID: name, endpointPrefix: name, signingName: name, wireProtocol: .json)
}
