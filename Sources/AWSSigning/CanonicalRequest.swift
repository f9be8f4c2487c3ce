/// The one spelling of a request that both sides hash.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct CanonicalRequest {
  let text: String
  let signedHeaders: String

  init(
    method: String, path: String, query: [QueryItem], headers: [(name: String, value: String)],
    payloadHash: String, context: SigningContext
  ) {
    let (names, lines) = Self.headers(headers)
    signedHeaders = names
    text = """
      \(method)
      \(Self.path(path, context))
      \(QueryItem.canonical(query))
      \(lines)
      \(names)
      \(payloadHash)
      """
  }

  // MARK: Path

  static func path(_ path: String, _ context: SigningContext) -> String {
    let path = path.isEmpty ? "/" : path
    let normalized = context.normalizesPath ? removingDotSegments(path) : path
    return context.escapesPath
      ? PercentEncoding.encode(normalized, keepingSlash: true) : normalized
  }

  /// RFC 3986, 5.2.4, with repeated slashes made one.
  private static func removingDotSegments(_ path: String) -> String {
    // Over bytes: to Swift a slash and a combining mark after it are one character.
    var kept: [Substring.UTF8View] = []
    var endsInDirectory = true
    for segment in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      endsInDirectory = true
      if segment.isEmpty || segment.elementsEqual(".".utf8) { continue }
      if segment.elementsEqual("..".utf8) {
        _ = kept.popLast()
      } else {
        kept.append(segment)
        endsInDirectory = false
      }
    }
    let normalized = kept.map { String(Substring($0)) }.joined(separator: "/")
    return "/" + normalized + (endsInDirectory && !kept.isEmpty ? "/" : "")
  }

  // MARK: Headers

  /// The signed headers' names, and their lines, each with its line feed.
  static func headers(_ headers: [(name: String, value: String)]) -> (names: String, lines: String)
  {
    var values: [String: [String]] = [:]
    for header in headers {
      let name = header.name.lowercased()
      if isSigned(name) { values[name, default: []].append(folded(header.value)) }
    }
    let names = values.keys.sorted()
    let lines = names.map { "\($0):\(values[$0]!.joined(separator: ","))\n" }
    return (names.joined(separator: ";"), lines.joined())
  }

  /// Proxies and the transport add, drop and change some headers; a signature over them would break.
  static func isSigned(_ name: String) -> Bool {
    switch name {
    case "authorization", "connection", "expect", "keep-alive", "te", "trailer",
      "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
      false
    default: !name.hasPrefix("proxy-") && !name.hasPrefix("amz-sdk-")
    }
  }

  /// Without blanks at either end, and each run of them inside as one space; folded lines are runs.
  private static func folded(_ value: String) -> String {
    // Over bytes: a carriage return and a line feed are one character to Swift.
    value.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}

/// A name and value of a query, both canonically escaped.
struct QueryItem {
  let name: String
  let value: String

  /// A pair of plain text.
  init(_ name: String, _ value: String) {
    self.name = PercentEncoding.encode(name)
    self.value = PercentEncoding.encode(value)
  }

  private init(sent pair: Substring.UTF8View) {
    let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
    name = PercentEncoding.canonicalize(pair[..<equals])
    value = PercentEncoding.canonicalize(pair[equals...].dropFirst())
  }

  /// The pairs of a query as it is sent.
  static func parse(_ query: String) -> [QueryItem] {
    query.utf8.split(separator: UInt8(ascii: "&")).map(QueryItem.init(sent:))
  }

  /// The pairs sorted by name, then value, as bytes.
  static func canonical(_ items: [QueryItem]) -> String {
    items.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
      .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }
}
