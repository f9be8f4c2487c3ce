import AWSSigning
import AWSWire

/// Keys of the EC2 instance's role, from its metadata service (IMDS).
///
/// Version 2 first: a token is fetched by PUT, which answers only to callers that are as near as the
/// instance's hop limit says. Where that brings no token, version 1, unless it is disabled.
///
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
final class InstanceCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices
  /// Why there were no keys, for the message that there are none anywhere.
  private var absence: String?

  private static let rolePath = "latest/meta-data/iam/security-credentials/"

  init(_ configuration: Configuration, services: any CredentialServices) {
    self.configuration = configuration
    self.services = services
  }

  var name: String { "instance metadata" }
  var place: String? { "instance metadata\(absence.map { " (\($0))" } ?? "")" }

  func find() async throws(AWSError) -> Credentials? {
    let settings = try InstanceSettings(configuration)
    if settings.isDisabled {
      absence = "disabled by AWS_EC2_METADATA_DISABLED"
      return nil
    }
    let token: String?
    switch try await fetchToken(settings) {
    case .token(let text): token = text
    case .absent(let reason):
      absence = reason
      return nil
    case .refused(let reason):
      if settings.isVersion1Disabled {
        throw failure(
          settings,
          "IMDSv2 gave no token (\(reason)) and IMDSv1 is disabled; in a container, raise "
            + "the instance's metadata hop limit to 2")
      }
      token = nil
    }
    guard let role = try await roleName(settings, token) else { return nil }
    return try await keys(of: role, settings, token)
  }

  // MARK: Token

  private enum TokenAnswer {
    case token(String)
    /// There is no such service here.
    case absent(String)
    /// There is, but it has no token for us.
    case refused(String)
  }

  private func fetchToken(_ settings: InstanceSettings) async throws(AWSError) -> TokenAnswer {
    var request = settings.request("PUT", "latest/api/token")
    request.headers.append(("x-aws-ec2-metadata-token-ttl-seconds", "21600"))
    var attempt = 1
    while true {
      let answer: HTTPResponse
      do throws(TransportError) {
        answer = try await services.fetch(request)
      } catch {
        switch error.reason {
        case .cancelled: throw AWSError(.cancelled, code: "Cancelled", error.message)
        // It was reached, but its answer did not come this far: the hop limit.
        case .readTimeout: return .refused("no answer to the request for a token")
        case .unknownHost, .connectionRefused, .connectionFailed, .connectTimeout, .cutShort:
          if attempt >= settings.attempts { return .absent("no answer from \(settings.host)") }
        default: throw failure(settings, error.message)
        }
        attempt += 1
        continue
      }
      switch answer.status {
      case 200:
        let text = String(decoding: answer.body, as: UTF8.self)
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 32 }) else {
          throw failure(settings, "expected a token, got a text that is none")
        }
        return .token(text)
      case 403, 404, 405: return .refused("status \(answer.status)")
      case 400: throw failure(settings, "the request for a token was refused as malformed")
      default:
        if attempt >= settings.attempts { return .refused("status \(answer.status)") }
      }
      attempt += 1
    }
  }

  // MARK: Role and keys

  private func roleName(_ settings: InstanceSettings, _ token: String?) async throws(AWSError)
    -> String?
  {
    let answer = try await get(Self.rolePath, settings, token)
    switch answer.status {
    case 200: break
    case 404:
      absence = "the instance has no role"
      return nil
    case 401, 403:
      throw failure(
        settings,
        token == nil
          ? "IMDSv1 is refused, and IMDSv2 gave no token; in a container, raise the instance's "
            + "metadata hop limit to 2"
          : "the metadata service refused its own token (status \(answer.status))")
    default: throw failure(settings, "asking for the role's name failed (status \(answer.status))")
    }
    // One role a line; an instance has one.
    let name = String(decoding: answer.body, as: UTF8.self).prefix { $0 != "\n" }.trimmed
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"/?#".utf8.contains($0) })
    else { throw failure(settings, "expected the name of a role, got a text that is none") }
    return String(name)
  }

  private func keys(of role: String, _ settings: InstanceSettings, _ token: String?)
    async throws(AWSError) -> Credentials
  {
    let answer = try await get(Self.rolePath + role, settings, token)
    guard answer.status == 200 else {
      throw failure(settings, "role \(role): asking for its keys failed (status \(answer.status))")
    }
    let reader = CredentialDocument(place: "instance metadata: role \(role)")
    let document = try reader.parse(answer.body)
    if let code = document["Code"]?.string, code != "Success" {
      let said = document["Message"]?.string.map { ": \($0.prefix(200))" } ?? ""
      throw reader.failure("\(code)\(said); check the role's trust policy for ec2.amazonaws.com")
    }
    var credentials = try reader.credentials(in: document)
    // EC2 hands out old keys while its own source of new ones is down, and AWS then takes them for
    // longer than they say: they are used on, and asked for again in five to ten minutes.
    let now = services.date
    if let expiration = credentials.expiration, expiration <= now {
      credentials.expiration = now + (300 + 300 * services.environment.random()) * 4 / 3
    }
    return credentials
  }

  private func get(_ path: String, _ settings: InstanceSettings, _ token: String?)
    async throws(AWSError) -> HTTPResponse
  {
    var request = settings.request("GET", path)
    if let token { request.headers.append(("x-aws-ec2-metadata-token", token)) }
    return try await services.fetch(
      request, attempts: settings.attempts, pause: 0, place: "instance metadata")
  }

  private func failure(_ settings: InstanceSettings, _ reason: String) -> AWSError {
    AWSError(
      .credentials, code: "InstanceMetadata", "instance metadata (\(settings.host)): \(reason)")
  }
}

/// How the metadata service is reached.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
struct InstanceSettings {
  let url: String
  let host: String
  let isDisabled: Bool
  let isVersion1Disabled: Bool
  /// Seconds for the connection, and without a byte.
  let timeout: Double
  let attempts: Int

  init(_ configuration: Configuration) throws(AWSError) {
    // The variable alone: a profile cannot take the service away.
    isDisabled = configuration.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true"
    isVersion1Disabled = try configuration.flag(
      "AWS_EC2_METADATA_V1_DISABLED", key: "ec2_metadata_v1_disabled")
    timeout = Double(
      try configuration.integer(
        "AWS_METADATA_SERVICE_TIMEOUT", key: "metadata_service_timeout", in: 1...3600) ?? 1)
    attempts =
      try configuration.integer(
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS", key: "metadata_service_num_attempts", in: 1...100) ?? 1

    let own = try configuration.setting(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT", key: "ec2_metadata_service_endpoint")
    let mode = try configuration.setting(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", key: "ec2_metadata_service_endpoint_mode")
    let standard: String
    switch mode?.text.lowercased() {
    case nil, "ipv4": standard = "http://169.254.169.254"
    case "ipv6": standard = "http://[fd00:ec2::254]"
    default: throw configuration.invalid(mode!, expected: "IPv4 or IPv6")
    }
    guard let endpoint = EndpointURL(own?.text ?? standard) else {
      throw configuration.invalid(own!, expected: "a URL such as http://169.254.169.254")
    }
    let text = endpoint.description
    url = text.hasSuffix("/") ? text : text + "/"
    host = endpoint.authority
  }

  func request(_ method: String, _ path: String) -> HTTPRequest {
    HTTPRequest(
      method: method, url: url + path, connectTimeout: timeout, readTimeout: timeout)
  }
}
