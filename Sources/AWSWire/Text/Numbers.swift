/// Numbers in ASCII text, read without making a String of it.
enum Numbers {
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The text without white space at both ends.
  static func trim(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = text.count
    while start < end, isSpace(text[start]) { start += 1 }
    while end > start, isSpace(text[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  /// `true` or `false`, in any case, or `1` or `0`.
  static func boolean(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    let text = trim(text)
    if matches(text, "true") || matches(text, "1") { return true }
    if matches(text, "false") || matches(text, "0") { return false }
    return nil
  }

  /// Whether a text is a word in lower case, but for the case of its letters.
  private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }

  /// A whole number that fits 64 bits; `5.0` and `1e3` count, `5.5` does not.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let text = trim(text)
    var index = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
    guard index < text.count else { return nil }
    var value: Int64 = 0
    while index < text.count {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return double(text).flatMap { Int64(exactly: $0) } }
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.subtractingReportingOverflow(Int64(digit))
      if first || second { return nil }
      value = sum
      index += 1
    }
    // Gathered below zero, where there is room for the smallest.
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// A decimal number, `NaN`, `Infinity` or `-Infinity`; nil for anything else.
  static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let text = trim(text)
    return plainDouble(text) ?? generalDouble(text)
  }

  /// Up to 15 digits with a point: both parts are exact in a double, so one division rounds once.
  private static func plainDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard (1...16).contains(text.count) else { return nil }
    let isNegative = text[0] == UInt8(ascii: "-")
    var mantissa: Int64 = 0
    var digits = 0
    var scale = 1.0
    var hasPoint = false
    for byte in text[(isNegative ? 1 : 0)...] {
      if isDigit(byte) {
        mantissa = mantissa &* 10 &+ Int64(byte &- 0x30)
        digits += 1
        if hasPoint { scale *= 10 }
      } else if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
        hasPoint = true
      } else {
        return nil
      }
    }
    guard digits > 0, digits <= 15 else { return nil }
    let value = Double(mantissa) / scale
    return isNegative ? -value : value
  }

  private static func generalDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let word = String(decoding: text, as: UTF8.self)
    switch word {
    case "NaN": return .nan
    case "Infinity", "INF": return .infinity
    case "-Infinity", "-INF": return -.infinity
    default:
      // Double(_:) also reads hexadecimal and "inf", which are no numbers on the wire.
      let isPlain = text.allSatisfy {
        isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e")
      }
      return isPlain ? Double(word) : nil
    }
  }
}
