import AWSSigning
import AWSWire
import Documents
import Testing

@testable import AWSRuntime

@Suite struct RoleCredentialTests {
  static let config = """
    [profile base]
    aws_access_key_id = AKIDBASE
    aws_secret_access_key = TOPSECRET
    [profile ops]
    role_arn = arn:aws:iam::111122223333:role/ops
    source_profile = base
    external_id = partner-7
    duration_seconds = 7200
    role_session_name = night shift
    [profile deep]
    role_arn = arn:aws:iam::444455556666:role/deep
    source_profile = ops
    [profile self]
    role_arn = arn:aws:iam::111122223333:role/self
    source_profile = self
    aws_access_key_id = AKIDSELF
    aws_secret_access_key = TOPSECRET
    [profile guarded]
    role_arn = arn:aws:iam::111122223333:role/guarded
    source_profile = base
    mfa_serial = arn:aws:iam::111122223333:mfa/ana
    """

  static func fixture(
    _ config: String = config,
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> [FaultServer.Step] = {
      number, _ in [KeyAnswer.sts("ASIA\(number)")]
    }
  ) throws -> ChainFixture { try ChainFixture(config: config, answer) }

  @Test func aRoleIsAssumedWithTheKeysOfItsSourceProfile() throws {
    let fixture = try Self.fixture()
    #expect(
      try fixture.keys("ops")
        == Credentials(
          accessKeyID: "ASIA0", secretAccessKey: "TOPSECRET", sessionToken: "SESSION",
          expiration: ChainFixture.start + 3600))
    let request = try #require(fixture.server.received.first)
    #expect(request.signer == "AKIDBASE")
    #expect(request.headers["user-agent"] == "moonwatch/test")
    #expect(
      request.form == [
        "Action": "AssumeRole", "Version": "2011-06-15", "ExternalId": "partner-7",
        "DurationSeconds": "7200", "RoleArn": "arn:aws:iam::111122223333:role/ops",
        "RoleSessionName": "night shift",
      ])
  }

  @Test func rolesAreChained() throws {
    let fixture = try Self.fixture()
    #expect(try fixture.keys("deep").accessKeyID == "ASIA1")
    let requests = fixture.server.received
    #expect(requests.map(\.signer) == ["AKIDBASE", "ASIA0"])
    #expect(requests[1].headers["x-amz-security-token"] == "SESSION")
    #expect(requests[1].form["RoleArn"] == "arn:aws:iam::444455556666:role/deep")
    #expect(requests[1].form["RoleSessionName"] == "moonwatch-test-1")
  }

  @Test func aProfileMayBeItsOwnSource() throws {
    let fixture = try Self.fixture()
    #expect(try fixture.keys("self").accessKeyID == "ASIA0")
    #expect(fixture.server.received.map(\.signer) == ["AKIDSELF"])
  }

  @Test func keysOfASourceProfileWinOverItsOwnRole() throws {
    let fixture = try Self.fixture(
      Self.config + "\n[profile top]\nrole_arn = arn:aws:iam::1:role/top\nsource_profile = self")
    #expect(try fixture.keys("top").accessKeyID == "ASIA0")
    #expect(fixture.server.received.map(\.signer) == ["AKIDSELF"])
  }

  @Test func profilesThatShareASourceShareItsKeys() throws {
    let fixture = try Self.fixture(
      Self.config + "\n[profile also]\nrole_arn = arn:aws:iam::1:role/also\nsource_profile = ops")
    _ = try fixture.keys("deep")
    _ = try fixture.keys("also")
    let arns = fixture.server.received.map { String($0.form["RoleArn"]!.split(separator: "/")[1]) }
    #expect(arns == ["ops", "deep", "also"])
  }

  @Test func theRoleIsAssumedAgainBeforeTheSessionEnds() throws {
    let fixture = try Self.fixture { number, _ in
      [KeyAnswer.sts("ASIA\(number)", expires: Double(number + 1) * 3600)]
    }
    let chain = fixture.chain("ops")
    #expect(try fixture.keys(chain).accessKeyID == "ASIA0")
    fixture.date += 2699
    #expect(try fixture.keys(chain).accessKeyID == "ASIA0")
    fixture.date += 1
    #expect(try fixture.keys(chain).accessKeyID == "ASIA1")
    #expect(fixture.server.received.count == 2)
  }

  /// STS in the place of any service: what counts is that the call is signed again.
  @Test func aSessionThatEndsDuringARunIsRenewedAndTheCallSignedAgain() throws {
    let fixture = try Self.fixture { number, request in
      if request.form["Action"] == "AssumeRole" { return [KeyAnswer.sts("ASIA\(number)")] }
      if request.signer == "ASIA0" { return [KeyAnswer.stsError("ExpiredToken", "It is over.")] }
      return [
        FaultServer.response(
          200,
          """
          <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\
          <GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult>\
          </GetCallerIdentityResponse>
          """)
      ]
    }
    let backend = LiveBackend(
      resolver: ConfiguredResolver(
        fixture.configuration("ops"), credentials: fixture.providers),
      transport: CurlTransport(loop: fixture.loop), environment: fixture.services.environment,
      options: LiveBackend.Options(userAgent: "moonwatch/test"))
    let request = Request(
      operation: try ModelStore().service("sts").operation("GetCallerIdentity"), input: [:])
    let response = try fixture.loop.run { () async throws(AWSError) in
      try await backend.send(request)
    }
    #expect(response.output["Account"]?.string == "111122223333")
    #expect(
      fixture.server.received.map { "\($0.form["Action"]!) \($0.signer!)" } == [
        "AssumeRole AKIDBASE", "GetCallerIdentity ASIA0", "AssumeRole AKIDBASE",
        "GetCallerIdentity ASIA2",
      ])
  }

  // MARK: credential_source

  @Test func aRoleIsAssumedWithTheKeysOfTheEnvironment() throws {
    let fixture = try Self.fixture(
      "[profile e]\nrole_arn = arn:aws:iam::1:role/e\ncredential_source = Environment")
    fixture.variables.merge(["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s"]) { $1 }
    #expect(try fixture.keys("e").accessKeyID == "ASIA0")
    #expect(fixture.server.received.map(\.signer) == ["AKIDENV"])
  }

  @Test(arguments: ["EcsContainer", "Ec2InstanceMetadata"])
  func aRoleIsAssumedWithTheKeysOfContainerOrInstance(source: String) throws {
    let fixture = try Self.fixture(
      "[profile c]\nrole_arn = arn:aws:iam::1:role/c\ncredential_source = \(source)"
    ) { number, request in
      switch request.uri {
      case "/": [KeyAnswer.sts("ASIA")]
      case "/latest/api/token": [FaultServer.response(200, "TOKEN")]
      case "/latest/meta-data/iam/security-credentials/": [FaultServer.response(200, "web")]
      default: [KeyAnswer.json("AKIDHERE")]
      }
    }
    fixture.variables.merge([
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(fixture.server.url)/keys",
      "AWS_EC2_METADATA_SERVICE_ENDPOINT": fixture.server.url, "AWS_EC2_METADATA_DISABLED": "false",
    ]) { $1 }
    #expect(try fixture.keys("c").accessKeyID == "ASIA")
    #expect(fixture.server.received.last?.signer == "AKIDHERE")
  }

  @Test func aSourceWithoutKeysIsNamed() throws {
    let fixture = try Self.fixture(
      """
      [profile e]
      role_arn = arn:aws:iam::1:role/e
      credential_source = Environment
      [profile p]
      role_arn = arn:aws:iam::1:role/p
      source_profile = empty
      [profile empty]
      region = eu-west-1
      """)
    let error = try fixture.failure("e")
    #expect(error.code == "NoCredentials")
    #expect(
      error.message.hasSuffix(
        "profile 'e': credential_source = Environment: there are no credentials there"))
    #expect(try fixture.failure("p").message.contains("profile 'empty' of \(fixture.files.home)"))
  }

  // MARK: Errors

  @Test(arguments: [
    (
      "", "role_arn is set, but neither source_profile nor credential_source; set one of them"
    ),
    (
      "source_profile = b\ncredential_source = Environment",
      "source_profile and credential_source are both set; keep one of them"
    ),
    (
      "credential_source = Enviroment",
      "credential_source: expected Environment, EcsContainer, Ec2InstanceMetadata, got "
        + "\"Enviroment\" (did you mean 'Environment'?)"
    ),
    (
      "source_profile = b\nduration_seconds = 60",
      "duration_seconds: expected a whole number from 900 to 43200, got \"60\""
    ),
    (
      "source_profile = x",
      "source_profile leads in a circle: a → x → y → x; one of them needs keys of its own"
    ),
    (
      "source_profile = a",
      "source_profile leads in a circle: a → a; one of them needs keys of its own"
    ),
  ])
  func aRoleThatIsNotWholeIsAnError(settings: String, message: String) throws {
    let fixture = try Self.fixture(
      """
      [profile a]
      role_arn = arn:aws:iam::1:role/a
      \(settings)
      [profile b]
      aws_access_key_id = AKIDB
      aws_secret_access_key = TOPSECRET
      [profile x]
      role_arn = arn:aws:iam::1:role/x
      source_profile = y
      [profile y]
      role_arn = arn:aws:iam::1:role/y
      source_profile = x
      """)
    let error = try fixture.failure("a")
    #expect(error.kind == .config)
    #expect(error.code == "InvalidProfile")
    #expect(error.message == "profile 'a': \(message)")
    #expect(fixture.server.received.isEmpty)
  }

  @Test func aSourceProfileThatDoesNotExistIsAnError() throws {
    let fixture = try Self.fixture(
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = bass\n[profile base]\nx = y")
    let error = try fixture.failure("a")
    #expect(error.code == "UnknownProfile")
    #expect(error.message.hasPrefix("profile 'a': source_profile: no profile 'bass' in "))
    #expect(error.message.hasSuffix("(did you mean 'base'?)"))
  }

  @Test func aRefusalNamesProfileAndRole() throws {
    let fixture = try Self.fixture { _, _ in
      [KeyAnswer.stsError("AccessDenied", "User ana may not.")]
    }
    let error = try fixture.failure("ops")
    #expect(error.kind == .credentials)
    #expect(error.code == "AccessDenied")
    #expect(error.operation == "AssumeRole")
    #expect(error.service == "sts")
    #expect(
      error.message.hasPrefix(
        "profile 'ops': assuming arn:aws:iam::111122223333:role/ops: User ana may not"))
    #expect(error.message.contains("permission for sts:AssumeRole"))
    #expect(!error.message.contains("TOPSECRET"))
  }

  @Test func troubleAtSTSIsRetriedAndInTheEndNotTakenForARefusal() throws {
    let fixture = try Self.fixture { _, _ in [FaultServer.response(503)] }
    let error = try fixture.failure("ops")
    #expect(error.kind == .aws)
    #expect(error.status == 503)
    #expect(fixture.server.received.count == 3)
  }

  @Test func anAnswerWithoutKeysIsAnError() throws {
    let fixture = try Self.fixture { _, _ in
      [FaultServer.response(200, "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>")]
    }
    #expect(
      try fixture.failure("ops").message
        == "profile 'ops': assuming arn:aws:iam::111122223333:role/ops: AssumeRole answered without "
        + "a whole set of keys")
  }

  // MARK: MFA

  @Test func aPersonIsAskedForTheCode() throws {
    let fixture = try Self.fixture()
    var questions: [MFAQuestion] = []
    fixture.services.askMFA = {
      questions.append($0)
      return "123456"
    }
    #expect(try fixture.keys("guarded").accessKeyID == "ASIA0")
    let serial = "arn:aws:iam::111122223333:mfa/ana"
    #expect(questions == [MFAQuestion(serial: serial, profile: "guarded")])
    let form = try #require(fixture.server.received.first).form
    #expect(form["SerialNumber"] == serial)
    #expect(form["TokenCode"] == "123456")
  }

  @Test(arguments: [false, true])
  func withoutAnAnswerTheErrorNamesProfileAndSerial(isAsked: Bool) throws {
    let fixture = try Self.fixture()
    if isAsked { fixture.services.askMFA = { _ in nil } }
    let error = try fixture.failure("guarded")
    #expect(error.kind == .credentials)
    #expect(error.code == "MFARequired")
    #expect(
      error.message
        == "profile 'guarded': its role wants a code of the MFA device "
        + "arn:aws:iam::111122223333:mfa/ana, and there is nobody to ask; run it on a terminal, or "
        + "use a profile without mfa_serial")
    #expect(fixture.server.received.isEmpty)
  }

  @Test func questionsAreAskedOneAtATime() throws {
    let fixture = try Self.fixture()
    var open = 0
    var most = 0
    fixture.services.askMFA = { _ in
      open += 1
      most = max(most, open)
      try? await fixture.loop.sleep(for: 0.01)
      open -= 1
      return "1"
    }
    var answers = 0
    for number in 0..<3 {
      fixture.loop.spawn {
        _ = await fixture.services.mfaCode(MFAQuestion(serial: "\(number)", profile: "p"))
        answers += 1
      }
    }
    while answers < 3 { fixture.loop.turn() }
    #expect(most == 1)
  }

  // MARK: Roles of scripts

  @Test func aScriptsRoleIsAssumedWithItsProfilesKeysAndShared() throws {
    let fixture = try Self.fixture()
    let role = AssumedRole(
      roleARN: "arn:aws-cn:iam::1:role/watch", externalID: "x", duration: 900, region: "eu-north-1")
    for _ in 0..<2 {
      let chain = fixture.providers.chain(for: role, fixture.configuration("base"))
      #expect(try fixture.keys(chain).accessKeyID == "ASIA0")
    }
    #expect(fixture.server.received.count == 1)
    let request = try #require(fixture.server.received.first)
    #expect(request.signer == "AKIDBASE")
    #expect(request.headers["authorization"]?.contains("/eu-north-1/sts/") == true)
    #expect(request.form["RoleSessionName"] == "moonwatch-test-1")
    #expect(request.form["DurationSeconds"] == "900")
  }

  @Test(
    arguments: [
      (["AWS_REGION": "eu-west-1"], "ap-south-1", "eu-west-1"), ([:], "ap-south-1", "ap-south-1"),
      ([:], nil, "cn-northwest-1"),
    ] as [([String: String], String?, String)])
  func stsIsAskedWhereConfiguredElseWhereTheCallGoesElseAtThePartitionsHome(
    variables: [String: String], callRegion: String?, region: String
  ) throws {
    let fixture = try Self.fixture(
      Self.config + "\n[profile china]\nrole_arn = arn:aws-cn:iam::1:role/c\nsource_profile = base")
    fixture.variables["AWS_REGION"] = nil
    fixture.variables.merge(variables) { $1 }
    let chain = fixture.providers.chain(for: fixture.configuration("china"), region: callRegion)
    _ = try fixture.keys(chain)
    let request = try #require(fixture.server.received.first)
    #expect(request.headers["authorization"]?.contains("/\(region)/sts/") == true)
  }

  @Test func aSessionNameHoldsScriptAndRunAndOnlyWhatSTSAllows() {
    #expect(RoleSessionName.text(script: "stop-idle", run: "7f3a") == "moonwatch-stop-idle-7f3a")
    #expect(RoleSessionName.text(run: "7f3a") == "moonwatch-7f3a")
    #expect(RoleSessionName.text(script: "né (1)", run: "7") == "moonwatch-n---1--7")
    let long = RoleSessionName.text(script: String(repeating: "x", count: 90), run: "7f3a")
    #expect(long.count == 64)
    #expect(long.hasSuffix("x-7f3a"))
  }
}
