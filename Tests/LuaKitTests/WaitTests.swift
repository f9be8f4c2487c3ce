import LuaKit
import Testing

/// Swift functions that wait, from wherever a script may call them.
@Suite struct WaitTests {
  let lua: LuaState

  init() throws { lua = try .withWaits() }

  /// Chunks that wait by yielding, what they return, and how often they wait.
  static let yielding: [(String, String, Int)] = [
    ("return wait(1) + wait(2)", "3", 2),
    ("return select(2, pcall(wait, 'x'))", "x", 1),
    ("return select(2, pcall(pcall, function() return wait('y') end))", "true", 1),
    ("return select(2, xpcall(function() return wait('x') end, print))", "x", 1),
    ("return select(2, pcall(function() wait() error('after', 0) end))", "after", 1),
    (
      "return select(2, xpcall(function() wait() error('a', 0) end, function(e) return e .. '!' end))",
      "a!", 1
    ),
    ("local f = coroutine.wrap(function(a) return wait(a) end) return f('in')", "in", 1),
    ("local co = coroutine.create(wait) return select(2, coroutine.resume(co, 'r'))", "r", 1),
    // A generator that waits by itself, and around its own yields.
    (
      """
      local total = 0
      for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(wait(i) * 10) end end) do
        total = total + v
      end
      return total
      """, "60", 3
    ),
    (
      """
      local function nest(n)
        if n == 0 then return wait('deep') end
        return coroutine.wrap(function() return nest(n - 1) end)()
      end
      return nest(20)
      """, "deep", 1
    ),
    // The script's own yields keep their values while a wait passes through.
    (
      """
      local co = coroutine.create(function(a) wait() local b = coroutine.yield(a + 1) wait() return b + 1 end)
      local _, x = coroutine.resume(co, 1)
      local _, y = coroutine.resume(co, x)
      return x .. ' ' .. y .. ' ' .. coroutine.status(co)
      """, "2 3 dead", 2
    ),
    // A to-be-closed variable that waits, at the end of its block and on the way of an error.
    (
      """
      local seen = {}
      do local c <close> = setmetatable({}, {__close = function() seen[#seen + 1] = wait('a') end}) end
      pcall(function()
        local c <close> = setmetatable({}, {__close = function(_, e) seen[#seen + 1] = wait(e) end})
        error('b', 0)
      end)
      return table.concat(seen, ' ')
      """, "a b", 2
    ),
    ("for a, b in wait(next, {'one'}) do return b end", "one", 1),
    (
      "local t = setmetatable({}, {__index = function(_, k) return wait(k) end}) return t.key",
      "key", 1
    ),
    (
      "local t = setmetatable({}, {__add = function(a, b) return wait('sum') end}) return t + 1",
      "sum", 1
    ),
    (
      "local t = setmetatable({}, {__lt = function() return wait(true) end}) return t < t", "true",
      1
    ),
    (
      "local t = setmetatable({}, {__concat = function() return wait('cat') end}) return t .. 'x'",
      "cat", 1
    ),
    (
      "local t = setmetatable({}, {__call = function(_, v) return wait(v) end}) return (t('c'))",
      "c", 1
    ),
    ("return coroutine.isyieldable()", "true", 0),
  ]

  @Test(arguments: yielding.indices) func aWaitYieldsToTheHost(_ index: Int) throws {
    let (source, expected, waits) = Self.yielding[index]
    var blocked = 0
    lua.onBlock = { blocked += 1 }
    let result = try lua.runTask(source)
    #expect(result.text == expected, "\(source)")
    #expect(result.waits == waits && blocked == 0, "\(source)")
  }

  /// Chunks in which Lua cannot yield; each waits once, by driving the wait on the spot.
  static let blocking: [(String, String)] = [
    (
      "local t = {2, 1} table.sort(t, function(a, b) if not w then w = wait(true) end return a < b end) return t[1]",
      "1"
    ),
    ("return (('x'):gsub('x', function() return wait('y') end))", "y"),
    (
      "return tostring(setmetatable({}, {__tostring = function() return wait('shown') end}))",
      "shown"
    ),
    (
      "return #table.pack(string.format('%s', setmetatable({}, {__tostring = function() return wait('f') end})))",
      "1"
    ),
    ("package.preload.m = function() return wait('module') end return (require 'm')", "module"),
    (
      "return load(function() local p = piece piece = nil if p == nil then piece = false return wait('return 5') end end)()",
      "5"
    ),
    // The same through a coroutine: the wait yields to resume, which cannot yield on.
    (
      "return (('x'):gsub('x', function() return coroutine.wrap(function() return wait('z') end)() end))",
      "z"
    ),
    (
      "local t = {2, 1} table.sort(t, coroutine.wrap(function(a, b) w = wait(1) while true do a, b = coroutine.yield(a < b) end end)) return t[1]",
      "1"
    ),
    (
      "return table.concat(table.move(setmetatable({}, {__index = function(_, k) return k == 1 and wait('m') end}), 1, 1, 1, {}))",
      "m"
    ),
  ]

  @Test(arguments: blocking.indices) func aWaitWhereLuaCannotYieldIsDriven(_ index: Int) throws {
    let (source, expected) = Self.blocking[index]
    var blocked = 0
    lua.onBlock = { blocked += 1 }
    let result = try lua.runTask(source)
    #expect(result.text == expected, "\(source)")
    #expect(result.waits == 0 && blocked == 1, "\(source)")
  }

  @Test func aFinalizerKnowsThatItIsOne() throws {
    var inFinalizer: [Bool] = []
    try lua.register("look") { thread in
      inFinalizer.append(thread.isInFinalizer)
      return 0
    }
    _ = try lua.runTask(
      "look() setmetatable({}, {__gc = function() look() coroutine.wrap(look)() end}) collectgarbage() look()"
    )
    // Inside a coroutine of the finalizer's Lua could yield; the flag still tells.
    #expect(inFinalizer == [false, true, true, false])
  }

  @Test func aYieldFromAFinalizerIsAnErrorAndOnlyAWarning() throws {
    var warnings: [String] = []
    lua.onWarning = { warnings.append($0) }
    try lua.register("yield") { $0.yield { _ in 0 } }
    _ = try lua.runTask("setmetatable({}, {__gc = function() yield() end}) collectgarbage()")
    #expect(warnings.count == 1 && warnings[0].contains("attempt to yield"))
  }

  @Test func aWaitOutsideAnyTaskIsAnErrorOfLuas() throws {
    try lua.register("yield") { $0.yield { _ in 0 } }
    #expect(
      try lua.text("return select(2, pcall(yield))") == "attempt to yield from outside a coroutine")
  }

  @Test func anErrorAfterTheWaitIsRaisedWhereTheCallWas() throws {
    try lua.register("late") { thread in thread.yield { _ in throw LuaError("too late") } }
    #expect(
      try lua.runTask("\nreturn select(2, pcall(function() late() end))").text == "test:2: too late"
    )
    #expect(try lua.runTask("return select(2, pcall(late))").text == "too late")
  }

  @Test func oneCallMayWaitSeveralTimes() throws {
    try lua.register("countdown") { thread in
      func step(_ left: Int64) -> LuaReturn {
        if left == 0 {
          thread.push(Int64(99))
          return 1
        }
        return thread.yield { _ in step(left - 1) }
      }
      return step(try thread.argument(1))
    }
    let result = try lua.runTask("return countdown(5)")
    #expect(result.text == "99" && result.waits == 5)
  }

  @Test func whatASwiftFunctionDefersRunsBeforeItWaits() throws {
    try lua.register("deferring") { thread in
      thread.pushNil()
      defer { thread.pop() }
      return thread.yield { thread in
        thread.push(Int64(thread.gettop))
        return 1
      }
    }
    #expect(try lua.runTask("return deferring(1, 2)").text == "2")
  }

  @Test func aCoroutineThatWaitsCanNeitherBeResumedNorClosedByAnother() throws {
    try lua.run("co = coroutine.create(wait)", name: "=test")
    try lua.main.load("return coroutine.resume(co, 'answer')", name: "=a")
    let waiting = try LuaCoroutine(from: lua.main)
    guard case .waiting = waiting.resume() else {
      Issue.record("expected a wait")
      return
    }
    #expect(
      try lua.text("return select(2, coroutine.resume(co))")
        == "cannot resume a coroutine that waits for a call")
    #expect(
      try lua.text("return select(2, pcall(coroutine.close, co))")
        .hasSuffix("cannot close a coroutine that waits for a call"))
    guard case .returned(2) = waiting.resume() else {
      Issue.record("expected two results")
      return
    }
    #expect(waiting.thread.string(at: -1) == "answer")
  }

  @Test func aScriptThatYieldsTheMarkItselfDoesNotWait() throws {
    // The mark of a waiting coroutine can be found with debug.getlocal.
    try lua.run("co = coroutine.create(wait)", name: "=test")
    try lua.main.load("coroutine.resume(co)", name: "=a")
    let waiting = try LuaCoroutine(from: lua.main)
    _ = waiting.resume()
    let text = try lua.runTask(
      """
      local mark
      for i = 1, 10 do
        local name, value = debug.getlocal(co, 0, i)
        if not name then break end
        mark = value
      end
      assert(type(mark) == 'userdata')
      local liar = coroutine.create(function() return coroutine.yield(mark) end)
      local ok, got = coroutine.resume(liar)
      return tostring(got == mark)
      """)
    #expect(text.text == "true" && text.waits == 0)
  }
}
