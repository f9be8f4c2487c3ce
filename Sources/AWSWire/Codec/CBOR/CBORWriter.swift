import Documents

/// The bytes of CBOR data items (RFC 8949), written one after the other.
struct CBORWriter {
  private(set) var bytes: [UInt8] = []

  /// The kinds of data items (RFC 8949, section 3.1).
  enum Major: UInt8 {
    case unsigned = 0
    case negative, bytes, text, array, map, tag, simple
  }

  /// Writes an item's head in as few bytes as its argument takes.
  mutating func head(_ major: Major, _ argument: UInt64) {
    let type = major.rawValue << 5
    switch argument {
    case ..<24: bytes.append(type | UInt8(argument))
    case ...0xFF: bytes += [type | 24, UInt8(argument)]
    case ...0xFFFF: fixed(type | 25, UInt16(argument))
    case ...0xFFFF_FFFF: fixed(type | 26, UInt32(argument))
    default: fixed(type | 27, argument)
    }
  }

  mutating func integer(_ value: Int64) {
    if value >= 0 {
      head(.unsigned, UInt64(value))
    } else {
      head(.negative, UInt64(bitPattern: ~value))
    }
  }

  mutating func double(_ value: Double) { fixed(0xFB, value.bitPattern) }
  mutating func float(_ value: Float) { fixed(0xFA, value.bitPattern) }
  mutating func bool(_ value: Bool) { bytes.append(value ? 0xF5 : 0xF4) }
  mutating func null() { bytes.append(0xF6) }

  /// Epoch seconds under tag 1, as an integer where they are whole.
  mutating func timestamp(_ seconds: Double) {
    head(.tag, 1)
    if let whole = Int64(exactly: seconds) { integer(whole) } else { double(seconds) }
  }

  mutating func blob(_ value: UnsafeBufferPointer<UInt8>) {
    head(.bytes, UInt64(value.count))
    bytes += value
  }

  /// A text; bytes that are not UTF-8 become U+FFFD, as text items have to be UTF-8.
  mutating func text(_ value: UnsafeBufferPointer<UInt8>) {
    if value.allSatisfy({ $0 < 0x80 }) || String(validating: value, as: UTF8.self) != nil {
      head(.text, UInt64(value.count))
      bytes += value
    } else {
      text(String(decoding: value, as: UTF8.self))
    }
  }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 {
      head(.text, UInt64($0.count))
      bytes += $0
    }
  }

  private mutating func fixed(_ initial: UInt8, _ value: some FixedWidthInteger) {
    bytes.append(initial)
    withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
  }
}
