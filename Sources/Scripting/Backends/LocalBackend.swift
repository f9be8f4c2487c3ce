import AWSRuntime
import AWSWire
import Documents
import Simulator

/// The embedded cloud as scripts reach it: with the faults that it was told to have, and with live
/// AWS's retries around them.
///
/// Retries follow the same rules as on live AWS (codes, statuses, delays, quota, three attempts unless
/// `max_attempts` or `AWS_MAX_ATTEMPTS` says otherwise); their delays pass on the cloud's clock. The
/// cloud's own answers to what is wrong with a call are final, as they are there.
final class LocalBackend: Backend {
  let cloud: SimulatedCloud
  let time: CloudTime
  var faults: [Fault] = []
  /// Told of each retry.
  var trace: ((TraceEvent) -> Void)?
  private let maxAttempts: Int
  /// By service and Region.
  private var quotas: [String: RetryQuota] = [:]

  init(_ time: CloudTime, environment: [String: String]) {
    cloud = time.cloud
    self.time = time
    maxAttempts = environment["AWS_MAX_ATTEMPTS"].flatMap { Int($0) }.map { max($0, 1) } ?? 3
  }

  func send(_ request: Request) async throws(AWSError) -> Response {
    guard faults.contains(where: { $0.matches(request.operation, region: request.region) }) else {
      return try cloud.perform(request)
    }
    let quota = quota(of: request)
    let limit = request.maxAttempts ?? maxAttempts
    var reasons: [String] = []
    var taken: Int?
    var mayHaveTakenEffect = false
    while true {
      do throws(Failure) {
        var response = try await attempt(request)
        quota.release(taken)
        response.attempts = reasons.count + 1
        return response
      } catch {
        reasons.append(error.error.code)
        if error.isAmbiguous, !OperationEffect.isIdempotent(request.operation) {
          mayHaveTakenEffect = true
        }
        taken = nil
        if error.error.isRetryable, reasons.count < limit {
          taken = quota.acquire(afterTimeout: error.error.kind == .timeout)
        }
        guard taken != nil else {
          throw completed(error.error, request, reasons, mayHaveTakenEffect)
        }
        let delay = delay(after: reasons.count)
        trace?(
          .retry(operation: request.operation.name, delay: delay, reason: error.error.code))
        try await sleep(delay, request)
      }
    }
  }

  // MARK: One attempt

  private struct Failure: Error {
    var error: AWSError
    /// True where the cloud may have done what it was asked all the same.
    var isAmbiguous = false
  }

  private func attempt(_ request: Request) async throws(Failure) -> Response {
    let striking = faults.filter {
      $0.matches(request.operation, region: request.region) && $0.strikes()
    }
    let latency = striking.reduce(0) { $0 + $1.latency }
    let patience = request.readTimeout ?? 60
    do throws(AWSError) {
      if latency > 0 { try await sleep(min(latency, patience), request) }
    } catch {
      throw Failure(error: error)
    }
    if latency >= patience {
      try answer(FaultErrors.effect("ReadTimeout", status: nil, message: nil), striking, request)
    }
    var response: Response?
    for fault in striking {
      guard let effect = fault.effect else { continue }
      if case .partialData(let status) = effect {
        response = try partial(try perform(request), of: request, status: status)
      } else {
        try answer(effect, striking, request)
      }
    }
    if let response { return response }
    return try perform(request)
  }

  private func perform(_ request: Request) throws(Failure) -> Response {
    do throws(AWSError) {
      return try cloud.perform(request)
    } catch {
      throw Failure(error: error)
    }
  }

  /// Fails as a fault says, the call done or not.
  private func answer(_ effect: Fault.Effect, _ striking: [Fault], _ request: Request)
    throws(Failure)
  {
    if striking.contains(where: \.takesEffect) { _ = try perform(request) }
    switch effect {
    case .answer(var error):
      error.requestID = cloud.makeRequestID()
      throw Failure(
        error: error, isAmbiguous: Retry.isAmbiguous(code: error.code, status: error.status))
    case .transport(let error, let wasSent):
      throw Failure(error: error, isAmbiguous: wasSent)
    case .partialData: break
    }
  }

  /// The answer of GetMetricData where some of its points could not be had: of every query the first
  /// half is left, or nothing at all where the status is no `PartialData`.
  private func partial(_ response: Response, of request: Request, status: String)
    throws(Failure) -> Response
  {
    let keepsSome = status == "PartialData"
    let output = Document(
      entries: response.output.entries.map { name, value in
        guard name == "MetricDataResults" else { return (name, value) }
        return (name, Document(value.elements.map { Self.cut($0, status, keepsSome) }))
      })
    var response = response
    do throws(AWSError) {
      response.output = try OutputShaper.conform(output, to: request.operation)
    } catch {
      throw Failure(error: error)
    }
    return response
  }

  private static func cut(_ result: Document, _ status: String, _ keepsSome: Bool) -> Document {
    Document(
      entries: result.entries.map { name, value in
        switch name {
        case "StatusCode": return (name, Document(status))
        case "Timestamps", "Values":
          return (name, Document(Array(value.elements).prefix(keepsSome ? value.count / 2 : 0)))
        default: return (name, value)
        }
      })
  }

  // MARK: Retries

  private func quota(of request: Request) -> RetryQuota {
    let key = "\(request.operation.service.name)/\(request.region ?? "")"
    if let quota = quotas[key] { return quota }
    let quota = RetryQuota()
    quotas[key] = quota
    return quota
  }

  /// The longest that live AWS's would be where the clock stands, so that runs can be repeated.
  private func delay(after attempt: Int) -> Double {
    Retry.delay(
      afterAttempt: attempt, random: cloud.clock.isRunning ? Double.random(in: 0...1) : 1,
      headers: [:], date: time.now)
  }

  private func sleep(_ seconds: Double, _ request: Request) async throws(AWSError) {
    do {
      try await time.sleep(for: seconds)
    } catch {
      throw completed(
        AWSError(.cancelled, code: "Cancelled", "the call was cancelled"), request, [], false)
    }
  }

  private func completed(
    _ error: AWSError, _ request: Request, _ reasons: [String], _ mayHaveTakenEffect: Bool
  ) -> AWSError {
    var error = error
    error.operation = request.operation.name
    error.service = request.operation.service.name
    error.region = request.region ?? "us-east-1"
    error.attempts = reasons.count
    if reasons.count > 1 {
      error.message += " (\(reasons.count) attempts: \(reasons.joined(separator: ", ")))"
    }
    if mayHaveTakenEffect {
      error.mayHaveTakenEffect = true
      error.message += "; it may have taken effect: look before calling again"
    }
    return error
  }
}
