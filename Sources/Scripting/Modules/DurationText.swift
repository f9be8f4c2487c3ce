/// Lengths of time as users write them: `"90s"`, `"5m"`, `"3h"`, `"14d"`, `"2w"`, `"1h30m"`.
public enum DurationText {
  private static let units: [Character: Double] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]

  /// Seconds, or nil for text that is no duration. A number without a unit is seconds.
  public static func seconds(_ text: String) -> Double? {
    if let seconds = Double(text) { return seconds.isFinite ? seconds : nil }
    var rest = Substring(text)
    var total = 0.0
    if rest.isEmpty { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
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
}
