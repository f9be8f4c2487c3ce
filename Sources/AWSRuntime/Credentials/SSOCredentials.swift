import AWSSigning
import AWSWire
import Documents

/// Keys of a role in an account, given for a token of IAM Identity Center.
///
/// `aws sso login` puts the token into `~/.aws/sso/cache`. One of an `sso-session` is renewed from
/// 15 minutes before its end and written back for all who use it: under a lock, so that of several
/// processes one renews and the others read what it wrote, and by renaming a finished file.
///
/// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
struct SSOCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices

  /// Seconds before its end from which a token is renewed.
  static let window = 900.0

  init(_ configuration: Configuration, services: any CredentialServices) {
    self.configuration = configuration
    self.services = services
  }

  var name: String { "sso" }
  var place: String? { nil }

  func find() async throws(AWSError) -> Credentials? {
    guard let settings = try SSOSettings(configuration) else { return nil }
    let token = try await SSOTokenFile(settings, configuration, services: services).token()
    let place = "profile '\(settings.profile)': SSO"
    let answer = try await exchange(settings, token, place)
    guard answer.status == 200 else { throw refusal(answer, settings, place) }

    let reader = CredentialDocument(
      place: place, idName: "accessKeyId", secretName: "secretAccessKey", tokenName: "sessionToken",
      expires: false)
    let document = try reader.parse(answer.body)
    let keys = document["roleCredentials"] ?? [:]
    var credentials = try reader.credentials(in: keys)
    guard let expiration = keys["expiration"]?.number else {
      throw reader.failure("expected expiration, got an answer without it")
    }
    // In milliseconds, unlike all other times of AWS.
    credentials.expiration = expiration / 1000
    return credentials
  }

  private func exchange(_ settings: SSOSettings, _ token: SSOToken, _ place: String)
    async throws(AWSError) -> HTTPResponse
  {
    let endpoint = try configuration.endpoint(for: Self.portal, region: settings.region)
    let query =
      "role_name=\(Self.escaped(settings.roleName))&account_id=\(Self.escaped(settings.accountID))"
    return try await services.fetch(
      HTTPRequest(
        method: "GET", url: "\(endpoint.url)/federation/credentials?\(query)",
        headers: [("Accept", "application/json"), ("x-amz-sso_bearer_token", token.accessToken)],
        readTimeout: 20, caBundle: try configuration.caBundle()), attempts: 3, pause: 1,
      place: place)
  }

  private func refusal(_ answer: HTTPResponse, _ settings: SSOSettings, _ place: String) -> AWSError
  {
    let subject = "role \(settings.roleName) in account \(settings.accountID)"
    let said = SSOTokenFile.message(of: answer)
    switch answer.status {
    case 401:
      return AWSError(
        .credentials, code: "SSOSessionEnded",
        "\(place): the session is over or was ended\(said); \(settings.advice)", status: 401)
    case 403, 404:
      return AWSError(
        .credentials, code: "SSORoleRefused",
        "\(place): no access to \(subject)\(said); check sso_account_id and sso_role_name",
        status: answer.status)
    default:
      return AWSError(
        answer.status >= 500 || answer.status == 429 ? .network : .credentials,
        code: "SSOFailed",
        "\(place): asking for the keys of \(subject) failed with status \(answer.status)\(said)",
        status: answer.status)
    }
  }

  /// Where `AWS_ENDPOINT_URL_SSO` and the like do not say otherwise.
  static let portal = ServiceMetadata(
    name: "sso", serviceID: "SSO", endpointPrefix: "portal.sso", wireProtocol: .restJSON)

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      let scalar = Character(UnicodeScalar(byte))
      if byte < 128, scalar.isLetter || scalar.isNumber || "-_.~".contains(scalar) {
        escaped.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return escaped
  }
}
