import AWSSigning
import AWSWire

/// Answers calls by asking AWS, or whatever the configured endpoints name.
///
/// The way of one call:
///
/// 1. **Resolve**: Region, endpoint, signing scope, source of credentials, number of attempts.
/// 2. **Encode**: the operation's codec makes the request, and large bodies are compressed where the
///    operation takes that; idempotency tokens are filled in here,
///    once, so that every attempt carries the same.
/// 3. **Retry**, for each attempt:
///    0. Wait for the pace (``Pacer``), and in adaptive mode for the client's own rate.
///    1. **Credentials** of the moment.
///    2. **Sign**, with the date of the moment, corrected by the skew that AWS reported.
///    3. **Send**, and read the whole answer.
///    4. **Decode** the document or the service's error.
///    5. Judge: a transient failure or throttling waits and goes again, as the quota allows;
///       expired credentials and a wrong clock are put right once.
/// 4. Complete the error or the response with what the pipeline knows.
///
/// Lives on its loop's thread. Calls may overlap.
public final class LiveBackend: Backend {
  public struct Options: Sendable {
    public var connectTimeout = 5.0
    public var readTimeout = 60.0
    /// For one call with its retries, where the request does not say.
    public var callTimeout = 300.0
    /// Traces what was sent and what came, without values; see ``TraceEvent/exchange(_:)``.
    public var tracesExchanges = false
    public var userAgent: String

    /// - Parameter userAgent: See ``UserAgent/text(version:script:runID:)``.
    public init(userAgent: String) { self.userAgent = userAgent }
  }

  public let options: Options
  /// Called for what happens inside calls; see ``TraceEvent``.
  public var trace: ((TraceEvent) -> Void)?
  /// Asked before each attempt that a script's call makes, and told how it ended.
  public var meter: (any AttemptMeter)?
  /// Told what a person has to know although the call succeeded.
  public var warn: (String) -> Void = { _ in }

  let resolver: any CallResolver
  let transport: any Transport
  let environment: CallEnvironment
  let signer = Signer()
  private let pacer = Pacer()
  /// By host and port.
  private var hosts: [String: HostState] = [:]

  /// A backend over libcurl, as environment and profiles configure it.
  ///
  /// - Parameters:
  ///   - sessionName: of roles that are assumed without a name of their own.
  ///   - askMFA: asks a person for the code of an MFA device; nil where there is nobody.
  public convenience init(
    configuration: Configuration, loop: EventLoop, options: Options,
    sessionName: String? = nil,
    askMFA: ((MFAQuestion) async -> String?)? = nil
  ) {
    let transport = CurlTransport(
      loop: loop, proxies: Proxies(environment: configuration.environment))
    let environment = CallEnvironment(loop: loop)
    let services = LiveCredentialServices(
      transport: transport, environment: environment, loop: loop, options: options,
      sessionName: sessionName
        ?? RoleSessionName.text(run: String(environment.uuid().prefix(8))))
    services.askMFA = askMFA
    self.init(
      resolver: ConfiguredResolver(configuration, credentials: CredentialProviders(services)),
      transport: transport, environment: environment, options: options)
    services.trace = { [weak self] in self?.trace?($0) }
    services.onWarning = { [weak self] in self?.warn($0) }
  }

  public init(
    resolver: any CallResolver, transport: any Transport, environment: CallEnvironment,
    options: Options
  ) {
    self.resolver = resolver
    self.transport = transport
    self.environment = environment
    self.options = options
  }

  /// A backend with the same credentials and connections that neither counts, nor traces, nor warns: for
  /// what nobody asked for by a call.
  public func quiet() -> LiveBackend {
    var options = options
    options.tracesExchanges = false
    return LiveBackend(
      resolver: resolver, transport: transport, environment: environment, options: options)
  }

  public func send(_ request: Request) async throws(AWSError) -> Response {
    let operation = request.operation
    var call: Call
    do throws(AWSError) {
      let target = try resolver.target(for: request)
      let codec = try Codecs.codec(for: operation, speaking: request.wireProtocol)
      let wire = try codec.encode(operation, request.input)
        .compressed(for: operation, threshold: target.compressionThreshold)
      call = Call(
        operation: operation, input: request.input, projection: request.projection, target: target,
        host: host(of: target.endpoint),
        codec: codec,
        wire: wire, invocationID: environment.uuid(),
        connectTimeout: request.connectTimeout ?? options.connectTimeout,
        readTimeout: request.readTimeout ?? options.readTimeout)
      call.pace = Pacer.key(for: request, region: target.region, isLocal: call.host.isLocal)
    } catch {
      throw completed(error, operation, region: request.region)
    }
    while true {
      try await waitForTurn(call)
      // Its time begins when it is sent, not while it waits for its turn.
      if call.attempt == 0 {
        call.deadline = environment.now() + (request.timeout ?? options.callTimeout)
      }
      do throws(AWSError) {
        try meter?.begin(operation, request.input, attempt: call.attempt + 1)
      } catch {
        throw completed(error, call)
      }
      call.attempt += 1
      let outcome = await attempt(&call)
      tell(meter, call, outcome)
      switch outcome {
      case .success(var response):
        call.host.quota.release(call.quotaTaken)
        learn(call, isThrottled: false)
        response.attempts = call.attempt
        if call.mayHaveTakenEffect { warnOfRepetition(call) }
        return response
      case .failure(let failure):
        guard failure.wasSent else {
          call.attempt -= 1
          throw completed(failure.error, call)
        }
        learn(call, isThrottled: Retry.throttlingCodes.contains(failure.error.code))
        call.reasons.append(failure.reason)
        if failure.isAmbiguous, !OperationEffect.isIdempotent(operation) {
          call.mayHaveTakenEffect = true
        }
        guard let delay = try await delay(after: failure, &call) else {
          throw completed(failure.error, call)
        }
        trace?(
          .retry(operation: operation.name, delay: delay, reason: failure.reason))
        try await sleep(delay, call)
      }
    }
  }

  private func tell(
    _ meter: (any AttemptMeter)?, _ call: Call, _ outcome: Result<Response, Failure>
  ) {
    var (reached, isThrottled) = (true, false)
    if case .failure(let failure) = outcome {
      reached = failure.hasReached
      isThrottled = failure.error.isThrottling
    }
    meter?.end(call.operation, call.input, reached: reached, isThrottled: isThrottled)
  }

  private func sleep(_ seconds: Double, _ call: Call) async throws(AWSError) {
    do { try await environment.sleep(seconds) } catch {
      let moment = call.attempt == 0 ? "before it was sent" : "between attempts"
      throw completed(
        AWSError(.cancelled, code: "Cancelled", "the call was cancelled \(moment)"), call)
    }
  }

  // MARK: Rates

  /// Waits until the pace lets the next attempt go, and then, in adaptive mode, the client's rate.
  private func waitForTurn(_ call: Call) async throws(AWSError) {
    if let pace = call.pace {
      try await wait(call, .published, pacer.reserve(pace, now: environment.now())) {
        pacer.giveBack(pace)
      }
    }
    if call.target.retryMode == .adaptive {
      let rate = call.host.rate
      try await wait(call, .adaptive, rate.reserve(now: environment.now())) { rate.giveBack() }
    }
  }

  private func wait(
    _ call: Call, _ limit: TraceEvent.Limit, _ seconds: Double, orGiveBack: () -> Void
  ) async throws(AWSError) {
    guard seconds > 0 else { return }
    trace?(.paced(operation: call.operation.name, delay: seconds, limit))
    do throws(AWSError) {
      try await sleep(seconds, call)
    } catch {
      orGiveBack()
      throw error
    }
  }

  private func learn(_ call: Call, isThrottled: Bool) {
    guard call.target.retryMode == .adaptive else { return }
    call.host.rate.update(isThrottled: isThrottled, now: environment.now())
  }

  // MARK: Retry

  /// Seconds until the next attempt; nil where there is to be none.
  private func delay(after failure: Failure, _ call: inout Call) async throws(AWSError) -> Double? {
    let error = failure.error
    if Retry.expiredCodes.contains(error.code), !call.hasRefreshed {
      call.hasRefreshed = true
      do throws(AWSError) {
        if try await hasFreshCredentials(call) { return 0 }
      } catch {
        throw completed(error, call)
      }
    }
    if !call.hasCorrectedClock, correctClock(after: failure, call) {
      call.hasCorrectedClock = true
      return 0
    }
    guard error.isRetryable, call.attempt < call.target.maxAttempts else { return nil }
    let delay = Retry.delay(
      afterAttempt: call.attempt, random: environment.random(), headers: failure.headers,
      date: environment.date())
    // A wait that outlasts the call only makes its error come later.
    guard environment.now() + delay < call.deadline else {
      call.endOfRetries = "no time for another"
      return nil
    }
    guard let cost = call.host.quota.acquire(afterTimeout: error.kind == .timeout) else {
      call.endOfRetries =
        "too many calls to \(call.target.endpoint.url.authority) have failed to try again"
      return nil
    }
    call.quotaTaken = cost
    return delay
  }

  /// Has the provider look again, unless it has done so since; false where it comes back with the
  /// same.
  private func hasFreshCredentials(_ call: Call) async throws(AWSError) -> Bool {
    guard let provider = call.target.credentials, let refused = call.credentials else {
      return false
    }
    provider.invalidate(refused)
    return try await provider.credentials() != refused
  }

  private func host(of endpoint: Endpoint) -> HostState {
    let authority = endpoint.url.authority
    if let host = hosts[authority] { return host }
    let host = HostState(endpoint.url, now: environment.now())
    hosts[authority] = host
    return host
  }

  /// Notes how far off this machine's clock is, where the failure says that it is.
  private func correctClock(after failure: Failure, _ call: Call) -> Bool {
    let code = failure.error.code
    guard Retry.skewCodes.contains(code) || Retry.signatureCodes.contains(code),
      let date = failure.headers["date"].flatMap({ Timestamp.parse($0) })
    else { return false }
    let skew = date - environment.date()
    // A wrong key gives the same codes: four minutes is what AWS tolerates, less one.
    guard abs(skew - call.host.skew) > 240 else { return false }
    call.host.skew = skew
    return true
  }

  // MARK: Errors

  private func completed(_ error: AWSError, _ call: Call) -> AWSError {
    var error = completed(error, call.operation, region: call.target.region)
    error.attempts = call.attempt
    if error.kind == .aws,
      let hint = ErrorHints.hint(for: error.code, call.operation, region: call.target.region)
    {
      if error.message.hasSuffix(".") { error.message.removeLast() }
      error.message += error.message.isEmpty ? hint : "; \(hint)"
    }
    let isStopped = error.kind == .policy && !call.reasons.isEmpty
    if call.attempt > 1 || call.endOfRetries != nil || isStopped {
      let end = call.endOfRetries.map { "; \($0)" } ?? ""
      error.message +=
        " (\(call.attempt) attempt\(call.attempt == 1 ? "" : "s"): "
        + call.reasons.joined(separator: ", ") + "\(end))"
    }
    if call.mayHaveTakenEffect {
      error.mayHaveTakenEffect = true
      error.message += "; it may have taken effect: look before calling again"
    }
    return error
  }

  /// Says that a change which succeeded in the end may have been made by an earlier attempt, too.
  private func warnOfRepetition(_ call: Call) {
    warn(
      "\(call.operation.service.name):\(call.operation.name) in \(call.target.region) succeeded at "
        + "attempt \(call.attempt), but may have taken effect before, too "
        + "(\(call.reasons.joined(separator: ", ")))")
  }

  private func completed(
    _ error: AWSError, _ operation: Operation, region: String?
  ) -> AWSError {
    var error = error
    error.operation = error.operation ?? operation.name
    error.service = error.service ?? operation.service.name
    error.region = error.region ?? region
    return error
  }
}
