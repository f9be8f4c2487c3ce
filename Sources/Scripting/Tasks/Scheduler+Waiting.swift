import AWSWire
import LuaKit

// Waits: how a Swift function that Lua called gives the thread back until it has an answer.
extension Scheduler {
  /// Ends a Swift function by waiting for async work, whose result `then` turns into Lua's.
  /// `abandoned` is called where the wait ends before the work does.
  func wait<T>(
    on thread: LuaThread, abandoned: @escaping () -> Void = {}, _ work: @escaping () async -> T,
    then: @escaping (LuaThread, T) throws -> LuaReturn
  ) throws -> LuaReturn {
    let wait = PendingWait(task: try waitingTask(thread)) { [unowned self] in makeReady(after: $0) }
    var result: T?
    callsUnderWay += 1
    let job = loop.spawn { [self] in
      result = await work()
      callsUnderWay -= 1
      wait.complete()
    }
    wait.stop = {
      job.cancel()
      abandoned()
    }
    return try suspend(thread, wait) { try then($0, result!) }
  }

  /// Ends a Swift function by waiting for so many seconds, by the embedded cloud's clock where there
  /// is one.
  func sleep(on thread: LuaThread, seconds: Double) throws -> LuaReturn {
    let wait = PendingWait(task: try waitingTask(thread)) { [unowned self] in makeReady(after: $0) }
    if let cloudTime {
      let timer = cloudTime.schedule(after: seconds) { wait.complete() }
      wait.stop = { cloudTime.unschedule(timer) }
      return try suspend(thread, wait) { _ in 0 }
    }
    let timer = loop.schedule(after: seconds) { wait.complete() }
    wait.stop = { [loop] in loop.unschedule(timer) }
    return try suspend(thread, wait) { _ in 0 }
  }

  /// Ends a Swift function by moving the embedded cloud's clock on. Other tasks whose waits are over
  /// meanwhile run at their time.
  func advance(
    on thread: LuaThread, _ cloudTime: CloudTime, by seconds: Double,
    then: @escaping (LuaThread) throws -> LuaReturn
  ) throws -> LuaReturn {
    let wait = PendingWait(task: try waitingTask(thread)) { [unowned self] in makeReady(after: $0) }
    let timer = cloudTime.advance(by: seconds) { wait.complete() }
    wait.stop = { cloudTime.abandonAdvance(timer) }
    return try suspend(thread, wait, then: then)
  }

  /// Ends a Swift function by waiting for tasks. `then` is told which of them ended first; of those
  /// that had already, the first in order; nil for no tasks. Their errors count as collected.
  func wait(
    on thread: LuaThread, for tasks: [ScriptTask], until end: PendingWait.End,
    then: @escaping (LuaThread, ScriptTask?) throws -> LuaReturn
  ) throws -> LuaReturn {
    let collect: (LuaThread, ScriptTask?) throws -> LuaReturn = { thread, first in
      for task in tasks { task.isCollected = true }
      return try then(thread, first)
    }
    let ended = tasks.filter { $0.outcome != nil }
    let isOver =
      switch end {
      case .all: ended.count == tasks.count
      case .failure: ended.count == tasks.count || !ended.allSatisfy(\.hasSucceeded)
      case .first: !ended.isEmpty || tasks.isEmpty
      }
    if isOver { return try collect(thread, ended.first) }
    let task = try waitingTask(thread)
    if tasks.contains(where: { $0 === task }) {
      throw error(on: thread, "Deadlock", "a task cannot wait for itself")
    }
    if isAwaited(task, by: tasks) {
      throw error(
        on: thread, "Deadlock",
        "this task and one that it would wait for would wait for each other for ever")
    }
    guard thread.isYieldable else { throw cannotWaitForTasks(on: thread) }
    let wait = PendingWait(task: task, awaited: tasks, until: end) { [unowned self] in
      makeReady(after: $0)
    }
    return try suspend(thread, wait) { thread in
      try collect(thread, ended.first ?? wait.firstEnded)
    }
  }

  private func cannotWaitForTasks(on thread: LuaThread) -> LuaError {
    error(
      on: thread, "CannotWait",
      "cannot wait for a task here: Lua cannot yield in a sort comparator, a gsub callback, a "
        + "metamethod called from C, or require")
  }

  private func error(on thread: LuaThread, _ code: String, _ message: String) -> LuaError {
    errors.error(AWSError(.argument, code: code, message), on: thread)
  }

  /// True where one of the tasks waits for `task`, by way of others perhaps.
  private func isAwaited(_ task: ScriptTask, by tasks: [ScriptTask]) -> Bool {
    var seen: Set<ObjectIdentifier> = []
    var rest = tasks
    while let next = rest.popLast() {
      guard next.outcome == nil, let wait = next.wait, seen.insert(ObjectIdentifier(next)).inserted
      else { continue }
      if wait.awaited.contains(where: { $0 === task }) { return true }
      rest += wait.awaited
    }
    return false
  }

  // MARK: Suspending

  /// The task that may begin a wait now. Throws where none may: in a finalizer, and in a task that
  /// was told to end and has not yet been.
  private func waitingTask(_ thread: LuaThread) throws -> ScriptTask {
    // A string: Lua's warning about a finalizer drops every other error value.
    if thread.isInFinalizer { throw LuaError("AWS calls and waits are refused in a finalizer") }
    guard let current else { throw LuaError("calls and waits need a running task") }
    if current.cancellationIsDue || lua.isInterruptDue {
      current.cancellationIsDue = false
      throw try cancellation(on: thread)
    }
    return current
  }

  private func suspend(
    _ thread: LuaThread, _ wait: PendingWait, then: @escaping (LuaThread) throws -> LuaReturn
  ) throws -> LuaReturn {
    if thread.isYieldable {
      wait.task.wait = wait
      return thread.yield { [unowned self] thread in
        try check(wait, thread)
        return try then(thread)
      }
    }
    drive(until: wait)
    try check(wait, thread)
    return try then(thread)
  }

  /// Throws where nobody wants the answer any more.
  private func check(_ wait: PendingWait, _ thread: LuaThread) throws {
    let task = wait.task
    guard wait.isAbandoned || task.cancellationIsDue else { return }
    if !wait.awaited.isEmpty, !task.isCancelled, lua.pendingInterrupt == nil {
      throw cannotWaitForTasks(on: thread)
    }
    task.cancellationIsDue = false
    throw try cancellation(on: thread)
  }

  /// What unwinds a task that was cancelled or interrupted.
  private func cancellation(on thread: LuaThread) throws -> LuaError {
    lua.acknowledgeInterrupt()
    lua.pushInterruptValue(to: thread)
    return LuaError(value: try thread.popReference(), message: Self.cancellationMessage)
  }

  static let cancellationMessage = "the script was stopped"

  /// True for what ``cancellation(on:)`` made, as it comes out of Lua.
  func isCancellation(_ error: LuaError) -> Bool {
    error.message.hasSuffix(Self.cancellationMessage)
  }
}
