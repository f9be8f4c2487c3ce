import Documents

/// The codec of each protocol.
public enum Codecs {
  /// The codec that writes and reads a protocol.
  ///
  /// Throws kind `argument`, code `UnsupportedProtocol`, for one that there is no codec for.
  public static func codec(for wireProtocol: WireProtocol) throws(AWSError) -> any Codec {
    switch wireProtocol {
    case .query: return QueryCodec()
    case .ec2: return EC2Codec()
    case .json: return JSONCodec()
    case .restJSON, .restXML, .rpcV2CBOR:
      throw AWSError(
        .argument, code: "UnsupportedProtocol",
        "the protocol '\(wireProtocol.rawValue)' is not supported; supported: json, query, ec2")
    }
  }
}

/// AWS's query protocol: a form out, XML back.
private struct QueryCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try QueryEncoder.encode(operation, input, dialect: .query)
  }

  func decode(_ operation: Operation, _ response: WireResponse) throws(AWSError) -> Document {
    try QueryAnswer.decode(operation, response, dialect: .query)
  }
}

/// EC2's variety of the query protocol.
private struct EC2Codec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try QueryEncoder.encode(operation, input, dialect: .ec2)
  }

  func decode(_ operation: Operation, _ response: WireResponse) throws(AWSError) -> Document {
    try QueryAnswer.decode(operation, response, dialect: .ec2)
  }
}

/// AWS's JSON 1.0 and 1.1 protocols.
private struct JSONCodec: Codec {
  func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    try JSONEncoder.encode(operation, input)
  }

  func decode(_ operation: Operation, _ response: WireResponse) throws(AWSError) -> Document {
    try JSONAnswer.decode(operation, response)
  }
}
