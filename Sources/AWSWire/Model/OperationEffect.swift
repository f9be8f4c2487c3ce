/// Whether an operation only reads, judged by the first word of its name.
///
/// For services whose description says nothing of it: a word that is not known counts as a change.
/// `scripts/import-model` has the same words, and knows the exceptions of what is embedded.
public enum OperationEffect {
  /// False for an operation that may change something.
  public static func isReadOnly(_ operationName: String) -> Bool {
    if readPrefixes.contains(where: operationName.hasPrefix) { return true }
    guard let first = operationName.first, first.isUppercase else { return false }
    let verb = operationName.dropFirst().prefix { $0.isLowercase || $0.isNumber }
    return readVerbs.contains(String(first) + verb)
  }

  private static let readPrefixes = ["BatchGet", "BatchDescribe", "BatchCheck"]
  private static let readVerbs: Set = [
    "Describe", "Get", "List", "Search", "Lookup", "Query", "Scan", "Head", "Select", "Filter",
    "Check", "Validate", "Estimate", "Preview", "Count", "Is", "Can",
  ]
}
