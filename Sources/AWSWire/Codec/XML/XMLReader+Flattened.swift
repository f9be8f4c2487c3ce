import CDocument
import Documents

/// Flattened members: lists and maps whose elements stand where the member would.
extension XMLReader {
  mutating func openFlattened(
    _ child: UnsafeMutablePointer<Child>, _ frame: UnsafeMutablePointer<Frame>
  ) {
    let member = child.pointee.member
    let bit: UInt64 = 1 << UInt64(member & 63)
    if frame.pointee.seen & bit != 0 { frame.pointee.isScattered = true }
    frame.pointee.seen |= bit
    writer.nodes[Int(frame.pointee.node)].payload.children.count &+= 1
    let kind = child.pointee.flattened == .list ? MOONWATCH_LIST : MOONWATCH_MAP
    frame.pointee.open = UInt32(
      writer.append(
        kind: kind, keyKind: UInt8(MOONWATCH_KEY_MEMBER), key: member,
        shape: child.pointee.flattenedShape))
    frame.pointee.openMember = member
  }

  @inline(__always)
  func closeFlattened(_ frame: UnsafeMutablePointer<Frame>) {
    guard frame.pointee.openMember != .max else { return }
    close(Int(frame.pointee.open))
    frame.pointee.openMember = .max
  }

  /// Joins the parts of flattened members whose elements stood apart from each other.
  mutating func gather(_ structure: Int) {
    let count = Int(writer.nodes[structure].payload.children.count)
    var groups: [(first: Int, parts: [Range<Int>])] = []
    var groupOfKey: [UInt32: Int] = [:]
    var index = structure + 1
    for _ in 0..<count {
      let node = writer.nodes[index]
      let isContainer = node.kind == MOONWATCH_LIST || node.kind == MOONWATCH_MAP
      let span = isContainer ? Int(node.payload.children.span) : 1
      if isContainer, let group = groupOfKey[node.key] {
        groups[group].parts.append((index + 1)..<(index + span))
        let extra = node.payload.children.count
        writer.nodes[groups[group].first].payload.children.count += extra
      } else {
        if isContainer { groupOfKey[node.key] = groups.count }
        groups.append((index, [index..<(index + span)]))
      }
      index += span
    }
    var ordered: [moonwatch_node] = []
    ordered.reserveCapacity(index - structure - 1)
    for group in groups {
      let start = ordered.count
      for part in group.parts { ordered.append(contentsOf: part.map { writer.nodes[$0] }) }
      if group.parts.count > 1 {
        ordered[start].payload.children.span = UInt32(ordered.count - start)
      }
    }
    for (offset, node) in ordered.enumerated() { writer.nodes[structure + 1 + offset] = node }
    writer.nodeCount = structure + 1 + ordered.count
    writer.nodes[structure].payload.children.count = UInt32(groups.count)
  }
}
