/// Two lower-case digits for each byte.
enum Bytes {
  static func writeHex(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, to text: UnsafeMutablePointer<UInt8>
  ) {
    let digit = ("0123456789abcdef" as StaticString).utf8Start
    for index in 0..<bytes.count {
      text[2 * index] = digit[Int(bytes[index] >> 4)]
      text[2 * index + 1] = digit[Int(bytes[index] & 15)]
    }
  }
}

/// Text put together as bytes: appending to an array costs a fraction of what a String's does.
extension [UInt8] {
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  mutating func append(hex bytes: UnsafeMutableBufferPointer<UInt8>) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * bytes.count) { text in
      Bytes.writeHex(bytes, to: text.baseAddress!)
      append(contentsOf: text)
    }
  }
}
