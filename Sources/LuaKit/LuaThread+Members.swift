import CLua
import CLuaSupport

#if canImport(Glibc)
  import Glibc
#endif

// Looking at values without running code of a script: access is raw, and an `__index` is followed only
// where it is a table.
extension LuaThread {
  /// A key of a path.
  public enum Key: Hashable, Sendable {
    case text(String)
    case position(Int64)
  }

  /// A name in a table, with the type of its value.
  public struct Member: Equatable, Sendable {
    public var name: String
    public var type: ValueType

    public init(name: String, type: ValueType) {
      self.name = name
      self.type = type
    }
  }

  /// The value that a path leads to from the globals; nil where it leads nowhere. [-0, +1, e]
  public func pushRaw(path: [Key]) throws(LuaError) {
    let texts = path.map { key -> UnsafeMutablePointer<CChar>? in
      if case .text(let text) = key { strdup(text) } else { nil }
    }
    defer { for text in texts { free(text) } }
    let keys = zip(path, texts).map { key, text in
      switch key {
      case .text: moonwatch_key(text: text, length: text.map { strlen($0) } ?? 0, position: 0)
      case .position(let position): moonwatch_key(text: nil, length: 0, position: position)
      }
    }
    try check(
      keys.withUnsafeBufferPointer { moonwatch_raw_path(pointer, $0.baseAddress, $0.count) })
  }

  /// The `__name` of a value's metatable; nil where it has none. [-0, +0, e]
  public func className(at index: Int32) throws(LuaError) -> String? {
    try check(moonwatch_class_name(pointer, index))
    defer { pop() }
    return string(at: -1)
  }

  /// The text keys of a value and of the `__index` tables behind it, at most so many, each name once.
  /// [-0, +0, e]
  public func rawMembers(at index: Int32, limit: Int = 10_000) throws(LuaError) -> [Member] {
    var block = moonwatch_members()
    let status = moonwatch_raw_members(pointer, index, limit, &block)
    defer { free(block.bytes) }
    try check(status)
    let bytes = UnsafeRawBufferPointer(start: block.bytes, count: block.size)
    var members: [Member] = []
    members.reserveCapacity(block.count)
    var seen: Set<String> = []
    var offset = 0
    while offset < bytes.count {
      let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      let type = ValueType(rawValue: Int32(bytes[offset + 4])) ?? .nil
      offset += 5
      let name = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
      offset += length
      // The first is the one that Lua would find.
      if seen.insert(name).inserted { members.append(Member(name: name, type: type)) }
    }
    return members
  }
}
