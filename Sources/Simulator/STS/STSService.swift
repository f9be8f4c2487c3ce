import AWSWire
import Documents

/// STS's operations that the embedded cloud answers. Every role can be assumed: there are no
/// policies.
enum STSService {
  static let operations: [String: Handler] = [
    "GetCallerIdentity": getCallerIdentity,
    "GetAccessKeyInfo": getAccessKeyInfo,
    "GetSessionToken": getSessionToken,
    "GetFederationToken": getFederationToken,
    "AssumeRole": assumeRole,
    "AssumeRoleWithWebIdentity": assumeRoleWithWebIdentity,
  ]

  private static func getCallerIdentity(_ call: Call) throws(AWSError) -> Document {
    .structure { answer in
      answer.member("UserId", call.identity.userID)
      answer.member("Account", call.identity.account)
      answer.member("Arn", call.identity.arn)
    }
  }

  /// All keys are the one account's.
  private static func getAccessKeyInfo(_ call: Call) throws(AWSError) -> Document {
    .structure { $0.member("Account", Account.id) }
  }

  /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
  private static func assumeRole(_ call: Call) throws(AWSError) -> Document {
    guard (call["SerialNumber"] == nil) == (call["TokenCode"] == nil) else {
      throw .validation("SerialNumber and TokenCode: expected both or neither")
    }
    return try assume(call) { _ in }
  }

  private static func assumeRoleWithWebIdentity(_ call: Call) throws(AWSError) -> Document {
    try assume(call) { answer in
      answer.member("SubjectFromWebIdentityToken", "embedded-cloud")
      answer.member("Provider", call.string("ProviderId") ?? "accounts.example.com")
      answer.member("Audience", "sts.amazonaws.com")
    }
  }

  private static func assume(_ call: Call, _ more: (DocumentBuilder) -> Void) throws(AWSError)
    -> Document
  {
    let arn = call.string("RoleArn") ?? ""
    guard let role = RoleName(arn: arn) else {
      throw .validation(
        "RoleArn: expected arn:aws:iam::ACCOUNT:role/NAME, got '\(arn)'")
    }
    let session = call.string("RoleSessionName") ?? ""
    try check(name: session, member: "RoleSessionName")
    if let policy = call.string("Policy"), !JSON.isObject(policy) {
      throw .service("MalformedPolicyDocument", "Policy: expected a JSON object")
    }
    let seconds = call.integer("DurationSeconds") ?? 3_600
    guard !call.identity.isSession || seconds <= 3_600 else {
      throw .validation(
        "DurationSeconds: the session of a role that a session assumes lasts an hour at most, got "
          + "\(seconds)")
    }
    let identity = CallerIdentity(role: role, session: session)
    return .structure { answer in
      call.sessions.begin(as: identity, until: call.now + Double(seconds), to: answer)
      answer.structure("AssumedRoleUser") {
        answer.member("AssumedRoleId", identity.userID)
        answer.member("Arn", identity.arn)
      }
      if call["Policy"] != nil { answer.member("PackedPolicySize", 1) }
      answer.member("SourceIdentity", call.string("SourceIdentity"))
      more(answer)
    }
  }

  private static func getSessionToken(_ call: Call) throws(AWSError) -> Document {
    guard !call.identity.isSession else {
      throw .service(
        "AccessDenied", "Cannot call GetSessionToken with session credentials", status: 403)
    }
    let seconds = call.integer("DurationSeconds") ?? 43_200
    return .structure {
      call.sessions.begin(
        as: CallerIdentity(
          account: call.identity.account, arn: call.identity.arn, userID: call.identity.userID,
          isSession: true),
        until: call.now + Double(seconds), to: $0)
    }
  }

  private static func getFederationToken(_ call: Call) throws(AWSError) -> Document {
    guard !call.identity.isSession else {
      throw .service(
        "AccessDenied", "Cannot call GetFederationToken with session credentials", status: 403)
    }
    let name = call.string("Name") ?? ""
    try check(name: name, member: "Name")
    let seconds = call.integer("DurationSeconds") ?? 43_200
    let partition = Account.partition(of: call.region.name)
    let identity = CallerIdentity(
      account: Account.id, arn: "arn:\(partition):sts::\(Account.id):federated-user/\(name)",
      userID: "\(Account.id):\(name)", isSession: true)
    return .structure { answer in
      call.sessions.begin(as: identity, until: call.now + Double(seconds), to: answer)
      answer.structure("FederatedUser") {
        answer.member("FederatedUserId", identity.userID)
        answer.member("Arn", identity.arn)
      }
    }
  }

  /// Letters, digits and `_+=,.@-`.
  private static func check(name: String, member: String) throws(AWSError) {
    let others = Array("_+=,.@-".utf8)
    let fits = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: others.contains(byte)
      }
    }
    guard fits else {
      throw .validation("\(member): expected letters, digits and _+=,.@- only, got '\(name)'")
    }
  }
}
