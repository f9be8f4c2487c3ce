import Documents

/// A service as its model describes it. Operations are read when they are first asked for.
public final class ServiceModel {
  public let metadata: ServiceMetadata
  /// Where the description comes from, such as `botocore 1.43.11`.
  public let source: String
  /// Every operation's name, sorted, in AWS's spelling.
  public let operationNames: [String]
  /// The paginator of each operation that has one.
  public let paginators: [String: Paginator]
  /// The waiters by name, in AWS's spelling (`AlarmExists`).
  public let waiters: [String: Waiter]
  private let readOnly: Set<String>
  private let reader: any OperationSource
  private var operations: [String: Operation] = [:]
  private lazy var namesByMethod = Dictionary(
    operationNames.map { (methodName(of: $0), $0) }, uniquingKeysWith: { first, _ in first })

  init(
    metadata: ServiceMetadata, source: String, operationNames: [String], readOnly: Set<String>,
    paginators: [String: Paginator], waiters: [String: Waiter], reader: any OperationSource
  ) {
    self.metadata = metadata
    self.source = source
    self.operationNames = operationNames
    self.readOnly = readOnly
    self.paginators = paginators
    self.waiters = waiters
    self.reader = reader
  }

  /// The operation of that name, in AWS's spelling (`PutMetricAlarm`).
  ///
  /// Throws kind `argument`, code `UnknownOperation`, with the nearest name.
  public func operation(_ name: String) throws(AWSError) -> Operation {
    if let operation = operations[name] { return operation }
    guard operationNames.contains(name) else { throw unknownOperation(name) }
    let operation = try reader.operation(name, service: metadata, isReadOnly: isReadOnly(name))
    operations[name] = operation
    return operation
  }

  /// Whether an operation of this service changes nothing in the account.
  public func isReadOnly(_ operationName: String) -> Bool { readOnly.contains(operationName) }

  /// The operation that a method of a Lua client calls (`put_metric_alarm`), or nil.
  public func operationName(forMethod method: String) -> String? { namesByMethod[method] }

  /// The error of an operation or method that the service does not have: `name` is as the user wrote
  /// it, and the suggestion is in the same spelling.
  public func unknownOperation(_ name: String) -> AWSError {
    let isMethod = name.first?.isLowercase ?? false
    if let known = reader.otherNames().first(where: {
      isMethod ? methodName(of: $0) == name : $0 == name
    }) {
      return AWSError(
        .argument, code: "UnknownOperation",
        "\(metadata.name) has the operation '\(known)', but its description is not embedded",
        operation: known, service: metadata.name)
    }
    let names = isMethod ? operationNames.map { methodName(of: $0) } : operationNames
    return AWSError(
      .argument, code: "UnknownOperation",
      "\(metadata.name) has no operation '\(name)'" + suggestion(for: name, among: names),
      service: metadata.name)
  }
}

/// Where a service's operations are read from.
protocol OperationSource {
  func operation(_ name: String, service: ServiceMetadata, isReadOnly: Bool)
    throws(AWSError) -> Operation
  /// Operations that AWS has and this source lacks.
  func otherNames() -> [String]
}
