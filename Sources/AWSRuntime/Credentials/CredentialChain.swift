import AWSSigning
import AWSWire

/// Asks one source after another, and keeps the first answer.
final class CredentialChain: CredentialProvider {
  private let sources: [any CredentialSource]
  private let onInvalidate: () -> Void
  private var found: Credentials?

  /// - Parameter onInvalidate: forgets what the sources have cached.
  init(_ sources: [any CredentialSource], onInvalidate: @escaping () -> Void = {}) {
    self.sources = sources
    self.onInvalidate = onInvalidate
  }

  func credentials() async throws(AWSError) -> Credentials {
    if let found { return found }
    for source in sources {
      if let credentials = try await source.find() {
        found = credentials
        return credentials
      }
    }
    throw AWSError(
      .credentials, code: "NoCredentials",
      "no credentials; looked in " + sources.compactMap(\.place).joined(separator: ", ")
        + ". Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or name a "
        + "profile with --profile or profile=")
  }

  func invalidate() {
    found = nil
    onInvalidate()
  }
}
