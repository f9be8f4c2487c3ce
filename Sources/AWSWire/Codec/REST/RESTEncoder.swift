import Documents

/// Writes inputs as AWS's REST-JSON protocol has them: members go where the model says, into path,
/// query, headers or body, and what has no place of its own is one JSON object.
///
/// See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.
struct RESTEncoder {
  private let operation: Operation
  private let members: [(member: Member, value: Document)]
  private var headers: [(name: String, value: String)] = []

  static func encode(_ operation: Operation, _ input: Document) throws(AWSError) -> WireRequest {
    var encoder = RESTEncoder(operation, input)
    let uri = try encoder.uri()
    try encoder.writeHeaders()
    let body = encoder.body()
    return WireRequest(
      method: operation.method, uri: uri, headers: encoder.headers, body: body,
      hostPrefix: try HostPrefix.expand(operation, input))
  }

  private init(_ operation: Operation, _ input: Document) {
    self.operation = operation
    members = (operation.input?.members ?? []).compactMap { member in
      input[member.name].flatMap { $0.isNull ? nil : (member, $0) }
    }
  }

  private func invalid(_ member: String, _ problem: String) -> AWSError {
    AWSError(
      .validation, code: "ParamValidation", "\(operation.name): \(member): \(problem)",
      operation: operation.name, service: operation.service.name)
  }

  private static func wireName(_ member: Member) -> String { member.locationName ?? member.name }

  // MARK: Path and query

  private func uri() throws(AWSError) -> String {
    let template = operation.requestURI.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = try path(template[0])
    let query = (template.count > 1 ? [String(template[1])] : []) + self.query()
    return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
  }

  private func path(_ template: Substring) throws(AWSError) -> String {
    var path = ""
    var rest = template
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      path += rest[..<open]
      var label = rest[rest.index(after: open)..<close]
      let isGreedy = label.hasSuffix("+")
      if isGreedy { label.removeLast() }
      let text = try self.label(String(label))
      path += URIText.escape(text, keepingSlashes: isGreedy)
      rest = rest[rest.index(after: close)...]
    }
    return path + rest
  }

  private func label(_ name: String) throws(AWSError) -> String {
    let found = members.first {
      $0.member.location == "uri" && Self.wireName($0.member) == name
    }
    let text = found.map { RESTValue.text($0.value, $0.member, in: .uri) } ?? ""
    // An empty segment would make another path of it, and maybe another operation.
    guard !text.isEmpty else {
      let got = found == nil ? "nothing" : "an empty string"
      throw invalid(found?.member.name ?? name, "expected a value for the path, got \(got)")
    }
    return text
  }

  private func query() -> [String] {
    var fields: [(name: String, value: String)] = []
    let named = members.filter { $0.member.location == "querystring" }
    for (member, value) in named where member.shape.kind != .map {
      if member.shape.kind == .list, let element = member.shape.element {
        for entry in value.elements where !entry.isNull {
          fields.append((Self.wireName(member), RESTValue.text(entry, element, in: .uri)))
        }
      } else {
        fields.append((Self.wireName(member), RESTValue.text(value, member, in: .uri)))
      }
    }
    // A parameter of its own goes before one of the same name in a map.
    let taken = Set(fields.map(\.name))
    for (member, map) in named where member.shape.kind == .map {
      guard let use = member.shape.value else { continue }
      for (name, value) in map.entries where !taken.contains(name) {
        for entry in value.kind == .list ? Array(value.elements) : [value] {
          fields.append((name, RESTValue.text(entry, use.shape.element ?? use, in: .uri)))
        }
      }
    }
    return fields.map { "\(URIText.escape($0.name))=\(URIText.escape($0.value))" }
  }

  // MARK: Headers

  private mutating func writeHeaders() throws(AWSError) {
    for (member, value) in members {
      switch member.location {
      case "header": try writeHeader(member, value)
      case "headers":
        guard let use = member.shape.value else { continue }
        for (name, entry) in value.entries {
          try add(
            Self.wireName(member) + name, RESTValue.text(entry, use, in: .header), member)
        }
      default: continue
      }
    }
  }

  private mutating func writeHeader(_ member: Member, _ value: Document) throws(AWSError) {
    var text = ""
    if member.shape.kind == .list, !member.isJSONValue, let element = member.shape.element {
      let elements = value.elements.filter { !$0.isNull }
      text =
        elements.map {
          let text = RESTValue.text($0, element, in: .header)
          return element.shape.kind == .string ? Self.quoted(text) : text
        }.joined(separator: ",")
    } else {
      text = RESTValue.text(value, member, in: .header)
    }
    // A header without a value would be read as one that is not there.
    if !text.isEmpty { try add(Self.wireName(member), text, member) }
  }

  private mutating func add(_ name: String, _ value: String, _ member: Member) throws(AWSError) {
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw invalid(member.name, "expected text for a header, got control characters in it")
    }
    let isToken =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
    guard isToken else {
      throw invalid(member.name, "expected the name of a header, got \(name.debugDescription)")
    }
    headers.append((name, value))
  }

  /// An element of a list in a header: in quotes where it has a comma or a quote of its own.
  private static func quoted(_ text: String) -> String {
    guard text.contains(",") || text.contains("\"") else { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: Body

  private mutating func body() -> [UInt8] {
    guard let input = operation.input else { return [] }
    if let payload = input.payload, let member = input.member(named: payload) {
      return self.payload(member, members.first { $0.member === member }?.value)
    }
    guard input.members.contains(where: { $0.location == nil }) else { return [] }
    setContentType("application/json")
    let builder = DocumentBuilder()
    builder.beginMap()
    for (member, value) in members where member.location == nil {
      builder.key(Self.wireName(member))
      JSONEncoder.write(value, member, builder)
    }
    builder.end()
    return JSON.serialize(builder.finish())
  }

  private mutating func payload(_ member: Member, _ value: Document?) -> [UInt8] {
    switch member.shape.kind {
    case .blob, .string:
      guard let value else { return [] }
      setContentType(member.shape.kind == .blob ? "application/octet-stream" : "text/plain")
      return value.withBytes { Array($0) }
    default:
      guard let value else {
        // A union has no empty form.
        if member.shape.isUnion { return [] }
        setContentType("application/json")
        return Array("{}".utf8)
      }
      setContentType("application/json")
      let builder = DocumentBuilder()
      JSONEncoder.write(value, member, builder)
      return JSON.serialize(builder.finish())
    }
  }

  /// Sets the content type, unless the input has one.
  private mutating func setContentType(_ type: String) {
    guard !headers.contains(where: { $0.name.lowercased() == "content-type" }) else { return }
    headers.append(("Content-Type", type))
  }
}
