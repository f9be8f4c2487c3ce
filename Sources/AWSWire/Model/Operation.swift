import Documents

/// One operation of a service, with the shapes that it reaches.
///
/// `@unchecked Sendable`: complete and never written once the model loader hands it out.
public final class Operation: @unchecked Sendable {
  public let name: String
  public let service: ServiceMetadata
  public let method: String
  /// Path and query template, such as `/` or `/{Bucket}?acl`.
  public let requestURI: String
  public let input: Shape?
  public let output: Shape?
  /// The element around a query protocol's answer, such as `PutMetricAlarmResult`.
  public let outputWrapper: String?
  public let errors: [Shape]
  /// Put before the host, such as `foo.`; may hold `{Label}`s.
  public let hostPrefix: String?
  public let isUnsigned: Bool
  /// True where the model says that the request may be compressed with gzip.
  public let compressesRequest: Bool
  public let isDeprecated: Bool
  /// False for an operation that may change something in the account.
  public let isReadOnly: Bool
  /// Numbers and names of all members and shapes that documents of this operation refer to.
  public let vocabulary: Vocabulary
  /// How XML answers are read, once one was.
  let xmlPlan = XMLPlanCache()

  init(
    name: String, service: ServiceMetadata, method: String, requestURI: String, input: Shape?,
    output: Shape?, outputWrapper: String?, errors: [Shape], hostPrefix: String?, isUnsigned: Bool,
    compressesRequest: Bool, isDeprecated: Bool, isReadOnly: Bool, vocabulary: Vocabulary
  ) {
    self.name = name
    self.service = service
    self.method = method
    self.requestURI = requestURI
    self.input = input
    self.output = output
    self.outputWrapper = outputWrapper
    self.errors = errors
    self.hostPrefix = hostPrefix
    self.isUnsigned = isUnsigned
    self.compressesRequest = compressesRequest
    self.isDeprecated = isDeprecated
    self.isReadOnly = isReadOnly
    self.vocabulary = vocabulary
  }
}
