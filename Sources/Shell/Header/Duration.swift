/// Lengths of time as people write them: `90`, `90s`, `5m`, `1h30m`, `14d`, `500ms`, `2w`.
public enum DurationText {
  private static let units: [String: Double] = [
    "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]
  public static let expectation = "a duration such as 90s, 5m, 1h30m or 14d, or seconds"

  /// Seconds, or nil where the text is not a duration. A bare number is seconds.
  public static func seconds(_ text: String) -> Double? {
    if let number = plainNumber(text[...]) { return number }
    var rest = text[...]
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest[digits.endIndex...]
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest[unit.endIndex...]
      guard let number = plainNumber(digits), let factor = units[String(unit)] else { return nil }
      total += number * factor
    }
    return text.isEmpty ? nil : total
  }

  /// A decimal number without sign, exponent or name, such as `infinity`.
  private static func plainNumber(_ text: Substring) -> Double? {
    guard let first = text.first, first.isNumber,
      text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
    else { return nil }
    return Double(text)
  }

  /// The shortest text for a number of seconds: `600` gives `10m`, `0.5` gives `500ms`.
  public static func text(_ seconds: Double) -> String {
    if seconds < 1, seconds > 0 { return "\(Int((seconds * 1000).rounded()))ms" }
    guard seconds == seconds.rounded(), seconds < 1e12 else { return "\(seconds)s" }
    var rest = Int(seconds)
    var text = ""
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] where rest >= length {
      text += "\(rest / length)\(unit)"
      rest %= length
    }
    return text.isEmpty ? "0s" : text
  }
}
