import Documents

/// A service described in botocore's form, on disk: `service-2.json`, and beside it
/// `paginators-1.json`, `waiters-2.json` and `endpoint-rule-set-1.json`.
struct ServiceFile: OperationSource {
  private let operations: [String: Document]
  private let shapes: [String: Document]
  private let path: String

  /// The service of a folder. Throws kind `config`, code `ModelUnreadable`.
  static func model(_ name: String, in directory: String) throws(AWSError) -> ServiceModel {
    guard let path = ModelFile.path(directory, "service-2") else {
      throw ModelFailure.unreadable("\(directory): no service-2.json")
    }
    let description = try ModelFile.read(path)
    guard let metadata = description["metadata"] else {
      throw ModelFailure.unreadable("\(path): no metadata")
    }
    let file = ServiceFile(
      operations: table(description["operations"]), shapes: table(description["shapes"]),
      path: path)
    var service = try ServiceReader.metadata(metadata, name: name)
    service.endpointRuleFile = ModelFile.path(directory, "endpoint-rule-set-1")
    let names = file.operations.keys.sorted()
    let reader = ServiceReader(
      [
        "metadata": metadata,
        "paginators": try beside(directory, "paginators-1")["pagination"] ?? [:],
        "waiters": try beside(directory, "waiters-2")["waiters"] ?? [:],
      ], name: name)
    return ServiceModel(
      metadata: service, source: path, operationNames: names,
      readOnly: Set(names.filter(OperationEffect.isReadOnly)), paginators: reader.paginators(),
      waiters: try reader.waiters(), reader: file)
  }

  private static func beside(_ directory: String, _ name: String) throws(AWSError) -> Document {
    guard let path = ModelFile.path(directory, name) else { return [:] }
    return try ModelFile.read(path)
  }

  private static func table(_ document: Document?) -> [String: Document] {
    let entries = document?.entries.map { ($0.key, $0.value) } ?? []
    return Dictionary(entries, uniquingKeysWith: { $1 })
  }

  func operation(_ name: String, service metadata: ServiceMetadata, isReadOnly: Bool)
    throws(AWSError) -> Operation
  {
    guard let operation = operations[name] else {
      throw ModelFailure.unreadable("\(path): no operation \(name)")
    }
    return try OperationReader.read(
      operation, named: name, shapes: shapes, service: metadata, isReadOnly: isReadOnly)
  }

  func otherNames() -> [String] { [] }
}
