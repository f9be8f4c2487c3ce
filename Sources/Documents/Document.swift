import CDocument

/// A value as codecs, Lua, simulator and recordings exchange it: one of null, boolean, integer,
/// double, timestamp, string, blob, list and map, with all that is below it.
///
/// A document is a view (a reference and an index) into an array of nodes in pre-order, so taking a
/// member costs no allocation, and copies share the bytes. It never changes once built; see
/// ``DocumentBuilder``. Small ones can be written as literals:
///
/// ```swift
/// let input: Document = ["AlarmName": "cpu-high", "Threshold": 80.0, "Tags": []]
/// input["Threshold"]?.number  // 80.0
/// ```
public struct Document: Sendable {
  /// What a value is.
  public enum Kind: Sendable {
    case null, bool, integer, double, timestamp, string, blob, list, map
  }

  let storage: DocumentStorage
  let index: Int

  init(storage: DocumentStorage, index: Int) {
    self.storage = storage
    self.index = index
  }

  /// The root of a storage that a decoder filled.
  public init(_ storage: DocumentStorage) { self.init(storage: storage, index: 0) }

  var node: moonwatch_node { storage.nodes[index] }

  public var kind: Kind {
    switch Int(node.kind) {
    case MOONWATCH_NULL: .null
    case MOONWATCH_FALSE, MOONWATCH_TRUE: .bool
    case MOONWATCH_INTEGER: .integer
    case MOONWATCH_DOUBLE: .double
    case MOONWATCH_TIMESTAMP: .timestamp
    case MOONWATCH_STRING: .string
    case MOONWATCH_BLOB: .blob
    case MOONWATCH_LIST: .list
    default: .map
    }
  }

  public var isNull: Bool { node.kind == MOONWATCH_NULL }

  /// The name of the value's structure or list in the service's model, where a codec set it.
  public var shapeName: String? {
    node.shape == 0 || (kind != .list && kind != .map)
      ? nil : storage.vocabulary?.shapes[Int(node.shape) - 1].name
  }

  // MARK: Scalars; nil where the value is of another kind

  public var bool: Bool? { kind == .bool ? node.kind == MOONWATCH_TRUE : nil }
  public var integer: Int64? { kind == .integer ? node.payload.integer : nil }
  public var double: Double? { kind == .double ? node.payload.number : nil }
  /// Seconds since 1970-01-01T00:00:00Z.
  public var timestamp: Double? { kind == .timestamp ? node.payload.number : nil }
  public var string: String? {
    kind == .string ? withBytes { String(decoding: $0, as: UTF8.self) } : nil
  }
  public var blob: [UInt8]? { kind == .blob ? withBytes { Array($0) } : nil }

  /// An integer, a double or a timestamp as a double.
  public var number: Double? {
    switch kind {
    case .integer: Double(node.payload.integer)
    case .double, .timestamp: node.payload.number
    default: nil
    }
  }

  /// The bytes of a string or blob; empty for other kinds.
  public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    guard kind == .string || kind == .blob else { return try body(.init(start: nil, count: 0)) }
    return try withExtendedLifetime(storage) {
      try body(storage.text(node.payload.text.offset, node.payload.text.length))
    }
  }

  // MARK: Lists and maps

  /// The number of elements or entries; 0 for scalars.
  public var count: Int {
    kind == .list || kind == .map ? Int(node.payload.children.count) : 0
  }

  /// The value under a key of a map, or nil.
  public subscript(key: String) -> Document? {
    guard kind == .map else { return nil }
    for child in children where storage.key(of: child.node) == key { return child }
    return nil
  }

  /// The element of a list at a position from 0, or nil. Takes time in proportion to the position.
  public subscript(position: Int) -> Document? {
    guard kind == .list, position >= 0, position < count else { return nil }
    var iterator = children.makeIterator()
    for _ in 0..<position { _ = iterator.next() }
    return iterator.next()
  }

  /// The elements of a list; empty for other kinds.
  public var elements: Children { kind == .list ? children : Children(of: self, count: 0) }

  /// The entries of a map in their order; empty for other kinds.
  public var entries: some Sequence<(key: String, value: Document)> {
    (kind == .map ? children : Children(of: self, count: 0)).lazy.map {
      (key: storage.key(of: $0.node)!, value: $0)
    }
  }

  /// The values directly below a list or map, each with its ``key`` where this is a map.
  public var children: Children { Children(of: self, count: count) }

  /// The key under which this value stands in its map; nil for an element and for the root.
  public var key: String? { storage.key(of: node) }

  /// The bytes of ``key``; empty where there is none.
  public func withKeyBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    guard node.key_kind == MOONWATCH_KEY_TEXT else {
      var name = key ?? ""
      return try name.withUTF8(body)
    }
    return try withExtendedLifetime(storage) { try body(storage.keyBytes(node.key)) }
  }

  /// The values directly below a list or map.
  public struct Children: Sequence, IteratorProtocol {
    private let storage: DocumentStorage
    private var index: Int
    private var remaining: Int

    fileprivate init(of parent: Document, count: Int) {
      storage = parent.storage
      index = parent.index + 1
      remaining = count
    }

    public mutating func next() -> Document? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let child = Document(storage: storage, index: index)
      index += child.span
      return child
    }
  }

  /// The number of values that this is with all below it.
  public var span: Int {
    kind == .list || kind == .map ? Int(node.payload.children.span) : 1
  }

  // MARK: For C

  /// The vocabulary that numbered keys and shapes refer to.
  public var vocabulary: Vocabulary? { storage.vocabulary }

  /// Lends the node of this value (all below it follows) and the arena.
  public func withNodes<R>(
    _ body: (UnsafePointer<moonwatch_node>, UnsafePointer<UInt8>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(storage) { try body(storage.nodes + index, storage.arena) }
  }
}
