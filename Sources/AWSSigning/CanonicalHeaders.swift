#if canImport(Glibc)
  import Glibc
#endif

/// The headers of a request as its signature has them: lower-case names in order, values trimmed.
///
/// One value serves one request after another, so that its memory is taken once.
struct CanonicalHeaders: ~Copyable {
  /// Names in lower case and values without needless blanks, as they came.
  private var text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1024)
  private var size = 0
  /// What is signed, in order.
  private var entries: [Entry] = []

  /// Where a name and its value, which follows it, are in the text.
  private struct Entry {
    let start: Int
    let valueStart: Int
    let end: Int
    /// The first eight letters of the name as a number, which has their order.
    let prefix: UInt64
  }

  deinit { text.deallocate() }

  /// The length that is enough for ``writeLines(to:)`` or ``writeNames(to:)``.
  var capacity: Int { size + 2 * entries.count }

  /// - Parameter added: The signer's own, in place of those that an earlier signature brought: its
  ///   date, token and, with `replacesHash`, the body's hash.
  mutating func read(
    _ headers: [(name: String, value: String)], added: [(name: String, value: String)] = [],
    replacesHash: Bool = false
  ) {
    size = 0
    entries.removeAll(keepingCapacity: true)
    for header in headers {
      let start = size
      append(lowercased: header.name)
      let name = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[start..<size])
      if Self.isSigned(name), added.isEmpty || !Self.isReplaced(name, replacesHash) {
        appendEntry(start, header.value)
      } else {
        size = start
      }
    }
    for header in added {
      let start = size
      append(lowercased: header.name)
      appendEntry(start, header.value)
    }
    sort()
  }

  // MARK: Writing

  /// Writes `name:value` lines, each with its line feed; values of one name are joined by commas.
  func writeLines(to writer: inout ByteWriter) {
    for index in entries.indices {
      let entry = entries[index]
      if index > 0, order(entries[index - 1], entry) == 0 {
        writer.write(UInt8(ascii: ","))
      } else {
        if index > 0 { writer.write(UInt8(ascii: "\n")) }
        writer.write(slice(entry.start, entry.valueStart))
        writer.write(UInt8(ascii: ":"))
      }
      writer.write(slice(entry.valueStart, entry.end))
    }
    if !entries.isEmpty { writer.write(UInt8(ascii: "\n")) }
  }

  /// Writes the names, joined by `;`.
  func writeNames(to writer: inout ByteWriter) {
    for index in entries.indices {
      let entry = entries[index]
      if index > 0 {
        if order(entries[index - 1], entry) == 0 { continue }
        writer.write(UInt8(ascii: ";"))
      }
      writer.write(slice(entry.start, entry.valueStart))
    }
  }

  @inline(__always)
  private func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text.baseAddress! + start, count: end - start)
  }

  // MARK: Order

  /// By insertion, for there are few; stable, so that a repeated header's values stay in order.
  private mutating func sort() {
    for index in entries.indices.dropFirst() {
      let entry = entries[index]
      var place = index
      while place > 0, order(entry, entries[place - 1]) < 0 {
        entries[place] = entries[place - 1]
        place -= 1
      }
      entries[place] = entry
    }
  }

  @inline(__always)
  private func order(_ a: Entry, _ b: Entry) -> Int {
    if a.prefix != b.prefix { return a.prefix < b.prefix ? -1 : 1 }
    let first = slice(a.start, a.valueStart)
    let second = slice(b.start, b.valueStart)
    let order = Int(memcmp(first.baseAddress!, second.baseAddress!, min(first.count, second.count)))
    return order != 0 ? order : first.count - second.count
  }

  // MARK: Names

  private static func equal(_ name: UnsafeRawBufferPointer, _ other: StaticString) -> Bool {
    name.count == other.utf8CodeUnitCount
      && (name.isEmpty || memcmp(name.baseAddress!, other.utf8Start, name.count) == 0)
  }

  private static func begins(_ name: UnsafeRawBufferPointer, _ other: StaticString) -> Bool {
    name.count >= other.utf8CodeUnitCount
      && equal(UnsafeRawBufferPointer(rebasing: name.prefix(other.utf8CodeUnitCount)), other)
  }

  /// Proxies and the transport add, drop and change some headers; a signature over them would break.
  private static func isSigned(_ name: UnsafeRawBufferPointer) -> Bool {
    switch name.first {
    case UInt8(ascii: "a"): return !(equal(name, "authorization") || begins(name, "amz-sdk-"))
    case UInt8(ascii: "c"): return !equal(name, "connection")
    case UInt8(ascii: "e"): return !equal(name, "expect")
    case UInt8(ascii: "k"): return !equal(name, "keep-alive")
    case UInt8(ascii: "p"): return !begins(name, "proxy-")
    case UInt8(ascii: "t"):
      return !(equal(name, "te") || equal(name, "trailer") || equal(name, "transfer-encoding"))
    case UInt8(ascii: "u"): return !(equal(name, "upgrade") || equal(name, "user-agent"))
    case UInt8(ascii: "x"): return !equal(name, "x-amzn-trace-id")
    default: return true
    }
  }

  /// Whether the signer brings this one itself.
  private static func isReplaced(_ name: UnsafeRawBufferPointer, _ replacesHash: Bool) -> Bool {
    name.first == UInt8(ascii: "x")
      && (equal(name, "x-amz-date") || equal(name, "x-amz-security-token")
        || (replacesHash && equal(name, "x-amz-content-sha256")))
  }

  // MARK: Text

  private mutating func append(lowercased name: String) {
    var name = name
    name.withUTF8 { bytes in
      makeRoom(bytes.count)
      for (index, byte) in bytes.enumerated() {
        text[size + index] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      }
      size += bytes.count
    }
  }

  /// Adds the value of the name that was just added: without blanks at either end, and each run of them
  /// inside as one space; folded lines are runs.
  private mutating func appendEntry(_ start: Int, _ value: String) {
    let valueStart = size
    var value = value
    value.withUTF8 { bytes in
      makeRoom(bytes.count)
      // Over bytes: a carriage return and a line feed are one character to Swift.
      var isBlankBefore = false
      for byte in bytes {
        if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
          isBlankBefore = size > valueStart
          continue
        }
        if isBlankBefore {
          text[size] = 0x20
          size += 1
          isBlankBefore = false
        }
        text[size] = byte
        size += 1
      }
    }
    var prefix: UInt64 = 0
    for index in 0..<8 {
      let place = start + index
      prefix = prefix << 8 | (place < valueStart ? UInt64(text[place]) : 0)
    }
    entries.append(Entry(start: start, valueStart: valueStart, end: size, prefix: prefix))
  }

  private mutating func makeRoom(_ count: Int) {
    guard size + count > text.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2 * (size + count))
    _ = larger.update(fromContentsOf: text[..<size])
    text.deallocate()
    text = larger
  }
}
