extension Statistic {
  /// Reads `Average`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM`; nil for what is no statistic.
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
    if lowered == "iqm" { return .trimmedMean(.percent(lower: 25, upper: 75)) }
    let name = lowered.prefix { ("a"..."z").contains($0) }
    let rest = lowered.dropFirst(name.count)
    if name == "p" { return percent(rest).map(Statistic.percentile) }
    guard let bounds = bounds(rest) else { return nil }
    switch (name, bounds) {
    case ("tm", _): return .trimmedMean(bounds)
    case ("wm", _): return .winsorizedMean(bounds)
    case ("tc", _): return .trimmedCount(bounds)
    case ("ts", _): return .trimmedSum(bounds)
    case ("pr", .values): return .percentileRank(bounds)
    default: return nil
    }
  }

  /// `90`, `(10%:90%)`, `(:300)`, `(80:)`. Both bounds are percentages or neither is.
  private static func bounds(_ text: Substring) -> Bounds? {
    guard text.hasPrefix("(") else {
      guard let upper = percent(text), upper > 0 else { return nil }
      return .percent(lower: 0, upper: upper)
    }
    guard text.hasSuffix(")") else { return nil }
    let parts = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
    if parts.contains(where: { $0.hasSuffix("%") }) {
      guard parts.allSatisfy({ $0.isEmpty || $0.hasSuffix("%") }),
        let lower = parts[0].isEmpty ? 0 : percent(parts[0].dropLast()),
        let upper = parts[1].isEmpty ? 100 : percent(parts[1].dropLast()), lower < upper
      else { return nil }
      return .percent(lower: lower, upper: upper)
    }
    guard let lower = parts[0].isEmpty ? -Double.infinity : number(parts[0]),
      let upper = parts[1].isEmpty ? Double.infinity : number(parts[1]), lower < upper
    else { return nil }
    return .values(lower: lower, upper: upper)
  }

  private static func percent(_ text: Substring) -> Double? {
    guard let value = number(text), value >= 0, value <= 100 else { return nil }
    return value
  }

  /// A decimal number: Double itself would take 0x10, 1e1 and inf too.
  private static func number(_ text: Substring) -> Double? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text
    guard digits.contains(where: { $0.isASCII && $0.isNumber }),
      digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." })
    else { return nil }
    return Double(text)
  }
}
