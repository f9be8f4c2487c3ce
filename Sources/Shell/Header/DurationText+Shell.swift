import Scripting

extension DurationText {
  /// What a duration has to look like, for messages.
  public static let expectation = "a duration such as 90s, 5m, 1h30m or 14d, or seconds"

  /// The shortest text for a number of seconds: `600` gives `10m`, `0.5` gives `500ms`.
  static func text(_ seconds: Double) -> String {
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
