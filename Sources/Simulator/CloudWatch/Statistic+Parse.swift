import AWSWire
import Monitoring

extension Statistic {
  /// Reads a statistic that is to be computed.
  static func parse(_ text: String, member: String) throws(AWSError) -> Statistic {
    guard let statistic = Statistic(text) else {
      throw .validation(
        "\(member): expected Average, Sum, Minimum, Maximum, SampleCount or a percentile such as "
          + "p99, got '\(text)'")
    }
    if case .trimmed = statistic { throw .notSimulated("the statistic \(text)") }
    return statistic
  }
}
