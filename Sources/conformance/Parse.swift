import AWSWire
import Documents

/// Answers `parse`: the document that an HTTP response becomes, or the service's error.
func parse(_ testCase: Document) -> Document {
  guard let response = wireResponse(testCase["response"]) else {
    return failure("parse: the case has no response")
  }
  do {
    let operation = try caseOperation(testCase)
    let wire =
      testCase["protocol"]?.string.flatMap(WireProtocol.init) ?? operation.service.wireProtocol
    return ["result": try Codecs.codec(for: wire).decode(operation, response)]
  } catch {
    return report(error)
  }
}

private func wireResponse(_ response: Document?) -> WireResponse? {
  guard let response, let status = response["status"]?.integer,
    let body = Base64.decode((response["body_b64"]?.string ?? "").utf8)
  else { return nil }
  let headers = response["headers"]?.entries.map { $0 } ?? []
  return WireResponse(
    status: Int(status),
    headers: Dictionary(
      headers.map { ($0.key.lowercased(), $0.value.string ?? "") }, uniquingKeysWith: { $1 }),
    spellings: Dictionary(
      headers.map { ($0.key.lowercased(), $0.key) }, uniquingKeysWith: { $1 }),
    body: body)
}

private func report(_ error: AWSError) -> Document {
  guard error.kind == .aws else { return failure("\(error.code): \(error.message)") }
  let entries: [(String, Document?)] = [
    ("code", Document(error.code)), ("message", Document(error.message)),
    ("request_id", error.requestID.map { Document($0) }),
  ]
  return [
    "error": Document(entries: entries.compactMap { key, value in value.map { (key, $0) } }),
    "fields": error.fields ?? [:],
  ]
}
