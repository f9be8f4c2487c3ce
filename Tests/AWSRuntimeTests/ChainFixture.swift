import AWSSigning
import AWSWire
import Documents
import Testing

@testable import AWSRuntime

/// A chain of credentials with real files and a real loopback server in the place of STS, SSO,
/// container and instance; only its clock and its waits are the test's.
final class ChainFixture {
  /// 2015-08-30T12:36:00Z.
  static let start = 1_440_938_160.0

  let files: ConfigFixture
  let server: FaultServer
  let loop = EventLoop()
  private(set) var services: LiveCredentialServices! = nil
  private(set) var providers: CredentialProviders! = nil
  /// Moved by hand and by waits.
  var date = start
  /// What was traced of refreshes that failed.
  var tolerated: [String] = []
  var variables: [String: String]
  var waitsForReal = false

  init(
    config: String? = nil, credentials: String? = nil,
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> [FaultServer.Step] = {
      _, _ in [.close]
    }
  ) throws {
    files = try ConfigFixture(config: config, credentials: credentials)
    server = FaultServer(answer)
    variables = ["AWS_REGION": "eu-west-1"]
    for service in ["STS", "SSO", "SSO_OIDC"] {
      variables["AWS_ENDPOINT_URL_\(service)"] = server.url
    }
    var environment = CallEnvironment(loop: loop)
    environment.date = { [unowned self] in date }
    environment.random = { 0.5 }
    environment.sleep = { [unowned self] seconds in
      if waitsForReal { return try await loop.sleep(for: seconds) }
      date += seconds
    }
    services = LiveCredentialServices(
      transport: CurlTransport(loop: loop), environment: environment, loop: loop,
      options: LiveBackend.Options(userAgent: "moonwatch/test"), sessionName: "moonwatch-test-1")
    services.trace = { [unowned self] event in
      if case .refreshFailed(_, let reason) = event { tolerated.append(reason) }
    }
    providers = CredentialProviders(services)
  }

  deinit { server.stop() }

  func configuration(_ profile: String? = nil) -> Configuration {
    files.configuration(variables, profile: profile)
  }

  func chain(_ profile: String? = nil) -> CredentialChain {
    providers.chain(for: configuration(profile))
  }

  func keys(_ provider: any CredentialProvider) throws(AWSError) -> Credentials {
    try loop.run { () async throws(AWSError) in try await provider.credentials() }
  }

  func keys(_ profile: String? = nil) throws(AWSError) -> Credentials { try keys(chain(profile)) }

  func failure(_ profile: String? = nil) throws -> AWSError {
    try #require(#expect(throws: AWSError.self) { _ = try keys(profile) })
  }
}

/// Answers with keys, as STS, SSO and metadata services give them.
enum KeyAnswer {
  static func time(_ seconds: Double) -> String {
    Timestamp.format(ChainFixture.start + seconds, as: .iso8601)
  }

  /// - Parameter expires: seconds from the fixture's start.
  static func sts(
    _ id: String, operation: String = "AssumeRole", expires: Double = 3600
  ) -> FaultServer.Step {
    FaultServer.response(
      200,
      """
      <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(operation)Result>\
      <Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>TOPSECRET</SecretAccessKey>\
      <SessionToken>SESSION</SessionToken><Expiration>\(time(expires))</Expiration></Credentials>\
      </\(operation)Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>\
      </\(operation)Response>
      """)
  }

  static func stsError(_ code: String, _ message: String, status: Int = 403) -> FaultServer.Step {
    FaultServer.response(
      status,
      """
      <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
      <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>r-2</RequestId>\
      </ErrorResponse>
      """)
  }

  static func json(_ id: String, expires: Double = 3600, more: String = "") -> FaultServer.Step {
    FaultServer.response(
      200,
      """
      {\(more)"AccessKeyId":"\(id)","SecretAccessKey":"TOPSECRET","Token":"SESSION",\
      "Expiration":"\(time(expires))"}
      """)
  }

  static func portal(_ id: String, expires: Double = 3600) -> FaultServer.Step {
    FaultServer.response(
      200,
      """
      {"roleCredentials":{"accessKeyId":"\(id)","secretAccessKey":"TOPSECRET",\
      "sessionToken":"SESSION","expiration":\(Int((ChainFixture.start + expires) * 1000))}}
      """)
  }
}

extension FaultServer.Received {
  /// The fields of a form that a query protocol sent.
  var form: [String: String] {
    var fields: [String: String] = [:]
    for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields[String(sides[0])] = Self.unescaped(sides.count > 1 ? sides[1] : "")
    }
    return fields
  }

  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2 {
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)!)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 32 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The access key in the signature; nil for an unsigned request.
  var signer: String? {
    guard let text = headers["authorization"],
      let start = text.firstRange(of: "Credential=")?.upperBound
    else { return nil }
    return String(text[start...].prefix { $0 != "/" })
  }
}
