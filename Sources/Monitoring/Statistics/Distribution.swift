/// Samples in order of value, for the statistics that take ranks.
struct Distribution {
  /// Ascending.
  private let values: [WeightedValue]
  private let count: Double

  /// - Precondition: not empty.
  init(_ values: [WeightedValue]) {
    self.values = values.sorted { $0.value < $1.value }
    count = values.reduce(0) { $0 + $1.count }
  }

  /// The smallest value that at least this part (0…100) of the samples do not exceed.
  func percentile(_ percent: Double) -> Double {
    let rank = count * percent / 100
    var seen = 0.0
    for value in values {
      seen += value.count
      // A little slack, since 0.95 × 100 is not quite 95.
      if seen >= rank - slack { return value.value }
    }
    return values[values.count - 1].value
  }

  /// Nil for a mean of no samples.
  func value(_ statistic: Statistic) -> Double? {
    switch statistic {
    case .percentile(let percent):
      return percentile(percent)
    case .trimmedMean(let bounds):
      let kept = trimmed(bounds)
      return kept.count > 0 ? kept.sum / kept.count : nil
    case .trimmedCount(let bounds): return trimmed(bounds).count
    case .trimmedSum(let bounds): return trimmed(bounds).sum
    case .percentileRank(let bounds): return 100 * trimmed(bounds).count / count
    case .winsorizedMean(let bounds): return winsorizedSum(bounds) / count
    case .average: return total / count
    case .sum: return total
    case .minimum: return values.first?.value
    case .maximum: return values.last?.value
    case .sampleCount: return count
    }
  }

  private var slack: Double { 1e-9 * count }
  private var total: Double { values.reduce(0) { $0 + $1.value * $1.count } }

  /// How many samples lie outside, at the bottom and at the top.
  private func cut(_ bounds: Statistic.Bounds) -> (bottom: Double, top: Double) {
    switch bounds {
    case .percent(let lower, let upper):
      return (
        (count * lower / 100 + slack).rounded(.down),
        (count * (100 - upper) / 100 + slack).rounded(.down)
      )
    case .values(let lower, let upper):
      var bottom = 0.0
      var top = 0.0
      for value in values {
        if value.value <= lower { bottom += value.count }
        if value.value > upper { top += value.count }
      }
      return (bottom, top)
    }
  }

  private func trimmed(_ bounds: Statistic.Bounds) -> (count: Double, sum: Double) {
    let (bottom, top) = cut(bounds)
    var kept = (count: 0.0, sum: 0.0)
    var seen = 0.0
    for value in values {
      let part = min(seen + value.count, count - top) - max(seen, bottom)
      seen += value.count
      guard part > 0 else { continue }
      kept.count += part
      kept.sum += part * value.value
    }
    return kept
  }

  private func winsorizedSum(_ bounds: Statistic.Bounds) -> Double {
    let low: Double
    let high: Double
    switch bounds {
    case .values(let lower, let upper):
      low = lower
      high = upper
    case .percent:
      // The samples at the edges of what is kept; there is one, as less than all is cut.
      let (bottom, top) = cut(bounds)
      low = value(atRank: bottom)
      high = value(atRank: max(bottom, count - top - 1))
    }
    return values.reduce(0) { $0 + min(max($1.value, low), high) * $1.count }
  }

  /// The value of the sample that has so many before it.
  private func value(atRank rank: Double) -> Double {
    var seen = 0.0
    for value in values {
      seen += value.count
      if seen > rank + slack { return value.value }
    }
    return values[values.count - 1].value
  }
}
