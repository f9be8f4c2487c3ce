import AWSSigning
import AWSWire

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials: CredentialSource {
  let environment: [String: String]

  var place: String? { "the environment" }

  func find() async throws(AWSError) -> Credentials? {
    try KeyPair.credentials(
      id: environment["AWS_ACCESS_KEY_ID"], secret: environment["AWS_SECRET_ACCESS_KEY"],
      token: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
      place: "environment",
      names: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
  }
}
