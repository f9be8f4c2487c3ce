// Literals copy what is below them once per level: meant for tests, stand-ins and small inputs.

extension Document: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(_ value: String) { self = .build { $0.string(value) } }
  public init(_ value: Int64) { self = .build { $0.integer(value) } }
  public init(_ value: Int) { self.init(Int64(value)) }
  public init(_ value: Double) { self = .build { $0.double(value) } }
  public init(_ value: Bool) { self = .build { $0.bool(value) } }
  /// Seconds since 1970-01-01T00:00:00Z.
  public init(timestamp: Double) { self = .build { $0.timestamp(timestamp) } }
  public init(blob: [UInt8]) { self = .build { $0.blob(blob) } }

  public init(_ elements: some Sequence<Document>) {
    self = .build { builder in
      builder.beginList()
      for element in elements { builder.append(element) }
      builder.end()
    }
  }

  /// A map whose entries keep their order.
  public init(entries: some Sequence<(String, Document)>) {
    self = .build { builder in
      builder.beginMap()
      for (key, value) in entries {
        builder.key(key)
        builder.append(value)
      }
      builder.end()
    }
  }

  public init(stringLiteral value: String) { self.init(value) }
  public init(integerLiteral value: Int64) { self.init(value) }
  public init(floatLiteral value: Double) { self.init(value) }
  public init(booleanLiteral value: Bool) { self.init(value) }
  public init(nilLiteral: ()) { self = .build { $0.null() } }
  public init(arrayLiteral elements: Document...) { self.init(elements) }
  public init(dictionaryLiteral elements: (String, Document)...) { self.init(entries: elements) }

  private static func build(_ body: (DocumentBuilder) -> Void) -> Document {
    let builder = DocumentBuilder(nodeCapacity: 4, arenaCapacity: 32)
    body(builder)
    return builder.finish()
  }
}

extension Document: Equatable {
  /// Two documents are equal when their values are: the order of a map's entries does not count, an
  /// integer never equals a double, and NaN equals NaN, since a document is data and not arithmetic.
  public static func == (a: Document, b: Document) -> Bool {
    guard a.kind == b.kind else { return false }
    switch a.kind {
    case .null: return true
    case .bool: return a.bool == b.bool
    case .integer: return a.integer == b.integer
    case .double, .timestamp:
      return a.number == b.number || (a.number!.isNaN && b.number!.isNaN)
    case .string, .blob:
      return a.withBytes { left in b.withBytes { right in left.elementsEqual(right) } }
    case .list:
      return a.count == b.count && zip(a.elements, b.elements).allSatisfy { $0 == $1 }
    case .map:
      return a.count == b.count && a.entries.allSatisfy { b[$0.key] == $0.value }
    }
  }
}
