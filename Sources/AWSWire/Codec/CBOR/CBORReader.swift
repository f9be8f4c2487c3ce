import CDocument
import Documents

/// Reads one CBOR data item (RFC 8949) into a document's nodes, shaped by a model where there is one.
///
/// Lengths may be definite or not, floats of any width, and tags that mean nothing here are passed
/// over. Nothing is allocated for a length that is only announced. A scalar where the model has
/// another is kept as it came; a time, a blob, a structure or a list that is something else is an
/// error.
struct CBORReader: ~Copyable {
  /// How deep arrays, maps and tags may be nested.
  static let maximumDepth = 512

  /// Why bytes are not the CBOR that was expected.
  struct Failure: Error, CustomStringConvertible {
    let reason: String
    /// The byte where reading stopped, from 0.
    let offset: Int
    /// True where the bytes end before the item does.
    var isCutShort = false
    /// Where the value stands, from the inside out.
    var path: [String] = []

    var description: String {
      let place = path.isEmpty ? "" : path.reversed().joined(separator: ".") + ": "
      return "\(place)\(reason) (byte \(offset))"
    }
  }

  let bytes: UnsafePointer<UInt8>
  let count: Int
  var position = 0
  var depth = 0
  var writer: DocumentWriter
  private var tables: [ObjectIdentifier: MemberTable] = [:]

  private init(_ text: UnsafeBufferPointer<UInt8>) {
    // An empty buffer has no address, and is never read from.
    bytes = text.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    count = text.count
    // A number of a datapoint takes nine or ten bytes.
    writer = DocumentWriter(nodeCapacity: text.count / 10 + 16, arenaCapacity: text.count / 8 + 64)
  }

  /// The document that an item is: as a shape has it, or as CBOR itself says (nil). A structure may not
  /// be null here, as it may below.
  static func read(_ body: [UInt8], as shape: Shape?, _ vocabulary: Vocabulary?)
    throws(Failure) -> Document
  {
    let result = body.withUnsafeBufferPointer { text in
      Result { () throws(Failure) -> Document in
        guard text.count < Int(Int32.max) else {
          throw Failure(reason: "larger than 2 GiB", offset: 0)
        }
        var reader = CBORReader(text)
        try reader.value(shape, Slot())
        if shape?.kind == .structure, Int(reader.writer.nodes[0].kind) == MOONWATCH_NULL {
          throw reader.failure("expected a map, got null")
        }
        guard reader.position == reader.count else {
          throw reader.failure("expected the end after one item, got more")
        }
        return reader.writer.finish(vocabulary: vocabulary)
      }
    }
    return try result.get()
  }

  /// Where a value goes: its node's key.
  struct Slot {
    var kind = UInt8(MOONWATCH_KEY_NONE)
    var key: UInt32 = 0
  }

  func failure(_ reason: String, isCutShort: Bool = false) -> Failure {
    Failure(reason: reason, offset: min(position, count), isCutShort: isCutShort)
  }

  // MARK: Containers

  /// Reads the next item into a node.
  mutating func value(_ shape: Shape?, _ slot: Slot) throws(Failure) {
    guard depth < Self.maximumDepth else {
      throw failure("nested deeper than \(Self.maximumDepth) levels")
    }
    depth += 1
    let head = try nextHead()
    if let shape, !shape.isDocument {
      try shaped(head, shape, slot)
    } else {
      try plain(head, slot)
    }
    depth -= 1
  }

  private mutating func shaped(_ head: Head, _ shape: Shape, _ slot: Slot) throws(Failure) {
    var head = head
    // Tags say nothing about a container that its shape does not say.
    if shape.number != 0 {
      while head.major == .tag { head = try nextHead() }
      if head.isNull {
        append(MOONWATCH_NULL, slot)
        return
      }
    }
    switch shape.kind {
    case .structure: try structure(head, shape, slot)
    case .list: try list(head, shape, slot)
    case .map: try map(head, shape.number, shape.value?.shape, slot)
    default: try scalar(head, shape.kind, slot)
    }
  }

  private mutating func structure(_ head: Head, _ shape: Shape, _ slot: Slot) throws(Failure) {
    guard head.major == .map else { throw mismatch("a map for \(shape.name)", head) }
    let table = table(for: shape)
    let index = writer.append(
      kind: MOONWATCH_MAP, keyKind: slot.kind, key: slot.key, shape: shape.number)
    var entries: UInt32 = 0
    var remaining = Remaining(head)
    while try more(&remaining) {
      guard let member = try member(of: table), !nextIsNull else {
        try skip()
        continue
      }
      do {
        try value(
          member.shape,
          Slot(
            kind: UInt8(MOONWATCH_KEY_MEMBER), key: UInt32(truncatingIfNeeded: member.number)))
      } catch {
        throw within(member.name, error)
      }
      entries += 1
    }
    close(index, entries)
  }

  private mutating func list(_ head: Head, _ shape: Shape, _ slot: Slot) throws(Failure) {
    guard head.major == .array, let element = shape.element else {
      throw mismatch("an array for \(shape.name)", head)
    }
    try array(head, shape.number, element.shape, slot)
  }

  private mutating func array(_ head: Head, _ number: UInt16, _ element: Shape?, _ slot: Slot)
    throws(Failure)
  {
    let index = writer.append(
      kind: MOONWATCH_LIST, keyKind: slot.kind, key: slot.key, shape: number)
    var entries: UInt32 = 0
    var remaining = Remaining(head)
    // Times and values of a metric come by the hundred thousand: nothing of the shape is looked at
    // for each.
    let scalarKind = element.flatMap { $0.number == 0 ? $0.kind : nil }
    while try more(&remaining) {
      do {
        if let scalarKind {
          try scalar(try nextHead(), scalarKind, Slot())
        } else {
          try value(element, Slot())
        }
      } catch {
        throw within("[\(entries)]", error)
      }
      entries += 1
    }
    close(index, entries)
  }

  private mutating func map(_ head: Head, _ number: UInt16, _ content: Shape?, _ slot: Slot)
    throws(Failure)
  {
    guard head.major == .map else { throw mismatch("a map", head) }
    let index = writer.append(kind: MOONWATCH_MAP, keyKind: slot.kind, key: slot.key, shape: number)
    var entries: UInt32 = 0
    var remaining = Remaining(head)
    while try more(&remaining) {
      let key = try keyInArena()
      if nextIsNull {
        try skip()
        continue
      }
      do {
        try value(content, Slot(kind: UInt8(MOONWATCH_KEY_TEXT), key: UInt32(key)))
      } catch {
        throw within("…", error)
      }
      entries += 1
    }
    close(index, entries)
  }

  /// Reads an item as what it says it is.
  private mutating func plain(_ head: Head, _ slot: Slot) throws(Failure) {
    switch head.major {
    case .array: try array(head, 0, nil, slot)
    case .map: try map(head, 0, nil, slot)
    case .tag where head.argument == 1: try scalar(head, .timestamp, slot)
    // Bignums and decimal fractions are numbers; other tags mean nothing here.
    case .tag where !(2...4).contains(head.argument): try value(nil, slot)
    default: try scalar(head, nil, slot)
    }
  }

  private func close(_ index: Int, _ entries: UInt32) {
    writer.nodes[index].payload.children.count = entries
    writer.nodes[index].payload.children.span = UInt32(writer.nodeCount - index)
  }

  private mutating func table(for shape: Shape) -> MemberTable {
    if let table = tables[ObjectIdentifier(shape)] { return table }
    let table = MemberTable(shape.members) { $0.name }
    tables[ObjectIdentifier(shape)] = table
    return table
  }

  private func within(_ step: String, _ failure: Failure) -> Failure {
    // Cut short is cut short, wherever that was.
    guard !failure.isCutShort, failure.path.count < 16 else { return failure }
    var outer = failure
    outer.path.append(step)
    return outer
  }
}
