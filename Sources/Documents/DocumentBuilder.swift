import CDocument

/// Writes a document value by value, in order.
///
/// ```swift
/// let builder = DocumentBuilder()
/// builder.beginMap()
/// builder.key("AlarmName"); builder.string("cpu-high")
/// builder.key("Threshold"); builder.double(80)
/// builder.end()
/// let document = builder.finish()
/// ```
/// Misuse (a map entry without a key, an unbalanced `end`) is a programmer's error and traps.
/// Arena and node count are 32-bit: a document holds at most 4 GiB of text.
public final class DocumentBuilder {
  private var writer: DocumentWriter
  private var open: [Int] = []
  private var keyKind = UInt8(MOONWATCH_KEY_NONE)
  private var key: UInt32 = 0
  private let vocabulary: Vocabulary?

  public init(vocabulary: Vocabulary? = nil, nodeCapacity: Int = 64, arenaCapacity: Int = 512) {
    self.vocabulary = vocabulary
    writer = DocumentWriter(nodeCapacity: nodeCapacity, arenaCapacity: arenaCapacity)
  }

  /// The number of containers that are open.
  public var depth: Int { open.count }

  // MARK: Keys

  /// Sets the key of the next value.
  public func key(_ name: String) {
    var name = name
    name.withUTF8 { key(bytes: $0) }
  }

  /// Sets the key of the next value from UTF-8 bytes.
  public func key(bytes: UnsafeBufferPointer<UInt8>) {
    let offset = writer.append(keyBytes: bytes)
    keyKind = UInt8(MOONWATCH_KEY_TEXT)
    key = UInt32(offset)
  }

  /// Sets the key of the next value to a member of the vocabulary, by number.
  @inline(__always)
  public func key(member: Int) {
    keyKind = UInt8(MOONWATCH_KEY_MEMBER)
    key = UInt32(truncatingIfNeeded: member)
  }

  // MARK: Values

  public func null() { append(MOONWATCH_NULL) }
  public func bool(_ value: Bool) { append(value ? MOONWATCH_TRUE : MOONWATCH_FALSE) }

  public func integer(_ value: Int64) {
    let index = append(MOONWATCH_INTEGER)
    writer.nodes[index].payload.integer = value
  }

  public func double(_ value: Double) {
    let index = append(MOONWATCH_DOUBLE)
    writer.nodes[index].payload.number = value
  }

  /// A point in time, in seconds since 1970-01-01T00:00:00Z.
  public func timestamp(_ seconds: Double) {
    let index = append(MOONWATCH_TIMESTAMP)
    writer.nodes[index].payload.number = seconds
  }

  public func string(_ value: String) {
    var value = value
    value.withUTF8 { text($0, kind: MOONWATCH_STRING) }
  }

  public func string(bytes: UnsafeBufferPointer<UInt8>) { text(bytes, kind: MOONWATCH_STRING) }
  public func blob(_ bytes: UnsafeBufferPointer<UInt8>) { text(bytes, kind: MOONWATCH_BLOB) }
  public func blob(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { blob($0) } }

  // MARK: Containers

  /// Opens a list. `shape` is 1 + the index of its name in the vocabulary, or 0.
  public func beginList(shape: UInt16 = 0) { begin(MOONWATCH_LIST, shape) }
  /// Opens a map or structure. `shape` is 1 + the index of its name in the vocabulary, or 0.
  public func beginMap(shape: UInt16 = 0) { begin(MOONWATCH_MAP, shape) }

  /// Closes the innermost list or map.
  public func end() {
    guard let index = open.popLast() else { preconditionFailure("end() without a begin") }
    writer.nodes[index].payload.children.span = UInt32(writer.nodeCount - index)
  }

  /// Copies a value, with all below it, from another document.
  public func append(_ value: Document) {
    switch value.kind {
    case .null: null()
    case .bool: bool(value.bool!)
    case .integer: integer(value.integer!)
    case .double: double(value.double!)
    case .timestamp: timestamp(value.timestamp!)
    case .string: value.withBytes { string(bytes: $0) }
    case .blob: value.withBytes { blob($0) }
    case .list:
      beginList(shape: shape(of: value))
      for element in value.elements { append(element) }
      end()
    case .map:
      beginMap(shape: shape(of: value))
      for (name, entry) in value.entries {
        key(name)
        append(entry)
      }
      end()
    }
  }

  /// Appends the elements of a list as doubles, or as timestamps, to the list that is open. Returns
  /// false, and appends none, where one is no number.
  public func numbers(of list: Document, areTimestamps: Bool = false) -> Bool {
    guard let parent = open.last, writer.nodes[parent].kind == MOONWATCH_LIST, list.kind == .list
    else { return false }
    let count = list.count
    let kind = areTimestamps ? MOONWATCH_TIMESTAMP : MOONWATCH_DOUBLE
    return list.withNodes { nodes, _ in
      // Numbers are one node each, so that the elements stand side by side.
      for index in 1..<(count + 1) {
        let kind = Int(nodes[index].kind)
        guard kind == MOONWATCH_DOUBLE || kind == MOONWATCH_INTEGER else { return false }
      }
      writer.append(numbers: nodes + 1, count: count, kind: kind)
      writer.nodes[parent].payload.children.count &+= UInt32(count)
      return true
    }
  }

  /// Hands the finished document over; the builder cannot be used afterwards.
  public func finish() -> Document {
    precondition(open.isEmpty && writer.nodeCount > 0, "a document is one complete value")
    return writer.finish(vocabulary: vocabulary)
  }

  // MARK: Nodes

  private func shape(of value: Document) -> UInt16 {
    // Shape numbers mean something only within one vocabulary.
    value.storage.vocabulary === vocabulary ? value.node.shape : 0
  }

  @inline(__always)
  @discardableResult
  private func append(_ kind: Int, shape: UInt16 = 0) -> Int {
    let index = writer.append(kind: kind, keyKind: keyKind, key: key, shape: shape)
    let hasKey = keyKind != MOONWATCH_KEY_NONE
    keyKind = UInt8(MOONWATCH_KEY_NONE)
    if let parent = open.last {
      precondition(
        (writer.nodes[parent].kind == MOONWATCH_MAP) == hasKey,
        "entries of a map have keys, elements of a list do not")
      writer.nodes[parent].payload.children.count &+= 1
    } else {
      precondition(index == 0 && !hasKey, "a document has one root")
    }
    return index
  }

  private func begin(_ kind: Int, _ shape: UInt16) { open.append(append(kind, shape: shape)) }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>, kind: Int) {
    let offset = writer.append(bytes: bytes.baseAddress, count: bytes.count)
    let index = append(kind)
    writer.nodes[index].payload.text.offset = UInt32(offset)
    writer.nodes[index].payload.text.length = UInt32(bytes.count)
  }
}
