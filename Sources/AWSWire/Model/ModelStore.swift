import Documents

/// The services that can be called: those that are embedded, and those whose descriptions, in
/// botocore's form, are in a folder of `AWS_DATA_PATH` or in `~/.aws/models`. Descriptions are read
/// when they are first asked for, and kept.
///
/// What is embedded comes first; operations that an embedded service lacks are looked for in the
/// folders.
public final class ModelStore {
  private let folders: ModelFolders
  private var services: [String: ServiceModel] = [:]

  /// - Parameter environment: where `AWS_DATA_PATH` and `HOME` come from.
  public init(environment: [String: String] = [:]) {
    folders = ModelFolders(environment: environment)
  }

  /// The names of the embedded services, sorted.
  public static let embeddedServices = EmbeddedModels.services

  /// The names of all services, sorted; looks through the folders.
  public func serviceNames() -> [String] {
    Set(Self.embeddedServices + folders.services()).sorted()
  }

  /// The service of that name, as boto3 spells it (`cloudwatch`).
  ///
  /// - Parameter apiVersion: the version of the description, such as `2010-08-01`; nil: the embedded
  ///   one, else the newest.
  ///
  /// Throws kind `argument`, code `UnknownService`, with the nearest name and where was looked, or
  /// `UnknownVersion` with those there are; kind `config`, code `ModelUnreadable`.
  public func service(_ name: String, apiVersion: String? = nil) throws(AWSError) -> ServiceModel {
    let key = apiVersion.map { "\(name) \($0)" } ?? name
    if let service = services[key] { return service }
    let service =
      if let embedded = try embedded(name),
        apiVersion == nil || embedded.metadata.apiVersion == apiVersion
      {
        embedded
      } else if let directory = folders.find(name, version: apiVersion) {
        try ServiceFile.model(name, in: directory)
      } else {
        throw unknown(name, apiVersion)
      }
    services[key] = service
    return service
  }

  private func embedded(_ name: String) throws(AWSError) -> ServiceModel? {
    guard let description = try EmbeddedModels.document(service: name, name: "service") else {
      return nil
    }
    let model = try ServiceReader(description, name: name)
      .model(reader: EmbeddedOperations(service: name))
    let folders = folders
    model.more = ServiceModel.More(account: folders.account) { () throws(AWSError) in
      guard let directory = folders.find(name, version: nil) else { return nil }
      return try ServiceFile.model(name, in: directory)
    }
    return model
  }

  private func unknown(_ name: String, _ apiVersion: String?) -> AWSError {
    var versions = folders.versions(of: name)
    if let embedded = try? embedded(name) { versions.append(embedded.metadata.apiVersion) }
    if let apiVersion, !versions.isEmpty {
      return AWSError(
        .argument, code: "UnknownVersion",
        "\(name) has no description of the version '\(apiVersion)'; there are: "
          + Set(versions).sorted().joined(separator: ", ") + "; \(folders.account)", service: name)
    }
    return AWSError(
      .argument, code: "UnknownService",
      "unknown service '\(name)'" + suggestion(for: name, among: serviceNames()) + "; embedded: "
        + Self.embeddedServices.joined(separator: ", ") + "; \(folders.account)")
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
