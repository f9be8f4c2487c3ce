import AWSRuntime
import AWSWire
import Testing

@Suite struct ConfigurationTests {
  // MARK: Files

  @Test func filesThatDoNotExistAreEmpty() throws {
    #expect(try ConfigFixture().configuration().profile() == [:])
    let configuration = Configuration(environment: ["HOME": "/nonexistent/home"])
    #expect(try configuration.maxAttempts() == 3)
  }

  @Test func variablesNameTheFilesAndTildeIsHome() throws {
    let fixture = try ConfigFixture()
    try fixture.write("[profile a]\nregion = eu-west-1", to: "my-config")
    try fixture.write("[a]\naws_access_key_id = AKID", to: "my-credentials")
    let variables = [
      "AWS_CONFIG_FILE": "~/my-config",
      "AWS_SHARED_CREDENTIALS_FILE": "\(fixture.home)/my-credentials",
    ]
    #expect(
      try fixture.configuration(variables, profile: "a").profile()
        == ["region": "eu-west-1", "aws_access_key_id": "AKID"])
  }

  @Test func aFileThatCannotBeReadIsAnError() throws {
    let fixture = try ConfigFixture()
    let error = try failure {
      try fixture.configuration(["AWS_CONFIG_FILE": "~/.aws"]).region()
    }
    #expect(error.kind == .config)
    #expect(error.code == "UnreadableConfigFile")
    #expect(error.message == "\(fixture.home)/.aws: cannot be read: Is a directory")
  }

  @Test func aFileThatCannotBeParsedIsAnErrorWithFileAndLine() throws {
    let fixture = try ConfigFixture(credentials: "[default]\n\nnonsense")
    let error = try failure { try fixture.configuration().region() }
    #expect(error.kind == .config)
    #expect(error.code == "InvalidConfigFile")
    #expect(error.message.hasPrefix("\(fixture.home)/.aws/credentials:3: Expected an '=' sign"))
  }

  @Test func aFileThatIsNotTextIsAnError() throws {
    let fixture = try ConfigFixture()
    try fixture.write([0x5B, 0xFF, 0x5D], to: ".aws/config")
    #expect(
      try failure { try fixture.configuration().region() }.message
        == "\(fixture.home)/.aws/config: expected UTF-8 text")
  }

  @Test func aByteOrderMarkIsNotPartOfTheFirstLine() throws {
    let fixture = try ConfigFixture(config: "\u{FEFF}[default]\nregion = eu-west-1")
    #expect(try fixture.configuration().region() == "eu-west-1")
  }

  @Test func whatTheCredentialsFileSaysWins() throws {
    let fixture = try ConfigFixture(
      config: "[default]\nregion = eu-west-1\na = 1", credentials: "[default]\nregion = eu-west-2")
    #expect(try fixture.configuration().profile() == ["region": "eu-west-2", "a": "1"])
  }

  @Test func noFileIsReadWhereTheAnswerIsKnownWithoutIt() throws {
    // A directory in place of the file: to read it would throw.
    let configuration = try ConfigFixture().configuration([
      "AWS_CONFIG_FILE": "~/.aws", "AWS_REGION": "eu-west-1",
    ])
    #expect(try configuration.region() == "eu-west-1")
    #expect(try configuration.region(explicit: "eu-west-2") == "eu-west-2")
  }

  // MARK: Profiles

  @Test func anUnknownProfileIsAnErrorWithAnIdea() throws {
    let fixture = try ConfigFixture(
      config: "[profile production]\n[profile staging]", credentials: "[other]\na = b")
    let near = try failure { try fixture.configuration(profile: "prodction").region() }
    #expect(near.kind == .config)
    #expect(near.code == "UnknownProfile")
    #expect(
      near.message == "no profile 'prodction' in \(fixture.home)/.aws/config and "
        + "\(fixture.home)/.aws/credentials; did you mean 'production'?")
    let far = try failure { try fixture.configuration(["AWS_PROFILE": "xyz"]).region() }
    #expect(far.message.hasPrefix("no profile 'xyz' (named by AWS_PROFILE) in "))
    #expect(far.message.hasSuffix("; known profiles: other, production, staging"))
  }

  @Test func aProfileNamedWhereThereAreNoneIsAnError() throws {
    let fixture = try ConfigFixture()
    let error = try failure { try fixture.configuration(profile: "a").profile() }
    #expect(error.message.hasSuffix("there are no profiles; `aws configure --profile a` makes one"))
    let standard = try failure { try fixture.configuration(profile: "default").profile() }
    #expect(standard.code == "UnknownProfile")
  }

  @Test(
    arguments: [
      (nil, [:], "default"), (nil, ["AWS_PROFILE": ""], "default"),
      (nil, ["AWS_DEFAULT_PROFILE": "a"], "a"),
      (nil, ["AWS_PROFILE": "b", "AWS_DEFAULT_PROFILE": "a"], "b"),
      ("c", ["AWS_PROFILE": "b"], "c"),
    ] as [(String?, [String: String], String)])
  func theProfileIsTheOneNamedNearest(explicit: String?, variables: [String: String], name: String)
  {
    #expect(Configuration(environment: variables, profile: explicit).profileName == name)
  }

  @Test func anotherProfileSharesWhatWasRead() throws {
    let fixture = try ConfigFixture(
      config: "[default]\nregion = eu-west-1\n[profile b]\nregion = eu-west-2")
    let configuration = fixture.configuration()
    #expect(try configuration.region() == "eu-west-1")
    try fixture.write("nonsense", to: ".aws/config")
    #expect(try configuration.selecting(profile: "b").region() == "eu-west-2")
    configuration.files.forget()
    #expect(try failure { try configuration.region() }.code == "InvalidConfigFile")
  }

  // MARK: Settings

  @Test(
    arguments: [
      (nil, [:], "eu-west-1"), (nil, ["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"),
      (nil, ["AWS_REGION": "eu-west-3", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-3"),
      (nil, ["AWS_REGION": ""], "eu-west-1"),
      ("sa-east-1", ["AWS_REGION": "eu-west-3"], "sa-east-1"),
    ] as [(String?, [String: String], String)])
  func theRegionIsTheOneNamedNearest(explicit: String?, variables: [String: String], region: String)
    throws
  {
    let fixture = try ConfigFixture(config: "[default]\nregion = eu-west-1")
    #expect(try fixture.configuration(variables).region(explicit: explicit) == region)
  }

  @Test func noRegionAnywhereIsAnErrorThatSaysWhereToSetIt() throws {
    let fixture = try ConfigFixture(config: "[profile a]\nregion = eu-west-1")
    let error = try failure { try fixture.configuration().region() }
    #expect(error.kind == .config)
    #expect(error.code == "NoRegion")
    #expect(
      error.message == "no Region: set AWS_REGION, pass --region or region=, or add "
        + "`region = us-east-1` to profile 'default' in \(fixture.home)/.aws/config")
    #expect(try fixture.configuration().configuredRegion() == nil)
  }

  @Test(arguments: ["evil.example/", "a b", "-us", "us.east", "ü"])
  func aRegionThatIsNoHostLabelIsRefused(region: String) throws {
    let error = try failure { try Configuration(environment: ["AWS_REGION": region]).region() }
    #expect(error.code == "InvalidRegion")
    #expect(error.message.hasPrefix("AWS_REGION: expected a Region such as us-east-1, got "))
  }

  @Test func settingsComeFromTheEnvironmentElseTheProfile() throws {
    let fixture = try ConfigFixture(
      config: """
        [default]
        max_attempts = 7
        retry_mode = adaptive
        ca_bundle = /profile.pem
        use_fips_endpoint = true
        use_dualstack_endpoint = TRUE
        sts_regional_endpoints = legacy
        disable_request_compression = true
        """)
    let profile = fixture.configuration()
    #expect(try profile.maxAttempts() == 7)
    #expect(try profile.retryMode() == .adaptive)
    #expect(try profile.caBundle() == "/profile.pem")
    #expect(try profile.usesFIPS() && profile.usesDualStack() && profile.usesGlobalSTS())
    #expect(try profile.compressionThreshold() == nil)

    let environment = fixture.configuration([
      "AWS_MAX_ATTEMPTS": "5", "AWS_RETRY_MODE": "standard", "AWS_CA_BUNDLE": "/environment.pem",
      "AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "false",
      "AWS_STS_REGIONAL_ENDPOINTS": "regional", "AWS_DISABLE_REQUEST_COMPRESSION": "false",
      "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "0",
    ])
    #expect(try environment.maxAttempts() == 5)
    #expect(try environment.retryMode() == .standard)
    #expect(try environment.caBundle() == "/environment.pem")
    #expect(try !environment.usesFIPS())
    #expect(try !environment.usesDualStack())
    #expect(try !environment.usesGlobalSTS())
    #expect(try environment.compressionThreshold() == 0)
  }

  @Test func settingsHaveTheirStandardValues() throws {
    let configuration = try ConfigFixture().configuration()
    #expect(try configuration.maxAttempts() == 3)
    #expect(try configuration.retryMode() == .standard)
    #expect(try configuration.caBundle() == nil)
    #expect(try !configuration.usesFIPS())
    #expect(try !configuration.usesDualStack())
    #expect(try !configuration.usesGlobalSTS())
    #expect(try configuration.compressionThreshold() == 10_240)
  }

  @Test func aSettingThatCannotBeReadIsAnErrorThatNamesIt() throws {
    let fixture = try ConfigFixture(config: "[profile a]\nmax_attempts = many")
    let inProfile = try failure { try fixture.configuration(profile: "a").maxAttempts() }
    #expect(inProfile.kind == .config)
    #expect(inProfile.code == "InvalidSetting")
    #expect(
      inProfile.message == "max_attempts in profile 'a': expected a whole number of at least 1, "
        + "got \"many\"")
    func message<T>(_ variable: String, _ value: String, _ read: (Configuration) throws -> T) throws
      -> String
    {
      try failure { try read(fixture.configuration([variable: value])) }.message
    }
    #expect(
      try message("AWS_MAX_ATTEMPTS", "0") { try $0.maxAttempts() }
        == "AWS_MAX_ATTEMPTS: expected a whole number of at least 1, got \"0\"")
    #expect(
      try message("AWS_RETRY_MODE", "fast") { try $0.retryMode() }
        == "AWS_RETRY_MODE: expected standard or adaptive, got \"fast\"")
    #expect(
      try message("AWS_USE_FIPS_ENDPOINT", "1") { try $0.usesFIPS() }
        == "AWS_USE_FIPS_ENDPOINT: expected true or false, got \"1\"")
    #expect(
      try message("AWS_STS_REGIONAL_ENDPOINTS", "x") { try $0.usesGlobalSTS() }
        == "AWS_STS_REGIONAL_ENDPOINTS: expected regional or legacy, got \"x\"")
    #expect(
      try message("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "10485761") {
        try $0.compressionThreshold()
      }
        == "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES: expected a whole number from 0 to 10485760, "
        + "got \"10485761\"")
  }
}
