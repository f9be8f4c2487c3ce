/// A signature, with each step that led to it.
public struct Signature {
  /// Method, path, query, headers and payload hash in the form that both sides compute.
  public var canonicalRequest: String { String(decoding: canonicalBytes, as: UTF8.self) }
  /// What the derived key signs: algorithm, time, scope and the canonical request's hash.
  public var stringToSign: String { String(decoding: bytesToSign, as: UTF8.self) }
  /// 64 lower-case hexadecimal digits.
  public let signature: String
  /// Names of the headers that are signed, in lower case, sorted, joined by `;`.
  public var signedHeaders: String {
    String(decoding: canonicalBytes[signedHeadersRange], as: UTF8.self)
  }
  /// Headers to send with the request, each in place of one of the same name. Empty when presigned.
  public let headers: [(name: String, value: String)]
  /// The query to send: the request's own, and the signature when presigned.
  public let query: String

  let canonicalBytes: [UInt8]
  let signedHeadersRange: Range<Int>
  let bytesToSign: [UInt8]
}

// The canonical request and the headers carry the session token, so neither is shown.
extension Signature: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "Signature(\(signature), signed headers \(signedHeaders))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["signature": signature]) }
}
