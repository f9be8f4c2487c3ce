import Documents

/// A service as its model describes it. Operations are read when they are first asked for.
public final class ServiceModel {
  public let metadata: ServiceMetadata
  /// Where the description comes from, such as `botocore 1.43.11` or a path.
  public let source: String
  /// Every operation's name, sorted, in AWS's spelling. An embedded service may have more on disk:
  /// see ``resolve(_:)``.
  public let operationNames: [String]
  /// The paginator of each operation here that has one; see also ``paginator(of:)``.
  public let paginators: [String: Paginator]
  /// The waiters by name, in AWS's spelling (`AlarmExists`); see also ``waiter(_:)``.
  public let waiters: [String: Waiter]
  private let readOnly: Set<String>
  private let reader: any OperationSource
  private var operations: [String: Operation] = [:]
  private lazy var namesByMethod = Dictionary(
    operationNames.map { (methodName(of: $0), $0) }, uniquingKeysWith: { first, _ in first })

  /// Where an embedded service's other operations may be.
  struct More {
    /// Where was looked, for messages.
    let account: String
    let find: () throws(AWSError) -> ServiceModel?
  }

  var more: More?
  private var found: ServiceModel??

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

  // MARK: Operations

  /// The operation of that name, in AWS's spelling (`PutMetricAlarm`).
  ///
  /// Throws kind `argument`, code `UnknownOperation`, with the nearest name.
  public func operation(_ name: String) throws(AWSError) -> Operation {
    if let operation = operations[name] { return operation }
    guard operationNames.contains(name) else {
      guard let other = try others(), other.operationNames.contains(name) else {
        throw unknownOperation(name)
      }
      return try other.operation(name)
    }
    let operation = try reader.operation(name, service: metadata, isReadOnly: isReadOnly(name))
    operations[name] = operation
    return operation
  }

  /// Whether an operation of this service changes nothing in the account.
  public func isReadOnly(_ operationName: String) -> Bool { readOnly.contains(operationName) }

  /// The operation that a method of a Lua client calls (`put_metric_alarm`), or nil.
  public func operationName(forMethod method: String) -> String? { namesByMethod[method] }

  /// AWS's spelling of an operation that is named in either: `PutMetricAlarm` or `put_metric_alarm`.
  ///
  /// Throws kind `argument`, code `UnknownOperation`, with the nearest name.
  public func resolve(_ name: String) throws(AWSError) -> String {
    if let known = namesByMethod[name] { return known }
    if operationNames.contains(name) { return name }
    if let other = try others() {
      if let known = other.namesByMethod[name] { return known }
      if other.operationNames.contains(name) { return name }
    }
    throw unknownOperation(name)
  }

  /// What a folder on disk has of this service, where this is embedded.
  private func others() throws(AWSError) -> ServiceModel? {
    if let found { return found }
    let other = try more?.find()
    found = .some(other)
    return other
  }

  /// The error of an operation or method that the service does not have: `name` is as the user wrote
  /// it, and the suggestion is in the same spelling.
  public func unknownOperation(_ name: String) -> AWSError {
    let isMethod = name.first?.isLowercase ?? false
    if let known = reader.otherNames().first(where: {
      isMethod ? methodName(of: $0) == name : $0 == name
    }) {
      return AWSError(
        .argument, code: "UnknownOperation",
        "\(metadata.name) has the operation '\(known)', but its description is not embedded"
          + (more.map { "; \($0.account)" } ?? ""),
        operation: known, service: metadata.name)
    }
    let names = isMethod ? operationNames.map { methodName(of: $0) } : operationNames
    return AWSError(
      .argument, code: "UnknownOperation",
      "\(metadata.name) has no operation '\(name)'" + suggestion(for: name, among: names),
      service: metadata.name)
  }

  // MARK: Pages and waiting

  /// How an operation's pages follow one another; nil where it has none.
  public func paginator(of operationName: String) throws(AWSError) -> Paginator? {
    if let paginator = paginators[operationName] { return paginator }
    if operationNames.contains(operationName) { return nil }
    return try others()?.paginator(of: operationName)
  }

  /// The waiter of that name, in AWS's spelling or a method's (`alarm_exists`).
  ///
  /// Throws kind `argument`, code `UnknownWaiter`, with the nearest name.
  public func waiter(_ name: String) throws(AWSError) -> Waiter {
    if let waiter = waiter(spelled: name) { return waiter }
    if let waiter = try others()?.waiter(spelled: name) { return waiter }
    let isMethod = name.first?.isLowercase ?? false
    let names = waiters.keys.sorted().map { isMethod ? methodName(of: $0) : $0 }
    throw AWSError(
      .argument, code: "UnknownWaiter",
      "\(metadata.name) has no waiter '\(name)'" + suggestion(for: name, among: names)
        + (names.isEmpty ? "" : "; there are: \(names.joined(separator: ", "))"),
      service: metadata.name)
  }

  private func waiter(spelled name: String) -> Waiter? {
    waiters[name] ?? waiters.first { methodName(of: $0.key) == name }?.value
  }
}

/// Where a service's operations are read from.
protocol OperationSource {
  func operation(_ name: String, service: ServiceMetadata, isReadOnly: Bool)
    throws(AWSError) -> Operation
  /// Operations that AWS has and this source lacks.
  func otherNames() -> [String]
}
