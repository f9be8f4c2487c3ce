import AWSWire
import Monitoring

extension Statistic {
  /// Reads a statistic that is to be computed.
  static func parse(_ text: String, member: String) throws(AWSError) -> Statistic {
    guard let statistic = Statistic(text) else {
      throw .validation(
        "\(member): expected Average, Sum, Minimum, Maximum, SampleCount, a percentile such as p99, "
          + "or another extended statistic such as tm90 or PR(:300), got '\(text)'")
    }
    return statistic
  }
}
