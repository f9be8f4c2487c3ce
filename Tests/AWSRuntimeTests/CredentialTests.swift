import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct CredentialTests {
  static let keys = ["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "env"]
  static let config = """
    [default]
    aws_access_key_id = AKIDCONFIG
    aws_secret_access_key = config
    [profile both]
    aws_access_key_id = AKIDCONFIG
    aws_secret_access_key = config
    [profile only-config]
    aws_access_key_id = AKIDONLY
    aws_secret_access_key = only
    [profile empty]
    region = eu-west-1
    """
  static let credentials = """
    [both]
    aws_access_key_id = AKIDFILE
    aws_secret_access_key = file
    aws_session_token = token
    """

  @Test(
    arguments: [
      ([:], nil, "AKIDCONFIG"), (keys, nil, "AKIDENV"), (["AWS_PROFILE": "both"], nil, "AKIDFILE"),
      // The variable alone leaves the environment's keys in force; a profile named by hand does not.
      (keys.merging(["AWS_PROFILE": "both"]) { $1 }, nil, "AKIDENV"), (keys, "both", "AKIDFILE"),
      (keys, "only-config", "AKIDONLY"),
    ] as [([String: String], String?, String)])
  func keysComeFromTheFirstPlaceThatHasThem(
    variables: [String: String], profile: String?, id: String
  ) async throws {
    let fixture = try ConfigFixture(config: Self.config, credentials: Self.credentials)
    let provider = fixture.configuration(variables, profile: profile).credentialProvider()
    #expect(try await provider.credentials().accessKeyID == id)
  }

  @Test func keysGivenByHandWinOverAll() async throws {
    let fixture = try ConfigFixture(config: Self.config, credentials: Self.credentials)
    let explicit = StaticCredentials(
      accessKeyID: "AKIDHAND", secretAccessKey: "hand", sessionToken: "t")
    var request = Request(
      operation: try ModelStore().service("sts").operation("GetCallerIdentity"), input: [:],
      region: "eu-west-1", credentials: explicit)
    request.profile = "both"
    let resolver = ConfiguredResolver(
      fixture.configuration(Self.keys), credentials: CredentialProviders(plainServices()))
    let provider = try #require(try resolver.target(for: request).credentials)
    #expect(
      try await provider.credentials()
        == Credentials(accessKeyID: "AKIDHAND", secretAccessKey: "hand", sessionToken: "t"))
  }

  @Test func keysGivenByHandHaveToBeWhole() async throws {
    let half = ExplicitCredentials(StaticCredentials(accessKeyID: "AKID", secretAccessKey: ""))
    #expect(
      try await failure(half).message
        == "credentials: the access key id is set, but the secret access key is not; set both, or "
        + "neither")
    let none = ExplicitCredentials(StaticCredentials(accessKeyID: "", secretAccessKey: ""))
    #expect(try await failure(none).code == "NoCredentials")
  }

  @Test func theSessionTokenComesWithItsKeys() async throws {
    let fixture = try ConfigFixture(config: Self.config, credentials: Self.credentials)
    let file = fixture.configuration(profile: "both").credentialProvider()
    #expect(try await file.credentials().sessionToken == "token")
    let variables = Self.keys.merging(["AWS_SESSION_TOKEN": "env-token"]) { $1 }
    let environment = fixture.configuration(variables).credentialProvider()
    #expect(try await environment.credentials().sessionToken == "env-token")
  }

  @Test func aHalfOfAPairIsAnError() async throws {
    let fixture = try ConfigFixture(
      config: "[profile a]\naws_access_key_id = AKID",
      credentials: "[b]\naws_secret_access_key = TOPSECRET")
    func message(_ variables: [String: String], _ profile: String? = nil) async throws -> String {
      let provider = fixture.configuration(variables, profile: profile).credentialProvider()
      let error = try await failure(provider)
      #expect(error.kind == .credentials)
      #expect(error.code == "PartialCredentials")
      return error.message
    }
    #expect(
      try await message(["AWS_ACCESS_KEY_ID": "AKID"])
        == "environment: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not; set both, or "
        + "neither")
    #expect(
      try await message(["AWS_SECRET_ACCESS_KEY": "TOPSECRET", "AWS_ACCESS_KEY_ID": ""])
        == "environment: AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not; set both, or "
        + "neither")
    #expect(
      try await message([:], "a")
        == "profile 'a' of \(fixture.home)/.aws/config: aws_access_key_id is set, but "
        + "aws_secret_access_key is not; set both, or neither")
    #expect(
      try await message([:], "b")
        == "profile 'b' of \(fixture.home)/.aws/credentials: aws_secret_access_key is set, but "
        + "aws_access_key_id is not; set both, or neither")
  }

  @Test func noKeysAnywhereIsAnErrorThatSaysWhereItLooked() async throws {
    let none = try ConfigFixture()
    let error = try await failure(none.configuration().credentialProvider())
    #expect(error.kind == .credentials)
    #expect(error.code == "NoCredentials")
    #expect(
      error.message == "no credentials; looked in the environment, profile 'default' of "
        + "\(none.home)/.aws/credentials, profile 'default' of \(none.home)/.aws/config, the "
        + "container's variables (AWS_CONTAINER_CREDENTIALS_…), instance metadata (disabled by "
        + "AWS_EC2_METADATA_DISABLED). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or name a profile "
        + "with --profile or profile=")
    let fixture = try ConfigFixture(config: Self.config)
    let aside = try await failure(
      fixture.configuration(Self.keys, profile: "empty").credentialProvider())
    #expect(aside.code == "NoCredentials")
    #expect(aside.message.hasPrefix("no credentials; looked in profile 'empty' of "))
  }

  @Test func aProfileThatDoesNotExistIsAnErrorOfConfiguration() async throws {
    let fixture = try ConfigFixture(config: Self.config)
    let provider = fixture.configuration(Self.keys, profile: "nobody").credentialProvider()
    let error = try await failure(provider)
    #expect(error.kind == .config)
    #expect(error.code == "UnknownProfile")
  }

  @Test func keysThatExpiredAreReadAgain() async throws {
    let fixture = try ConfigFixture(
      credentials: "[default]\naws_access_key_id = OLD\naws_secret_access_key = s")
    let provider = fixture.configuration().credentialProvider()
    #expect(try await provider.credentials().accessKeyID == "OLD")
    try fixture.write(
      "[default]\naws_access_key_id = NEW\naws_secret_access_key = s", to: ".aws/credentials")
    #expect(try await provider.credentials().accessKeyID == "OLD")
    provider.invalidate(Credentials(accessKeyID: "OTHER", secretAccessKey: "s"))
    #expect(try await provider.credentials().accessKeyID == "OLD")
    provider.invalidate(Credentials(accessKeyID: "OLD", secretAccessKey: "s"))
    #expect(try await provider.credentials().accessKeyID == "NEW")
  }
}
