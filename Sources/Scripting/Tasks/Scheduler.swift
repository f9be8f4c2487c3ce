import AWSRuntime
import LuaKit

/// Runs a script's tasks on the event loop, one at a time, in the order in which they became ready.
///
/// A Swift function that has to wait calls ``wait(on:_:then:)``. Where Lua can yield, the whole task
/// is suspended and others go on; where it cannot (a sort comparator, a gsub callback, `require`),
/// the wait turns the loop on the spot: transfers advance, no other task runs.
final class Scheduler {
  let loop: EventLoop
  /// Unowned: the state holds functions that hold this. Its owner, the host, holds both.
  private(set) unowned var lua: LuaState
  let errors: ErrorTable
  /// The clock that waits are on, under the embedded cloud; nil: the machine's.
  let cloudTime: CloudTime?
  /// Async work that tasks wait for.
  var callsUnderWay = 0
  private(set) var current: ScriptTask?
  private var ready: [ScriptTask] = []
  /// Tasks without an outcome, in the order they were started.
  private(set) var live: [ScriptTask] = []
  /// Tasks that failed before anyone asked for their outcome.
  private var uncollected: [ScriptTask] = []
  /// ``LuaState/interruptCount`` when tasks were last told to end.
  private var handledInterrupts: Int32 = 0

  init(loop: EventLoop, lua: LuaState, errors: ErrorTable, cloudTime: CloudTime? = nil) {
    self.loop = loop
    self.cloudTime = cloudTime
    self.lua = lua
    self.errors = errors
    lua.onBlock = { [unowned self] in
      // The innermost call yielded, so its wait is the current task's.
      guard let task = current, let wait = task.wait else { return }
      task.wait = nil
      drive(until: wait)
    }
  }

  // MARK: Starting and ending tasks

  /// Makes a task of a function and its arguments on top of a stack; it starts when others wait.
  func start(from thread: LuaThread, arguments: Int32) throws(LuaError) -> ScriptTask {
    let task = ScriptTask(try LuaCoroutine(from: thread, arguments: arguments))
    live.append(task)
    ready.append(task)
    return task
  }

  /// Ends a task: its wait is abandoned, and from there its stack unwinds. Cannot be caught.
  func cancel(_ task: ScriptTask) {
    task.isCollected = true
    if !task.isCancelled { end(task) }
  }

  private func end(_ task: ScriptTask) {
    guard task.outcome == nil else { return }
    task.isCancelled = true
    if let wait = task.wait {
      wait.abandon()
    } else if task.hasStarted {
      task.cancellationIsDue = true
    } else {
      ready.removeAll { $0 === task }
      finish(task, .cancelled)
    }
  }

  /// After an interrupt: every task that waits unwinds, one that has not begun never does. A second
  /// interrupt ends the waits of clean-ups, too.
  private func endAllIfInterrupted() {
    guard lua.pendingInterrupt != nil, lua.interruptCount != handledInterrupts else { return }
    handledInterrupts = lua.interruptCount
    for task in live where task.raisedInterrupt != handledInterrupts { end(task) }
  }

  // MARK: Running

  /// Runs until a task has ended, and with it all others where `waitsForAll` is set; an interrupt
  /// ends all in any case. Returns the first error of another task that nobody collected.
  func run(until main: ScriptTask, waitsForAll: Bool) -> LuaError? {
    main.isCollected = true
    while true {
      endAllIfInterrupted()
      if waitsForAll, case .failed = main.outcome { for task in live { cancel(task) } }
      let isOver = waitsForAll || lua.pendingInterrupt != nil ? live.isEmpty : main.outcome != nil
      if isOver { break }
      step()
    }
    defer { uncollected = [] }
    for task in uncollected where !task.isCollected {
      if case .failed(let error) = task.outcome { return error }
    }
    return nil
  }

  /// Runs background tasks until a descriptor can be read, an interrupt comes, or so many seconds
  /// have passed. `afterTasks` is called each time that tasks may have run.
  func run(
    untilReadable descriptor: Int32, timeout: Double? = nil, afterTasks: () -> Void = {}
  ) {
    loop.watch(descriptor)
    defer { loop.unwatch(descriptor) }
    var isOver = false
    let timer = timeout.map { loop.schedule(after: $0) { isOver = true } }
    defer { if let timer { loop.unschedule(timer) } }
    while lua.pendingInterrupt == nil, !isOver {
      let ready = step()
      afterTasks()
      if ready.contains(descriptor) { return }
    }
  }

  /// The errors of tasks that failed and whose outcome nobody asked for, each of them once.
  func takeUncollected() -> [LuaError] {
    defer { uncollected = [] }
    return uncollected.compactMap { task in
      guard !task.isCollected, case .failed(let error) = task.outcome else { return nil }
      return error
    }
  }

  /// Resumes each task that is ready, then turns the loop once: without waiting where a task is ready
  /// again, or ended, so that the caller may be done.
  @discardableResult
  private func step() -> [Int32] {
    let batch = ready
    ready = []
    var anyEnded = false
    for task in batch where task.outcome == nil {
      resume(task)
      anyEnded = anyEnded || task.outcome != nil
    }
    let isInterrupted = lua.pendingInterrupt != nil && lua.interruptCount != handledInterrupts
    return turn(waits: ready.isEmpty && !anyEnded && !isInterrupted)
  }

  /// Turns the loop once. Where everything waits for the embedded cloud's clock, and that does not
  /// take its time, it is moved on instead.
  @discardableResult
  private func turn(waits: Bool) -> [Int32] {
    guard waits, let cloudTime, cloudTime.jumps else { return loop.turn(timeout: waits ? nil : 0) }
    let readable = loop.turn(timeout: 0)
    guard readable.isEmpty, ready.isEmpty, lua.pendingInterrupt == nil else { return readable }
    // A call that is under way elsewhere may still have something to say.
    if callsUnderWay > cloudTime.sleepingCalls { return loop.turn() }
    cloudTime.jump()
    return []
  }

  private func resume(_ task: ScriptTask) {
    let previous = current
    current = task
    task.hasStarted = true
    lua.setCancelling(task.isCancelled)
    let interrupts = lua.interruptCount
    let outcome = task.coroutine.resume()
    if lua.interruptCount != interrupts, !lua.isInterruptDue {
      // It was raised in this task, which unwinds already.
      task.isCancelled = true
      task.raisedInterrupt = lua.interruptCount
    }
    lua.setCancelling(false)
    current = previous
    switch outcome {
    case .waiting: break
    case .returned(let count): finish(task, .values(count))
    case .failed(let error): fail(task, error)
    case .yielded:
      task.coroutine.close()
      finish(task, .failed(LuaError("attempt to yield from outside a coroutine")))
    }
  }

  private func fail(_ task: ScriptTask, _ error: LuaError) {
    let isStopped = task.isCancelled || lua.pendingInterrupt != nil
    // Nobody is left to raise it to.
    if isStopped, !isCancellation(error) {
      Diagnostics.write("warning: an error while a task was being stopped: \(error.message)")
    }
    let isCancelled = task.isCancelled && lua.pendingInterrupt == nil
    finish(task, isCancelled ? .cancelled : .failed(error))
  }

  private func finish(_ task: ScriptTask, _ outcome: ScriptTask.Outcome) {
    task.outcome = outcome
    // Mostly the first: what began earlier ends earlier.
    if let index = live.firstIndex(where: { $0 === task }) { live.remove(at: index) }
    if case .failed = outcome, !task.isCollected { uncollected.append(task) }
    let waiters = task.waiters
    task.waiters = []
    for wait in waiters { wait.taskEnded(task) }
  }

  // MARK: Driving

  /// Makes a task ready whose wait is over. A wait that a nested loop drives is not its task's:
  /// nothing to make ready.
  func makeReady(after wait: PendingWait) {
    guard wait.task.wait === wait else { return }
    wait.task.wait = nil
    ready.append(wait.task)
  }

  /// Turns the loop until a wait is over, where its coroutine cannot be suspended.
  func drive(until wait: PendingWait) {
    // Only other tasks could end it, and none of them runs here.
    if !wait.awaited.isEmpty { return wait.abandon() }
    while !wait.isDone, !wait.isAbandoned {
      if lua.isInterruptDue { return wait.abandon() }
      turn(waits: true)
    }
  }
}
