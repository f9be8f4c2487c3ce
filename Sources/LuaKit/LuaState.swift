import CLua
import CLuaSupport

/// A Lua 5.4 universe: its main coroutine, its memory, and Swift's side of the border.
///
/// Not Sendable: a state belongs to the thread that made it. All of Lua's standard library is open,
/// with pcall, xpcall, load and the coroutine functions replaced by ones that let interrupts
/// through and refuse bytecode.
///
/// ```swift
/// let lua = try LuaState()
/// try lua.register("double") { thread in
///   thread.push(try thread.argument(1, as: Int64.self) * 2)
///   return 1
/// }
/// try lua.run("assert(double(21) == 42)", name: "=example")
/// ```
public final class LuaState {
  let pointer: OpaquePointer
  let deadReferences = DeadReferences()
  var vocabularies: [ObjectIdentifier: VocabularyNames] = [:]
  var registeredTypes: Set<ObjectIdentifier> = []

  /// Called where a coroutine that cannot yield has to wait: returns when the innermost call that
  /// yielded can be continued.
  public var onBlock: (() -> Void)?
  /// Called with each warning (`warn`, errors in finalizers). May come in the middle of a
  /// collection: it must not use the state.
  public var onWarning: ((String) -> Void)?

  /// - Parameter memoryLimit: the most bytes that Lua may hold; nil: no limit.
  public init(memoryLimit: Int? = nil) throws(LuaError) {
    var callbacks = moonwatch_callbacks(
      call: { object, thread in
        Unmanaged<LuaFunctionBox>.fromOpaque(object!).takeUnretainedValue()
          .run(LuaThread(thread!))
      },
      resume: { continuation, thread in
        // The count that `push(continuation:)` made.
        Unmanaged<LuaFunctionBox>.fromOpaque(continuation!).takeRetainedValue()
          .run(LuaThread(thread!))
      },
      block: { owner in
        Unmanaged<LuaState>.fromOpaque(owner!).takeUnretainedValue().onBlock?()
      },
      release: { object in
        // The count that the userdata was made with; C clears its pointer first, so once only.
        Unmanaged<AnyObject>.fromOpaque(object!).release()
      },
      warn: { owner, message in
        let state = Unmanaged<LuaState>.fromOpaque(owner!).takeUnretainedValue()
        state.onWarning?(String(cString: message!))
      })
    // The address of self is needed before self is complete: open with none, then set it.
    guard let opened = moonwatch_open(&callbacks) else {
      var error = LuaError("not enough memory for a Lua state")
      error.status = .memory
      throw error
    }
    pointer = opened
    // Unretained: deinit closes Lua, so Lua never outlives the object that it points to.
    moonwatch_set_owner(opened, Unmanaged.passUnretained(self).toOpaque())
    self.memoryLimit = memoryLimit
    moonwatch_set_memory_limit(opened, memoryLimit ?? 0)
  }

  deinit { moonwatch_close(pointer) }

  /// Lua's version, such as `5.4.6`.
  public static var release: String {
    "\(LUA_VERSION_MAJOR).\(LUA_VERSION_MINOR).\(LUA_VERSION_RELEASE)"
  }

  /// The main coroutine.
  public var main: LuaThread { LuaThread(moonwatch_main_thread(pointer)) }

  // MARK: Memory

  /// The most bytes that Lua may hold; nil: no limit. Past it, Lua raises `not enough memory`.
  public var memoryLimit: Int? {
    didSet { moonwatch_set_memory_limit(pointer, memoryLimit ?? 0) }
  }

  /// Bytes that Lua holds now.
  public var memoryUsed: Int { moonwatch_memory_used(pointer) }

  /// Collects all garbage; finalizers run.
  public func collectGarbage() throws(LuaError) {
    releaseDead()
    try main.check(moonwatch_collect(main.pointer))
  }

  // MARK: Running

  /// Compiles and runs a chunk, and drops what it returns.
  public func run(_ source: String, name: String) throws(LuaError) {
    try main.load(source, name: name)
    try main.call(results: 0)
  }

  /// Compiles and runs a chunk, and converts the first value that it returns.
  public func evaluate<T: LuaReadable>(_ source: String, as type: T.Type, name: String = "=swift")
    throws(LuaError) -> T
  {
    try main.load(source, name: name)
    try main.call(results: 1)
    defer { main.pop() }
    return try main.read(at: -1, as: type, what: "result")
  }

  /// Makes a Swift closure a global function.
  public func register(_ name: String, _ body: @escaping (LuaThread) throws -> LuaReturn)
    throws(LuaError)
  {
    try main.push(function: body)
    try main.setGlobal(name)
  }
}
