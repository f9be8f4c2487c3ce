import AWSWire
import Documents

/// STS's operations that the embedded cloud answers.
enum STSService {
  static let operations: [String: Handler] = ["GetCallerIdentity": getCallerIdentity]

  /// Names the account's one user, whatever credentials the call has.
  private static func getCallerIdentity(_ call: Call) throws(AWSError) -> Document {
    .structure { answer in
      answer.member("UserId", Account.userID)
      answer.member("Account", Account.id)
      answer.member(
        "Arn",
        "arn:\(Account.partition(of: call.region.name)):iam::\(Account.id):user/\(Account.userName)"
      )
    }
  }
}
