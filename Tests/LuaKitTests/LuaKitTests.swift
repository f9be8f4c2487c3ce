import Documents
import LuaKit
import Testing

@Suite struct SmokeTests {
  @Test func aSwiftFunctionAnswers() throws {
    let lua = try LuaState()
    try lua.register("double") { t in
      t.push(try t.argument(1, as: Int64.self) * 2)
      return 1
    }
    #expect(try lua.evaluate("return double(21)", as: Int.self) == 42)
    #expect(
      try lua.evaluate("return select(2, pcall(double, 'x'))", as: String.self).contains(
        "bad argument #1 to"))
    #expect(
      try lua.evaluate(
        "local f = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(double(i)) end end) return f() + f() + f()",
        as: Int.self) == 12)
    let d: Document = ["a": [1, 2.5, "x", true], "b": ["c": nil]]
    try lua.main.push(d)
    #expect(try lua.main.document(at: -1) == d)
    lua.main.pop()
    #expect(lua.main.gettop == 0)
  }

  @Test func aSwiftFunctionWaitsThroughGenerators() throws {
    let lua = try LuaState()
    try lua.register("wait") { t in
      t.yield { t in
        t.push(7)
        return 1
      }
    }
    try lua.main.load(
      """
      local total = 0
      for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(wait() + i) end end) do total = total + v end
      local ok, v = pcall(function() local co = coroutine.create(function(x) return wait() + x end) return select(2, coroutine.resume(co, 1)) end)
      return total + v
      """, name: "=test")
    let co = try LuaCoroutine(from: lua.main)
    var waits = 0
    loop: while true {
      switch co.resume() {
      case .waiting: waits += 1
      case .returned(let n):
        #expect(n == 1)
        let total: Int64? = co.thread.integer(at: -1)
        #expect(total == 35)
        break loop
      case .failed(let e):
        Issue.record(e)
        break loop
      case .yielded:
        Issue.record("yielded")
        break loop
      }
    }
    #expect(waits == 4)
  }

  @Test func anInterruptCannotBeCaught() throws {
    let lua = try LuaState()
    try lua.main.push("stop!")
    try lua.setInterruptValue()
    try lua.register("stop") { t in
      t.state.interrupt(reason: 1)
      return 0
    }
    try lua.run("closed = false", name: "=x")
    try lua.main.load(
      """
      local c <close> = setmetatable({}, {__close = function() closed = true end})
      for i in coroutine.wrap(function() while true do pcall(function() stop() while true do end end) end end) do end
      """, name: "=test")
    let co = try LuaCoroutine(from: lua.main)
    guard case .failed(let e) = co.resume() else {
      Issue.record("no failure")
      return
    }
    #expect(e.message == "stop!")
    #expect(lua.pendingInterrupt == 1)
    lua.clearInterrupt()
    #expect(try lua.evaluate("return closed", as: Bool.self))
  }
}
