import LuaKit

/// What `task` in the Lua library stands on: start, wait, cancel, sleep.
struct TaskModule: NativeModule {
  let scheduler: Scheduler

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // spawn(f, …) → handle
      "spawn": { [scheduler] thread in
        guard thread.type(at: 1) == .function else {
          throw LuaError.argument(1, "function expected, got \(thread.typeName(at: 1))")
        }
        let task = try scheduler.start(from: thread, arguments: thread.gettop - 1)
        try thread.push(object: task)
        return 1
      },
      // wait({handle, …}, failfast): returns when all have ended, or one has failed
      "wait": { [scheduler] thread in
        let tasks = try tasks(thread, at: 1)
        let end: PendingWait.End = thread.isTrue(at: 2) ? .failure : .all
        return try scheduler.wait(on: thread, for: tasks, until: end) { _, _ in 0 }
      },
      // first({handle, …}) → the position of the one that ended first; 0 for an empty list
      "first": { [scheduler] thread in
        let tasks = try tasks(thread, at: 1)
        return try scheduler.wait(on: thread, for: tasks, until: .first) { thread, first in
          let index = tasks.firstIndex { $0 === first }
          thread.push(index.map { $0 + 1 } ?? 0)
          return 1
        }
      },
      // result(handle) → its values, or its error raised; the task has ended
      "result": { thread in
        let task: ScriptTask = try thread.argument(1, object: ScriptTask.self)
        return .values(try task.pushResults(to: thread))
      },
      // failed(handle) → true, error where it failed; false otherwise
      "failed": { thread in
        let task: ScriptTask = try thread.argument(1, object: ScriptTask.self)
        switch task.outcome {
        case .failed(let error):
          task.isCollected = true
          thread.push(true)
          if let value = error.value { thread.push(value) } else { try thread.push(error.message) }
          return 2
        case .cancelled:
          thread.push(true)
          thread.state.pushInterruptValue(to: thread)
          return 2
        default:
          thread.push(false)
          return 1
        }
      },
      "cancel": { [scheduler] thread in
        for task in try tasks(thread, at: 1) { scheduler.cancel(task) }
        return 0
      },
      // is_task(value) → boolean
      "is_task": { thread in
        thread.push(thread.object(at: 1, as: ScriptTask.self) != nil)
        return 1
      },
      // sleep(seconds | "5m")
      "sleep": { [scheduler] thread in
        try scheduler.sleep(on: thread, seconds: try duration(thread))
      },
    ]
  }
}

/// The handles in a list.
private func tasks(_ thread: LuaThread, at index: Int32) throws -> [ScriptTask] {
  guard thread.type(at: index) == .table else {
    throw LuaError.argument(index, "list of tasks expected, got \(thread.typeName(at: index))")
  }
  return try (0..<thread.rawLength(at: index)).map { position in
    thread.rawGet(position: Int64(position) + 1, at: index)
    defer { thread.pop() }
    guard let task: ScriptTask = thread.object(at: -1) else {
      throw LuaError.argument(index, "list of tasks expected, got \(thread.typeName(at: -1)) in it")
    }
    return task
  }
}
