import AWSSigning
import AWSWire
import Documents

@testable import AWSRuntime

/// A live backend that talks to a fault server: everything real but where it goes, its clock, its
/// dice and its waits.
final class PipelineFixture {
  let server: FaultServer
  let loop = EventLoop()
  private(set) var backend: LiveBackend! = nil
  /// 2015-08-30T12:36:00Z, moved by hand and by waits.
  var date = 1_440_938_160.0
  /// Every wait between attempts.
  var waits: [Double] = []
  var waitsForReal = false
  var events: [TraceEvent] = []
  var maxAttempts = 3
  var retryMode = RetryMode.standard
  var keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/SECRET")
  /// What a refresh puts in place of `keys`.
  var freshKeys: Credentials?
  /// Thrown in place of `keys`.
  var refusal: AWSError?
  /// Overrides the server's address.
  var endpoint: String?
  var compressionThreshold: Int?

  init(
    readTimeout: Double = 10, tracesExchanges: Bool = false,
    _ answer: @escaping @Sendable (_ number: Int, FaultServer.Received) -> [FaultServer.Step]
  ) {
    server = FaultServer(answer)
    var environment = CallEnvironment(loop: loop)
    environment.date = { [unowned self] in date }
    environment.random = { 0.5 }
    environment.uuid = { "11111111-2222-4333-8444-555555555555" }
    environment.sleep = { [unowned self] seconds in
      waits.append(seconds)
      if waitsForReal { try await loop.sleep(for: seconds) }
      date += seconds
    }
    var options = LiveBackend.Options(
      userAgent: UserAgent.text(version: "0.1", script: "né\r\nX: 1", runID: "7f 3a"))
    options.readTimeout = readTimeout
    options.tracesExchanges = tracesExchanges
    backend = LiveBackend(
      resolver: Seam(fixture: self), transport: CurlTransport(loop: loop), environment: environment,
      options: options)
    backend.trace = { [unowned self] in events.append($0) }
  }

  deinit { server.stop() }

  func call(
    _ operation: String = "DescribeAlarms", service: String = "cloudwatch",
    input: Document = [:], timeout: Double? = nil, pace: Pace = .published,
    speaking wireProtocol: WireProtocol? = nil
  ) throws(AWSError) -> Response {
    let operation = try ModelStore().service(service).operation(operation)
    let request = Request(
      operation: operation, input: input, timeout: timeout, pace: pace, wireProtocol: wireProtocol)
    return try loop.run { () async throws(AWSError) in try await self.backend.send(request) }
  }

  /// Where the backend meets the fixture, which owns it.
  private final class Seam: CallResolver, CredentialProvider {
    unowned let fixture: PipelineFixture

    init(fixture: PipelineFixture) { self.fixture = fixture }

    func target(for request: Request) throws(AWSError) -> CallTarget {
      CallTarget(
        region: "eu-west-1",
        endpoint: Endpoint(
          url: EndpointURL(fixture.endpoint ?? fixture.server.url)!, signingRegion: "eu-west-1",
          signingName: request.operation.service.signingName),
        credentials: self, maxAttempts: request.maxAttempts ?? fixture.maxAttempts,
        retryMode: fixture.retryMode, compressionThreshold: fixture.compressionThreshold)
    }

    func credentials() async throws(AWSError) -> Credentials {
      if let refusal = fixture.refusal { throw refusal }
      return fixture.keys
    }

    func invalidate(_ refused: Credentials) {
      if let freshKeys = fixture.freshKeys { fixture.keys = freshKeys }
    }
  }
}

/// Answers as CloudWatch gives them.
enum Answer {
  static let alarms = FaultServer.response(
    200, #"{"MetricAlarms":[{"AlarmName":"cpu"}]}"#, headers: ["x-amzn-RequestId": "good-1"])

  static func error(
    _ code: String, _ status: Int = 400, message: String = "So it is.",
    headers: [String: String] = [:]
  ) -> FaultServer.Step {
    FaultServer.response(
      status, #"{"__type":"com.amazonaws.cloudwatch#\#(code)","message":"\#(message)"}"#,
      headers: headers.merging(["x-amzn-RequestId": "bad-1"]) { $1 })
  }
}
