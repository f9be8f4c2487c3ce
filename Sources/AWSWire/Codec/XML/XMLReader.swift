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
  struct Frame {
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

  /// What an answer's outermost element may be called. AWS names it for the operation; a proxy's or
  /// a portal's page is called otherwise.
  enum Root {
    case output, error

    private static let errors = ["ErrorResponse", "Response"]

    func admits(_ name: String) -> Bool {
      Self.errors.contains(name) ? self == .error : self == .output && name.hasSuffix("Response")
    }
  }

  /// Levels of elements; libxml2's own limit is lifted, as it also limits the size of text.
  static let maximumDepth = 512

  var writer: DocumentWriter
  let parser: xmlParserCtxtPtr
  let steps: UnsafeMutablePointer<Step>?
  let children: UnsafeMutablePointer<Child>?
  private let rootStep: Int32
  private let root: Root
  private let wrapper: UnsafePointer<UInt8>?
  /// Whether members may also stand outside the wrapper.
  private let wrapperIsOptional: Bool
  let frames: UnsafeMutablePointer<Frame>
  var depth = 0
  /// Levels of elements that the plan does not know.
  private var skipped = 0
  var inLeaf = false
  var leafStart = 0
  private(set) var failure: Failure?

  init(
    _ plan: XMLPlan, parser: xmlParserCtxtPtr, root: Root, wrapperIsOptional: Bool, bodySize: Int
  ) {
    // In EC2's answers a value takes some 60 bytes with its tags, of which its text takes some 15.
    writer = DocumentWriter(nodeCapacity: bodySize / 48 + 16, arenaCapacity: bodySize / 3 + 64)
    self.parser = parser
    self.wrapperIsOptional = wrapperIsOptional
    steps = plan.steps.baseAddress
    children = plan.children.baseAddress
    rootStep = plan.root
    self.root = root
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
    let element = String(cString: name)
    guard root.admits(element) else { return fail(.rootElement(element)) }
    let shape = steps![Int(rootStep)].shape
    let node = writer.append(
      kind: MOONWATCH_MAP, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0, shape: shape)
    frames[0] = Frame(
      step: rootStep, role: .member, keyKind: UInt8(MOONWATCH_KEY_NONE), key: 0, node: UInt32(node))
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
  mutating func push(
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
  func close(_ node: Int) {
    writer.nodes[node].payload.children.span = UInt32(
      truncatingIfNeeded: writer.nodeCount &- node)
  }

  // MARK: Entries of maps

  mutating func pushEntry(_ step: Int32, of map: UInt32) {
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
}
