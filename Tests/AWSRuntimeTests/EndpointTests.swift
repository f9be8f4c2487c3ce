import AWSRuntime
import AWSWire
import Testing

@Suite struct EndpointTests {
  /// No variables, no files.
  let bare = Configuration(environment: ["HOME": "/nonexistent"])

  // MARK: Regions and partitions

  @Test(arguments: [
    ("eu-west-1", "aws"), ("aws-global", "aws"), ("ap-newplace-12", "aws"),
    ("cn-north-1", "aws-cn"), ("cn-new_1-2", "aws-cn"), ("us-gov-east-1", "aws-us-gov"),
    ("us-gov-new-9", "aws-us-gov"), ("us-iso-east-1", "aws-iso"), ("us-isob-new-3", "aws-iso-b"),
    ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-south-1", "aws-iso-f"),
    ("eusc-de-east-1", "aws-eusc"), ("eusc-de-new-2", "aws-eusc"), ("cn-north", "aws"),
    ("cn--1", "aws"), ("xcn-north-1", "aws"), ("cn-north-1a", "aws"), ("", "aws"),
  ])
  func aRegionBelongsToThePartition(region: String, name: String) {
    #expect(Partition.containing(region: region).name == name)
  }

  @Test(arguments: [
    ("eu-west-1", "https://monitoring.eu-west-1.amazonaws.com"),
    ("xx-new-1", "https://monitoring.xx-new-1.amazonaws.com"),
    ("cn-north-1", "https://monitoring.cn-north-1.amazonaws.com.cn"),
    ("eusc-de-east-1", "https://monitoring.eusc-de-east-1.amazonaws.eu"),
    ("us-gov-west-1", "https://monitoring.us-gov-west-1.amazonaws.com"),
  ])
  func cloudWatchIsAt(region: String, url: String) throws {
    let endpoint = try bare.endpoint(for: .cloudwatch, region: region)
    #expect(endpoint.url.description == url)
    #expect(endpoint.signingRegion == region)
    #expect(endpoint.signingName == "monitoring")
  }

  @Test(arguments: [
    (["AWS_USE_FIPS_ENDPOINT": "true"], "monitoring-fips.us-east-1.amazonaws.com"),
    (["AWS_USE_DUALSTACK_ENDPOINT": "true"], "monitoring.us-east-1.api.aws"),
    (
      ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"],
      "monitoring-fips.us-east-1.api.aws"
    ),
    (["AWS_REGION": "fips-us-east-1"], "monitoring-fips.us-east-1.amazonaws.com"),
    (["AWS_REGION": "us-east-1-fips"], "monitoring-fips.us-east-1.amazonaws.com"),
  ])
  func fipsAndDualStackChangeTheHost(variables: [String: String], host: String) throws {
    let environment = ["HOME": "/nonexistent", "AWS_REGION": "us-east-1"]
      .merging(variables) { $1 }
    let endpoint = try Configuration(environment: environment).endpoint(for: .cloudwatch)
    #expect(endpoint.url.host == host)
    #expect(endpoint.signingRegion == "us-east-1")
  }

  @Test func aServiceWithoutRulesOfItsOwnFollowsTheCommonOnes() throws {
    let service = ServiceMetadata(
      name: "kinesisanalytics", endpointPrefix: "analytics", wireProtocol: .json)
    let endpoint = try bare.endpoint(for: service, region: "cn-north-1")
    #expect(endpoint.url.description == "https://analytics.cn-north-1.amazonaws.com.cn")
    #expect(endpoint.signingName == "analytics")
  }

  @Test func legacySTSIsOneHostSignedForOneRegion() throws {
    let legacy = Configuration(
      environment: ["HOME": "/nonexistent", "AWS_STS_REGIONAL_ENDPOINTS": "legacy"])
    let global = try legacy.endpoint(for: .sts, region: "eu-west-1")
    #expect(global.url.description == "https://sts.amazonaws.com")
    #expect(global.signingRegion == "us-east-1")
    let regional = try bare.endpoint(for: .sts, region: "eu-west-1")
    #expect(regional.url.description == "https://sts.eu-west-1.amazonaws.com")
    #expect(regional.signingRegion == "eu-west-1")
  }

  @Test func anEndpointThatWantsAnotherSignatureIsAnError() throws {
    let events = ServiceMetadata(name: "events", endpointPrefix: "events", wireProtocol: .json)
    let error = try failure {
      try bare.endpoint(
        for: events, region: "us-east-1", parameters: ["EndpointId": "abc123.456def"])
    }
    #expect(error.code == "UnsupportedSigning")
    #expect(error.message.contains("sigv4a"))
  }

  // MARK: Endpoints that settings name

  static let servicesConfig = """
    [default]
    region = us-east-1
    endpoint_url = http://profile
    services = mine
    [profile plain]
    region = us-east-1
    [services mine]
    cloudwatch =
      endpoint_url = http://section
    elastic_load_balancing_v2 =
      other = x
    """

  @Test(
    arguments: [
      (nil, [:], "http://section"),
      (nil, ["AWS_ENDPOINT_URL": "http://all"], "http://all"),
      (
        nil, ["AWS_ENDPOINT_URL_CLOUDWATCH": "http://one", "AWS_ENDPOINT_URL": "http://all"],
        "http://one"
      ),
      (nil, ["AWS_ENDPOINT_URL_EC2": "http://ec2"], "http://section"),
      (nil, ["AWS_ENDPOINT_URL_CLOUDWATCH": ""], "http://section"),
      ("http://hand", ["AWS_ENDPOINT_URL_CLOUDWATCH": "http://one"], "http://hand"),
      (nil, ["AWS_PROFILE": "plain"], "https://monitoring.us-east-1.amazonaws.com"),
      (
        nil, ["AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
        "https://monitoring.us-east-1.amazonaws.com"
      ),
      ("http://hand", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "http://hand"),
    ] as [(String?, [String: String], String)])
  func theEndpointIsTheOneNamedNearest(explicit: String?, variables: [String: String], url: String)
    throws
  {
    let fixture = try ConfigFixture(config: Self.servicesConfig)
    let endpoint = try fixture.configuration(variables)
      .endpoint(for: .cloudwatch, explicit: explicit)
    #expect(endpoint.url.description == url)
    #expect(endpoint.signingRegion == "us-east-1")
  }

  @Test func aServiceIDWithBlanksIsWrittenWithUnderscores() throws {
    let elb = ServiceMetadata(
      name: "elbv2", serviceID: "Elastic Load Balancing v2",
      endpointPrefix: "elasticloadbalancing", wireProtocol: .query)
    let fixture = try ConfigFixture(config: Self.servicesConfig)
    let named = fixture.configuration(["AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "http://elb"])
    #expect(try named.endpoint(for: elb).url.description == "http://elb")
    // Its part of the section names no endpoint.
    #expect(try fixture.configuration().endpoint(for: elb).url.description == "http://profile")
  }

  @Test func aServicesSectionThatIsMissingIsAnError() throws {
    let fixture = try ConfigFixture(
      config: "[default]\nregion = us-east-1\nservices = mien\n[services mine]")
    let error = try failure { try fixture.configuration().endpoint(for: .cloudwatch) }
    #expect(error.kind == .config)
    #expect(
      error.message == "services in profile 'default': no section [services mien] in "
        + "\(fixture.home)/.aws/config (did you mean 'mine'?)")
  }

  @Test func fipsAndAnEndpointOfOnesOwnExcludeEachOther() throws {
    let configuration = Configuration(
      environment: ["HOME": "/nonexistent", "AWS_USE_FIPS_ENDPOINT": "true"])
    let error = try failure {
      try configuration.endpoint(for: .cloudwatch, region: "us-east-1", explicit: "http://h")
    }
    #expect(error.kind == .config)
    #expect(
      error.message == "endpoint of cloudwatch: Invalid Configuration: FIPS and custom endpoint "
        + "are not supported")
  }

  @Test(arguments: [
    "localhost:5000", "ftp://h", "http://", "http://h:port", "http://h:99999", "http://h?q=1",
    "http://h#f", "http://a b", "http://[::1", "http://::1", "http://u:TOPSECRET@h", "",
  ])
  func aTextThatIsNoEndpointIsAnError(text: String) throws {
    #expect(EndpointURL(text) == nil)
    let error = try failure {
      try bare.endpoint(for: .cloudwatch, region: "us-east-1", explicit: text)
    }
    #expect(error.code == "InvalidEndpoint")
    #expect(error.message.contains("expected a URL such as https://"))
    #expect(!error.message.contains("TOPSECRET"))
  }

  // MARK: Requests

  @Test(arguments: [
    ("http://localhost:5000", "localhost:5000"), ("http://localhost:80", "localhost"),
    ("https://localhost:443/x", "localhost"), ("https://localhost:80", "localhost:80"),
    ("http://[::1]:5000", "[::1]:5000"), ("https://a.b", "a.b"),
  ])
  func theHostHeaderHasAPortOnlyWhereItIsNotTheSchemesOwn(url: String, header: String) {
    #expect(EndpointURL(url)?.hostHeader == header)
  }

  @Test(
    arguments: [
      ("http://h", "/", nil, "http://h/"), ("http://h/", "/", nil, "http://h/"),
      ("http://h/base", "/", nil, "http://h/base"), ("http://h/base/", "/", nil, "http://h/base/"),
      ("http://h/base/", "/a?b=c", nil, "http://h/base/a?b=c"),
      ("http://h:1/base", "/a", "data.", "http://data.h:1/base/a"),
    ] as [(String, String, String?, String)])
  func aRequestsAddressJoinsTheEndpointsPath(
    url: String, uri: String, prefix: String?, address: String
  ) throws {
    let endpoint = Endpoint(
      url: try #require(EndpointURL(url)), signingRegion: "r", signingName: "s")
    let request = WireRequest(method: "POST", uri: uri, headers: [], body: [], hostPrefix: prefix)
    #expect(endpoint.url(for: request) == address)
    #expect(address.hasSuffix(endpoint.uri(for: request)))
    #expect(endpoint.hostHeader(for: request) == (prefix.map { "\($0)h:1" } ?? "h"))
  }
}

extension ServiceMetadata {
  fileprivate static let cloudwatch = ServiceMetadata(
    name: "cloudwatch", serviceID: "CloudWatch", endpointPrefix: "monitoring",
    signingName: "monitoring", wireProtocol: .json)
  fileprivate static let sts = ServiceMetadata(
    name: "sts", serviceID: "STS", endpointPrefix: "sts", signingName: "sts", wireProtocol: .query)
}
