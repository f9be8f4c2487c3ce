import AWSSigning
import AWSWire

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and, for those who put
/// temporary keys there, `AWS_CREDENTIAL_EXPIRATION`.
struct EnvironmentCredentials: CredentialSource {
  let environment: [String: String]

  var name: String { "environment" }
  var place: String? { "the environment" }

  func find() async throws(AWSError) -> Credentials? {
    var found = try KeyPair.credentials(
      id: environment["AWS_ACCESS_KEY_ID"], secret: environment["AWS_SECRET_ACCESS_KEY"],
      token: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
      place: "environment",
      names: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    if let text = environment["AWS_CREDENTIAL_EXPIRATION"], !text.isEmpty, found != nil {
      guard let expiration = Timestamp.parse(text) else {
        throw AWSError(
          .config, code: "InvalidSetting",
          "AWS_CREDENTIAL_EXPIRATION: expected a time such as 2026-11-23T21:00:00Z, got "
            + text.debugDescription)
      }
      found?.expiration = expiration
    }
    return found
  }
}
