import AWSSigning
import AWSWire
import Documents
import Files
import Testing

@testable import AWSRuntime

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct SSOCredentialTests {
  static let config = """
    [profile dev]
    sso_session = corp
    sso_account_id = 111122223333
    sso_role_name = Read Only
    [profile old]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = eu-central-1
    sso_account_id = 111122223333
    sso_role_name = ReadOnly
    [sso-session corp]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = eu-central-1
    """
  /// As `aws sso login` names them: the SHA-1 of `corp`, and of the start URL.
  static let sessionFile = ".aws/sso/cache/\(SHA1.hexDigest("corp")).json"
  static let legacyFile = ".aws/sso/cache/\(SHA1.hexDigest("https://corp.awsapps.com/start")).json"

  static func token(
    expires: Double, refresh: String? = "REFRESH1", registration: Double = 1e6
  ) -> String {
    let members = refresh.map {
      """
      ,"clientId":"CLIENT","clientSecret":"CLIENTSECRET","refreshToken":"\($0)",\
      "registrationExpiresAt":"\(KeyAnswer.time(registration))","unknown":{"kept":[1]}
      """
    }
    return """
      {"startUrl":"https://corp.awsapps.com/start","region":"eu-central-1",\
      "accessToken":"TOKEN1","expiresAt":"\(KeyAnswer.time(expires))"\(members ?? "")}
      """
  }

  static func fixture(
    _ config: String = config, token: String? = nil, file: String = sessionFile,
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> FaultServer.Step? = {
      _, _ in nil
    }
  ) throws -> ChainFixture {
    let fixture = try ChainFixture(config: config) { number, request in
      if let own = answer(number, request) { return [own] }
      return [
        request.uri == "/token"
          ? FaultServer.response(
            200, #"{"accessToken":"TOKEN2","expiresIn":28800,"refreshToken":"REFRESH2"}"#)
          : KeyAnswer.portal("ASIA\(number)", expires: Double(number + 1) * 3600)
      ]
    }
    try fixture.files.makeSSOCache()
    fixture.files.made = [sessionFile + ".lock"]
    if let token { try fixture.files.write(token, to: file) }
    return fixture
  }

  static func written(_ fixture: ChainFixture) throws -> Document {
    let bytes = try #require(try LocalFile.contents(of: "\(fixture.files.home)/\(sessionFile)"))
    return try JSON.parse(bytes)
  }

  static func bearers(_ fixture: ChainFixture) -> [String?] {
    fixture.server.received.map { $0.headers["x-amz-sso_bearer_token"] }
  }

  @Test func theTokenOfTheSessionGivesTheKeysOfTheRole() throws {
    let fixture = try Self.fixture(token: Self.token(expires: 7200))
    let chain = fixture.chain("dev")
    #expect(
      try fixture.keys(chain)
        == Credentials(
          accessKeyID: "ASIA0", secretAccessKey: "TOPSECRET", sessionToken: "SESSION",
          expiration: ChainFixture.start + 3600))
    let request = try #require(fixture.server.received.first)
    #expect(request.method == "GET")
    #expect(
      request.uri == "/federation/credentials?role_name=Read%20Only&account_id=111122223333")
    #expect(request.headers["x-amz-sso_bearer_token"] == "TOKEN1")
    #expect(request.signer == nil)
    fixture.date += 3000
    #expect(try fixture.keys(chain).accessKeyID == "ASIA1", "renewed")
  }

  @Test func aProfileWithoutASessionHasItsTokenUnderTheStartURL() throws {
    let fixture = try Self.fixture(
      token: Self.token(expires: 60), file: Self.legacyFile)
    #expect(try fixture.keys("old").accessKeyID == "ASIA0")
    #expect(Self.bearers(fixture) == ["TOKEN1"], "not renewed: only sessions are")
  }

  @Test func theFileIsNamedAsTheAWSCLINamesIt() {
    // FIPS 180, appendix A.
    #expect(SHA1.hexDigest("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  // MARK: Renewal

  @Test func aTokenWithLessThanFifteenMinutesIsRenewedAndWrittenBack() throws {
    let fixture = try Self.fixture(token: Self.token(expires: 899))
    #expect(try fixture.keys("dev").accessKeyID == "ASIA1")
    let requests = fixture.server.received
    #expect(requests.map(\.uri).first == "/token")
    #expect(requests[0].method == "POST")
    #expect(
      try JSON.parse(requests[0].body) == [
        "grantType": "refresh_token", "clientId": "CLIENT", "clientSecret": "CLIENTSECRET",
        "refreshToken": "REFRESH1",
      ])
    #expect(Self.bearers(fixture) == [nil, "TOKEN2"])
    let written = try Self.written(fixture)
    #expect(written["accessToken"]?.string == "TOKEN2")
    #expect(written["refreshToken"]?.string == "REFRESH2")
    #expect(written["expiresAt"]?.string == KeyAnswer.time(28800))
    #expect(written["clientId"]?.string == "CLIENT")
    #expect(written["unknown"]?["kept"]?[0]?.integer == 1, "what others wrote stays")
    var status = stat()
    #expect(stat("\(fixture.files.home)/\(Self.sessionFile)", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test(arguments: [901.0, 3600])
  func aTokenWithMoreTimeIsNot(expires: Double) throws {
    let fixture = try Self.fixture(token: Self.token(expires: expires))
    _ = try fixture.keys("dev")
    #expect(Self.bearers(fixture) == ["TOKEN1"])
  }

  @Test(arguments: [
    SSOCredentialTests.token(expires: 60, refresh: nil),
    SSOCredentialTests.token(expires: 60, registration: -1),
  ])
  func aTokenThatCannotBeRenewedServesToItsEnd(token: String) throws {
    let fixture = try Self.fixture(token: token)
    let chain = fixture.chain("dev")
    #expect(try fixture.keys(chain).accessKeyID == "ASIA0")
    fixture.date += 60
    fixture.providers.chain(for: fixture.configuration("dev"))
      .invalidate(try fixture.keys(chain))
    let error = try fixture.failure("dev")
    #expect(error.code == "SSOSessionEnded")
    #expect(
      error.message
        == "profile 'dev': SSO: the session ended at 2015-08-30T12:37:00Z; run `aws sso login "
        + "--profile dev`")
  }

  @Test func aFailedRenewalIsToleratedWhileTheTokenHolds() throws {
    let fixture = try Self.fixture(token: Self.token(expires: 60)) { _, request in
      request.uri == "/token" ? FaultServer.response(500) : nil
    }
    #expect(try fixture.keys("dev").accessKeyID == "ASIA1")
    #expect(Self.bearers(fixture) == [nil, "TOKEN1"])
    #expect(fixture.tolerated.count == 1)
    #expect(try Self.written(fixture)["refreshToken"]?.string == "REFRESH1")
  }

  @Test func aFailedRenewalOfATokenThatIsOverIsAnError() throws {
    let fixture = try Self.fixture(token: Self.token(expires: -60)) { _, _ in
      FaultServer.response(
        400, #"{"error":"invalid_grant","error_description":"REFRESH1 is TOPSECRET"}"#)
    }
    let error = try fixture.failure("dev")
    #expect(error.kind == .credentials)
    #expect(error.code == "SSORefreshFailed")
    #expect(
      error.message
        == "profile 'dev': the SSO token could not be renewed (status 400, invalid_grant); run "
        + "`aws sso login --profile dev`")
  }

  /// The superuser writes everywhere.
  @Test(.enabled(if: getuid() != 0))
  func aFolderThatCannotBeWrittenToCostsOnlyTheOthersTheirToken() throws {
    let fixture = try Self.fixture(token: Self.token(expires: 60))
    try fixture.files.write("", to: Self.sessionFile + ".lock")
    try #require(chmod("\(fixture.files.home)/.aws/sso/cache", 0o500) == 0)
    defer { chmod("\(fixture.files.home)/.aws/sso/cache", 0o700) }
    var warnings: [String] = []
    fixture.services.onWarning = { warnings.append($0) }
    #expect(try fixture.keys("dev").accessKeyID == "ASIA1")
    #expect(Self.bearers(fixture) == [nil, "TOKEN2"])
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("cannot be written: Permission denied") == true)
  }

  @Test func whoWaitsForTheLockUsesTheTokenThatTheOtherWrote() throws {
    let fixture = try Self.fixture(token: Self.token(expires: 60))
    fixture.waitsForReal = true
    let path = "\(fixture.files.home)/\(Self.sessionFile)"
    var lock = try FileLock.take(path + ".lock")
    let isHeld = lock != nil
    #expect(isHeld)
    let second = try FileLock.take(path + ".lock")
    let isFree = second != nil
    #expect(!isFree)
    let chain = fixture.chain("dev")
    var id: String?
    fixture.loop.spawn { id = try? await chain.credentials().accessKeyID }
    for _ in 0..<5 { fixture.loop.turn(timeout: 0) }
    #expect(id == nil)
    try fixture.files.write(
      Self.token(expires: 7200).replacing("TOKEN1", with: "OTHERS"), to: Self.sessionFile)
    lock = nil
    while id == nil { fixture.loop.turn(timeout: 0.01) }
    #expect(Self.bearers(fixture) == ["OTHERS"])
  }

  // MARK: Errors

  @Test func withoutATokenTheErrorNamesTheLogin() throws {
    for (profile, name) in [("dev", "dev"), ("old", "old")] {
      let error = try Self.fixture().failure(profile)
      #expect(error.kind == .credentials)
      #expect(error.code == "SSONoToken")
      #expect(
        error.message
          == "profile '\(name)': SSO: not logged in; run `aws sso login --profile \(name)`")
    }
  }

  @Test(arguments: ["", "{", "[]", #"{"accessToken":"T"}"#, #"{"accessToken":1,"expiresAt":"x"}"#])
  func aFileThatHoldsNoTokenIsAnError(text: String) throws {
    let fixture = try Self.fixture(token: text)
    #expect(
      try fixture.failure("dev").message
        == "profile 'dev': SSO: \(fixture.files.home)/\(Self.sessionFile) is not a token file "
        + "(accessToken and expiresAt expected); run `aws sso login --profile dev`")
  }

  @Test(arguments: [
    (
      401, "SSOSessionEnded",
      "the session is over or was ended (Said.); run `aws sso login --profile dev`"
    ),
    (
      403, "SSORoleRefused",
      "no access to role Read Only in account 111122223333 (Said.); check sso_account_id and "
        + "sso_role_name"
    ),
    (
      400, "SSOFailed",
      "asking for the keys of role Read Only in account 111122223333 failed with status 400 (Said.)"
    ),
    (
      503, "SSOFailed",
      "asking for the keys of role Read Only in account 111122223333 failed with status 503 (Said.)"
    ),
  ])
  func aRefusalOfThePortalSaysWhatToDo(status: Int, code: String, message: String) throws {
    let fixture = try Self.fixture(token: Self.token(expires: 7200)) { _, _ in
      FaultServer.response(status, #"{"message":"Said."}"#)
    }
    let error = try fixture.failure("dev")
    #expect(error.code == code)
    #expect(error.message == "profile 'dev': SSO: \(message)")
    #expect(error.kind == (status == 503 ? .network : .credentials))
    #expect(fixture.server.received.count == (status == 503 ? 3 : 1))
  }

  @Test(arguments: [
    (
      "sso_session = corq\nsso_account_id = 1\nsso_role_name = r",
      "sso_session in profile 'p': no section [sso-session corq] in HOME/.aws/config (did you mean "
        + "'corp'?)"
    ),
    (
      "sso_session = corp\nsso_account_id = 1",
      "profile 'p': sso_role_name is missing; `aws configure sso --profile p` sets all that SSO "
        + "wants"
    ),
    (
      "sso_start_url = https://x\nsso_account_id = 1\nsso_role_name = r",
      "profile 'p': sso_region is missing; `aws configure sso --profile p` sets all that SSO wants"
    ),
    (
      "sso_start_url = https://x\nsso_region = a/b\nsso_account_id = 1\nsso_role_name = r",
      "profile 'p': sso_region: expected a Region such as us-east-1, got \"a/b\""
    ),
    (
      "sso_session = corp\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r",
      "profile 'p': sso_region differs from that of [sso-session corp]; remove it from the profile"
    ),
  ])
  func settingsThatAreNotWholeAreErrors(settings: String, message: String) throws {
    let fixture = try Self.fixture(Self.config + "\n[profile p]\n\(settings)")
    let error = try fixture.failure("p")
    #expect(error.kind == .config)
    #expect(error.message == message.replacing("HOME", with: fixture.files.home))
  }

  @Test func aProfileForTokensAloneGivesNoKeys() throws {
    let fixture = try Self.fixture(Self.config + "\n[profile p]\nsso_session = corp")
    #expect(try fixture.failure("p").code == "NoCredentials")
  }

  @Test func withoutASettingTheRealHostsAreAsked() throws {
    let configuration = try ConfigFixture().configuration()
    let settings: [(String, String)] = [
      ("eu-central-1", "https://portal.sso.eu-central-1.amazonaws.com"),
      ("cn-north-1", "https://portal.sso.cn-north-1.amazonaws.com.cn"),
    ]
    for (region, url) in settings {
      let endpoint = try configuration.endpoint(for: SSOCredentials.portal, region: region)
      #expect("\(endpoint.url)" == url)
    }
    let oidc = try configuration.endpoint(for: SSOTokenFile.oidc, region: "eu-central-1")
    #expect("\(oidc.url)" == "https://oidc.eu-central-1.amazonaws.com")
  }
}
