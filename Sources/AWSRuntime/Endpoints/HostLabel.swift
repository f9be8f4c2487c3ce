/// Parts of a host's name (RFC 1123).
enum HostLabel {
  /// True for 1 to 63 letters, digits and hyphens that do not start with a hyphen; with
  /// `allowingDots`, for several of them.
  static func isValid(_ text: String, allowingDots: Bool = false) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
          && label.allSatisfy(isLabelByte)
      } && (allowingDots || !text.utf8.contains(UInt8(ascii: ".")))
  }

  private static func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
