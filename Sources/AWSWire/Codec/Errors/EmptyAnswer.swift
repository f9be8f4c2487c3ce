import Documents

/// An answer without a body where the operation's output has members in it.
enum EmptyAnswer {
  /// The empty output, where nothing else can be: the output has no members, or the status says that
  /// there is no content. Throws kind `network`, code `UnreadableAnswer` otherwise: an answer that
  /// was lost on the way must not pass for one that has nothing in it.
  static func decode(_ operation: Operation, _ response: WireResponse) throws(AWSError)
    -> Document
  {
    let members = operation.output?.members ?? []
    if members.isEmpty || saysNoContent(response) { return emptyOutput(of: operation) }
    throw UnreadableAnswer.error(
      operation, response, expected: operation.output?.name ?? "an output",
      "its output has members, such as \(members[0].name)", isCutShort: false)
  }

  /// RFC 9110, sections 15.3.5 and 15.3.6.
  static func saysNoContent(_ response: WireResponse) -> Bool {
    response.status == 204 || response.status == 205
  }
}
