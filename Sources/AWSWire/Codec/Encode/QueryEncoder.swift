import Documents

/// Writes inputs as forms: AWS's query protocol, and EC2's variety of it.
///
/// See the AWS query and EC2 query protocols of the Smithy specification. Query writes an empty list
/// as its bare name, EC2 leaves it out.
struct QueryEncoder {
  enum Dialect: Sendable {
    case query, ec2
  }

  private let dialect: Dialect
  private var body = FormBody()

  static func encode(_ operation: Operation, _ input: Document, dialect: Dialect)
    throws(AWSError) -> WireRequest
  {
    var encoder = QueryEncoder(dialect: dialect)
    encoder.body.add("Action", operation.name)
    encoder.body.add("Version", operation.service.apiVersion)
    if let shape = operation.input { encoder.structure(input, shape, "") }
    return WireRequest(
      method: operation.method, uri: operation.requestURI,
      headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: encoder.body.bytes, hostPrefix: try HostPrefix.expand(operation, input))
  }

  private init(dialect: Dialect) { self.dialect = dialect }

  /// Writes a value under a name that holds the whole path to it.
  private mutating func write(_ value: Document, _ use: Member, _ name: String) {
    switch use.shape.kind {
    case .structure: structure(value, use.shape, name)
    case .list: list(value, use, name)
    case .map: map(value, use, name)
    case .blob: value.withBytes { body.add(name, bytes: Base64.encode($0)) }
    case .timestamp:
      let format = use.timestampFormat ?? use.shape.timestampFormat ?? .iso8601
      body.add(name, Timestamp.format(value.number!, as: format))
    case .boolean: body.add(name, value.bool! ? "true" : "false")
    case .float, .double: body.add(name, Self.text(value.number!))
    case .integer, .long: body.add(name, String(value.integer!))
    case .string: value.withBytes { body.add(name, bytes: $0) }
    }
  }

  private mutating func structure(_ value: Document, _ shape: Shape, _ prefix: String) {
    for (name, entry) in value.entries {
      guard let member = shape.member(named: name) else {
        preconditionFailure("the input was checked: \(shape.name) has no \(name)")
      }
      write(entry, member, Self.join(prefix, wireName(member)))
    }
  }

  private mutating func list(_ value: Document, _ use: Member, _ name: String) {
    guard let element = use.shape.element else { return }
    if value.count == 0 {
      if dialect == .query { body.add(name, "") }
      return
    }
    var prefix = name
    if dialect == .query {
      if !(use.isFlattened || use.shape.isFlattened) {
        prefix = Self.join(name, element.locationName ?? "member")
      } else if let elementName = element.locationName {
        // The elements of a flattened list take the place of the list.
        let parent = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
        prefix = Self.join(parent, elementName)
      }
    }
    for (index, entry) in value.elements.enumerated() {
      write(entry, element, "\(prefix).\(index + 1)")
    }
  }

  private mutating func map(_ value: Document, _ use: Member, _ name: String) {
    guard let key = use.shape.key, let entryUse = use.shape.value else { return }
    let prefix = use.isFlattened || use.shape.isFlattened ? name : Self.join(name, "entry")
    for (index, (entryKey, entry)) in value.entries.enumerated() {
      let entryName = "\(prefix).\(index + 1)"
      body.add(Self.join(entryName, key.locationName ?? "key"), entryKey)
      write(entry, entryUse, Self.join(entryName, entryUse.locationName ?? "value"))
    }
  }

  private func wireName(_ member: Member) -> String {
    switch dialect {
    case .query: return member.locationName ?? member.name
    case .ec2:
      if let name = member.queryName { return name }
      let name = member.locationName ?? member.name
      return name.prefix(1).uppercased() + name.dropFirst()
    }
  }

  private static func join(_ prefix: String, _ name: String) -> String {
    prefix.isEmpty ? name : "\(prefix).\(name)"
  }

  private static func text(_ number: Double) -> String {
    number.isFinite ? "\(number)" : number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
  }
}
