import AWSSigning
import AWSWire
import Documents
import Files

/// A role assumed with a token that somebody else's identity provider wrote to a file, as Kubernetes
/// does for service accounts. The file is read anew for each refresh, and STS is asked unsigned.
///
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
struct WebIdentityCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices
  private let region: String?
  private let usesEnvironment: Bool

  init(
    _ configuration: Configuration, services: any CredentialServices, region: String?,
    usesEnvironment: Bool
  ) {
    self.configuration = configuration
    self.services = services
    self.region = region
    self.usesEnvironment = usesEnvironment
  }

  var name: String { "web identity" }
  var place: String? { nil }

  func find() async throws(AWSError) -> Credentials? {
    let profile = try configuration.profile()
    guard let file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file", profile)
    else { return nil }
    guard let arn = setting("AWS_ROLE_ARN", "role_arn", profile) else {
      throw AWSError(
        .config, code: "InvalidProfile",
        "\(file.origin) is set, but no role; set "
          + (file.isVariable ? "AWS_ROLE_ARN, too" : "role_arn in the profile, too"))
    }
    let session = setting("AWS_ROLE_SESSION_NAME", "role_session_name", profile)
    let token = try token(file)
    let call = AssumeRoleCall(
      place: "\(file.origin): assuming \(arn.text)", configuration: configuration,
      services: services, region: region)
    return try await call.keys(
      "AssumeRoleWithWebIdentity",
      [
        ("RoleArn", Document(arn.text)),
        ("RoleSessionName", Document(session?.text ?? services.sessionName)),
        ("WebIdentityToken", Document(token)),
      ], credentials: nil)
  }

  private struct Setting {
    let text: String
    let origin: String
    let isVariable: Bool
  }

  private func setting(_ variable: String, _ key: String, _ profile: Profiles.Section) -> Setting? {
    if usesEnvironment, let text = configuration.variable(variable) {
      return Setting(text: text, origin: variable, isVariable: true)
    }
    guard let text = profile[key], !text.isEmpty else { return nil }
    return Setting(
      text: text, origin: "\(key) in profile '\(configuration.profileName)'", isVariable: false)
  }

  private func token(_ file: Setting) throws(AWSError) -> String {
    let path = configuration.files.expanding(file.text)
    func failure(_ reason: String) -> AWSError {
      AWSError(.credentials, code: "UnreadableTokenFile", "\(file.origin): \(path): \(reason)")
    }
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      bytes = try LocalFile.contents(of: path)
    } catch {
      throw failure("cannot be read: \(error.reason)")
    }
    guard let bytes else { throw failure("there is no such file") }
    let token = String(decoding: bytes, as: UTF8.self)[...].trimmed
    guard !token.isEmpty else { throw failure("expected a token, got an empty file") }
    return String(token)
  }
}
