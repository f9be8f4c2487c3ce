/// Lengths of time as users write them: `"90s"`, `"5m"`, `"3h"`, `"14d"`, `"2w"`, `"1h30m"`.
public enum DurationText {
  private static let units: [Character: Double] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]

  /// Seconds, or nil for text that is no duration. A number without a unit is seconds; none is less
  /// than 0.
  public static func seconds(_ text: String) -> Double? {
    if text.utf8.allSatisfy({ isDigit($0) }), let seconds = Double(text) { return seconds }
    var rest = Substring(text)
    var total = 0.0
    if rest.isEmpty { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.utf8.count == 1 && isDigit($0.utf8.first!) }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits) else { return nil }
      if rest.hasPrefix("ms") {
        rest = rest.dropFirst(2)
        total += number / 1000
      } else if let unit = rest.popFirst(), let seconds = units[unit] {
        total += number * seconds
      } else {
        return nil
      }
    }
    return total
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
  }
}
