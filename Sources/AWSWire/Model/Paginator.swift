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
