import Documents

/// A service as its model describes it. Operations are read when they are first asked for.
public final class ServiceModel {
  public let metadata: ServiceMetadata
  /// Every operation's name, sorted, in AWS's spelling.
  public let operationNames: [String]
  /// The paginator of each operation that has one.
  public let paginators: [String: Paginator]
  private let read: (String) throws -> Operation
  private var operations: [String: Operation] = [:]

  init(
    metadata: ServiceMetadata, operationNames: [String], paginators: [String: Paginator],
    read: @escaping (String) throws -> Operation
  ) {
    self.metadata = metadata
    self.operationNames = operationNames
    self.paginators = paginators
    self.read = read
  }

  /// The operation of that name, in AWS's spelling (`PutMetricAlarm`).
  public func operation(_ name: String) throws -> Operation {
    if let operation = operations[name] { return operation }
    let operation = try read(name)
    operations[name] = operation
    return operation
  }
}

/// How the pages of an operation follow one another (botocore's `paginators-1.json`).
public struct Paginator: Sendable, Equatable {
  public var inputTokens: [String]
  /// JMESPath-like expressions in the answer, one for each input token.
  public var outputTokens: [String]
  public var limitKey: String?
  public var moreResults: String?
  public var resultKeys: [String]

  public init(
    inputTokens: [String], outputTokens: [String], limitKey: String?, moreResults: String?,
    resultKeys: [String]
  ) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.limitKey = limitKey
    self.moreResults = moreResults
    self.resultKeys = resultKeys
  }
}
