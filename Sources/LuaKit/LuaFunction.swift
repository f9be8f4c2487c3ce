import CLuaSupport

/// What a Swift function gives back to Lua: a number of results on top of the stack, or a wait.
public struct LuaReturn: ExpressibleByIntegerLiteral {
  let code: Int32
  let continuation: LuaFunctionBox?

  @inline(__always)
  init(code: Int32, continuation: LuaFunctionBox? = nil) {
    self.code = code
    self.continuation = continuation
  }

  /// So many values on top of the stack are the results.
  @inline(__always)
  public static func values(_ count: Int32) -> LuaReturn { LuaReturn(code: count) }

  @inline(__always)
  public init(integerLiteral count: Int32) { self.init(code: count) }
}

/// Holds a closure for a Lua function. A class, so that Lua's userdata can own a count of it.
final class LuaFunctionBox {
  private let body: (LuaThread) throws -> LuaReturn

  init(_ body: @escaping (LuaThread) throws -> LuaReturn) { self.body = body }

  @inline(__always)
  func run(_ thread: LuaThread) -> Int32 {
    do {
      let result = try body(thread)
      guard let continuation = result.continuation else { return result.code }
      return thread.push(continuation: continuation)
    } catch {
      return thread.push(raising: error)
    }
  }
}

extension LuaThread {
  /// A function that runs a Swift closure. What the closure throws is raised in Lua. [-0, +1, e]
  ///
  /// Lua owns the closure: one that captures its ``LuaState`` strongly keeps the state for ever. The
  /// state is at hand as `thread.state`.
  public func push(function body: @escaping (LuaThread) throws -> LuaReturn) throws(LuaError) {
    let box = Unmanaged.passRetained(LuaFunctionBox(body))
    let status = moonwatch_push_function(pointer, box.toOpaque())
    // Lua took the count over only if the function was made.
    if status != LUA_OK { box.release() }
    try check(status)
  }

  /// Ends a Swift function by waiting: the coroutine is suspended up to the event loop, and when it
  /// is resumed `then` gives the results. The caller has made sure of ``isYieldable``.
  ///
  /// `then` runs once at most; if the coroutine is closed or collected instead, it is released.
  public func yield(then: @escaping (LuaThread) throws -> LuaReturn) -> LuaReturn {
    LuaReturn(code: MOONWATCH_WAIT, continuation: LuaFunctionBox(then))
  }

  /// Leaves a continuation on the stack, where the coroutine's own life bounds its life. [-0, +1, -]
  func push(continuation: LuaFunctionBox) -> Int32 {
    // Consumed by the `resume` callback, or by the collector.
    let retained = Unmanaged.passRetained(continuation)
    let status = moonwatch_push_continuation(pointer, retained.toOpaque())
    if status == LUA_OK { return MOONWATCH_WAIT }
    retained.release()
    return push(raising: takeError(status))
  }
}
