import AWSWire
import Documents
import Glibc

/// Answers `serialize`: the HTTP request that an input becomes.
func serialize(_ testCase: Document) -> Document {
  do {
    let operation = try caseOperation(testCase)
    let wire =
      testCase["protocol"]?.string.flatMap(WireProtocol.init) ?? operation.service.wireProtocol
    let checker = InputChecker(makeToken: { "00000000-0000-4000-8000-000000000000" })
    let params = testCase["params"] ?? [:]
    let typed = operation.input.map { native(params, $0) } ?? params
    let input = try checker.check(typed, for: operation)
    let request = try Codecs.codec(for: wire).encode(operation, input)
      .compressed(for: operation, threshold: 10_240)
    return answer(request, testCase)
  } catch {
    return failure("\(error.code): \(error.message)")
  }
}

/// The operation of a case: described inline, or embedded.
func caseOperation(_ testCase: Document) throws(AWSError) -> Operation {
  if let model = testCase["model"] { return try OperationReader.read(model) }
  // The one thing that is taken from the environment: descriptions of services.
  let folders = getenv("AWS_DATA_PATH").map { String(cString: $0) }
  let store = ModelStore(environment: folders.map { ["AWS_DATA_PATH": $0] } ?? [:])
  let service = try store.service(testCase["service"]?.string ?? "")
  return try service.operation(service.resolve(testCase["operation"]?.string ?? ""))
}

private func answer(_ request: WireRequest, _ testCase: Document) -> Document {
  var uri = request.uri
  var host: String?
  if let endpoint = testCase["clientEndpoint"]?.string {
    // Scheme, nothing, host and path.
    let parts = endpoint.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    let hostAndPath = parts.last ?? ""
    host = (request.hostPrefix ?? "") + hostAndPath
    if let slash = hostAndPath.firstIndex(of: "/") { uri = hostAndPath[slash...] + uri }
  }
  var answer: [(String, Document)] = [
    ("method", Document(request.method)), ("uri", Document(uri)),
    ("headers", Document(entries: request.headers.map { ($0.name, Document($0.value)) })),
    ("body_b64", Document(String(decoding: Base64.encode(request.body), as: UTF8.self))),
  ]
  if let host { answer.append(("host", Document(host))) }
  return Document(entries: answer)
}

/// The case's JSON as a caller would pass it: blobs as bytes, the names of NaN and the infinities as
/// numbers. What does not fit the shape stays, for the check to refuse.
private func native(_ value: Document, _ shape: Shape) -> Document {
  switch shape.kind {
  case .structure where value.kind == .map && !shape.isDocument:
    return Document(
      entries: value.entries.map { name, entry in
        (name, shape.member(named: name).map { native(entry, $0.shape) } ?? entry)
      })
  case .list:
    guard value.kind == .list, let element = shape.element else { return value }
    return Document(value.elements.map { native($0, element.shape) })
  case .map:
    guard value.kind == .map, let use = shape.value else { return value }
    return Document(entries: value.entries.map { ($0.key, native($0.value, use.shape)) })
  case .blob:
    guard let text = value.string, let bytes = Base64.decode(text.utf8) else { return value }
    return Document(blob: bytes)
  case .float, .double:
    switch value.string {
    case "NaN": return Document(Double.nan)
    case "Infinity": return Document(Double.infinity)
    case "-Infinity": return Document(-Double.infinity)
    default: return value
    }
  default: return value
  }
}
