import AWSWire
import Documents

/// A token of IAM Identity Center, as `aws sso login` writes it and this program renews it.
package struct SSOToken {
  package let accessToken: String
  /// Seconds since 1970-01-01T00:00:00Z.
  package let expiration: Double
  /// What the file holds, members that this program does not know included.
  private let document: Document

  /// What a renewal needs of the file.
  package struct Registration {
    let clientID: String
    let clientSecret: String
    let refreshToken: String
  }

  /// nil where the text is no such file.
  package init?(_ bytes: [UInt8]) {
    guard let document = try? JSON.parse(bytes),
      let token = document["accessToken"]?.string, !token.isEmpty,
      let expiration = document["expiresAt"]?.string.flatMap({ Timestamp.parse($0) })
    else { return nil }
    accessToken = token
    self.expiration = expiration
    self.document = document
  }

  /// nil where the token cannot be renewed, or no longer.
  package func registration(at date: Double) -> Registration? {
    guard let id = document["clientId"]?.string, let secret = document["clientSecret"]?.string,
      let token = document["refreshToken"]?.string,
      let end = document["registrationExpiresAt"]?.string.flatMap({ Timestamp.parse($0) }),
      end > date
    else { return nil }
    return Registration(clientID: id, clientSecret: secret, refreshToken: token)
  }

  /// The file after a renewal, as JSON text; nil where the answer is none.
  ///
  /// - Parameter answer: of `CreateToken`.
  package func renewed(by answer: Document, at date: Double) -> [UInt8]? {
    guard let token = answer["accessToken"]?.string, !token.isEmpty,
      let lifetime = answer["expiresIn"]?.number, lifetime > 0, lifetime < 1e9
    else { return nil }
    // Whole seconds: that is what the AWS CLI writes and reads.
    let expiration = Timestamp.format((date + lifetime).rounded(.down), as: .iso8601)
    var changes = [
      "accessToken": Document(token), "expiresAt": Document(expiration),
    ]
    changes["refreshToken"] = answer["refreshToken"]
    // A name that is there twice changes twice: which one counts, readers do not agree on.
    var entries = document.entries.map { ($0.key, changes[$0.key] ?? $0.value) }
    entries += changes.filter { document[$0.key] == nil }.sorted { $0.key < $1.key }
    return JSON.serialize(Document(entries: entries))
  }
}
