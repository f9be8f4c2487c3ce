/// Text as a part of a path or query.
enum URIText {
  /// Escapes everything but letters, digits, `-`, `.`, `_` and `~` (RFC 3986, section 2.3), and `/`
  /// where it is kept.
  static func escape(_ text: String, keepingSlashes: Bool = false) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
      case 0x2F where keepingSlashes: result.append(byte)
      default:
        result.append(UInt8(ascii: "%"))
        result.append(hexDigits[Int(byte >> 4)])
        result.append(hexDigits[Int(byte & 15)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
