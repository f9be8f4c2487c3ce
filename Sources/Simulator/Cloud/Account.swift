/// The one account that the embedded cloud has.
enum Account {
  static let id = "123456789012"
  static let userName = "moonwatch"
  static let userID = "AIDALOCALMOONWATCH000"
  static let defaultRegion = "us-east-1"

  /// The ARN of the account's one user.
  static func userARN(in region: String) -> String {
    "arn:\(partition(of: region)):iam::\(id):user/\(userName)"
  }

  /// The first part of a Region's ARNs.
  static func partition(of region: String) -> String {
    if region.hasPrefix("cn-") { return "aws-cn" }
    if region.hasPrefix("us-gov-") { return "aws-us-gov" }
    return "aws"
  }
}
