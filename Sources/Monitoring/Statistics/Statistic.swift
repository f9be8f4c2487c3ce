/// What is computed of the samples of a period.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>
package enum Statistic: Equatable, Sendable {
  case average, sum, minimum, maximum, sampleCount
  /// 0…100.
  case percentile(Double)
  /// Trimmed and winsorized means, trimmed counts and sums, percentile ranks, and the
  /// interquartile mean: real, but not simulated.
  case trimmed(String)

  package static let standard: [String: Statistic] = [
    "Average": .average, "Sum": .sum, "Minimum": .minimum, "Maximum": .maximum,
    "SampleCount": .sampleCount,
  ]

  /// Reads `Average`, `p99.9`, `tm90`, `TM(10%:90%)`, `IQM`; nil for what is no statistic.
  package init?(_ text: String) {
    if let standard = Self.standard[text] {
      self = standard
    } else if let extended = Self.extended(text) {
      self = extended
    } else {
      return nil
    }
  }

  /// Reads all but the five standard statistics.
  package static func extended(_ text: String) -> Statistic? {
    let lowered = text.lowercased()
    if lowered == "iqm" { return .trimmed(text) }
    if lowered.hasPrefix("p"), let percent = percent(lowered.dropFirst()) {
      return .percentile(percent)
    }
    for prefix in ["tm", "wm", "tc", "ts", "pr"] where lowered.hasPrefix(prefix) {
      let rest = lowered.dropFirst(prefix.count)
      if prefix != "pr", percent(rest) != nil { return .trimmed(text) }
      if rest.hasPrefix("("), rest.hasSuffix(")"), isRange(rest.dropFirst().dropLast()) {
        return .trimmed(text)
      }
    }
    return nil
  }

  private static func percent(_ text: Substring) -> Double? {
    // Double itself would take 0x10, 1e1 and inf too.
    guard text.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }), let value = Double(text),
      value <= 100
    else { return nil }
    return value
  }

  /// `10%:90%`, `:300`, `80:`.
  private static func isRange(_ text: Substring) -> Bool {
    let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
    guard bounds.count == 2, bounds.contains(where: { !$0.isEmpty }) else { return false }
    return bounds.allSatisfy { bound in
      bound.isEmpty || Double(bound.hasSuffix("%") ? bound.dropLast() : bound) != nil
    }
  }
}
