/// The one spelling of a request that both sides hash.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct CanonicalRequest {
  let bytes: [UInt8]
  /// Where the names of the signed headers are.
  let signedHeaders: Range<Int>

  init(
    method: String, path: String, query: [QueryItem], headers: borrowing CanonicalHeaders,
    payloadHash: [UInt8], context: SigningContext
  ) {
    let path = Self.path(path, context)
    let query = query.isEmpty ? "" : QueryItem.canonical(query)
    let capacity =
      method.utf8.count + path.utf8.count + query.utf8.count + 2 * headers.capacity
      + payloadHash.count + 8
    var names = 0..<0
    bytes = ByteWriter.bytes(capacity: capacity) { text in
      let lineFeed = UInt8(ascii: "\n")
      text.write(method)
      text.write(lineFeed)
      text.write(path)
      text.write(lineFeed)
      text.write(query)
      text.write(lineFeed)
      headers.writeLines(to: &text)
      text.write(lineFeed)
      let start = text.count
      headers.writeNames(to: &text)
      names = start..<text.count
      text.write(lineFeed)
      text.write(payloadHash)
    }
    signedHeaders = names
  }

  // MARK: Path

  static func path(_ path: String, _ context: SigningContext) -> String {
    if path.isEmpty || path == "/" { return "/" }
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
    query.isEmpty ? [] : query.utf8.split(separator: UInt8(ascii: "&")).map(QueryItem.init(sent:))
  }

  /// The pairs sorted by name, then value, as bytes.
  static func canonical(_ items: [QueryItem]) -> String {
    items.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
      .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }
}
