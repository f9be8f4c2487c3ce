import AWSWire
import Documents
import Files

/// The file in which a session's token is, shared by all programs that use the session.
struct SSOTokenFile {
  private let settings: SSOSettings
  private let configuration: Configuration
  private let services: any CredentialServices

  /// Seconds to wait for another process that renews the token: longer than a renewal may take.
  private static let lockTimeout = 75.0
  private static let lockPause = 0.05

  init(
    _ settings: SSOSettings, _ configuration: Configuration, services: any CredentialServices
  ) {
    self.settings = settings
    self.configuration = configuration
    self.services = services
  }

  /// A token that is good now; renewed first where it is about to end and can be.
  func token() async throws(AWSError) -> SSOToken {
    guard let folder = configuration.files.ssoCachePath else {
      throw failure("there is no home folder to look for the token in; set HOME")
    }
    let path = settings.tokenFile(in: folder)
    var token = try read(path)
    if isEnding(token), settings.session != nil, canBeRenewed(token) {
      token = try await renew(token, path)
    }
    if token.expiration <= services.date {
      throw failure(
        "the session ended at \(Timestamp.format(token.expiration, as: .iso8601)); "
          + settings.advice, code: "SSOSessionEnded")
    }
    return token
  }

  private func isEnding(_ token: SSOToken) -> Bool {
    token.expiration - services.date < SSOCredentials.window
  }

  private func canBeRenewed(_ token: SSOToken) -> Bool {
    token.registration(at: services.date) != nil
  }

  private func read(_ path: String) throws(AWSError) -> SSOToken {
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      bytes = try LocalFile.contents(of: path)
    } catch {
      throw failure("\(path) cannot be read: \(error.reason)")
    }
    guard let bytes else { throw failure("not logged in; \(settings.advice)", code: "SSONoToken") }
    guard let token = SSOToken(bytes) else {
      throw failure(
        "\(path) is not a token file (accessToken and expiresAt expected); \(settings.advice)")
    }
    return token
  }

  // MARK: Renewal

  /// The renewed token, or the old one where the renewal failed: whether that is still good is for
  /// the caller to see.
  private func renew(_ old: SSOToken, _ path: String) async throws(AWSError) -> SSOToken {
    guard let lock = try await lock(path + ".lock") else {
      // Somebody holds it for longer than any renewal takes.
      services.noteFailedRefresh(
        of: "sso", failure("\(path).lock is held by another process", code: "SSOLocked"))
      return try read(path)
    }
    // Another process may have done it while this one waited.
    let current = try read(path)
    guard isEnding(current), let registration = current.registration(at: services.date) else {
      return current
    }
    do throws(AWSError) {
      let answer = try await createToken(registration)
      guard let text = current.renewed(by: answer, at: services.date), let token = SSOToken(text)
      else { throw failure("the answer to the renewal is not a token; \(settings.advice)") }
      do throws(SystemFailure) {
        try PrivateFile.replace(path, with: text)
      } catch {
        services.warn(
          "the renewed SSO token of profile '\(settings.profile)' is lost at the end of this run: "
            + "\(path) cannot be written: \(error.reason); the old one may be used up: "
            + settings.advice)
      }
      // Held until here, over every suspension above.
      _ = consume lock
      return token
    } catch {
      if error.kind == .cancelled || current.expiration <= services.date { throw error }
      services.noteFailedRefresh(of: "sso", error)
      return current
    }
  }

  private func lock(_ path: String) async throws(AWSError) -> FileLock? {
    let deadline = services.environment.now() + Self.lockTimeout
    while true {
      do throws(SystemFailure) {
        if let lock = try FileLock.take(path) { return lock }
      } catch {
        throw failure("\(path) cannot be locked: \(error.reason)")
      }
      if services.environment.now() >= deadline { return nil }
      do { try await services.environment.sleep(Self.lockPause) } catch {
        throw AWSError(.cancelled, code: "Cancelled", "cancelled while waiting for \(path)")
      }
    }
  }

  /// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
  private func createToken(_ registration: SSOToken.Registration) async throws(AWSError) -> Document
  {
    let endpoint = try configuration.endpoint(for: Self.oidc, region: settings.region)
    let input: Document = [
      "grantType": "refresh_token", "clientId": Document(registration.clientID),
      "clientSecret": Document(registration.clientSecret),
      "refreshToken": Document(registration.refreshToken),
    ]
    // Once: a refresh token may be good for one use only.
    let answer = try await services.fetch(
      HTTPRequest(
        method: "POST", url: "\(endpoint.url)/token",
        headers: [("Accept", "application/json"), ("Content-Type", "application/json")],
        body: JSON.serialize(input), readTimeout: 20, caBundle: try configuration.caBundle()),
      attempts: 1, pause: 0, place: "profile '\(settings.profile)': renewing the SSO token")
    guard answer.status == 200 else {
      let isTransient = answer.status >= 500 || answer.status == 429
      throw AWSError(
        isTransient ? .network : .credentials, code: "SSORefreshFailed",
        "profile '\(settings.profile)': the SSO token could not be renewed (status "
          + "\(answer.status)\(Self.code(of: answer)))"
          + (isTransient ? "; try again" : "; \(settings.advice)"), status: answer.status)
    }
    return try CredentialDocument(place: "profile '\(settings.profile)': renewing the SSO token")
      .parse(answer.body)
  }

  static let oidc = ServiceMetadata(
    name: "sso-oidc", serviceID: "SSO OIDC", endpointPrefix: "oidc", wireProtocol: .restJSON)

  // MARK: Messages

  /// OAuth's code of an error, such as `invalid_grant`. Its description is left out: what it quotes
  /// is not known.
  private static func code(of answer: HTTPResponse) -> String {
    guard let code = (try? JSON.parse(answer.body))?["error"]?.string, code.count <= 64,
      code.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "_") })
    else { return "" }
    return ", \(code)"
  }

  /// What the portal says of a refusal, to stand behind a message.
  static func message(of answer: HTTPResponse) -> String {
    guard let text = (try? JSON.parse(answer.body))?["message"]?.string, !text.isEmpty else {
      return ""
    }
    return " (\(text.prefix(200)))"
  }

  private func failure(_ reason: String, code: String = "SSOTokenUnreadable") -> AWSError {
    AWSError(.credentials, code: code, "profile '\(settings.profile)': SSO: \(reason)")
  }
}
