/// Base64 (RFC 4648, section 4), with padding.
public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each byte of the alphabet; 0xFF elsewhere.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// The base64 text of some bytes, in ASCII.
  public static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        for shift in [18, 12, 6, 0] as [UInt32] {
          output.append(alphabet[Int(group >> shift & 63)])
        }
        group = 0
        held = 0
      }
    }
    if held == 1 {
      output.append(alphabet[Int(group >> 2)])
      output.append(alphabet[Int(group << 4 & 63)])
      output.append(contentsOf: "==".utf8)
    } else if held == 2 {
      output.append(alphabet[Int(group >> 10)])
      output.append(alphabet[Int(group >> 4 & 63)])
      output.append(alphabet[Int(group << 2 & 63)])
      output.append(UInt8(ascii: "="))
    }
    return output
  }

  /// The bytes that a base64 text stands for, or nil where it is not base64. White space is passed
  /// over, as services wrap long values; padding may be missing.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var held = 0
    var padding = 0
    for byte in text {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "="):
        padding += 1
        continue
      default: break
      }
      let value = values[Int(byte)]
      guard value != 0xFF, padding == 0 else { return nil }
      group = group << 6 | UInt32(value)
      held += 1
      if held == 4 {
        output.append(UInt8(truncatingIfNeeded: group >> 16))
        output.append(UInt8(truncatingIfNeeded: group >> 8))
        output.append(UInt8(truncatingIfNeeded: group))
        group = 0
        held = 0
      }
    }
    switch held {
    case 0: return padding == 0 ? output : nil
    case 2 where padding == 0 || padding == 2:
      output.append(UInt8(truncatingIfNeeded: group >> 4))
    case 3 where padding <= 1:
      output.append(UInt8(truncatingIfNeeded: group >> 10))
      output.append(UInt8(truncatingIfNeeded: group >> 2))
    default: return nil
    }
    return output
  }
}
