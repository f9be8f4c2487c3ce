import CLuaSupport

/// What a Swift function gives back to Lua: a number of results on top of the stack, or a wait.
public struct LuaReturn: ExpressibleByIntegerLiteral {
  let code: Int32

  init(code: Int32) { self.code = code }

  /// So many values on top of the stack are the results.
  @inline(__always)
  public static func values(_ count: Int32) -> LuaReturn { LuaReturn(code: count) }

  @inline(__always)
  public init(integerLiteral count: Int32) { code = count }
}

/// Holds a closure for a Lua function. A class, so that Lua's userdata can own a count of it.
final class LuaFunctionBox {
  private let body: (LuaThread) throws -> LuaReturn

  init(_ body: @escaping (LuaThread) throws -> LuaReturn) { self.body = body }

  @inline(__always)
  func run(_ thread: LuaThread) -> Int32 {
    do {
      return try body(thread).code
    } catch {
      return thread.push(raising: error)
    }
  }
}

extension LuaThread {
  /// A function that runs a Swift closure. What the closure throws is raised in Lua. [-0, +1, e]
  public func push(function body: @escaping (LuaThread) throws -> LuaReturn) throws(LuaError) {
    let box = Unmanaged.passRetained(LuaFunctionBox(body))
    let status = moonwatch_push_function(pointer, box.toOpaque())
    // Lua took the count over only if the function was made.
    if status != LUA_OK { box.release() }
    try check(status)
  }

  /// Ends a Swift function by waiting: the coroutine is suspended up to the event loop, and when it
  /// is resumed `then` gives the results. The caller has made sure of ``isYieldable``.
  public func yield(then: @escaping (LuaThread) throws -> LuaReturn) -> LuaReturn {
    let state = state
    // Small positive numbers; one that still waits is passed over.
    repeat {
      state.lastContinuation = state.lastContinuation >= 1 << 30 ? 1 : state.lastContinuation + 1
    } while state.continuations[state.lastContinuation] != nil
    state.continuations[state.lastContinuation] = then
    return LuaReturn(code: -4 - state.lastContinuation)
  }
}

extension LuaState {
  func resumeContinuation(_ number: Int32, on thread: LuaThread) -> Int32 {
    guard let body = continuations.removeValue(forKey: number) else {
      return thread.push(raising: LuaError("this call was continued before it was finished"))
    }
    do {
      return try body(thread).code
    } catch {
      return thread.push(raising: error)
    }
  }
}
