import AWSWire

/// One page of a longer answer.
///
/// A token holds the operation and the key of the last item that was handed out, not a position, so
/// that nothing is skipped or repeated when items come and go between two pages.
struct Page<Item> {
  let items: ArraySlice<Item>
  let nextToken: String?

  /// - Parameters:
  ///   - items: in the order of their keys, descending where `isDescending` says so.
  ///   - invalidToken: the service's answer to a token that this operation did not give out.
  init(
    _ items: [Item], of operation: String, limit: Int, after token: String?,
    isDescending: Bool = false, key: (Item) -> String
  ) throws(AWSError) {
    var start = 0
    if let token {
      let last = try PageToken.position(in: token, of: operation)
      start = items.firstIndex { isDescending ? key($0) < last : key($0) > last } ?? items.count
    }
    let end = min(start + limit, items.count)
    self.items = items[start..<end]
    nextToken = end < items.count ? PageToken.make(operation, position: key(items[end - 1])) : nil
  }
}

/// Tokens between pages: opaque to callers, good for one operation.
enum PageToken {
  static func make(_ operation: String, position: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = "\(operation)/\(position)".utf8.flatMap { byte in
      [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func position(in token: String, of operation: String) throws(AWSError) -> String {
    let digits = token.utf8.map { UInt8(hexadecimal: $0) }
    if digits.count.isMultiple(of: 2), !digits.contains(nil) {
      let bytes = stride(from: 0, to: digits.count, by: 2).map {
        digits[$0]! << 4 | digits[$0 + 1]!
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if text.hasPrefix(operation + "/") { return String(text.dropFirst(operation.count + 1)) }
    }
    throw .service(
      "InvalidNextToken",
      "NextToken: expected a token from the previous page of \(operation), got '\(token)'")
  }
}

extension UInt8 {
  /// The value of a lower-case hexadecimal digit.
  fileprivate init?(hexadecimal digit: UInt8) {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self = digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self = digit - UInt8(ascii: "a") + 10
    default: return nil
    }
  }
}

/// A number as text whose order is the number's.
func sortable(_ number: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, 18 - digits.count)) + digits
}
