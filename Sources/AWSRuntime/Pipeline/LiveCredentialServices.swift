import AWSWire
import Documents

/// The services that sources of credentials get: the same transport, clocks and pipeline as calls.
public final class LiveCredentialServices: CredentialServices {
  public let environment: CallEnvironment
  public let loop: EventLoop
  public let sessionName: String
  /// Asks a person for the code of an MFA device; nil where there is nobody.
  public var askMFA: ((MFAQuestion) async -> String?)?
  /// Called for what happens inside calls of STS, and for refreshes that failed.
  public var trace: ((TraceEvent) -> Void)?
  /// Called with what a person should know though the run goes on.
  public var onWarning: (String) -> Void = { _ in }

  private let transport: any Transport
  private let options: LiveBackend.Options
  private let models = ModelStore()
  /// A person is asked one question at a time.
  private var isAsking = false
  private var questions: [UnsafeContinuation<Void, Never>] = []

  /// - Parameter sessionName: see ``RoleSessionName``.
  public init(
    transport: any Transport, environment: CallEnvironment, loop: EventLoop,
    options: LiveBackend.Options, sessionName: String
  ) {
    self.transport = transport
    self.environment = environment
    self.loop = loop
    self.options = options
    self.sessionName = sessionName
  }

  public func callSTS(
    _ operation: String, _ input: Document, at configuration: Configuration, region: String,
    credentials: (any CredentialProvider)?
  ) async throws(AWSError) -> Document {
    let service = try models.service("sts")
    let backend = LiveBackend(
      resolver: FixedTarget(
        target: CallTarget(
          region: region,
          endpoint: try configuration.endpoint(for: service.metadata, region: region),
          credentials: credentials, maxAttempts: try configuration.maxAttempts(),
          caBundle: try configuration.caBundle())), transport: transport, environment: environment,
      options: options)
    backend.trace = { [weak self] in self?.trace?($0) }
    let request = Request(
      operation: try service.operation(operation), input: input, region: region, timeout: 60)
    return try await backend.send(request).output
  }

  public func fetch(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    var request = request
    request.headers.append(("User-Agent", options.userAgent))
    request.connectTimeout = min(request.connectTimeout, options.connectTimeout)
    return try await transport.send(request)
  }

  public func mfaCode(_ question: MFAQuestion) async -> String? {
    guard let askMFA else { return nil }
    while isAsking { await withUnsafeContinuation { questions.append($0) } }
    isAsking = true
    defer {
      isAsking = false
      if !questions.isEmpty { questions.removeFirst().resume() }
    }
    return await askMFA(question)
  }

  public func noteFailedRefresh(of place: String, _ error: AWSError) {
    trace?(.refreshFailed(source: place, reason: error.message))
  }

  public func warn(_ message: String) { onWarning(message) }

  /// Sends every call to one place.
  private final class FixedTarget: CallResolver {
    private let target: CallTarget

    init(target: CallTarget) { self.target = target }

    func target(for request: Request) throws(AWSError) -> CallTarget { target }
  }
}

/// The name of a role's session, by which CloudTrail tells who made a call.
public enum RoleSessionName {
  /// `moonwatch`, the script and the run, as far as 64 characters go. What STS does not allow in a
  /// name becomes `-`.
  public static func text(script: String? = nil, run: String) -> String {
    let tail = "-\(run)"
    let head = (["moonwatch"] + [script].compactMap { $0 }).joined(separator: "-")
    let text = head.prefix(max(64 - tail.count, 0)) + tail
    return String(
      text.prefix(64).map { character in
        character.isASCII
          && (character.isLetter || character.isNumber || "_+=,.@-".contains(character))
          ? character : "-"
      })
  }
}
