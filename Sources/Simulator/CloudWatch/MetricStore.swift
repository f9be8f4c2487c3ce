import Monitoring

/// Samples of one metric that came with the same timestamp and unit.
struct Sample {
  /// Epoch seconds, cut to the resolution with which the sample was stored.
  var time: Double
  var unit: String
  var statistics: StatisticSet
}

/// The value of a period.
struct Datapoint {
  /// The start of the period.
  var time: Double
  var unit: String
  var statistics: StatisticSet
}

/// The metrics of one Region.
final class MetricStore {
  private var series: [MetricKey: MetricSeries] = [:]
  /// Keys in listing order; nil after a metric was added.
  private var listing: [(sortKey: String, key: MetricKey)]?

  func put(_ key: MetricKey, _ sample: Sample) {
    if let known = series[key] {
      known.insert(sample)
    } else {
      series[key] = MetricSeries(sample)
      listing = nil
    }
  }

  /// Every metric with its listing key, in order.
  var keys: [(sortKey: String, key: MetricKey)] {
    if let listing { return listing }
    let sorted = series.keys.map { (sortKey: $0.sortKey, key: $0) }
      .sorted { $0.sortKey < $1.sortKey }
    listing = sorted
    return sorted
  }

  /// When the newest sample of a metric was taken.
  func newest(of key: MetricKey) -> Double? { series[key]?.samples.last?.time }

  /// The periods of a metric that have samples, oldest first. Periods count from `start`.
  ///
  /// - Parameters:
  ///   - end: exclusive.
  ///   - unit: nil for samples of all units.
  ///   - splitsUnits: true for one datapoint for each unit of a period, false for one of all.
  ///   - now: samples older than the retention of the period are gone.
  func datapoints(
    of key: MetricKey, from start: Double, to end: Double, period: Int, unit: String?,
    splitsUnits: Bool, now: Double
  ) -> [Datapoint] {
    guard let series = series[key] else { return [] }
    let kept = now - Retention.seconds(ofPeriod: period)
    var result: [Datapoint] = []
    for sample in series.samples[series.index(notBefore: max(start, kept))...] {
      guard sample.time < end else { break }
      guard unit == nil || sample.unit == unit else { continue }
      let time = start + ((sample.time - start) / Double(period)).rounded(.down) * Double(period)
      // Samples are in order, so the periods that may still grow are the last ones.
      var open = result.count - 1
      while open >= 0, result[open].time == time, splitsUnits, result[open].unit != sample.unit {
        open -= 1
      }
      if open >= 0, result[open].time == time {
        result[open].statistics.merge(sample.statistics)
      } else {
        result.append(Datapoint(time: time, unit: sample.unit, statistics: sample.statistics))
      }
    }
    return result
  }
}

/// The samples of one metric, in order of time. An object, so that adding one copies none.
private final class MetricSeries {
  private(set) var samples: [Sample]

  init(_ sample: Sample) { samples = [sample] }

  func insert(_ sample: Sample) {
    // Data mostly comes in order, so that the place is at the end.
    var index = samples.count
    while index > 0, samples[index - 1].time > sample.time { index -= 1 }
    samples.insert(sample, at: index)
  }

  func index(notBefore time: Double) -> Int {
    var low = 0
    var high = samples.count
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
