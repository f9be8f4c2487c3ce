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
    public var userAgent: String

    /// - Parameter userAgent: See ``UserAgent/text(version:suffix:)``.
    public init(userAgent: String) { self.userAgent = userAgent }
  }

  public let options: Options
  /// Called for what happens inside calls; see ``TraceEvent``.
  public var trace: ((TraceEvent) -> Void)?

  let resolver: any CallResolver
  let transport: any Transport
  let environment: CallEnvironment
  let signer = Signer()
  /// By host.
  private var quotas: [String: RetryQuota] = [:]
  /// Seconds to add to this machine's clock, by host.
  private(set) var skews: [String: Double] = [:]

  /// A backend over libcurl, as environment and profiles configure it.
  public convenience init(configuration: Configuration, loop: EventLoop, options: Options) {
    self.init(
      resolver: ConfiguredResolver(configuration), transport: CurlTransport(loop: loop),
      environment: CallEnvironment(loop: loop), options: options)
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

  public func send(_ request: Request) async throws(AWSError) -> Response {
    let operation = request.operation
    var call: Call
    do throws(AWSError) {
      let target = try resolver.target(for: request)
      let codec = try Codecs.codec(for: operation, speaking: request.wireProtocol)
      let wire = try codec.encode(operation, request.input)
        .compressed(for: operation, threshold: target.compressionThreshold)
      call = Call(
        operation: operation, target: target, codec: codec, wire: wire,
        invocationID: environment.uuid(),
        deadline: environment.now() + (request.timeout ?? options.callTimeout))
    } catch {
      throw completed(error, operation, region: request.region)
    }
    while true {
      call.attempt += 1
      let outcome = await attempt(call)
      switch outcome {
      case .success(var response):
        quota(of: call.target).release(call.quotaTaken)
        response.attempts = call.attempt
        return response
      case .failure(let failure):
        guard failure.wasSent else {
          call.attempt -= 1
          throw completed(failure.error, call)
        }
        call.reasons.append(failure.reason)
        guard let delay = try await delay(after: failure, &call) else {
          throw completed(failure.error, call)
        }
        trace?(
          .retry(operation: operation.name, delay: delay, reason: failure.reason))
        do { try await environment.sleep(delay) } catch {
          throw completed(
            AWSError(.cancelled, code: "Cancelled", "the call was cancelled between attempts"), call
          )
        }
      }
    }
  }

  // MARK: Retry

  /// Seconds until the next attempt; nil where there is to be none.
  private func delay(after failure: Failure, _ call: inout Call) async throws(AWSError) -> Double? {
    let error = failure.error
    if Retry.expiredCodes.contains(error.code), !call.hasRefreshed {
      call.hasRefreshed = true
      do throws(AWSError) {
        if try await hasFreshCredentials(call.target) { return 0 }
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
    guard let cost = quota(of: call.target).acquire(afterTimeout: error.kind == .timeout) else {
      call.endOfRetries =
        "too many calls to \(call.target.endpoint.url.authority) have failed to try again"
      return nil
    }
    call.quotaTaken = cost
    return delay
  }

  /// Has the provider look again; false where it comes back with the same.
  private func hasFreshCredentials(_ target: CallTarget) async throws(AWSError) -> Bool {
    guard let provider = target.credentials else { return false }
    let refused = try await provider.credentials()
    provider.invalidate()
    return try await provider.credentials() != refused
  }

  private func quota(of target: CallTarget) -> RetryQuota {
    let key = target.endpoint.url.authority
    if let quota = quotas[key] { return quota }
    let quota = RetryQuota()
    quotas[key] = quota
    return quota
  }

  /// Notes how far off this machine's clock is, where the failure says that it is.
  private func correctClock(after failure: Failure, _ call: Call) -> Bool {
    let code = failure.error.code
    guard Retry.skewCodes.contains(code) || Retry.signatureCodes.contains(code),
      let date = failure.headers["date"].flatMap({ Timestamp.parse($0) })
    else { return false }
    let skew = date - environment.date()
    let host = call.target.endpoint.url.authority
    let used = skews[host] ?? 0
    // A wrong key gives the same codes: four minutes is what AWS tolerates, less one.
    guard abs(skew - used) > 240 else { return false }
    skews[host] = skew
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
    if call.attempt > 1 || call.endOfRetries != nil {
      let end = call.endOfRetries.map { "; \($0)" } ?? ""
      error.message +=
        " (\(call.attempt) attempt\(call.attempt == 1 ? "" : "s"): "
        + call.reasons.joined(separator: ", ") + "\(end))"
    }
    return error
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
