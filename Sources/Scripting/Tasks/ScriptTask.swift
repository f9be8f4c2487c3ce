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
  var isCancelled = false
  var hasStarted = false
  /// True once somebody has asked for the outcome: an error that nobody collects fails the run.
  var isCollected = false
  /// Waits of other tasks for this one.
  var waiters: [PendingWait] = []

  init(_ coroutine: LuaCoroutine) { self.coroutine = coroutine }

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
  /// The task whose coroutine is suspended on it.
  let task: ScriptTask
  /// True for a wait for other tasks, which a nested loop cannot bring about.
  let isForTasks: Bool
  private(set) var isDone = false
  /// True where nobody wants the answer any more: the task was cancelled or interrupted.
  private(set) var isAbandoned = false
  /// Stops the work; set once the work has begun.
  var stop: () -> Void = {}
  /// For a wait for tasks: whether it is over, asked when one of them ends.
  var isOver: () -> Bool = { true }
  /// Called when the wait is over, either way.
  var onEnd: (PendingWait) -> Void

  init(task: ScriptTask, isForTasks: Bool = false, onEnd: @escaping (PendingWait) -> Void) {
    self.task = task
    self.isForTasks = isForTasks
    self.onEnd = onEnd
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
