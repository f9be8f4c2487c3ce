import AWSSigning
import AWSWire
import Files

/// Keys of the container that this program runs in: ECS, EKS Pod Identity, Greengrass, CloudShell.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices

  private static let address = "169.254.170.2"
  /// Where plain HTTP is as good as local: ECS and EKS, beside the loopback.
  private static let allowed = [address, "169.254.170.23", "[fd00:ec2::23]", "localhost", "[::1]"]
  private static let timeout = 2.0
  private static let attempts = 3

  init(_ configuration: Configuration, services: any CredentialServices) {
    self.configuration = configuration
    self.services = services
  }

  var name: String { "container" }
  var place: String? { "the container's variables (AWS_CONTAINER_CREDENTIALS_…)" }

  func find() async throws(AWSError) -> Credentials? {
    guard let (url, variable) = try location() else { return nil }
    var headers = [("Accept", "application/json")]
    if let token = try token() { headers.append(("Authorization", token)) }
    let request = HTTPRequest(
      method: "GET", url: url, headers: headers, connectTimeout: Self.timeout,
      readTimeout: Self.timeout, caBundle: try configuration.caBundle())
    let answer = try await services.fetch(
      request, attempts: Self.attempts, pause: 1, place: variable)
    guard answer.status == 200 else {
      throw AWSError(
        .credentials, code: "ContainerRefused",
        "\(variable): \(URLParts.hostAndPort(of: url)) answered with status \(answer.status); check "
          + "the task's role and the authorization token", status: answer.status)
    }
    let reader = CredentialDocument(place: variable)
    return try reader.credentials(in: try reader.parse(answer.body))
  }

  // MARK: Where

  private func location() throws(AWSError) -> (url: String, variable: String)? {
    let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    if let path = configuration.variable(relative) {
      guard path.hasPrefix("/") else {
        throw AWSError(
          .config, code: "InvalidSetting",
          "\(relative): expected a path such as /v2/credentials/…, got a text that does not start "
            + "with '/'")
      }
      return ("http://\(Self.address)\(path)", relative)
    }
    let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    guard let url = configuration.variable(full) else { return nil }
    // The query may name the credentials; it is none of an endpoint's parts.
    guard let parts = EndpointURL(String(url.prefix { $0 != "?" })) else {
      throw AWSError(
        .config, code: "InvalidSetting",
        "\(full): expected a URL such as http://127.0.0.1:1080/credentials, got another text")
    }
    let host = parts.host.lowercased()
    guard parts.scheme == "https" || Self.allowed.contains(host) || Self.isLoopback(parts) else {
      throw AWSError(
        .config, code: "InvalidSetting",
        "\(full): plain http is only for the loopback, \(Self.address), 169.254.170.23 and "
          + "[fd00:ec2::23], got host '\(parts.host)'; use https")
    }
    return (url, full)
  }

  /// An address in 127.0.0.0/8; a name that only begins so is none.
  private static func isLoopback(_ url: EndpointURL) -> Bool {
    url.isAddress && url.host.hasPrefix("127.")
  }

  // MARK: Token

  private func token() throws(AWSError) -> String? {
    let fileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    var token = configuration.variable(variable)
    var origin = variable
    if let path = configuration.variable(fileVariable) {
      origin = "\(fileVariable): \(path)"
      do throws(SystemFailure) {
        token = try LocalFile.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
      } catch {
        throw failure("\(origin): cannot be read: \(error.reason)")
      }
      if token == nil { throw failure("\(origin): there is no such file") }
    }
    guard let token else { return nil }
    if token.utf8.contains(where: { [0, 10, 13].contains($0) }) {
      throw failure("\(origin): expected one line without its end, got a line break")
    }
    return token
  }

  private func failure(_ reason: String) -> AWSError {
    AWSError(.credentials, code: "InvalidContainerToken", reason)
  }
}
