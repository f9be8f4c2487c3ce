/// The body of a form (`application/x-www-form-urlencoded`), written field by field.
///
/// Everything but letters, digits, `-`, `.`, `_` and `~` is escaped; a space is `+`, as the HTML
/// standard and boto3 have it.
struct FormBody {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ name: String, _ value: String) {
    var value = value
    value.withUTF8 { add(name, bytes: $0) }
  }

  mutating func add(_ name: String, bytes value: some Sequence<UInt8>) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
    escape(name.utf8)
    bytes.append(UInt8(ascii: "="))
    escape(value)
  }

  private mutating func escape(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      case 0x20: bytes.append(UInt8(ascii: "+"))
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(Self.hexDigits[Int(byte >> 4)])
        bytes.append(Self.hexDigits[Int(byte & 15)])
      }
    }
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
