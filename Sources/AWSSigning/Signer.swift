/// Signs requests with AWS Signature Version 4.
///
/// It reads no clock, no environment and no file: the same arguments give the same signature. The
/// derived keys of a day are kept, so that a further request costs two hashes instead of six; one
/// signer is used from one thread.
public final class Signer {
  private struct KeyID: Hashable {
    let secret: String
    let day: String
    let region: String
    let service: String
  }

  private static let algorithm = "AWS4-HMAC-SHA256"
  private let sha256 = SHA256()
  private var keys: [KeyID: [UInt8]] = [:]

  public init() {}

  /// Signs with headers: `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization` are to be sent
  /// with the request.
  public func sign(
    _ request: SignableRequest, credentials: Credentials, context: SigningContext
  ) -> Signature {
    let time = SigningTime(context.date)
    let hash = hash(of: request.payload)
    var added = [(name: "X-Amz-Date", value: time.timestamp)]
    if context.sendsPayloadHash { added.append(("X-Amz-Content-SHA256", hash)) }
    let token = credentials.sessionToken.map { (name: "X-Amz-Security-Token", value: $0) }
    if context.signsSessionToken, let token { added.append(token) }

    var replaced = ["x-amz-date", "x-amz-security-token"]
    if context.sendsPayloadHash { replaced.append("x-amz-content-sha256") }
    let canonical = CanonicalRequest(
      method: request.method, path: request.path, query: QueryItem.parse(request.query),
      headers: CanonicalHeaders(request.headers, replaced: replaced, added: added),
      payloadHash: hash, context: context)
    let (stringToSign, signature) = sign(canonical, time, credentials, context)

    if !context.signsSessionToken, let token { added.append(token) }
    let scope = Self.scope(time, context)
    added.append(
      (
        "Authorization",
        "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), "
          + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
      ))
    return Signature(
      canonicalRequest: canonical.text, stringToSign: stringToSign, signature: signature,
      signedHeaders: canonical.signedHeaders, headers: added, query: request.query)
  }

  /// Signs with the query alone: whoever has the address may make the request for `lifetime`
  /// seconds, at most 604,800.
  public func presign(
    _ request: SignableRequest, credentials: Credentials, context: SigningContext, lifetime: Int
  ) -> Signature {
    precondition((1...604_800).contains(lifetime), "a presigned request lives 1 to 604,800 s")
    let time = SigningTime(context.date)
    let headers = CanonicalHeaders(request.headers)
    var added = [
      QueryItem("X-Amz-Algorithm", Self.algorithm),
      QueryItem("X-Amz-Credential", "\(credentials.accessKeyID)/\(Self.scope(time, context))"),
      QueryItem("X-Amz-Date", time.timestamp),
      QueryItem("X-Amz-SignedHeaders", headers.names),
      QueryItem("X-Amz-Expires", String(lifetime)),
    ]
    let token = credentials.sessionToken.map { QueryItem("X-Amz-Security-Token", $0) }
    if context.signsSessionToken, let token { added.append(token) }

    let canonical = CanonicalRequest(
      method: request.method, path: request.path, query: QueryItem.parse(request.query) + added,
      headers: headers, payloadHash: hash(of: request.payload), context: context)
    let (stringToSign, signature) = sign(canonical, time, credentials, context)

    if !context.signsSessionToken, let token { added.append(token) }
    added.append(QueryItem("X-Amz-Signature", signature))
    let sent = added.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    return Signature(
      canonicalRequest: canonical.text, stringToSign: stringToSign, signature: signature,
      signedHeaders: canonical.signedHeaders, headers: [],
      query: request.query.isEmpty ? sent : "\(request.query)&\(sent)")
  }

  // MARK: Steps

  private func sign(
    _ canonical: CanonicalRequest, _ time: SigningTime, _ credentials: Credentials,
    _ context: SigningContext
  ) -> (stringToSign: String, signature: String) {
    let stringToSign = """
      \(Self.algorithm)
      \(time.timestamp)
      \(Self.scope(time, context))
      \(sha256.hexDigest(canonical.text.utf8))
      """
    let key = key(
      KeyID(
        secret: credentials.secretAccessKey, day: time.day, region: context.region,
        service: context.service))
    return (stringToSign, SHA256.hex(sha256.hmac(key: key, stringToSign)))
  }

  private static func scope(_ time: SigningTime, _ context: SigningContext) -> String {
    "\(time.day)/\(context.region)/\(context.service)/aws4_request"
  }

  private func hash(of payload: SignableRequest.Payload) -> String {
    switch payload {
    case .bytes(let bytes): sha256.hexDigest(bytes)
    case .hash(let hash): hash
    case .unsigned: "UNSIGNED-PAYLOAD"
    }
  }

  private func key(_ id: KeyID) -> [UInt8] {
    if let key = keys[id] { return key }
    // Yesterday's keys are of no use, and a long run over many accounts would pile them up.
    if keys.count >= 256 { keys.removeAll(keepingCapacity: true) }
    var key = Array("AWS4\(id.secret)".utf8)
    for step in [id.day, id.region, id.service, "aws4_request"] {
      key = sha256.hmac(key: key, step)
    }
    keys[id] = key
    return key
  }
}
