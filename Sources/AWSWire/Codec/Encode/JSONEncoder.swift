import Documents

/// Writes inputs as AWS's JSON 1.0 and 1.1 protocols have them: one object, and the operation in a
/// header.
///
/// See the AWS JSON protocols of the Smithy specification. Times are epoch seconds, with a fraction
/// where there is one, unless the model wants a text.
enum JSONEncoder {
  static func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    let builder = DocumentBuilder()
    if let shape = operation.input {
      structure(input, shape, builder)
    } else {
      builder.beginMap()
      builder.end()
    }
    var headers = [
      ("X-Amz-Target", "\(operation.service.targetPrefix).\(operation.name)"),
      ("Content-Type", "application/x-amz-json-\(operation.service.jsonVersion)"),
    ]
    // Asks for the error codes that the service had in the query protocol.
    if operation.service.isQueryCompatible { headers.append(("x-amzn-query-mode", "true")) }
    return WireRequest(
      method: operation.method, uri: operation.requestURI, headers: headers,
      body: JSON.serialize(builder.finish()), hostPrefix: try HostPrefix.expand(operation, input))
  }

  /// Writes the value of one use of a shape.
  static func write(_ value: Document, _ use: Member, _ builder: DocumentBuilder) {
    let shape = use.shape
    if value.isNull || shape.isDocument || use.isJSONValue { return builder.append(value) }
    switch shape.kind {
    case .structure: structure(value, shape, builder)
    case .list:
      guard let element = shape.element else { return }
      builder.beginList()
      for entry in value.elements { write(entry, element, builder) }
      builder.end()
    case .map:
      guard let entryUse = shape.value else { return }
      builder.beginMap()
      for (name, entry) in value.entries {
        builder.key(name)
        write(entry, entryUse, builder)
      }
      builder.end()
    case .timestamp:
      let format = use.timestampFormat ?? shape.timestampFormat ?? .unixTimestamp
      if format == .unixTimestamp {
        builder.timestamp(value.number!)
      } else {
        builder.string(Timestamp.format(value.number!, as: format))
      }
    default: builder.append(value)
    }
  }

  private static func structure(_ value: Document, _ shape: Shape, _ builder: DocumentBuilder) {
    builder.beginMap()
    for (name, entry) in value.entries {
      guard let member = shape.member(named: name) else {
        preconditionFailure("the input was checked: \(shape.name) has no \(name)")
      }
      builder.key(member.locationName ?? name)
      write(entry, member, builder)
    }
    builder.end()
  }
}
