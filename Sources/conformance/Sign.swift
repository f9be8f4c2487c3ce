import AWSSigning
import AWSWire
import Documents

/// Answers `sign`: the canonical request, string to sign and signature of a request.
func sign(_ testCase: Document) -> Document {
  guard let raw = testCase["raw_request"]?.string, let request = signableRequest(raw) else {
    return failure("sign: expected raw_request with a request line")
  }
  guard let settings = testCase["context"], let keys = settings["credentials"],
    let id = keys["access_key_id"]?.string, let secret = keys["secret_access_key"]?.string,
    let region = settings["region"]?.string, let service = settings["service"]?.string,
    let date = settings["timestamp"]?.string.flatMap(Timestamp.parse(_:))
  else { return failure("sign: expected context with credentials, region, service, timestamp") }

  let credentials = Credentials(
    accessKeyID: id, secretAccessKey: secret, sessionToken: keys["token"]?.string)
  var context = SigningContext(region: region, service: service, date: date)
  context.normalizesPath = settings["normalize"]?.bool ?? true
  context.sendsPayloadHash = settings["sign_body"]?.bool ?? false
  context.signsSessionToken = !(settings["omit_session_token"]?.bool ?? false)

  let signature: Signature
  switch testCase["mode"]?.string {
  case "header": signature = Signer().sign(request, credentials: credentials, context: context)
  case "query":
    let lifetime = settings["expiration_in_seconds"]?.integer ?? 3600
    guard (1...604_800).contains(lifetime) else {
      return failure("sign: expected expiration_in_seconds from 1 to 604800, got \(lifetime)")
    }
    signature = Signer().presign(
      request, credentials: credentials, context: context, lifetime: Int(lifetime))
  default: return failure("sign: expected mode header or query")
  }
  return [
    "canonical_request": Document(signature.canonicalRequest),
    "string_to_sign": Document(signature.stringToSign), "signature": Document(signature.signature),
  ]
}

/// Reads a request as it would stand on the wire, line ends aside.
private func signableRequest(_ text: String) -> SignableRequest? {
  var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    .map { String($0).hasSuffix("\r") ? String($0.dropLast()) : String($0) }
  let start = lines.removeFirst()
  guard let space = start.firstIndex(of: " "), let version = start.range(ofLast: " HTTP/") else {
    return nil
  }
  let target = start[start.index(after: space)..<version]
  let question = target.firstIndex(of: "?") ?? target.endIndex

  let end = lines.firstIndex(of: "") ?? lines.endIndex
  var headers: [(name: String, value: String)] = []
  for line in lines[..<end] {
    if line.hasPrefix(" ") || line.hasPrefix("\t") {
      guard !headers.isEmpty else { return nil }
      headers[headers.count - 1].value += "\n" + line
    } else if let colon = line.firstIndex(of: ":") {
      headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
    } else {
      return nil
    }
  }
  let body = lines[end...].dropFirst().joined(separator: "\n")
  return SignableRequest(
    method: String(start[..<space]), path: String(target[..<question]),
    query: String(target[question...].dropFirst()), headers: headers,
    payload: .bytes(Array(body.utf8)))
}

extension String {
  /// Where the last occurrence of a text starts.
  fileprivate func range(ofLast text: String) -> String.Index? {
    indices.last { self[$0...].hasPrefix(text) }
  }
}
