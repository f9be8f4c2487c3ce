import AWSRuntime
import LuaKit

/// Runs a script's tasks on the event loop, one at a time, in the order in which they became ready.
///
/// A Swift function that has to wait calls ``wait(on:_:then:)``. Where Lua can yield, the whole task
/// is suspended and others go on; where it cannot (a sort comparator, a gsub callback, `require`),
/// the wait turns the loop on the spot: transfers advance, no other task runs.
final class Scheduler {
  let loop: EventLoop
  let lua: LuaState
  private(set) var current: ScriptTask?
  private var ready: [ScriptTask] = []
  /// Tasks without an outcome, in the order they were started.
  private(set) var live: [ScriptTask] = []
  /// The first error of a spawned task that ended before anyone asked for it.
  private var uncollected: [ScriptTask] = []
  private var handledInterrupt: Int32?

  init(loop: EventLoop, lua: LuaState) {
    self.loop = loop
    self.lua = lua
    lua.onBlock = { [unowned self] in
      // The innermost call yielded, so its wait is the current task's.
      guard let task = current, let wait = task.wait else { return }
      task.wait = nil
      drive(until: wait)
    }
  }

  // MARK: Starting

  /// Makes a task of a function and its arguments on top of a stack; it starts when others wait.
  func start(from thread: LuaThread, arguments: Int32) throws(LuaError) -> ScriptTask {
    let task = ScriptTask(try LuaCoroutine(from: thread, arguments: arguments))
    live.append(task)
    ready.append(task)
    return task
  }

  // MARK: Waiting

  /// Ends a Swift function by waiting for async work, whose result `then` turns into Lua's.
  func wait<T>(
    on thread: LuaThread, _ work: @escaping () async -> T,
    then: @escaping (LuaThread, T) throws -> LuaReturn
  ) throws -> LuaReturn {
    let wait = try pendingWait(on: thread)
    var result: T?
    let job = loop.spawn {
      result = await work()
      wait.complete()
    }
    wait.stop = { job.cancel() }
    return try suspend(thread, wait) { try then($0, result!) }
  }

  /// Ends a Swift function by waiting until every task has an outcome, or, with `failFast`, until
  /// one of them has failed.
  func wait(
    on thread: LuaThread, for tasks: [ScriptTask], failFast: Bool,
    then: @escaping (LuaThread) throws -> LuaReturn
  ) throws -> LuaReturn {
    func isOver() -> Bool {
      failFast && tasks.contains { if case .failed = $0.outcome { true } else { false } }
        || tasks.allSatisfy { $0.outcome != nil }
    }
    if isOver() { return try then(thread) }
    let wait = try pendingWait(on: thread, isForTasks: true)
    if tasks.contains(where: { $0 === current }) { throw LuaError("a task cannot wait for itself") }
    guard thread.isYieldable else { throw Self.cannotWaitForTasks }
    for task in tasks where task.outcome == nil { task.waiters.append(wait) }
    let end = wait.onEnd
    wait.onEnd = { wait in
      for task in tasks { task.waiters.removeAll { $0 === wait } }
      end(wait)
    }
    wait.isOver = isOver
    return try suspend(thread, wait, then: then)
  }

  private static let cannotWaitForTasks = LuaError(
    "cannot wait for a task here: Lua cannot yield in a sort comparator, a gsub callback, a "
      + "metamethod called from C, or require")

  private func pendingWait(on thread: LuaThread, isForTasks: Bool = false) throws -> PendingWait {
    if thread.isInFinalizer { throw LuaError("AWS calls and waits are refused in a finalizer") }
    guard let current else { throw LuaError("calls and waits need a running task") }
    return PendingWait(task: current, isForTasks: isForTasks) { [unowned self] wait in
      // A wait that a nested loop drives is not its task's: nothing to make ready.
      guard wait.task.wait === wait else { return }
      wait.task.wait = nil
      ready.append(wait.task)
    }
  }

  private func suspend(
    _ thread: LuaThread, _ wait: PendingWait, then: @escaping (LuaThread) throws -> LuaReturn
  ) throws -> LuaReturn {
    if thread.isYieldable {
      wait.task.wait = wait
      return thread.yield { [unowned self] thread in
        try checkAbandoned(wait, thread)
        return try then(thread)
      }
    }
    drive(until: wait)
    try checkAbandoned(wait, thread)
    return try then(thread)
  }

  private func drive(until wait: PendingWait) {
    if wait.isForTasks { wait.abandon() }
    while !wait.isDone, !wait.isAbandoned {
      if lua.pendingInterrupt != nil { return wait.abandon() }
      loop.turn()
    }
  }

  private func checkAbandoned(_ wait: PendingWait, _ thread: LuaThread) throws {
    guard wait.isAbandoned else { return }
    if wait.isForTasks, lua.pendingInterrupt == nil, !wait.task.isCancelled {
      throw Self.cannotWaitForTasks
    }
    lua.acknowledgeInterrupt()
    lua.pushInterruptValue(to: thread)
    throw LuaError(value: try thread.popReference(), message: "cancelled")
  }

  // MARK: Cancelling

  /// Ends a task: its wait is abandoned, and from there its stack unwinds. Cannot be caught.
  func cancel(_ task: ScriptTask) {
    guard task.outcome == nil, !task.isCancelled else { return }
    task.isCancelled = true
    task.isCollected = true
    if let wait = task.wait {
      wait.abandon()
    } else if !task.hasStarted {
      ready.removeAll { $0 === task }
      finish(task, .cancelled)
    }
  }

  /// After an interrupt: every task that waits unwinds, one that has not begun never does.
  private func interruptAll() {
    guard let reason = lua.pendingInterrupt, reason != handledInterrupt else { return }
    handledInterrupt = reason
    for task in live { cancel(task) }
  }

  // MARK: Running

  /// Runs until a task and all others have ended. Returns the first error that nobody collected.
  func run(until main: ScriptTask) -> LuaError? {
    main.isCollected = true
    handledInterrupt = nil
    while true {
      interruptAll()
      if case .failed = main.outcome { for task in live { cancel(task) } }
      if live.isEmpty { break }
      step(mayWait: true)
    }
    let error = uncollected.lazy.compactMap { task -> LuaError? in
      if !task.isCollected, case .failed(let error) = task.outcome { error } else { nil }
    }.first
    uncollected = []
    return error
  }

  /// Runs background tasks until a descriptor can be read, or an interrupt comes.
  func run(untilReadable descriptor: Int32) {
    loop.watch(descriptor)
    defer { loop.unwatch(descriptor) }
    while lua.pendingInterrupt == nil {
      if step(mayWait: true).contains(descriptor) { return }
    }
  }

  /// Resumes each task that is ready, then turns the loop once.
  @discardableResult
  private func step(mayWait: Bool) -> [Int32] {
    let batch = ready
    ready = []
    for task in batch { resume(task) }
    if mayWait, ready.isEmpty, !live.isEmpty, live.allSatisfy({ $0.wait?.isForTasks == true }) {
      // Tasks that all wait for one another would wait for ever.
      live[0].wait?.abandon()
    }
    guard lua.pendingInterrupt == nil || handledInterrupt != nil else { return [] }
    return loop.turn(timeout: ready.isEmpty && !batchEnded(batch) ? nil : 0)
  }

  /// True where a task of the batch ended, so that the caller may be done.
  private func batchEnded(_ batch: [ScriptTask]) -> Bool {
    batch.contains { $0.outcome != nil } || live.isEmpty
  }

  private func resume(_ task: ScriptTask) {
    guard task.outcome == nil else { return }
    let previous = current
    current = task
    task.hasStarted = true
    lua.setCancelling(task.isCancelled)
    let outcome = task.coroutine.resume()
    lua.setCancelling(false)
    current = previous
    switch outcome {
    case .waiting: break
    case .returned(let count): finish(task, .values(count))
    case .failed(let error):
      finish(task, task.isCancelled && lua.pendingInterrupt == nil ? .cancelled : .failed(error))
    case .yielded:
      task.coroutine.close()
      finish(task, .failed(LuaError("attempt to yield from outside a coroutine")))
    }
  }

  private func finish(_ task: ScriptTask, _ outcome: ScriptTask.Outcome) {
    task.outcome = outcome
    live.removeAll { $0 === task }
    if case .failed = outcome, !task.isCollected { uncollected.append(task) }
    for wait in task.waiters where wait.isOver() { wait.complete() }
  }
}
