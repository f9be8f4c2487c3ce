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
  private var isRunning = false
  private var isDead = false

  /// Takes a function and the arguments above it from a stack. [-(arguments + 1), +0, e]
  public init(from origin: LuaThread, arguments: Int32 = 0) throws(LuaError) {
    let base = origin.gettop - arguments - 1
    do {
      var made: OpaquePointer?
      try origin.check(moonwatch_new_thread(origin.pointer, &made))
      thread = LuaThread(made!)
      anchor = try origin.popReference()
      try thread.checkStack(arguments + 2)
    } catch {
      origin.settop(base)
      throw error
    }
    moonwatch_push_task_body(thread.pointer)
    lua_xmove(origin.pointer, thread.pointer, arguments + 1)
    argumentCount = arguments + 1
  }

  /// Runs until the function returns, fails, or waits. After it returned or failed, and while it
  /// runs, this fails with Lua's own messages.
  public func resume() -> Outcome {
    if isRunning { return .failed(LuaError("cannot resume non-suspended coroutine")) }
    if isDead { return .failed(LuaError("cannot resume dead coroutine")) }
    let state = thread.state
    state.releaseDead()
    isRunning = true
    defer { isRunning = false }
    var results: Int32 = 0
    let outcome = moonwatch_resume(thread.pointer, state.main.pointer, argumentCount, &results)
    argumentCount = 0
    switch Int(outcome) {
    case MOONWATCH_RETURNED:
      isDead = true
      return .returned(results)
    case MOONWATCH_WAITING: return .waiting
    case MOONWATCH_YIELDED: return .yielded(results)
    default:
      isDead = true
      var error = thread.takeError(lua_status(thread.pointer))
      error.traceback = takeTraceback()
      // The task body has run what was to be closed; this closes what only a stack overflow left.
      if moonwatch_reset(thread.pointer) != LUA_OK { thread.pop() }
      return .failed(error)
    }
  }

  /// Ends a suspended coroutine: closes what is to be closed, without a chance to yield.
  ///
  /// What a wait was to do afterwards is released. Nothing happens while the coroutine runs.
  public func close() {
    if isRunning { return }
    isDead = true
    if moonwatch_reset(thread.pointer) != LUA_OK { thread.pop() }
  }

  private func takeTraceback() -> String? {
    moonwatch_push_last_traceback(thread.pointer)
    defer { thread.pop() }
    return thread.string(at: -1)
  }
}
