/// What an operation does to an account, judged by the first word of its name.
public enum OperationEffect {
  /// False for an operation that may change something.
  ///
  /// For services whose description says nothing of it: a word that is not known counts as a change.
  /// `scripts/import-model` has the same words, and knows the exceptions of what is embedded.
  public static func isReadOnly(_ operationName: String) -> Bool {
    if readPrefixes.contains(where: operationName.hasPrefix) { return true }
    guard let first = operationName.first, first.isUppercase else { return false }
    let verb = operationName.dropFirst().prefix { $0.isLowercase || $0.isNumber }
    return readVerbs.contains(String(first) + verb)
  }

  /// True where a call that is made twice leaves what it leaves when it is made once.
  ///
  /// That is so for what only reads, for what carries an idempotency token (every attempt carries
  /// the same one), and for verbs that say how things are to be in the end: Put, Set, Delete. A verb
  /// that is not known counts as not idempotent. Of the exceptions, the first kind adds something
  /// with each call in spite of its verb, and the second does not.
  public static func isIdempotent(_ operation: Operation) -> Bool {
    if operation.isReadOnly || idempotentOperations.contains(operation.name) { return true }
    if operation.input?.members.contains(where: \.isIdempotencyToken) == true { return true }
    guard let first = operation.name.first, !addingOperations.contains(operation.name) else {
      return false
    }
    let verb = operation.name.dropFirst().prefix { $0.isLowercase || $0.isNumber }
    return idempotentVerbs.contains(String(first) + verb)
  }

  private static let idempotentVerbs: Set = [
    "Put", "Set", "Delete", "Remove", "Enable", "Disable", "Tag", "Untag", "Terminate", "Stop",
    "Cancel", "Detach", "Disassociate", "Deregister", "Unmonitor",
  ]
  private static let addingOperations: Set = [
    "PutMetricData", "PutEvents", "PutPartnerEvents", "PutLogEvents", "PutRecord", "PutRecords",
    "PutRecordBatch", "PutParameter",
  ]
  private static let idempotentOperations: Set = [
    "StartInstances", "MonitorInstances", "CreateTags", "AddTags", "AddTagsToResource",
    "AddTagsToStream", "CreateOrUpdateTags", "Subscribe",
  ]

  private static let readPrefixes = ["BatchGet", "BatchDescribe", "BatchCheck"]
  private static let readVerbs: Set = [
    "Describe", "Get", "List", "Search", "Lookup", "Query", "Scan", "Head", "Select", "Filter",
    "Check", "Validate", "Estimate", "Preview", "Count", "Is", "Can",
  ]
}
