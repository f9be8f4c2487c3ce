import AWSSigning
import AWSWire

/// Keys that the caller passed by hand.
final class ExplicitCredentials: CredentialProvider {
  private let keys: StaticCredentials

  init(_ keys: StaticCredentials) { self.keys = keys }

  func credentials() async throws(AWSError) -> Credentials {
    let found = try KeyPair.credentials(
      id: keys.accessKeyID, secret: keys.secretAccessKey, token: keys.sessionToken,
      place: "credentials", names: ("the access key id", "the secret access key"))
    guard let found else {
      throw AWSError(
        .credentials, code: "NoCredentials",
        "credentials: expected an access key id and a secret access key, got empty strings")
    }
    return found
  }

  func invalidate(_ refused: Credentials) {}
}
