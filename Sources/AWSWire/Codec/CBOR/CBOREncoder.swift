import Documents

/// Writes inputs as Smithy's RPC v2 CBOR protocol has them: the operation in the path, the input as
/// one map.
///
/// See <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>. Doubles take eight
/// bytes and floats four, whatever they hold; times are tag 1.
struct CBOREncoder {
  private var writer = CBORWriter()

  static func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    let service = operation.service
    var headers = [("smithy-protocol", "rpc-v2-cbor"), ("Accept", "application/cbor")]
    var encoder = CBOREncoder()
    // An operation without input has no body, and a body has a type.
    if let shape = operation.input {
      encoder.structure(input, shape)
      headers.append(("Content-Type", "application/cbor"))
    }
    // Asks for the error codes that the service had in the query protocol.
    if service.isQueryCompatible { headers.append(("x-amzn-query-mode", "true")) }
    return WireRequest(
      method: "POST", uri: "/service/\(service.targetPrefix)/operation/\(operation.name)",
      headers: headers, body: encoder.writer.bytes,
      hostPrefix: try HostPrefix.expand(operation, input))
  }

  private mutating func write(_ value: Document, _ shape: Shape) {
    if value.isNull || shape.isDocument { return plain(value) }
    switch shape.kind {
    case .structure: structure(value, shape)
    case .list:
      guard let element = shape.element else { return }
      writer.head(.array, UInt64(value.count))
      for entry in value.elements { write(entry, element.shape) }
    case .map:
      guard let use = shape.value else { return }
      writer.head(.map, UInt64(value.count))
      for entry in value.children {
        entry.withKeyBytes { writer.text($0) }
        write(entry, use.shape)
      }
    case .float: if let number = value.number { writer.float(Float(number)) }
    case .double: if let number = value.number { writer.double(number) }
    case .timestamp: if let seconds = value.number { writer.timestamp(seconds) }
    default: plain(value)
    }
  }

  private mutating func structure(_ value: Document, _ shape: Shape) {
    writer.head(.map, UInt64(value.count))
    for (name, entry) in value.entries {
      guard let member = shape.member(named: name) else {
        preconditionFailure("the input was checked: \(shape.name) has no \(name)")
      }
      writer.text(name)
      write(entry, member.shape)
    }
  }

  /// Writes a value as what it is.
  private mutating func plain(_ value: Document) {
    switch value.kind {
    case .null: writer.null()
    case .bool: writer.bool(value.bool!)
    case .integer: writer.integer(value.integer!)
    case .double: writer.double(value.double!)
    case .timestamp: writer.timestamp(value.timestamp!)
    case .string: value.withBytes { writer.text($0) }
    case .blob: value.withBytes { writer.blob($0) }
    case .list:
      writer.head(.array, UInt64(value.count))
      for entry in value.elements { plain(entry) }
    case .map:
      writer.head(.map, UInt64(value.count))
      for entry in value.children {
        entry.withKeyBytes { writer.text($0) }
        plain(entry)
      }
    }
  }
}
