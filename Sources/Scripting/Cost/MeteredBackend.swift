import AWSRuntime
import AWSWire

/// Counts the calls that another backend answers. The live one tells the meter of each attempt itself;
/// for the embedded cloud and a replay they are counted here, so that a budget can be tried there.
final class MeteredBackend: Backend {
  private let inner: any Backend
  private let meter: Meter
  private let countsAttempts: Bool

  /// - Parameter countsAttempts: false where the inner backend tells the meter of each attempt.
  init(around inner: any Backend, meter: Meter, countsAttempts: Bool) {
    self.inner = inner
    self.meter = meter
    self.countsAttempts = countsAttempts
  }

  /// Throws what the inner backend throws, and kind `policy` for a call that would pass the budget.
  func send(_ request: Request) async throws(AWSError) -> Response {
    if countsAttempts { try meter.begin(request.operation, request.input, attempt: 1) }
    let outcome: Result<Response, AWSError>
    do throws(AWSError) {
      outcome = .success(try await inner.send(request))
    } catch {
      outcome = .failure(error)
    }
    if countsAttempts { try endAttempts(of: request, outcome) }
    count(request, outcome)
    return try outcome.get()
  }

  /// Ends the attempt that was begun. A recorded call may have had several, of which the last ended
  /// so: the others are begun and ended, too.
  private func endAttempts(of request: Request, _ outcome: Result<Response, AWSError>)
    throws(AWSError)
  {
    let (operation, input) = (request.operation, request.input)
    var (attempts, reached, isThrottled) = (1, true, false)
    switch outcome {
    case .success(let response): attempts = response.attempts
    case .failure(let error):
      attempts = error.attempts
      reached = error.kind == .aws || attempts > 0
      isThrottled = error.isThrottling
    }
    for number in 1..<max(attempts, 1) {
      meter.end(operation, input, reached: true, isThrottled: isThrottled)
      try meter.begin(operation, input, attempt: number + 1)
    }
    meter.end(operation, input, reached: reached, isThrottled: isThrottled)
  }

  private func count(_ request: Request, _ outcome: Result<Response, AWSError>) {
    switch outcome {
    case .success(let response):
      meter.noteCall(isPage: request.isPage)
      if !request.operation.isReadOnly { meter.noteChange() }
      meter.settle(request.operation, request.input, response.output)
    case .failure(let error):
      if error.attempts > 0 || error.kind == .aws { meter.noteCall(isPage: request.isPage) }
      if error.mayHaveTakenEffect { meter.noteChange() }
    }
  }
}
