/// The derived key of one secret, day, Region and service, with its scope.
final class SigningKey {
  struct ID: Hashable {
    let secret: String
    /// Days since 1970-01-01.
    let day: Int
    let region: String
    let service: String
  }

  let id: ID
  /// `20150830/us-east-1/iam/aws4_request`
  let scope: [UInt8]
  let hmac: HMACKey

  init(_ id: ID, day: String, _ sha256: SHA256) {
    self.id = id
    var scope: [UInt8] = []
    var key = HMACKey(Array("AWS4\(id.secret)".utf8), sha256)
    for step in [day, id.region, id.service, "aws4_request"] {
      if !scope.isEmpty { scope.append(UInt8(ascii: "/")) }
      scope += step.utf8
      sha256.hmac(key, Array(step.utf8))
      key = HMACKey(Array(sha256.digest), sha256)
    }
    self.scope = scope
    hmac = key
  }
}
