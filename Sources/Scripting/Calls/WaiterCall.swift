import AWSWire
import Documents
import LuaKit

/// The call that a waiter makes again and again, and what it makes of each answer. The pace is Lua's:
/// `client:wait` in `aws.lua`.
///
/// <https://docs.aws.amazon.com/boto3/latest/guide/clients.html#waiters>
final class WaiterCall {
  let waiter: Waiter
  private let caller: Caller
  private let operation: Operation
  private let input: Document
  private let options: CallOptions
  private let judge: WaiterJudge

  init(
    caller: Caller, waiter: Waiter, operation: Operation, input: Document, options: CallOptions
  ) throws(AWSError) {
    self.caller = caller
    self.waiter = waiter
    self.operation = operation
    self.input = input
    self.options = options
    judge = try WaiterJudge(waiter)
    // A mistake in the input is raised where the script made it.
    _ = try caller.checker.check(input, for: operation)
  }

  /// Calls once and pushes `success`, `failure` or `retry`, the answer or nil, and AWS's error or nil.
  /// An error that the waiter does not know is raised. A dry run that answers by itself succeeds.
  func ask(on thread: LuaThread) throws -> LuaReturn {
    let request = try caller.raising(on: thread) { () throws(AWSError) in
      try caller.request(operation, input, options)
    }
    guard let request else {
      let answer = try caller.raising(on: thread) { () throws(AWSError) in
        try caller.standIn(for: operation)
      }
      try thread.push(Waiter.Acceptor.Outcome.success.rawValue)
      try thread.push(answer)
      return 2
    }
    return try caller.scheduler.wait(on: thread) { [caller] in
      await caller.send(request)
    } then: { [self] thread, result in
      try push(result, on: thread)
    }
  }

  private func push(_ result: Result<Response, AWSError>, on thread: LuaThread) throws -> LuaReturn
  {
    let outcome = judge.outcome(of: result)
    switch result {
    case .success(let response):
      try thread.push((outcome ?? .retry).rawValue)
      try thread.push(response.output)
      return 2
    case .failure(let error):
      let failure = caller.errors.error(error, on: thread)
      guard let outcome, let value = failure.value else { throw failure }
      try thread.push(outcome.rawValue)
      thread.pushNil()
      thread.push(value)
      return 3
    }
  }
}
