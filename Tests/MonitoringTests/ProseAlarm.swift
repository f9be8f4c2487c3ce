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

  /// `previous` where the alarm keeps its state.
  func state(
    _ history: String, range: Int, previous: String, reading: Reading = .plain
  ) -> String {
    let padding = String(repeating: "-", count: max(0, range - history.count))
    let retrieved = padding + history.suffix(range)
    let existing = retrieved.filter { $0 != "-" }
    if existing.count >= n { return verdict(String(existing.suffix(n))) }
    if existing.isEmpty {
      return [
        "missing": "INSUFFICIENT_DATA", "ignore": previous, "breaching": "ALARM",
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
    if isPremature(retrieved, reading) { return treatment == "ignore" ? previous : "ALARM" }
    return reading == .waits && !existing.contains("0") ? previous : "OK"
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

  /// The names of what could make the state another one.
  func uncertainty(_ history: String, range: Int, previous: String) -> Uncertainty {
    let chosen = state(history, range: range, previous: previous)
    var result: Uncertainty = []
    let lengths = (n...n + 4).filter { $0 <= max(history.count, range) }
    if lengths.contains(where: { state(history, range: $0, previous: previous) != chosen }) {
      result.insert(.range)
    }
    let readings = Reading.allCases.map {
      state(history, range: range, previous: previous, reading: $0)
    }
    if readings.contains(where: { $0 != chosen }) { result.insert(.premature) }
    return result
  }
}
