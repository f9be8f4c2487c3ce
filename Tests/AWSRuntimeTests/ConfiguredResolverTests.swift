import AWSSigning
import AWSWire
import Documents
import Testing

@testable import AWSRuntime

@Suite struct ConfiguredResolverTests {
  static let environment = [
    "AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1",
    "AWS_MAX_ATTEMPTS": "7", "AWS_CA_BUNDLE": "/etc/corp.pem",
  ]
  static let profiles = Profiles(
    configured: [
      "prod": [
        "region": "us-gov-west-1", "aws_access_key_id": "AKIDPROD",
        "aws_secret_access_key": "secret", "max_attempts": "2",
      ]
    ])

  func resolver(_ environment: [String: String] = environment) -> ConfiguredResolver {
    let configuration = Configuration(
      environment: environment, profile: nil, files: ProfileFiles(Self.profiles))
    return ConfiguredResolver(
      configuration, credentials: CredentialProviders(plainServices()))
  }

  func request(_ service: String = "cloudwatch", _ operation: String = "DescribeAlarms") throws
    -> Request
  {
    Request(operation: try ModelStore().service(service).operation(operation), input: [:])
  }

  func key(_ target: CallTarget) throws -> String? {
    let loop = EventLoop()
    return try loop.run { () async throws(AWSError) in
      try await target.credentials?.credentials().accessKeyID
    }
  }

  @Test func bodiesAreCompressedFromTheConfiguredSizeOn() throws {
    #expect(try resolver().target(for: request()).compressionThreshold == 10_240)
    let large = Self.environment.merging(["AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "1"]) { $1 }
    #expect(try resolver(large).target(for: request()).compressionThreshold == 1)
    let none = Self.environment.merging(["AWS_DISABLE_REQUEST_COMPRESSION": "true"]) { $1 }
    #expect(try resolver(none).target(for: request()).compressionThreshold == nil)
  }

  @Test func theEnvironmentDecidesUnlessTheRequestDoes() throws {
    let target = try resolver().target(for: request())
    #expect(target.region == "eu-west-1")
    #expect(target.endpoint.url.description == "https://monitoring.eu-west-1.amazonaws.com")
    #expect(target.endpoint.signingRegion == "eu-west-1")
    #expect(target.endpoint.signingName == "monitoring")
    #expect(target.maxAttempts == 7)
    #expect(target.caBundle == "/etc/corp.pem")
    #expect(try key(target) == "AKIDENV")
  }

  @Test func theRequestWins() throws {
    var request = try request()
    request.region = "us-east-2"
    request.endpoint = "http://localhost:4566"
    request.credentials = StaticCredentials(accessKeyID: "AKIDMINE", secretAccessKey: "secret")
    request.maxAttempts = 1
    let target = try resolver().target(for: request)
    #expect(target.region == "us-east-2")
    #expect(target.endpoint.url.description == "http://localhost:4566")
    #expect(target.endpoint.signingRegion == "us-east-2")
    #expect(target.maxAttempts == 1)
    #expect(try key(target) == "AKIDMINE")
  }

  @Test func oneResolverServesSeveralRegionsServicesAndProfiles() throws {
    let resolver = resolver()
    var prod = try request("ec2", "DescribeInstances")
    prod.profile = "prod"
    for _ in 0..<2 {
      let mine = try resolver.target(for: request())
      #expect(try key(mine) == "AKIDENV")
      let theirs = try resolver.target(for: prod)
      // The Region of the environment is the AWS CLI's choice over the profile's, the keys' not.
      #expect(theirs.region == "eu-west-1")
      #expect(theirs.endpoint.url.host == "ec2.eu-west-1.amazonaws.com")
      #expect(try key(theirs) == "AKIDPROD")
    }
  }

  @Test func withoutARegionThereIsAnError() throws {
    let request = try request()
    let error = #expect(throws: AWSError.self) { try resolver([:]).target(for: request) }
    #expect(error?.kind == .config)
    #expect(error?.code == "NoRegion")
  }

  @Test func anEndpointThatIsNoURLIsAConfigurationError() throws {
    var request = try request()
    request.endpoint = "localhost:4566"
    let error = #expect(throws: AWSError.self) { try resolver().target(for: request) }
    #expect(error?.kind == .config)
    #expect(error?.message.contains("localhost:4566") == true)
  }
}
