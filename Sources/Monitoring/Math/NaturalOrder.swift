/// Names in the order in which people count: `m2` before `m10`.
package enum NaturalOrder {
  /// Digits in a row are compared as one number, everything else byte by byte.
  package static func areInOrder(_ left: String, _ right: String) -> Bool {
    var a = Substring(left).utf8
    var b = Substring(right).utf8
    while let x = a.first, let y = b.first {
      if isDigit(x), isDigit(y) {
        let m = a.prefix(while: isDigit)
        let n = b.prefix(while: isDigit)
        a = a.dropFirst(m.count)
        b = b.dropFirst(n.count)
        let p = Array(m.drop { $0 == UInt8(ascii: "0") })
        let q = Array(n.drop { $0 == UInt8(ascii: "0") })
        if p.count != q.count { return p.count < q.count }
        if p != q { return p.lexicographicallyPrecedes(q) }
      } else {
        if x != y { return x < y }
        a = a.dropFirst()
        b = b.dropFirst()
      }
    }
    if a.isEmpty != b.isEmpty { return a.isEmpty }
    // Equal but for zeros in front of numbers.
    return left < right
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
