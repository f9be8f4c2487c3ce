import LuaKit
import Testing

/// Coroutines that Swift starts, in every state that they can be in.
@Suite struct CoroutineTests {
  let lua: LuaState

  init() throws { lua = try .withWaits() }

  func coroutine(_ source: String) throws -> LuaCoroutine {
    try lua.main.load(source, name: "=test")
    return try LuaCoroutine(from: lua.main)
  }

  static func message(_ outcome: LuaCoroutine.Outcome) -> String {
    switch outcome {
    case .returned(let count): "returned \(count)"
    case .waiting: "waiting"
    case .yielded(let count): "yielded \(count)"
    case .failed(let error): error.message
    }
  }

  @Test func aCoroutineTakesItsArgumentsFromTheStack() throws {
    try lua.main.load("local a, b = ... return a .. b, select('#', ...)", name: "=test")
    try lua.main.push("x")
    lua.main.push(Int64(1))
    let made = try LuaCoroutine(from: lua.main, arguments: 2)
    #expect(lua.main.gettop == 0)
    #expect(Self.message(made.resume()) == "returned 2")
    #expect(made.thread.string(at: -2) == "x1")
    #expect(made.thread.integer(at: -1) == 2)
  }

  @Test func aDeadCoroutineStaysDead() throws {
    let ended = try coroutine("return print, print")
    #expect(Self.message(ended.resume()) == "returned 2")
    // A result that happens to be a function must not be called.
    #expect(Self.message(ended.resume()) == "cannot resume dead coroutine")
    let failed = try coroutine("error('over', 0)")
    #expect(Self.message(failed.resume()) == "over")
    #expect(Self.message(failed.resume()) == "cannot resume dead coroutine")
    #expect(failed.thread.gettop == 0)
  }

  @Test func aCoroutineCannotResumeOrCloseItselfThroughSwift() throws {
    var running: LuaCoroutine?
    var seen: [String] = []
    try lua.register("again") { _ in
      seen.append(Self.message(running!.resume()))
      running!.close()
      return 0
    }
    running = try coroutine("again() return 'alive'")
    #expect(Self.message(running!.resume()) == "returned 1")
    #expect(seen == ["cannot resume non-suspended coroutine"])
    #expect(running!.thread.string(at: -1) == "alive")
  }

  @Test func swiftMayRunACoroutineInsideAnother() throws {
    try lua.register("inside") { thread in
      let inner = try LuaCoroutine(from: thread, arguments: thread.gettop - 1)
      guard case .returned(let count) = inner.resume() else { throw LuaError("inner failed") }
      let value = inner.thread.integer(at: -count)!
      thread.push(value)
      return 1
    }
    #expect(
      try lua.runTask(
        "return inside(function(a) return inside(function(b) return b * 2 end, a + 1) end, 20)"
      ).text == "42")
  }

  @Test func aScriptsYieldAtTheTopIsTheHostsToAnswer() throws {
    let made = try coroutine("local a = coroutine.yield(1, 2) return a")
    #expect(Self.message(made.resume()) == "yielded 2")
    #expect(Self.message(made.resume()) == "returned 1")
    #expect(made.thread.isNil(at: -1))
  }

  @Test func closingASuspendedCoroutineRunsWhatIsToBeClosed() throws {
    let made = try coroutine(
      "local c <close> = setmetatable({}, {__close = function() closed = true end}) wait()")
    #expect(Self.message(made.resume()) == "waiting")
    made.close()
    #expect(try lua.text("return closed") == "true")
    #expect(Self.message(made.resume()) == "cannot resume dead coroutine")
    #expect(made.thread.gettop == 0)
  }

  @Test func aStackOverflowInATaskIsAnError() throws {
    let failed = try coroutine("local function f() return 1 + f() end f()")
    #expect(Self.message(failed.resume()).contains("stack overflow"))
    let nested = try coroutine(
      "local function f() return coroutine.wrap(f)() end return f()")
    #expect(Self.message(nested.resume()).contains("C stack overflow"))
    let swift = try coroutine(
      "local function f() return (('x'):gsub('x', f)) end return f()")
    #expect(Self.message(swift.resume()).contains("C stack overflow"))
    #expect(try lua.runTask("return 'fine'").text == "fine")
  }

  @Test func deeplyNestedClosesStopBeforeTheCStackEnds() throws {
    let text = try lua.runTask(
      """
      local co, message
      for i = 1, 2000 do
        local last = co
        co = coroutine.create(function()
          local c <close> = setmetatable({}, {__close = function()
            if last then
              local ok, e = coroutine.close(last)
              message = message or e
            end
          end})
          coroutine.yield()
        end)
        coroutine.resume(co)
      end
      coroutine.close(co)
      return message
      """)
    #expect(text.text.hasSuffix("C stack overflow"))
  }

  @Test func swiftCalledFromLuaCalledFromSwiftStopsBeforeTheCStackEnds() throws {
    try lua.register("call") { thread in
      try thread.call(arguments: thread.gettop - 1)
      return .values(thread.gettop)
    }
    let text = try lua.runTask("local function f() return call(f) end return select(2, pcall(f))")
    #expect(text.text.contains("C stack overflow"))
    #expect(try lua.runTask("return call(call, call, function() return 'back' end)").text == "back")
  }

  @Test func anErrorInTheArgumentsLeavesTheStackEven() throws {
    try lua.main.load("return", name: "=x")
    for _ in 0..<3 { lua.main.pushNil() }
    try lua.collectGarbage()
    lua.memoryLimit = lua.memoryUsed
    #expect(throws: LuaError.self) {
      _ = try LuaCoroutine(from: lua.main, arguments: 3)
    }
    lua.memoryLimit = nil
    #expect(lua.main.gettop == 0)
  }
}
