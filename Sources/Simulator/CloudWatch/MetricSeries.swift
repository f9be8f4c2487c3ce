import Monitoring

/// Is told when a metric gets samples.
protocol MetricObserver: AnyObject {
  /// A sample of that time was added; it may be older than others.
  func metricChanged(at time: Double)
}

/// The samples of one metric in order of time, kept by column: a day of minutes is 1,440 rows, and an
/// alarm looks at a few of them each minute.
final class MetricSeries {
  private var times: [Double] = []
  private var units: [String] = []
  private var counts: [Double] = []
  private var sums: [Double] = []
  private var minima: [Double] = []
  private var maxima: [Double] = []
  /// The single values of a row. Empty where they follow from the rest (all are equal), and where
  /// they are not known.
  private var values: [[WeightedValue]] = []
  private var observers: [any MetricObserver] = []
  /// What makes samples beside those that are put.
  var source: (any MetricSource)?
  /// The stretch of time that the source was asked for.
  private var covered: (from: Double, to: Double)?

  /// The least that is asked for at once about the past: a day.
  private static let stretch = 86_400.0

  /// False for a metric that is only watched.
  var isListed: Bool { !times.isEmpty || source != nil }

  /// The time of the newest sample that was put or taken in.
  var newestKnown: Double? { times.last }

  /// The time of the newest sample.
  func newest(at now: Double) -> Double? {
    let made = source?.newest(at: now)
    guard let put = times.last else { return made }
    return max(put, made ?? put)
  }

  /// Takes in what the source has made by a moment, as far back as `start`.
  func catchUp(to now: Double, since start: Double = -.infinity) {
    guard let source else { return }
    guard let known = covered else {
      covered = (start, now)
      for sample in source.samples(after: start, through: now) { insert(sample) }
      return
    }
    if start < known.from {
      let earlier = min(start, known.from - Self.stretch)
      covered!.from = earlier
      insert(earlier: source.samples(after: earlier, through: known.from))
    }
    if now > known.to {
      covered!.to = now
      for sample in source.samples(after: known.to, through: now) { insert(sample) }
    }
  }

  /// Adds samples of the past, by rebuilding the columns from there once instead of moving every row
  /// for each.
  private func insert(earlier samples: [Sample]) {
    guard let first = times.first, let last = samples.last, last.time < first else {
      for sample in samples { insert(sample) }
      return
    }
    let statistics = samples.map(\.statistics)
    times.insert(contentsOf: samples.map(\.time), at: 0)
    units.insert(contentsOf: samples.map(\.unit), at: 0)
    counts.insert(contentsOf: statistics.map(\.sampleCount), at: 0)
    sums.insert(contentsOf: statistics.map(\.sum), at: 0)
    minima.insert(contentsOf: statistics.map(\.minimum), at: 0)
    maxima.insert(contentsOf: statistics.map(\.maximum), at: 0)
    values.insert(contentsOf: statistics.map { $0.minimum == $0.maximum ? [] : $0.values }, at: 0)
    for observer in observers { observer.metricChanged(at: samples[0].time) }
  }

  subscript(index: Int) -> Sample {
    Sample(time: times[index], unit: units[index], statistics: statistics(at: index))
  }

  /// Adds a sample; one of the same time and unit grows.
  func insert(_ sample: Sample) {
    // Data mostly comes in order, so that the place is at the end.
    var index = times.count
    while index > 0, times[index - 1] > sample.time { index -= 1 }
    var same = index - 1
    while same >= 0, times[same] == sample.time, units[same] != sample.unit { same -= 1 }
    if same >= 0, times[same] == sample.time {
      var statistics = statistics(at: same)
      statistics.merge(sample.statistics)
      set(statistics, at: same)
    } else {
      times.insert(sample.time, at: index)
      units.insert(sample.unit, at: index)
      counts.insert(0, at: index)
      sums.insert(0, at: index)
      minima.insert(0, at: index)
      maxima.insert(0, at: index)
      values.insert([], at: index)
      set(sample.statistics, at: index)
    }
    for observer in observers { observer.metricChanged(at: sample.time) }
  }

  private func set(_ statistics: StatisticSet, at index: Int) {
    counts[index] = statistics.sampleCount
    sums[index] = statistics.sum
    minima[index] = statistics.minimum
    maxima[index] = statistics.maximum
    values[index] = statistics.minimum == statistics.maximum ? [] : statistics.values
  }

  private func statistics(at index: Int) -> StatisticSet {
    var statistics = StatisticSet(
      sampleCount: counts[index], sum: sums[index], minimum: minima[index],
      maximum: maxima[index])
    if !values[index].isEmpty { statistics.values = values[index] }
    return statistics
  }

  /// The rows of a range of time whose end is not in it.
  func indices(from start: Double, to end: Double) -> Range<Int> {
    let first = index(notBefore: start)
    return first..<max(first, index(notBefore: end))
  }

  /// The last answer of ``index(notBefore:)``: windows move on by a few rows.
  private var lastIndex = 0

  private func index(notBefore time: Double) -> Int {
    var low = 0
    var high = times.count
    // A few rows around the last place, before all of them.
    let near = max(0, min(lastIndex, high) - 8)..<min(high, lastIndex + 8)
    if near.lowerBound == 0 || times[near.lowerBound - 1] < time { low = near.lowerBound }
    if near.upperBound < high, times[near.upperBound] >= time { high = near.upperBound }
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    lastIndex = low
    return low
  }

  /// A statistic of all samples of a range, and how many there were; nil where there are none, or
  /// where the statistic cannot be told.
  func value(_ statistic: Statistic, from start: Double, to end: Double, unit: String?)
    -> (value: Double, sampleCount: Double)?
  {
    var rows = 0
    var count = 0.0
    var sum = 0.0
    var low = Double.infinity
    var high = -Double.infinity
    var all: StatisticSet?
    // Only the columns that are needed: of a thousand alarms, none finds its metric in the cache.
    for index in indices(from: start, to: end) where unit == nil || units[index] == unit {
      rows += 1
      count += counts[index]
      switch statistic {
      case .average, .sum: sum += sums[index]
      case .minimum: low = min(low, minima[index])
      case .maximum: high = max(high, maxima[index])
      case .sampleCount: break
      default:
        if all == nil { all = statistics(at: index) } else { all!.merge(statistics(at: index)) }
      }
    }
    guard rows > 0 else { return nil }
    let value: Double? =
      switch statistic {
      case .average: count > 0 ? sum / count : nil
      case .sum: sum
      case .minimum: low
      case .maximum: high
      case .sampleCount: count
      default: all?.value(statistic)
      }
    return value.map { ($0, count) }
  }

  func add(_ observer: any MetricObserver) { observers.append(observer) }
  func remove(_ observer: any MetricObserver) { observers.removeAll { $0 === observer } }
}
