import CDocument

extension CBORReader {
  /// The beginning of a data item: its kind, and a number or a length.
  struct Head {
    let major: CBORWriter.Major
    /// The low five bits of the initial byte.
    let info: UInt8
    let argument: UInt64

    var isIndefinite: Bool { info == 31 }
    /// null or undefined
    var isNull: Bool { major == .simple && (info == 22 || info == 23) }

    /// For messages.
    var name: String {
      switch major {
      case .unsigned, .negative: "an integer"
      case .bytes: "a byte string"
      case .text: "a text string"
      case .array: "an array"
      case .map: "a map"
      case .tag: "tag \(argument)"
      case .simple:
        switch info {
        case 20, 21: "a boolean"
        case 22, 23: "null"
        case 25...27: "a float"
        case 31: "a break"
        default: "the simple value \(argument)"
        }
      }
    }
  }

  /// Entries of an array or map that are still to come.
  struct Remaining {
    fileprivate let isIndefinite: Bool
    fileprivate var count: UInt64

    init(_ head: Head) {
      isIndefinite = head.isIndefinite
      count = head.argument
    }
  }

  func mismatch(_ expected: String, _ head: Head) -> Failure {
    failure("expected \(expected), got \(head.name)")
  }

  private func cutShort() -> Failure {
    failure("the bytes end before the item does", isCutShort: true)
  }

  @inline(__always)
  mutating func nextHead() throws(Failure) -> Head {
    guard position < count else { throw cutShort() }
    let initial = bytes[position]
    position += 1
    let major = CBORWriter.Major(rawValue: initial >> 5).unsafelyUnwrapped
    let info = initial & 31
    if info < 24 { return Head(major: major, info: info, argument: UInt64(info)) }
    switch info {
    case 24: return Head(major: major, info: info, argument: UInt64(try fixed(UInt8.self)))
    case 25: return Head(major: major, info: info, argument: UInt64(try fixed(UInt16.self)))
    case 26: return Head(major: major, info: info, argument: UInt64(try fixed(UInt32.self)))
    case 27: return Head(major: major, info: info, argument: try fixed(UInt64.self))
    case 31 where major != .unsigned && major != .negative && major != .tag:
      return Head(major: major, info: info, argument: 0)
    default: throw failure("malformed: the initial byte \(initial) has no meaning")
    }
  }

  @inline(__always)
  private mutating func fixed<T: FixedWidthInteger>(_ type: T.Type) throws(Failure) -> T {
    guard count - position >= MemoryLayout<T>.size else { throw cutShort() }
    let value = UnsafeRawPointer(bytes + position).loadUnaligned(as: T.self)
    position += MemoryLayout<T>.size
    return T(bigEndian: value)
  }

  /// Whether another entry follows; takes the break that ends a container without a length.
  @inline(__always)
  mutating func more(_ remaining: inout Remaining) throws(Failure) -> Bool {
    if remaining.isIndefinite {
      guard position < count else { throw cutShort() }
      guard bytes[position] == 0xFF else { return true }
      position += 1
      return false
    }
    guard remaining.count > 0 else { return false }
    remaining.count -= 1
    return true
  }

  /// Whether the next item is null or undefined.
  var nextIsNull: Bool { position < count && bytes[position] & 0xFE == 0xF6 }

  // MARK: Strings

  private mutating func take(_ length: UInt64) throws(Failure) -> UnsafeBufferPointer<UInt8> {
    guard length <= UInt64(count - position) else {
      position = count
      throw cutShort()
    }
    let taken = UnsafeBufferPointer(start: bytes + position, count: Int(length))
    position += Int(length)
    return taken
  }

  private func checkText(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) {
    for byte in text where byte >= 0x80 {
      guard String(validating: text, as: UTF8.self) != nil else {
        throw failure("a text string is not UTF-8")
      }
      return
    }
  }

  /// The next piece of a string that comes in pieces, or nil after the last.
  private mutating func chunk(_ major: CBORWriter.Major) throws(Failure)
    -> UnsafeBufferPointer<UInt8>?
  {
    let head = try nextHead()
    if head.major == .simple && head.isIndefinite { return nil }
    guard head.major == major, !head.isIndefinite else {
      throw mismatch("a piece of a string", head)
    }
    let piece = try take(head.argument)
    if major == .text { try checkText(piece) }
    return piece
  }

  /// A string in the arena.
  mutating func string(_ head: Head) throws(Failure) -> (offset: Int, length: Int) {
    guard head.isIndefinite else {
      let text = try take(head.argument)
      if head.major == .text { try checkText(text) }
      return (writer.append(bytes: text.baseAddress, count: text.count), text.count)
    }
    let offset = writer.arenaSize
    while let piece = try chunk(head.major) {
      writer.append(bytes: piece.baseAddress, count: piece.count)
    }
    return (offset, writer.arenaSize - offset)
  }

  /// A text of its own, for what is rare.
  private mutating func copy(_ head: Head) throws(Failure) -> [UInt8] {
    guard head.isIndefinite else { return Array(try take(head.argument)) }
    var bytes: [UInt8] = []
    while let piece = try chunk(head.major) { bytes += piece }
    return bytes
  }

  private mutating func keyHead() throws(Failure) -> Head {
    let head = try nextHead()
    guard head.major == .text else { throw mismatch("a text string as a key", head) }
    return head
  }

  /// The member that the next key names; nil for one that the model does not know.
  mutating func member(of table: MemberTable) throws(Failure) -> Member? {
    let head = try keyHead()
    guard head.isIndefinite else { return table.find(try take(head.argument)) }
    return try copy(head).withUnsafeBufferPointer { table.find($0) }
  }

  /// Puts the next key into the arena.
  mutating func keyInArena() throws(Failure) -> Int {
    let head = try keyHead()
    guard head.isIndefinite else {
      let text = try take(head.argument)
      try checkText(text)
      return writer.append(keyBytes: text)
    }
    let text = try copy(head)
    return text.withUnsafeBufferPointer { writer.append(keyBytes: $0) }
  }

  // MARK: Passing over

  /// Passes over the next item.
  mutating func skip() throws(Failure) {
    guard depth < Self.maximumDepth else {
      throw failure("nested deeper than \(Self.maximumDepth) levels")
    }
    depth += 1
    let head = try nextHead()
    switch head.major {
    case .unsigned, .negative: break
    case .bytes, .text:
      if head.isIndefinite {
        while try chunk(head.major) != nil {}
      } else {
        _ = try take(head.argument)
      }
    case .array, .map:
      var remaining = Remaining(head)
      while try more(&remaining) {
        try skip()
        if head.major == .map { try skip() }
      }
    case .tag: try skip()
    case .simple:
      if head.isIndefinite { throw mismatch("a value", head) }
    }
    depth -= 1
  }
}
