import Monitoring

/// CloudWatch's evaluation once more, written from the paragraphs of AWS's pages with strings of `0`, `X`
/// and `-`, oldest first, and sharing nothing with the room.
struct ProseAlarm {
  let n: Int
  let m: Int
  let treatment: String

  enum Reading: CaseIterable {
    case plain, asWritten, evaluationPeriodsOnly, waits
  }

  /// What is said of an alarm that stays as it is.
  static let kept = "kept"

  /// A state, or that it is kept.
  func outcome(_ history: String, range: Int, reading: Reading = .plain) -> String {
    let padding = String(repeating: "-", count: max(0, range - history.count))
    let retrieved = padding + history.suffix(range)
    let existing = retrieved.filter { $0 != "-" }
    if existing.count >= n { return verdict(String(existing.suffix(n))) }
    if existing.isEmpty {
      return [
        "missing": "INSUFFICIENT_DATA", "ignore": Self.kept, "breaching": "ALARM",
        "notBreaching": "OK",
      ][treatment]!
    }
    let toFill = n - existing.count
    switch treatment {
    case "breaching": return verdict(existing + String(repeating: "X", count: toFill))
    case "notBreaching": return verdict(existing + String(repeating: "0", count: toFill))
    default: break
    }
    if verdict(existing) == "ALARM" { return "ALARM" }
    if isPremature(retrieved, reading) { return treatment == "ignore" ? Self.kept : "ALARM" }
    return reading == .waits && !existing.contains("0") ? Self.kept : "OK"
  }

  private func verdict(_ points: String) -> String {
    points.filter { $0 == "X" }.count >= m ? "ALARM" : "OK"
  }

  private func isPremature(_ retrieved: String, _ reading: Reading) -> Bool {
    switch reading {
    case .plain, .waits:
      let sinceOldest = retrieved.drop { $0 == "-" }
      return !sinceOldest.contains("0") && sinceOldest.count >= m
    case .asWritten:
      let sinceBreach = retrieved.drop { $0 != "X" }
      return !sinceBreach.contains("0") && sinceBreach.count >= m
    case .evaluationPeriodsOnly:
      let sinceOldest = retrieved.suffix(n).drop { $0 == "-" }
      return !retrieved.contains("0") && sinceOldest.count >= m
    }
  }

  /// The outcomes for other ranges that the history suffices for, and under other readings.
  func others(_ history: String, range: Int) -> (ranges: Set<String>, readings: Set<String>) {
    let lengths = (n...n + 4).filter { $0 <= max(history.count, range) }
    return (
      Set(lengths.map { outcome(history, range: $0) }),
      Set(Reading.allCases.map { outcome(history, range: range, reading: $0) })
    )
  }
}
