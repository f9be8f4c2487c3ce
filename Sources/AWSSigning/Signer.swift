/// Signs requests with AWS Signature Version 4.
///
/// It reads no clock, no environment and no file: the same arguments give the same signature. The
/// derived keys of a day are kept, so that a further request costs four digests; one signer is used
/// from one thread.
public final class Signer {
  private static let algorithm: StaticString = "AWS4-HMAC-SHA256"

  private let sha256 = SHA256()
  /// Lent to one signature at a time, for its memory.
  private var headers = CanonicalHeaders()
  private var keys: [SigningKey.ID: SigningKey] = [:]
  /// The key and the moment that were used last, which mostly serve again.
  private var lastKey: SigningKey?
  private var lastTime: SigningTime?

  public init() {}

  /// Signs with headers: `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization` are to be sent
  /// with the request.
  public func sign(
    _ request: SignableRequest, credentials: Credentials, context: SigningContext
  ) -> Signature {
    let time = time(context.date)
    let key = key(credentials, time, context)
    let hash = hash(of: request.payload)
    var added: [(name: String, value: String)] = []
    added.reserveCapacity(4)
    added.append(("X-Amz-Date", time.timestamp))
    if context.sendsPayloadHash {
      added.append(("X-Amz-Content-SHA256", String(decoding: hash, as: UTF8.self)))
    }
    let token = credentials.sessionToken.map { (name: "X-Amz-Security-Token", value: $0) }
    if context.signsSessionToken, let token { added.append(token) }
    headers.read(request.headers, added: added, replacesHash: context.sendsPayloadHash)
    let canonical = CanonicalRequest(
      method: request.method, path: request.path, query: QueryItem.parse(request.query),
      headers: headers, payloadHash: hash, context: context)
    let toSign = sign(canonical, time, key)
    let signature = hexDigest

    if !context.signsSessionToken, let token { added.append(token) }
    let capacity =
      128 + credentials.accessKeyID.utf8.count + key.scope.count + canonical.signedHeaders.count
    let authorization = ByteWriter.string(capacity: capacity) { text in
      text.write(Self.algorithm)
      text.write(" Credential=")
      text.write(credentials.accessKeyID)
      text.write(UInt8(ascii: "/"))
      text.write(key.scope)
      text.write(", SignedHeaders=")
      canonical.bytes.withUnsafeBufferPointer { bytes in
        text.write(UnsafeBufferPointer(rebasing: bytes[canonical.signedHeaders]))
      }
      text.write(", Signature=")
      text.writeHex(sha256.digest)
    }
    added.append(("Authorization", authorization))
    return Signature(
      signature: signature, headers: added, query: request.query, canonicalBytes: canonical.bytes,
      signedHeadersRange: canonical.signedHeaders, bytesToSign: toSign)
  }

  /// Signs with the query alone: whoever has the address may make the request for `lifetime`
  /// seconds, at most 604,800.
  public func presign(
    _ request: SignableRequest, credentials: Credentials, context: SigningContext, lifetime: Int
  ) -> Signature {
    precondition((1...604_800).contains(lifetime), "a presigned request lives 1 to 604,800 s")
    let time = time(context.date)
    let key = key(credentials, time, context)
    let scope = String(decoding: key.scope, as: UTF8.self)
    headers.read(request.headers)
    let signedHeaders = ByteWriter.string(capacity: headers.capacity) {
      headers.writeNames(to: &$0)
    }
    var added = [
      QueryItem("X-Amz-Algorithm", "\(Self.algorithm)"),
      QueryItem("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope)"),
      QueryItem("X-Amz-Date", time.timestamp),
      QueryItem("X-Amz-SignedHeaders", signedHeaders),
      QueryItem("X-Amz-Expires", String(lifetime)),
    ]
    let token = credentials.sessionToken.map { QueryItem("X-Amz-Security-Token", $0) }
    if context.signsSessionToken, let token { added.append(token) }

    let canonical = CanonicalRequest(
      method: request.method, path: request.path, query: QueryItem.parse(request.query) + added,
      headers: headers, payloadHash: hash(of: request.payload), context: context)
    let toSign = sign(canonical, time, key)
    let signature = hexDigest

    if !context.signsSessionToken, let token { added.append(token) }
    added.append(QueryItem("X-Amz-Signature", signature))
    let sent = added.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    return Signature(
      signature: signature, headers: [],
      query: request.query.isEmpty ? sent : "\(request.query)&\(sent)",
      canonicalBytes: canonical.bytes, signedHeadersRange: canonical.signedHeaders,
      bytesToSign: toSign)
  }

  // MARK: Steps

  /// Leaves the signature as the last digest, and returns what was signed.
  private func sign(
    _ canonical: CanonicalRequest, _ time: SigningTime, _ key: SigningKey
  ) -> [UInt8] {
    sha256.hash(canonical.bytes)
    let toSign = ByteWriter.bytes(capacity: key.scope.count + 128) { text in
      text.write(Self.algorithm)
      text.write(UInt8(ascii: "\n"))
      text.write(time.timestamp)
      text.write(UInt8(ascii: "\n"))
      text.write(key.scope)
      text.write(UInt8(ascii: "\n"))
      text.writeHex(sha256.digest)
    }
    sha256.hmac(key.hmac, toSign)
    return toSign
  }

  /// The last digest in lower-case digits.
  private var hexDigest: String {
    ByteWriter.string(capacity: 2 * SHA256.length) { $0.writeHex(sha256.digest) }
  }

  /// Of the payload, as the canonical request ends with it.
  private func hash(of payload: SignableRequest.Payload) -> [UInt8] {
    switch payload {
    case .bytes(let bytes):
      sha256.hash(bytes)
      return ByteWriter.bytes(capacity: 2 * SHA256.length) { $0.writeHex(sha256.digest) }
    case .hash(let hash): return Array(hash.utf8)
    case .unsigned: return Array("UNSIGNED-PAYLOAD".utf8)
    }
  }

  private func time(_ date: Double) -> SigningTime {
    let time = SigningTime(date, after: lastTime)
    lastTime = time
    return time
  }

  private func key(
    _ credentials: Credentials, _ time: SigningTime, _ context: SigningContext
  ) -> SigningKey {
    let id = SigningKey.ID(
      secret: credentials.secretAccessKey, day: time.dayNumber, region: context.region,
      service: context.service)
    if let lastKey, lastKey.id == id { return lastKey }
    let key = keys[id] ?? SigningKey(id, day: time.day, sha256)
    // Yesterday's keys are of no use, and a long run over many accounts would pile them up.
    if keys.count >= 256 { keys.removeAll(keepingCapacity: true) }
    keys[id] = key
    lastKey = key
    return key
  }
}
