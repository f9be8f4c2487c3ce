#if canImport(Glibc)
  import Glibc
#endif

/// The headers of a request as its signature has them: lower-case names in order, values trimmed.
///
/// One value serves one request after another, so that its memory is taken once.
struct CanonicalHeaders {
  /// Joined by `;`.
  private(set) var names: [UInt8] = []
  /// `name:value` lines, each with its line feed.
  private(set) var lines: [UInt8] = []

  /// All names, in lower case, and what is signed of them.
  private var text: [UInt8] = []
  private var entries: [Entry] = []

  private struct Entry {
    /// Where its lower-case name is among all names.
    let start: Int
    let end: Int
    let value: String
  }

  /// - Parameter added: The signer's own, in place of those that an earlier signature brought: its
  ///   date, token and, with `replacesHash`, the body's hash.
  mutating func read(
    _ headers: [(name: String, value: String)], added: [(name: String, value: String)] = [],
    replacesHash: Bool = false
  ) {
    text.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    for header in headers {
      let start = text.count
      Self.append(lowercased: header.name, to: &text)
      let isKept = text.withUnsafeBytes { all in
        let name = UnsafeRawBufferPointer(rebasing: all[start...])
        if !added.isEmpty, Self.begins(name, "x-amz-") {
          if Self.equal(name, "x-amz-date") || Self.equal(name, "x-amz-security-token") {
            return false
          }
          if replacesHash, Self.equal(name, "x-amz-content-sha256") { return false }
        }
        return Self.isSigned(name)
      }
      if isKept {
        entries.append(Entry(start: start, end: text.count, value: header.value))
      } else {
        text.removeLast(text.count - start)
      }
    }
    for header in added {
      let start = text.count
      Self.append(lowercased: header.name, to: &text)
      entries.append(Entry(start: start, end: text.count, value: header.value))
    }
    // Apart, since `self` is written to meanwhile.
    let text = text
    text.withUnsafeBytes {
      Self.sort(&entries, $0)
      write(entries, $0)
    }
  }

  private mutating func write(_ entries: [Entry], _ text: UnsafeRawBufferPointer) {
    var previous = UnsafeRawBufferPointer(rebasing: text[0..<0])
    for entry in entries {
      let name = UnsafeRawBufferPointer(rebasing: text[entry.start..<entry.end])
      if !lines.isEmpty, Self.order(previous, name) == 0 {
        lines[lines.count - 1] = UInt8(ascii: ",")
      } else {
        if !names.isEmpty { names.append(UInt8(ascii: ";")) }
        names.append(contentsOf: name)
        lines.append(contentsOf: name)
        lines.append(UInt8(ascii: ":"))
      }
      Self.append(folded: entry.value, to: &lines)
      lines.append(UInt8(ascii: "\n"))
      previous = name
    }
  }

  // MARK: Names

  /// By insertion, for there are few; stable, so that a repeated header's values stay in order.
  private static func sort(_ entries: inout [Entry], _ text: UnsafeRawBufferPointer) {
    func name(_ entry: Entry) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: text[entry.start..<entry.end])
    }
    for index in entries.indices.dropFirst() {
      var place = index
      while place > 0, order(name(entries[place]), name(entries[place - 1])) < 0 {
        entries.swapAt(place, place - 1)
        place -= 1
      }
    }
  }

  private static func order(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    guard let first = a.baseAddress, let second = b.baseAddress else { return a.count - b.count }
    let order = Int(memcmp(first, second, min(a.count, b.count)))
    return order != 0 ? order : a.count - b.count
  }

  private static func equal(_ name: UnsafeRawBufferPointer, _ other: StaticString) -> Bool {
    name.count == other.utf8CodeUnitCount
      && (name.isEmpty || memcmp(name.baseAddress!, other.utf8Start, name.count) == 0)
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

  private static func begins(_ name: UnsafeRawBufferPointer, _ other: StaticString) -> Bool {
    name.count >= other.utf8CodeUnitCount
      && equal(UnsafeRawBufferPointer(rebasing: name.prefix(other.utf8CodeUnitCount)), other)
  }

  private static func append(lowercased name: String, to text: inout [UInt8]) {
    let start = text.count
    text.append(name)
    text.withUnsafeMutableBufferPointer { text in
      for index in start..<text.count where text[index] >= 0x41 && text[index] <= 0x5A {
        text[index] |= 0x20
      }
    }
  }

  // MARK: Values

  /// Without blanks at either end, and each run of them inside as one space; folded lines are runs.
  private static func append(folded value: String, to lines: inout [UInt8]) {
    var value = value
    value.withUTF8 { bytes in
      // Over bytes: a carriage return and a line feed are one character to Swift.
      func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
      var isFolded = true
      var wasBlank = true
      for byte in bytes {
        let blank = isBlank(byte)
        if blank, wasBlank || byte != 0x20 { isFolded = false }
        wasBlank = blank
      }
      if isFolded, !wasBlank { return lines.append(contentsOf: bytes) }
      let words = bytes.split(whereSeparator: isBlank)
      lines.append(contentsOf: words.joined(separator: CollectionOfOne(0x20)))
    }
  }
}
