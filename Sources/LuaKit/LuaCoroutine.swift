import CLua
import CLuaSupport

/// A coroutine that Swift starts and continues: what a host makes its tasks of.
public final class LuaCoroutine {
  public enum Outcome {
    /// The function returned; so many results are on top of the coroutine's stack.
    case returned(Int32)
    /// A Swift function below waits (``LuaThread/yield(then:)``): resume when it can go on.
    case waiting
    /// The function called `coroutine.yield` itself, outside any coroutine of the script's.
    case yielded(Int32)
    case failed(LuaError)
  }

  public let thread: LuaThread
  private let anchor: LuaReference
  private var argumentCount: Int32

  /// Takes a function and the arguments above it from a stack. [-(arguments + 1), +0, e]
  public init(from origin: LuaThread, arguments: Int32 = 0) throws(LuaError) {
    var made: OpaquePointer?
    try origin.check(moonwatch_new_thread(origin.pointer, &made))
    thread = LuaThread(made!)
    anchor = try origin.popReference()
    do {
      try thread.checkStack(arguments + 2)
    } catch {
      origin.pop(arguments + 1)
      throw error
    }
    moonwatch_push_task_body(thread.pointer)
    lua_xmove(origin.pointer, thread.pointer, arguments + 1)
    argumentCount = arguments + 1
  }

  /// Runs until the function returns, fails, or waits.
  public func resume() -> Outcome {
    let state = thread.state
    state.releaseDead()
    var results: Int32 = 0
    let outcome = moonwatch_resume(thread.pointer, state.main.pointer, argumentCount, &results)
    argumentCount = 0
    switch Int(outcome) {
    case MOONWATCH_RETURNED: return .returned(results)
    case MOONWATCH_WAITING: return .waiting
    case MOONWATCH_YIELDED: return .yielded(results)
    default:
      var error = thread.takeError(lua_status(thread.pointer))
      error.traceback = takeTraceback()
      // The task body has run what was to be closed; this closes what only a stack overflow left.
      if moonwatch_reset(thread.pointer) != LUA_OK { thread.pop() }
      return .failed(error)
    }
  }

  /// Ends a suspended coroutine: closes what is to be closed, without a chance to yield.
  public func close() {
    if moonwatch_reset(thread.pointer) != LUA_OK { thread.pop() }
  }

  private func takeTraceback() -> String? {
    moonwatch_push_last_traceback(thread.pointer)
    defer { thread.pop() }
    return thread.string(at: -1)
  }
}
