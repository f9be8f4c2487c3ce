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
    let series = self[key]
    if !series.isListed { listing = nil }
    series.insert(sample)
  }

  /// Lets a source make the samples of a metric, beside those that are put.
  func attach(_ source: any MetricSource, to key: MetricKey) {
    self[key].source = source
    listing = nil
  }

  /// The samples of a metric. One that has none yet can be observed already; it is not listed.
  subscript(key: MetricKey) -> MetricSeries {
    if let known = series[key] { return known }
    let new = MetricSeries()
    series[key] = new
    return new
  }

  /// Every metric that has data with its listing key, in order.
  var keys: [(sortKey: String, key: MetricKey)] {
    if let listing { return listing }
    let sorted = series.filter { $0.value.isListed }.map { (sortKey: $0.key.sortKey, key: $0.key) }
      .sorted { $0.sortKey < $1.sortKey }
    listing = sorted
    return sorted
  }

  /// When the newest sample of a metric was taken.
  func newest(of key: MetricKey, at now: Double) -> Double? { series[key]?.newest(at: now) }

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
    series.catchUp(to: now, since: max(start, kept))
    var result: [Datapoint] = []
    for index in series.indices(from: max(start, kept), to: end) {
      let sample = series[index]
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

  /// A statistic of a metric, as metric math takes it.
  ///
  /// - Precondition: the statistic is one that can be read.
  func points(of query: MetricQuery.Metric, from start: Int, to end: Int, period: Int, now: Double)
    -> Series
  {
    guard let statistic = Statistic(query.stat) else { return Series(period: period) }
    var times: [Int] = []
    var values: [Double] = []
    for point in datapoints(
      of: query.key, from: Double(start), to: Double(end), period: period, unit: query.unit,
      splitsUnits: false, now: now)
    {
      guard let value = point.statistics.value(statistic) else { continue }
      times.append(Int(point.time))
      values.append(value)
    }
    return Series(period: period, times: times, values: values)
  }
}
