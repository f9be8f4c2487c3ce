import Documents

/// Reads the answers of the query and EC2-query protocols: XML, shaped by the operation's output.
///
/// What the model does not know is passed over; a member that did not come is absent; an empty
/// element is an empty string, list, map or structure, and no number, time or boolean. White space
/// counts in strings only. See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>.
enum QueryAnswer {
  /// The operation's output. Throws the service's error for an error response, and kind `network`,
  /// code `UnreadableAnswer` for an answer that is not XML, that is cut short, or that has a value
  /// of the wrong type.
  static func decode(
    _ operation: Operation, _ response: WireResponse, _ projection: Projection?,
    dialect: QueryEncoder.Dialect
  ) throws(AWSError) -> Document {
    guard (200..<300).contains(response.status) else {
      throw QueryError.decode(operation, response)
    }
    let hasMembers = operation.output?.members.isEmpty == false
    if !hasMembers, response.body.allSatisfy(Numbers.isSpace) {
      return emptyOutput(of: operation)
    }
    let wrapper = operation.outputWrapper ?? (dialect == .query ? operation.name + "Result" : nil)
    let plans = projection?.xmlPlan ?? operation.xmlPlan
    let plan = plans.take { XMLPlan(projection?.output ?? operation.output, wrapper: wrapper) }
    defer { plans.put(plan) }
    do {
      return try XMLDecoder.decode(
        response.body, plan, vocabulary: operation.vocabulary, root: .output,
        wrapperIsOptional: operation.outputWrapper == nil)
    } catch {
      if error.isError { throw QueryError.decode(operation, response) }
      throw UnreadableAnswer.error(
        operation, response, expected: "XML", error.reason, isCutShort: error.isCutShort)
    }
  }
}

/// The output of an operation whose answer has no body.
func emptyOutput(of operation: Operation) -> Document {
  let builder = DocumentBuilder(
    vocabulary: operation.vocabulary, nodeCapacity: 1, arenaCapacity: 1)
  builder.beginMap(shape: operation.output?.number ?? 0)
  builder.end()
  return builder.finish()
}
