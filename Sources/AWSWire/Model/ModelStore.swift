import Documents

/// The services that can be called. Descriptions are read when they are first asked for, and kept.
public final class ModelStore {
  private var services: [String: ServiceModel] = [:]

  public init() {}

  /// The names of the embedded services, sorted.
  public static let embeddedServices = EmbeddedModels.services

  /// The service of that name, as boto3 spells it (`cloudwatch`).
  ///
  /// Throws kind `argument`, code `UnknownService`, with the nearest name and those there are.
  public func service(_ name: String) throws(AWSError) -> ServiceModel {
    if let service = services[name] { return service }
    guard let description = try EmbeddedModels.document(service: name, name: "service") else {
      let names = Self.embeddedServices
      throw AWSError(
        .argument, code: "UnknownService",
        "unknown service '\(name)'" + suggestion(for: name, among: names) + "; embedded: "
          + names.joined(separator: ", "))
    }
    let service = try ServiceReader(description, name: name)
      .model(reader: EmbeddedOperations(service: name))
    services[name] = service
    return service
  }
}

/// The operations of an embedded service, a file for each.
private struct EmbeddedOperations: OperationSource {
  let service: String

  func operation(_ name: String, service metadata: ServiceMetadata, isReadOnly: Bool)
    throws(AWSError) -> Operation
  {
    guard let file = try EmbeddedModels.document(service: service, name: name) else {
      throw ModelFailure.unreadable("\(service): \(name) is listed but not embedded")
    }
    return try OperationReader.read(file, service: metadata, isReadOnly: isReadOnly)
  }

  func otherNames() -> [String] {
    // What cannot be read is a broken build, which reading any operation reports.
    let names = try? EmbeddedModels.document(service: service, name: "others")
    return names.flatMap { $0 }?.elements.compactMap(\.string) ?? []
  }
}
