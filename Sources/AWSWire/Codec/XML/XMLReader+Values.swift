import CDocument
import Documents

/// Values: the text of an element that holds no others, and attributes.
extension XMLReader {
  private var leaf: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: writer.arena + leafStart, count: writer.arenaSize &- leafStart)
  }

  @inline(__always)
  mutating func endLeaf(
    _ kind: Step.Kind, _ frame: UnsafeMutablePointer<Frame>, _ name: UnsafePointer<UInt8>
  ) {
    if kind == .string {
      if frame.pointee.role == .entryKey { return endKey() }
      let index = append(MOONWATCH_STRING, frame)
      writer.nodes[index].payload.text.offset = UInt32(truncatingIfNeeded: leafStart)
      writer.nodes[index].payload.text.length = UInt32(
        truncatingIfNeeded: writer.arenaSize &- leafStart)
    } else {
      endTyped(kind, frame, name)
    }
  }

  private mutating func endKey() {
    writer.setKeyLength(at: leafStart - 4, writer.arenaSize - leafStart)
    frames[depth - 1].keyKind = UInt8(MOONWATCH_KEY_TEXT)
    frames[depth - 1].key = UInt32(leafStart - 4)
  }

  /// Makes a value of the leaf's text, and takes the text back.
  private mutating func endTyped(
    _ kind: Step.Kind, _ frame: UnsafeMutablePointer<Frame>, _ name: UnsafePointer<UInt8>
  ) {
    if kind != .blob, Numbers.trim(leaf).isEmpty {
      // No number, time or truth: absent, but keeping its place among elements.
      writer.arenaSize = leafStart
      if frame.pointee.role != .member { _ = append(MOONWATCH_NULL, frame) }
      return
    }
    switch kind {
    case .integer:
      guard let value = Numbers.integer(leaf) else { return failValue("integer", name) }
      let index = append(MOONWATCH_INTEGER, frame)
      writer.nodes[index].payload.integer = value
    case .double:
      guard let value = Numbers.double(leaf) else { return failValue("number", name) }
      let index = append(MOONWATCH_DOUBLE, frame)
      writer.nodes[index].payload.number = value
    case .boolean:
      guard let value = Numbers.boolean(leaf) else { return failValue("true or false", name) }
      _ = append(value ? MOONWATCH_TRUE : MOONWATCH_FALSE, frame)
    case .timestamp:
      guard let value = Timestamp.parse(leaf) else { return failValue("time", name) }
      let index = append(MOONWATCH_TIMESTAMP, frame)
      writer.nodes[index].payload.number = value
    default:
      guard let bytes = Base64.decode(leaf) else { return failValue("base64", name) }
      writer.arenaSize = leafStart
      bytes.withUnsafeBufferPointer {
        _ = writer.append(bytes: $0.baseAddress, count: $0.count)
      }
      let index = append(MOONWATCH_BLOB, frame)
      writer.nodes[index].payload.text.offset = UInt32(leafStart)
      writer.nodes[index].payload.text.length = UInt32(bytes.count)
      return
    }
    writer.arenaSize = leafStart
  }

  @inline(__always)
  private mutating func append(_ kind: Int, _ frame: UnsafeMutablePointer<Frame>) -> Int {
    writer.nodes[Int(frame.pointee.node)].payload.children.count &+= 1
    return writer.append(kind: kind, keyKind: frame.pointee.keyKind, key: frame.pointee.key)
  }

  private mutating func failValue(_ expected: String, _ name: UnsafePointer<UInt8>) {
    let got = String(decoding: leaf.prefix(80), as: UTF8.self)
    fail(.value(expected: expected, got: got, element: String(cString: name)))
  }

  // MARK: Attributes

  /// Reads the attributes of the element just opened that are members of its structure. libxml2
  /// hands five pointers for each: local name, prefix, namespace, start and end of the value.
  mutating func readAttributes(
    _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int
  ) {
    let frame = frames + (depth - 1)
    let step = steps![Int(frame.pointee.step)]
    guard step.hasAttributes, step.kind == .structure, let attributes else { return }
    for index in 0..<count {
      let fields = attributes + 5 * index
      guard let local = fields[0], let start = fields[3], let end = fields[4] else { continue }
      var name = String(cString: local)
      if let prefix = fields[1] { name = "\(String(cString: prefix)):\(name)" }
      for position in 0..<Int(step.childCount) {
        let child = children![Int(step.firstChild) + position]
        guard child.isAttribute, String(cString: child.name) == name else { continue }
        push(
          child.step, role: .member, keyKind: UInt8(MOONWATCH_KEY_MEMBER), key: child.member,
          into: frame.pointee.node)
        characters(start, count: end - start)
        self.end(local)
      }
    }
  }
}
