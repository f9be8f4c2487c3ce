import LuaKit

/// A coroutine of Lua's that the scheduler runs: the main chunk, a prompt line, or what
/// `task.spawn` started. In Lua it is a handle.
final class ScriptTask: LuaUserdata {
  enum Outcome {
    /// So many values are on top of the coroutine's stack.
    case values(Int32)
    case failed(LuaError)
    case cancelled
  }

  let coroutine: LuaCoroutine
  /// What the task waits for; nil while it runs or is ready to.
  var wait: PendingWait?
  var outcome: Outcome?
  /// True once the task was told to end. From then on it unwinds: nothing in it catches errors, and
  /// its to-be-closed variables may wait again.
  var isCancelled = false
  /// True where a cancellation came while the task did not wait: its next wait raises.
  var cancellationIsDue = false
  /// ``LuaState/interruptCount`` at the last interrupt that this task itself raised.
  var raisedInterrupt: Int32 = 0
  var hasStarted = false
  /// True once somebody has asked for the outcome: an error that nobody collects fails the run.
  var isCollected = false
  /// Waits of other tasks for this one.
  var waiters: [PendingWait] = []

  init(_ coroutine: LuaCoroutine) { self.coroutine = coroutine }

  var hasSucceeded: Bool { if case .values = outcome { true } else { false } }

  /// Puts the results on a stack, or throws the error. [-0, +n, e]
  func pushResults(to thread: LuaThread) throws -> Int32 {
    isCollected = true
    switch outcome {
    case .values(let count):
      try coroutine.thread.copy(top: count, to: thread)
      return count
    case .failed(let error): throw error
    case .cancelled, nil:
      thread.state.pushInterruptValue(to: thread)
      let value = try thread.popReference()
      throw LuaError(value: value, message: "the task was cancelled")
    }
  }

  static let luaName = "task"

  static var methods: [String: (LuaThread) throws -> LuaReturn] {
    [
      "done": { thread in
        let task: ScriptTask = try thread.argument(1, object: ScriptTask.self)
        thread.push(task.outcome != nil)
        return 1
      }
    ]
  }
}

/// What a task waits for: a call, a timer, or other tasks.
final class PendingWait {
  /// What ends a wait for tasks.
  enum End {
    /// Every task has an outcome.
    case all
    /// As above, or one of them has not succeeded.
    case failure
    /// One of them has an outcome.
    case first
  }

  /// The task whose coroutine is suspended on it.
  let task: ScriptTask
  /// The tasks that it is for; empty for a call or a timer. A nested loop cannot bring those about.
  let awaited: [ScriptTask]
  /// Which of their ends it is for.
  private let until: End
  private var remaining: Int
  /// The task that ended first while this waited.
  private(set) var firstEnded: ScriptTask?
  private(set) var isDone = false
  /// True where nobody wants the answer any more: the task was cancelled or interrupted.
  private(set) var isAbandoned = false
  /// Stops the work; set once the work has begun.
  var stop: () -> Void = {}
  /// Called when the wait is over, either way.
  private let onEnd: (PendingWait) -> Void

  init(
    task: ScriptTask, awaited: [ScriptTask] = [], until: End = .all,
    onEnd: @escaping (PendingWait) -> Void
  ) {
    self.task = task
    self.awaited = awaited
    self.until = until
    self.onEnd = onEnd
    remaining = 0
    for other in awaited where other.outcome == nil {
      remaining += 1
      other.waiters.append(self)
    }
  }

  /// One of the awaited tasks has an outcome.
  func taskEnded(_ other: ScriptTask) {
    remaining -= 1
    if firstEnded == nil { firstEnded = other }
    switch until {
    case .all: if remaining == 0 { complete() }
    case .failure: if remaining == 0 || !other.hasSucceeded { complete() }
    case .first: complete()
    }
  }

  func complete() {
    guard !isDone, !isAbandoned else { return }
    isDone = true
    onEnd(self)
  }

  func abandon() {
    guard !isDone, !isAbandoned else { return }
    isAbandoned = true
    stop()
    onEnd(self)
  }
}
