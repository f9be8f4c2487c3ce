/// Signs requests with AWS Signature Version 4.
///
/// It reads no clock, no environment and no file: the same arguments give the same signature. The
/// derived keys of a day are kept, so that a further request costs four digests; one signer is used
/// from one thread.
public final class Signer {
  private static let algorithm = "AWS4-HMAC-SHA256"

  private let sha256 = SHA256()
  /// Lent to one signature at a time, for its memory.
  private var canonicalHeaders = CanonicalHeaders()
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
    var added = [(name: "X-Amz-Date", value: time.timestamp)]
    if context.sendsPayloadHash {
      added.append(("X-Amz-Content-SHA256", String(decoding: hash, as: UTF8.self)))
    }
    let token = credentials.sessionToken.map { (name: "X-Amz-Security-Token", value: $0) }
    if context.signsSessionToken, let token { added.append(token) }

    var headers = CanonicalHeaders()
    swap(&headers, &canonicalHeaders)
    defer { swap(&headers, &canonicalHeaders) }
    headers.read(request.headers, added: added, replacesHash: context.sendsPayloadHash)
    let canonical = CanonicalRequest(
      method: request.method, path: request.path, query: QueryItem.parse(request.query),
      headers: headers, payloadHash: hash, context: context)
    let (toSign, signature) = sign(canonical, time, key)

    if !context.signsSessionToken, let token { added.append(token) }
    var authorization: [UInt8] = []
    authorization.reserveCapacity(headers.names.count + key.scope.count + 192)
    authorization.append(Self.algorithm)
    authorization.append(" Credential=")
    authorization.append(credentials.accessKeyID)
    authorization.append(UInt8(ascii: "/"))
    authorization += key.scope
    authorization.append(", SignedHeaders=")
    authorization += headers.names
    authorization.append(", Signature=")
    authorization.append(signature)
    added.append(("Authorization", String(decoding: authorization, as: UTF8.self)))
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
    var headers = CanonicalHeaders()
    headers.read(request.headers)
    let signedHeaders = String(decoding: headers.names, as: UTF8.self)
    var added = [
      QueryItem("X-Amz-Algorithm", Self.algorithm),
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
    let (toSign, signature) = sign(canonical, time, key)

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

  private func sign(
    _ canonical: CanonicalRequest, _ time: SigningTime, _ key: SigningKey
  ) -> (toSign: [UInt8], signature: String) {
    var toSign: [UInt8] = []
    toSign.reserveCapacity(160)
    toSign.append(Self.algorithm)
    toSign.append(UInt8(ascii: "\n"))
    toSign.append(time.timestamp)
    toSign.append(UInt8(ascii: "\n"))
    toSign += key.scope
    toSign.append(UInt8(ascii: "\n"))
    sha256.hash(canonical.bytes)
    toSign.append(hex: sha256.digest)
    sha256.hmac(key.hmac, toSign)
    return (toSign, sha256.hexDigest)
  }

  /// Of the payload, as the canonical request ends with it.
  private func hash(of payload: SignableRequest.Payload) -> [UInt8] {
    switch payload {
    case .bytes(let bytes):
      sha256.hash(bytes)
      var digits: [UInt8] = []
      digits.append(hex: sha256.digest)
      return digits
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
