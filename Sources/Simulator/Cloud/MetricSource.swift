/// Where the samples of a metric come from that nobody puts: an instance emits its own.
///
/// A series with a source is made when it is read, as far as it is read, so that a fleet costs
/// nothing until somebody looks at it. The same stretch of time has the same samples whenever the
/// source is asked.
protocol MetricSource: AnyObject {
  /// The samples that came to be after one moment and not after another, oldest first. A sample
  /// comes to be when its period is over; its time is the period's start.
  func samples(after: Double, through now: Double) -> [Sample]

  /// The time of the newest sample, without making any; nil where there is none.
  func newest(at now: Double) -> Double?
}
