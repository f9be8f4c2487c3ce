import Documents

/// The codec of each protocol.
public enum Codecs {
  /// The codec for a call: of the protocol that was asked for, else of the service's own.
  ///
  /// Throws kind `argument`: code `UnsupportedProtocol` where the service does not speak the protocol
  /// or there is no codec for it, code `UnsupportedOperation` for an operation that streams events.
  public static func codec(for operation: Operation, speaking asked: WireProtocol? = nil)
    throws(AWSError) -> any Codec
  {
    let service = operation.service
    if let asked, asked != service.wireProtocol, !service.protocols.contains(asked.rawValue) {
      throw AWSError(
        .argument, code: "UnsupportedProtocol",
        "\(service.name) does not speak the protocol '\(asked.rawValue)'; it speaks: "
          + service.protocols.joined(separator: ", "),
        operation: operation.name, service: service.name)
    }
    for shape in [operation.input, operation.output] {
      if let member = shape?.members.first(where: { $0.shape.isEventStream }) {
        throw AWSError(
          .argument, code: "UnsupportedOperation",
          "\(operation.name) cannot be called: \(member.name) is a stream of events, which this "
            + "program does not read or write", operation: operation.name, service: service.name)
      }
    }
    return try codec(for: asked ?? service.wireProtocol)
  }

  /// The codec that writes and reads a protocol.
  ///
  /// Throws kind `argument`, code `UnsupportedProtocol`, for one that there is no codec for.
  public static func codec(for wireProtocol: WireProtocol) throws(AWSError) -> any Codec {
    switch wireProtocol {
    case .query: return QueryCodec()
    case .ec2: return EC2Codec()
    case .json: return JSONCodec()
    case .rpcV2CBOR: return CBORCodec()
    case .restJSON: return RESTJSONCodec()
    case .restXML:
      let supported = WireProtocol.allCases.filter { $0 != .restXML }.map(\.rawValue)
      throw AWSError(
        .argument, code: "UnsupportedProtocol",
        "the protocol '\(wireProtocol.rawValue)' is not supported; supported: "
          + supported.joined(separator: ", "))
    }
  }
}

/// AWS's query protocol: a form out, XML back.
private struct QueryCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try QueryEncoder.encode(operation, input, dialect: .query)
  }

  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
  {
    try QueryAnswer.decode(operation, response, projection, dialect: .query)
  }
}

/// EC2's variety of the query protocol.
private struct EC2Codec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try QueryEncoder.encode(operation, input, dialect: .ec2)
  }

  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
  {
    try QueryAnswer.decode(operation, response, projection, dialect: .ec2)
  }
}

/// AWS's JSON 1.0 and 1.1 protocols.
private struct JSONCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try JSONEncoder.encode(operation, input)
  }

  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
  {
    try JSONAnswer.decode(operation, response, projection)
  }
}

/// Smithy's RPC v2 protocol in CBOR.
private struct CBORCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try CBOREncoder.encode(operation, input)
  }

  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
  {
    try CBORAnswer.decode(operation, response, projection)
  }
}

/// AWS's REST-JSON protocol: HTTP's own method, path, query and headers, and JSON for the rest.
private struct RESTJSONCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try RESTEncoder.encode(operation, input)
  }

  func decode(_ operation: Operation, _ response: WireResponse, _ projection: Projection?)
    throws(AWSError) -> Document
  {
    try RESTAnswer.decode(operation, response, projection)
  }
}
