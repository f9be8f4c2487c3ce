/// The one account that the embedded cloud has.
enum Account {
  static let id = "123456789012"
  static let userName = "moonwatch"
  static let userID = "AIDALOCALMOONWATCH000"
  static let defaultRegion = "us-east-1"

  /// The first part of a Region's ARNs.
  static func partition(of region: String) -> String {
    if region.hasPrefix("cn-") { return "aws-cn" }
    if region.hasPrefix("us-gov-") { return "aws-us-gov" }
    return "aws"
  }
}
