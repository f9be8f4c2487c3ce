import CDocument

#if canImport(Glibc)
  import Glibc
#endif

/// Owns the node array and the arena of one document; both come from `malloc`.
///
/// `@unchecked Sendable`: nothing writes to either block after `init`, and `deinit` runs once.
public final class DocumentStorage: @unchecked Sendable {
  let nodes: UnsafePointer<moonwatch_node>
  let nodeCount: Int
  let arena: UnsafePointer<UInt8>
  let arenaSize: Int
  let vocabulary: Vocabulary?

  /// Takes ownership of two blocks that `malloc` made.
  public init(
    adoptingNodes nodes: UnsafeMutablePointer<moonwatch_node>, count: Int,
    arena: UnsafeMutablePointer<UInt8>, size: Int, vocabulary: Vocabulary?
  ) {
    precondition(count > 0, "a document has at least one node")
    self.nodes = UnsafePointer(nodes)
    self.nodeCount = count
    self.arena = UnsafePointer(arena)
    self.arenaSize = size
    self.vocabulary = vocabulary
  }

  deinit {
    free(UnsafeMutableRawPointer(mutating: nodes))
    free(UnsafeMutableRawPointer(mutating: arena))
  }

  func text(_ offset: UInt32, _ length: UInt32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena + Int(offset), count: Int(length))
  }

  func key(of node: moonwatch_node) -> String? {
    switch Int(node.key_kind) {
    case MOONWATCH_KEY_MEMBER:
      return vocabulary!.members[Int(node.key)]
    case MOONWATCH_KEY_TEXT:
      return String(decoding: keyBytes(node.key), as: UTF8.self)
    default:
      return nil
    }
  }

  func keyBytes(_ offset: UInt32) -> UnsafeBufferPointer<UInt8> {
    let raw = UnsafeRawPointer(arena)
    let length = raw.loadUnaligned(fromByteOffset: Int(offset), as: UInt32.self)
    return text(offset + 4, length)
  }
}
