import Monitoring

/// Histories as AWS writes them, oldest first: `0` within the threshold, `X` breaching, `-` missing.
enum History {
  static func points(_ text: String) -> [AlarmDatapoint] {
    text.map { AlarmDatapoint(value: value($0)) }
  }

  static func value(_ character: Character) -> Double? {
    switch character {
    case "0": 0
    case "X": 1
    default: nil
    }
  }

  /// Every history of so many periods.
  static func all(_ length: Int) -> [String] {
    (0..<length).reduce([""]) { histories, _ in
      histories.flatMap { history in "0X-".map { history + String($0) } }
    }
  }
}
