import CDocument
import CXML
import Documents

/// Turns the events of one parse into the nodes of a document, as a plan says.
///
/// Lives at a fixed address that libxml2 hands to the callbacks. Every field is plain memory, so an
/// event costs no reference count; the plan is kept alive by ``XMLDecoder`` meanwhile.
struct XMLReader: ~Copyable {
  typealias Step = XMLPlan.Step
  typealias Child = XMLPlan.Child

  /// An element that is open and that the plan knows.
  private struct Frame {
    enum Role: UInt8 { case member, element, entryKey, entryValue, wrapped }

    var step: Int32
    var role: Role
    var keyKind: UInt8
    /// The key of this element's own node; of an entry: of its value.
    var key: UInt32
    /// The node of a container; of a leaf and an entry: of what it stands in.
    var node: UInt32
    /// A structure's flattened member that is being filled; of an entry: its value's node.
    var open: UInt32 = 0
    var openMember: UInt32 = .max
    /// Flattened members seen so far, a bit for each, and whether one came back after another.
    var seen: UInt64 = 0
    var isScattered = false
  }

  /// Why a parse was given up.
  enum Failure {
    case tooDeep
    case documentType
    case rootElement(String)
    case value(expected: String, got: String, element: String)
    case entryWithoutKey
  }

  /// Levels of elements; libxml2's own limit is lifted, as it also limits the size of text.
  static let maximumDepth = 512

  var writer: DocumentWriter
  let parser: xmlParserCtxtPtr
  private let steps: UnsafeMutablePointer<Step>?
  private let children: UnsafeMutablePointer<Child>?
  private let root: Int32
  private let wrapper: UnsafePointer<UInt8>?
  /// Whether members may also stand outside the wrapper.
  private let wrapperIsOptional: Bool
  private let frames: UnsafeMutablePointer<Frame>
  private var depth = 0
  /// Levels of elements that the plan does not know.
  private var skipped = 0
  private var inLeaf = false
  private var leafStart = 0
  private(set) var failure: Failure?

  init(_ plan: XMLPlan, parser: xmlParserCtxtPtr, wrapperIsOptional: Bool, bodySize: Int) {
    // In EC2's answers a value takes some 60 bytes with its tags, of which its text takes some 15.
    writer = DocumentWriter(nodeCapacity: bodySize / 48 + 16, arenaCapacity: bodySize / 3 + 64)
    self.parser = parser
    self.wrapperIsOptional = wrapperIsOptional
    steps = plan.steps.baseAddress
    children = plan.children.baseAddress
    root = plan.root
    wrapper = plan.wrapper
    frames = .allocate(capacity: Self.maximumDepth)
  }

  deinit { frames.deallocate() }

  /// The number of elements that are open, whether known or not.
  var openElements: Int { depth + skipped }

  mutating func fail(_ failure: Failure) {
    if self.failure == nil { self.failure = failure }
    xmlStopParser(parser)
  }

  // MARK: Events

  @inline(__always)
  mutating func start(
    _ name: UnsafePointer<UInt8>, attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    count: Int
  ) {
    guard depth &+ skipped < Self.maximumDepth else { return fail(.tooDeep) }
    if skipped > 0 {
      skipped &+= 1
      return
    }
    guard depth > 0 else { return startRoot(name) }
    let frame = frames + (depth &- 1)
    let step = steps! + Int(frame.pointee.step)
    switch step.pointee.kind {
    case .structure:
      startMember(name, of: frame, step)
    case .list:
      // Any name will do: services differ in it, and nothing else can stand here.
      let child = children! + Int(step.pointee.firstChild)
      push(
        child.pointee.step, role: .element, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0,
        into: frame.pointee.node)
    case .map:
      let child = children! + Int(step.pointee.firstChild)
      pushEntry(child.pointee.step, of: frame.pointee.node)
    case .entry:
      startInEntry(name, of: frame, step)
    default:
      // An element within a value is not the value's.
      skipped = 1
      return
    }
    if count > 0, skipped == 0 { readAttributes(attributes, count: count) }
  }

  @inline(__always)
  mutating func characters(_ text: UnsafePointer<UInt8>, count: Int) {
    guard inLeaf, skipped == 0 else { return }
    writer.append(bytes: text, count: count)
  }

  @inline(__always)
  mutating func end(_ name: UnsafePointer<UInt8>) {
    if skipped > 0 {
      skipped &-= 1
      return
    }
    depth &-= 1
    let frame = frames + depth
    let step = steps! + Int(frame.pointee.step)
    if inLeaf {
      inLeaf = false
      endLeaf(step.pointee.kind, frame, name)
      return
    }
    switch step.pointee.kind {
    case .structure:
      guard frame.pointee.role != .wrapped else {
        // The structure goes on after its wrapper, with nothing more to come.
        frames[0] = frame.pointee
        frames[0].role = .member
        return
      }
      closeFlattened(frame)
      if frame.pointee.isScattered { gather(Int(frame.pointee.node)) }
      close(Int(frame.pointee.node))
    case .list, .map:
      close(Int(frame.pointee.node))
    default:
      endEntry(frame)
    }
  }

  // MARK: Containers

  private mutating func startRoot(_ name: UnsafePointer<UInt8>) {
    // AWS names every answer so; a proxy's or a portal's page is called otherwise.
    let element = String(cString: name)
    guard element.hasSuffix("Response") else { return fail(.rootElement(element)) }
    let shape = steps![Int(root)].shape
    let node = writer.append(
      kind: MOONWATCH_MAP, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0, shape: shape)
    frames[0] = Frame(
      step: root, role: .member, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0, node: UInt32(node))
    depth = 1
  }

  @inline(__always)
  private mutating func startMember(
    _ name: UnsafePointer<UInt8>, of frame: UnsafeMutablePointer<Frame>,
    _ step: UnsafeMutablePointer<Step>
  ) {
    if depth == 1, let wrapper {
      if name == wrapper {
        frames[1] = frame.pointee
        frames[1].role = .wrapped
        depth = 2
        return
      }
      guard wrapperIsOptional else {
        skipped = 1
        return
      }
    }
    guard let child = find(name, in: step) else {
      skipped = 1
      return
    }
    let member = child.pointee.member
    if frame.pointee.openMember != member {
      closeFlattened(frame)
      if child.pointee.flattened != .none { openFlattened(child, frame) }
    }
    switch child.pointee.flattened {
    case .none:
      push(
        child.pointee.step, role: .member, keyKind: UInt8(MOONWATCH_KEY_MEMBER), key: member,
        into: frame.pointee.node)
    case .list:
      push(
        child.pointee.step, role: .element, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0,
        into: frame.pointee.open)
    case .map:
      pushEntry(child.pointee.step, of: frame.pointee.open)
    }
  }

  /// Looks first at what followed the last child the last time, since answers repeat themselves.
  @inline(__always)
  private func find(_ name: UnsafePointer<UInt8>, in step: UnsafeMutablePointer<Step>)
    -> UnsafeMutablePointer<Child>?
  {
    let count = Int(step.pointee.childCount)
    guard count > 0 else { return nil }
    let list = children! + Int(step.pointee.firstChild)
    let last = list + Int(step.pointee.lastChild)
    let guess = Int(last.pointee.successor)
    if list[guess].name == name {
      step.pointee.lastChild = Int32(truncatingIfNeeded: guess)
      return list + guess
    }
    for index in 0..<count where list[index].name == name {
      last.pointee.successor = Int32(truncatingIfNeeded: index)
      step.pointee.lastChild = Int32(truncatingIfNeeded: index)
      return list + index
    }
    return nil
  }

  @inline(__always)
  private mutating func push(
    _ step: Int32, role: Frame.Role, keyKind: UInt8, key: UInt32, into container: UInt32
  ) {
    let kind = steps![Int(step)].kind
    var frame = Frame(step: step, role: role, keyKind: keyKind, key: key, node: container)
    if kind.isLeaf {
      inLeaf = true
      leafStart = writer.arenaSize
    } else {
      writer.nodes[Int(container)].payload.children.count &+= 1
      frame.node = UInt32(
        truncatingIfNeeded: writer.append(
          kind: kind == .list ? MOONWATCH_LIST : MOONWATCH_MAP, keyKind: keyKind, key: key,
          shape: steps![Int(step)].shape))
    }
    (frames + depth).initialize(to: frame)
    depth &+= 1
  }

  @inline(__always)
  private func close(_ node: Int) {
    writer.nodes[node].payload.children.span = UInt32(
      truncatingIfNeeded: writer.nodeCount &- node)
  }

  // MARK: Flattened members

  private mutating func openFlattened(
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
  private func closeFlattened(_ frame: UnsafeMutablePointer<Frame>) {
    guard frame.pointee.openMember != .max else { return }
    close(Int(frame.pointee.open))
    frame.pointee.openMember = .max
  }

  /// Joins the parts of flattened members whose elements stood apart from each other.
  private mutating func gather(_ structure: Int) {
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

  // MARK: Entries of maps

  private mutating func pushEntry(_ step: Int32, of map: UInt32) {
    frames[depth] = Frame(
      step: step, role: .element, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0, node: map)
    depth += 1
  }

  private mutating func startInEntry(
    _ name: UnsafePointer<UInt8>, of frame: UnsafeMutablePointer<Frame>,
    _ step: UnsafeMutablePointer<Step>
  ) {
    let list = children! + Int(step.pointee.firstChild)
    if name == list[0].name {
      // A key's text follows its length.
      _ = writer.reserve(4)
      push(
        list[0].step, role: .entryKey, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0,
        into: frame.pointee.node)
    } else if name == list[1].name {
      frame.pointee.open = UInt32(writer.nodeCount)
      push(
        list[1].step, role: .entryValue, keyKind: frame.pointee.keyKind, key: frame.pointee.key,
        into: frame.pointee.node)
    } else {
      skipped = 1
    }
  }

  private mutating func endEntry(_ frame: UnsafeMutablePointer<Frame>) {
    guard frame.pointee.keyKind == MOONWATCH_KEY_TEXT else { return fail(.entryWithoutKey) }
    if frame.pointee.open == 0 {
      frame.pointee.open = UInt32(
        writer.append(
          kind: MOONWATCH_NULL, keyKind: frame.pointee.keyKind, key: frame.pointee.key))
      writer.nodes[Int(frame.pointee.node)].payload.children.count += 1
    }
    // Only now, as the value may have come first.
    writer.nodes[Int(frame.pointee.open)].key_kind = frame.pointee.keyKind
    writer.nodes[Int(frame.pointee.open)].key = frame.pointee.key
  }

  // MARK: Values

  private var leaf: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: writer.arena + leafStart, count: writer.arenaSize &- leafStart)
  }

  @inline(__always)
  private mutating func endLeaf(
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
  private mutating func readAttributes(
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
