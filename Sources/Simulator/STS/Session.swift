import AWSWire
import Documents

/// Who a call is made as.
struct CallerIdentity {
  let account: String
  let arn: String
  let userID: String
  /// True where the credentials are a session's: what STS gives them lasts an hour at most.
  let isSession: Bool

  /// The account's one user.
  static func user(in region: String) -> CallerIdentity {
    CallerIdentity(
      account: Account.id, arn: Account.userARN(in: region), userID: Account.userID,
      isSession: false)
  }

  /// The session of a role.
  init(role: RoleName, session: String) {
    account = role.account
    arn = "arn:\(role.partition):sts::\(role.account):assumed-role/\(role.name)/\(session)"
    userID = "\(role.id):\(session)"
    isSession = true
  }

  init(account: String, arn: String, userID: String, isSession: Bool) {
    self.account = account
    self.arn = arn
    self.userID = userID
    self.isSession = isSession
  }
}

/// The parts of `arn:aws:iam::123456789012:role/path/name`.
struct RoleName {
  let partition: String
  let account: String
  /// Without its path.
  let name: String

  init?(arn: String) {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[4].count == 12,
      parts[4].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      parts[5].hasPrefix("role/"), let name = parts[5].split(separator: "/").dropFirst().last
    else { return nil }
    partition = String(parts[1])
    account = String(parts[4])
    self.name = String(name)
  }

  /// `AROA…`, the same for the same role.
  var id: String { "AROA" + SessionStore.letters(17, seed: "\(account)/\(name)") }
}

/// The sessions that STS has given out, by access key.
final class SessionStore {
  private struct Session {
    let identity: CallerIdentity
    let expiry: Double
  }

  private var sessions: [String: Session] = [:]
  private var lastSerial = 0

  /// Begins a session and writes its keys, which open nothing.
  func begin(
    as identity: CallerIdentity, until expiry: Double, to builder: DocumentBuilder
  ) {
    lastSerial += 1
    let key = "ASIA" + Self.letters(16, seed: "key \(lastSerial)")
    sessions[key] = Session(identity: identity, expiry: expiry)
    builder.structure("Credentials") {
      builder.member("AccessKeyId", key)
      builder.member("SecretAccessKey", Self.letters(40, seed: "secret \(lastSerial)"))
      builder.member("SessionToken", Self.letters(300, seed: "token \(lastSerial)"))
      builder.member("Expiration", time: expiry)
    }
  }

  /// Who a request is made as: the session of its keys or its role, else the account's one user, as
  /// every other key is taken for that one's. Throws `ExpiredToken` for a session that is over.
  func identity(of request: Request, region: String, at now: Double) throws(AWSError)
    -> CallerIdentity
  {
    if let role = request.role, let name = RoleName(arn: role.roleARN) {
      return CallerIdentity(role: name, session: role.sessionName ?? "moonwatch")
    }
    guard let key = request.credentials?.accessKeyID, let session = sessions[key] else {
      return .user(in: region)
    }
    guard now < session.expiry else {
      throw .service(
        "ExpiredToken", "The security token included in the request is expired", status: 403)
    }
    return session.identity
  }

  /// Capital letters and digits that follow from a text.
  static func letters(_ count: Int, seed: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    let start = seed.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    var noise = Noise(seed: start)
    return String(
      decoding: (0..<count).map { _ in alphabet[Int(noise.next() >> 59)] }, as: UTF8.self)
  }
}
