import CDocument

#if canImport(Glibc)
  import Glibc
#endif

/// Writes the nodes and the arena of a document, without checks and without a stack of its own.
///
/// This is what ``DocumentBuilder`` and the decoders share. Whoever uses it directly keeps the
/// layout of `moonwatch_document.h`: pre-order, counts and spans of containers filled in, text and
/// keys in the arena.
@frozen
public struct DocumentWriter: ~Copyable {
  public private(set) var nodes: UnsafeMutablePointer<moonwatch_node>
  public var nodeCount = 0
  @usableFromInline var nodeCapacity: Int
  public private(set) var arena: UnsafeMutablePointer<UInt8>
  public var arenaSize = 0
  @usableFromInline var arenaCapacity: Int

  public init(nodeCapacity: Int = 64, arenaCapacity: Int = 512) {
    self.nodeCapacity = max(nodeCapacity, 1)
    self.arenaCapacity = max(arenaCapacity, 1)
    nodes = Self.reallocate(nil, self.nodeCapacity)
    arena = Self.reallocate(nil, self.arenaCapacity)
  }

  deinit {
    free(nodes)
    free(arena)
  }

  /// Appends a node that has no payload yet and returns its index. The parent's count is the
  /// caller's to raise.
  @inlinable
  @inline(__always)
  public mutating func append(kind: Int, keyKind: UInt8, key: UInt32, shape: UInt16 = 0) -> Int {
    if nodeCount == nodeCapacity { growNodes() }
    let index = nodeCount
    nodeCount = index &+ 1
    var node = moonwatch_node()
    node.kind = UInt8(truncatingIfNeeded: kind)
    node.key_kind = keyKind
    node.shape = shape
    node.key = key
    (nodes + index).initialize(to: node)
    return index
  }

  /// Appends numbers, integers or not, as nodes of a kind that holds a double.
  mutating func append(numbers: UnsafePointer<moonwatch_node>, count: Int, kind: Int) {
    while nodeCount + count > nodeCapacity { growNodes() }
    for index in 0..<count {
      var node = moonwatch_node()
      node.kind = UInt8(truncatingIfNeeded: kind)
      node.payload.number =
        Int(numbers[index].kind) == MOONWATCH_DOUBLE
        ? numbers[index].payload.number : Double(numbers[index].payload.integer)
      (nodes + (nodeCount + index)).initialize(to: node)
    }
    nodeCount += count
  }

  /// Appends bytes to the arena and returns where they start.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append(bytes: UnsafePointer<UInt8>?, count: Int) -> Int {
    let offset = reserve(count)
    if let bytes { (arena + offset).update(from: bytes, count: count) }
    return offset
  }

  /// Makes room in the arena and returns where it starts.
  @inlinable
  @inline(__always)
  public mutating func reserve(_ count: Int) -> Int {
    let offset = arenaSize
    if offset &+ count > arenaCapacity { growArena(count) }
    arenaSize = offset &+ count
    return offset
  }

  /// Appends a key (its length, then its bytes) and returns where it starts.
  public mutating func append(keyBytes bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let offset = reserve(4 + bytes.count)
    setKeyLength(at: offset, bytes.count)
    if let base = bytes.baseAddress { memcpy(arena + offset + 4, base, bytes.count) }
    return offset
  }

  /// Writes the length in front of a key whose bytes are already there.
  public func setKeyLength(at offset: Int, _ count: Int) {
    UnsafeMutableRawPointer(arena).storeBytes(
      of: UInt32(count), toByteOffset: offset, as: UInt32.self)
  }

  /// Hands the finished document over; the writer is empty afterwards.
  public mutating func finish(vocabulary: Vocabulary?) -> Document {
    let storage = DocumentStorage(
      adoptingNodes: nodes, count: nodeCount, arena: arena, size: arenaSize, vocabulary: vocabulary)
    nodes = Self.reallocate(nil, 1)
    arena = Self.reallocate(nil, 1)
    nodeCount = 0
    nodeCapacity = 1
    arenaSize = 0
    arenaCapacity = 1
    return Document(storage: storage, index: 0)
  }

  @usableFromInline
  mutating func growNodes() {
    nodeCapacity *= 2
    nodes = Self.reallocate(nodes, nodeCapacity)
  }

  @usableFromInline
  mutating func growArena(_ count: Int) {
    let size = arenaSize + count
    precondition(size <= Int(UInt32.max), "a document holds at most 4 GiB of text")
    arenaCapacity = max(arenaCapacity * 2, size)
    arena = Self.reallocate(arena, arenaCapacity)
  }

  private static func reallocate<T>(_ old: UnsafeMutablePointer<T>?, _ count: Int)
    -> UnsafeMutablePointer<T>
  {
    guard let block = realloc(old, count * MemoryLayout<T>.stride) else {
      fatalError("out of memory: \(count * MemoryLayout<T>.stride) bytes for a document")
    }
    return block.assumingMemoryBound(to: T.self)
  }
}
