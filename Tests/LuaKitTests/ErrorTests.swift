import LuaKit
import Testing

/// Errors on their way between Swift and Lua. Every test ends on an even stack.
@Suite struct ErrorTests {
  let lua: LuaState

  init() throws { lua = try .withWaits() }

  @Test func anErrorOfASwiftFunctionIsCaughtWithFileAndLine() throws {
    #expect(try lua.text("return select(2, pcall(function() fail('no') end))") == "test:1: no")
    #expect(lua.main.gettop == 0)
  }

  @Test func aSwiftErrorOfAnotherKindIsRaisedAsText() throws {
    struct Broken: Error, CustomStringConvertible { let description = "broken pipe" }
    try lua.register("break") { _ in throw Broken() }
    #expect(try lua.text("return select(2, pcall(_G['break']))").hasSuffix("broken pipe"))
  }

  @Test func aBadArgumentReadsLikeLuas() throws {
    try lua.register("double") { thread in
      thread.push(try thread.argument(1, as: Int64.self) * 2)
      return 1
    }
    let message = try lua.text(
      "local double = double return select(2, pcall(function() double('x') end))")
    #expect(message == "test:1: bad argument #1 to 'double' (integer expected, got string)")
    let missing = try lua.text("local ok, e = pcall(function() double() end) return e")
    #expect(missing == "test:1: bad argument #1 to 'double' (integer expected, got no value)")
  }

  @Test func anErrorValueKeepsItsIdentityThroughSwift() throws {
    try lua.register("call") { thread in
      try thread.call(arguments: thread.gettop - 1)
      return .values(thread.gettop)
    }
    #expect(
      try lua.text(
        "local e = {} local ok, got = pcall(call, function() error(e) end) return got == e")
        == "true")
  }

  @Test func anErrorThatSwiftPassesOnIsNotGivenASecondPlace() throws {
    try lua.register("call") { thread in
      try thread.call(arguments: thread.gettop - 1)
      return .values(thread.gettop)
    }
    let inner = "function() error('boom') end"
    #expect(try lua.text("return select(2, pcall(call, \(inner)))") == "test:1: boom")
    #expect(
      try lua.text("return select(2, pcall(call, call, call, \(inner)))") == "test:1: boom")
  }

  @Test func anErrorCrossesNestedPcallsAndSwiftFrames() throws {
    try lua.register("protect") { thread in
      do throws(LuaError) {
        try thread.call(arguments: thread.gettop - 1)
        return .values(thread.gettop)
      } catch {
        try thread.push("caught " + error.message)
        return 1
      }
    }
    let text = try lua.text(
      """
      local function deep(n) if n == 0 then fail('bottom') end return protect(deep, n - 1) end
      local ok, a = pcall(pcall, pcall, protect, error, 'plain')
      return select(4, pcall(pcall, pcall, protect, error, 'plain')) .. ' / ' .. deep(20)
      """)
    #expect(text.hasPrefix("caught plain / caught "))
    #expect(text.hasSuffix(": bottom"))
  }

  @Test func anErrorOfAFinalizerIsAWarning() throws {
    var warnings: [String] = []
    lua.onWarning = { warnings.append($0) }
    try lua.run("setmetatable({}, {__gc = function() fail('in gc') end})", name: "=test")
    try lua.collectGarbage()
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("in gc") == true)
    #expect(lua.main.gettop == 0)
  }

  @Test func warnControlMessagesSwitchWarningsOffAndOn() throws {
    var warnings: [String] = []
    lua.onWarning = { warnings.append($0) }
    try lua.run("warn('a', 'b') warn('@off') warn('c') warn('@on') warn('@', 'd')", name: "=test")
    #expect(warnings == ["ab", "@d"])
  }

  @Test func anErrorOfACloseReplacesTheOneUnderWay() throws {
    let text = try lua.text(
      """
      return select(2, pcall(function()
        local a <close> = setmetatable({}, {__close = function(_, e) fail('a after ' .. e) end})
        local b <close> = setmetatable({}, {__close = function(_, e) fail('b after ' .. e) end})
        error('first', 0)
      end))
      """)
    #expect(text == "test:2: a after test:3: b after first")
  }

  @Test func anErrorCrossesCoroutines() throws {
    let text = try lua.text(
      """
      local co = coroutine.create(function() coroutine.wrap(function() fail('inner') end)() end)
      local ok, e = coroutine.resume(co)
      return tostring(ok) .. ' ' .. e .. ' ' .. coroutine.status(co)
      """)
    #expect(text == "false test:1: test:1: inner dead")
  }

  @Test func aSyntaxErrorSaysSoAndTellsAnUnfinishedChunk() throws {
    let wrong = #expect(throws: LuaError.self) { try lua.run("x = = 1", name: "@a.lua") }
    #expect(wrong?.status == .syntax)
    #expect(wrong?.message == "a.lua:1: unexpected symbol near '='")
    #expect(wrong?.isIncomplete == false)
    let short = #expect(throws: LuaError.self) { try lua.run("if x then", name: "=stdin") }
    #expect(short?.isIncomplete == true)
    #expect(lua.main.gettop == 0)
  }

  @Test func bytecodeIsRefusedEverywhere() throws {
    let dumped = "local code = string.dump(function() return 1 end)"
    #expect(try lua.text("\(dumped) return load(code)") == "nil")
    #expect(try lua.text("\(dumped) return load(code, 'x', 'b')") == "nil")
    #expect(
      try lua.text("\(dumped) return load(function() local c = code code = nil return c end)")
        == "nil")
    #expect(try lua.text("return debug.getupvalue(load, 1) == nil") == "true")
    try lua.main.load("return string.dump(function() end)", name: "=x")
    try lua.main.call(results: 1)
    let code = lua.main.withString(at: -1) { Array($0) }!
    lua.main.pop()
    #expect(throws: LuaError.self) { try lua.main.load(code, name: "=x") }
    #expect(lua.main.gettop == 0)
  }

  @Test func anErrorObjectThatCannotBeShownIsStillReported() throws {
    let error = #expect(throws: LuaError.self) {
      try lua.run(
        "error(setmetatable({}, {__tostring = function() error('worse') end}))", name: "=test")
    }
    #expect(error?.message == "(error object is a table value)")
    #expect(error?.value != nil)
    #expect(lua.main.gettop == 0)
  }

  @Test func aFailedTaskKeepsTheTracebackOfTheRaise() throws {
    let error = #expect(throws: LuaError.self) {
      try lua.runTask("local function inner() error('deep') end\ninner()\nreturn 1")
    }
    #expect(error?.message == "test:1: deep")
    let traceback = try #require(error?.traceback)
    #expect(traceback.contains("local 'inner'") && traceback.contains("test:2"))
    // The next failure has its own, and one without a traceback none of the last one's.
    let memory = #expect(throws: LuaError.self) {
      lua.memoryLimit = lua.memoryUsed + 100_000
      defer { lua.memoryLimit = nil }
      _ = try lua.runTask("return ('x'):rep(10000000)")
    }
    #expect(memory?.status == .memory)
    #expect(memory?.traceback == nil)
  }
}
