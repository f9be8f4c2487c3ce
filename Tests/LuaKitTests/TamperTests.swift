import LuaKit
import Testing

/// Another type, to be mistaken for a probe.
final class Decoy: LuaUserdata {
  static let luaName = "decoy"
  static var methods: [String: (LuaThread) throws -> LuaReturn] {
    [
      "number": { thread in
        thread.push(try thread.argument(1, object: Decoy.self).number)
        return 1
      }
    ]
  }
  let number: Int64 = 5
}

/// Scripts that lie with `debug`: they get errors, never memory.
@Suite struct TamperTests {
  let lua: LuaState
  let releases = Releases()

  init() throws {
    lua = try .withWaits()
    let releases = releases
    try lua.register("probe") { thread in
      try thread.push(object: Probe(releases))
      return 1
    }
    try lua.register("decoy") { thread in
      try thread.push(object: Decoy())
      return 1
    }
    lua.onWarning = { Issue.record("a warning: \($0)") }
  }

  @Test func aMetatableIsHidden() throws {
    #expect(try lua.text("return getmetatable(probe())") == "protected")
    #expect(try lua.text("return pcall(setmetatable, probe(), {})") == "false")
    #expect(try lua.text("return (tostring(probe()):match('^%a+'))") == "probe")
  }

  @Test func anotherTypesMetatableDoesNotMakeItThatType() throws {
    #expect(
      try lua.text(
        """
        local p, d = probe(), decoy()
        debug.setmetatable(d, debug.getmetatable(p))
        return select(2, pcall(d.name, d))
        """) == "bad argument #1 to '?' (probe expected, got userdata)")
    #expect(
      try lua.text(
        """
        local p, d = probe(), decoy()
        return select(2, pcall(d.number, p))
        """) == "bad argument #1 to '?' (decoy expected, got userdata)")
    try lua.collectGarbage()
  }

  @Test func luasOwnFilesAndOurObjectsDoNotMix() throws {
    let text = try lua.text(
      """
      local file, p = io.tmpfile(), probe()
      local ours, theirs = debug.getmetatable(p), debug.getmetatable(file)
      debug.setmetatable(p, theirs)
      local answers = {pcall(p.read, p), pcall(p.close, p), pcall(tostring, p), io.type(p)}
      theirs.__gc(p)
      debug.setmetatable(file, ours)
      answers[#answers + 1] = pcall(ours.__index.name, file)
      ours.__gc(file)
      debug.setmetatable(file, theirs)
      file:close()
      debug.setmetatable(p, ours)
      return p:name()
      """)
    #expect(text == "probe")
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func aFunctionsUpvalueCannotBeForged() throws {
    let text = try lua.text(
      """
      local results = {}
      for _, value in ipairs {1, 'x', {}, print, probe(), io.stdout, coroutine.create(print), true} do
        local f = decoy
        local _, old = debug.getupvalue(f, 1)
        debug.setupvalue(f, 1, value)
        results[#results + 1] = select(2, pcall(f))
        debug.setupvalue(f, 1, old)
      end
      for _, result in ipairs(results) do assert(result == "this function's host object is gone") end
      -- Another function's object makes it the other function, no more.
      local _, other = debug.getupvalue(probe, 1)
      debug.setupvalue(decoy, 1, other)
      return decoy():name()
      """)
    #expect(text == "probe")
  }

  @Test func wrapsUpvalueCannotBeForged() throws {
    #expect(
      try lua.text(
        "local f = coroutine.wrap(print) debug.setupvalue(f, 1, 5) return select(2, pcall(f))"
      )
      .contains("thread expected"))
    #expect(
      try lua.text(
        "local f = coroutine.wrap(function() return 1 end) debug.setupvalue(f, 1, (coroutine.running())) return select(2, pcall(f))"
      ) == "cannot resume non-suspended coroutine")
  }

  @Test func theRegistryThatScriptsSeeIsACopy() throws {
    let text = try lua.text(
      """
      local registry = debug.getregistry()
      for key in pairs(registry) do assert(type(key) == 'string') end
      assert(registry._LOADED == package.loaded)
      for key in pairs(registry) do registry[key] = nil end
      for i = 1, 100 do registry[i] = nil end
      return probe():name() .. tostring(debug.getregistry()._LOADED == package.loaded)
      """)
    #expect(text == "probetrue")
    #expect(try lua.text("return (require 'string').rep('x', 2)") == "xx")
  }

  @Test func aWaitingCallsContinuationCannotBeRunTwice() throws {
    try lua.run("co = coroutine.create(wait)", name: "=test")
    try lua.main.load("return coroutine.resume(co)", name: "=a")
    let waiting = try LuaCoroutine(from: lua.main)
    _ = waiting.resume()
    // The continuation lies on the coroutine's stack, where debug finds it.
    try lua.run(
      """
      for i = 1, 10 do
        local name, value = debug.getlocal(co, 0, i)
        if not name then break end
        local meta = debug.getmetatable(value)
        if meta and meta.__gc then meta.__gc(value) found = true end
      end
      assert(found)
      """, name: "=test")
    guard case .returned(2) = waiting.resume() else {
      Issue.record("expected false and a message")
      return
    }
    #expect(waiting.thread.bool(at: -2) == false)
    #expect(waiting.thread.string(at: -1) == "what this call was to do after its wait is gone")
  }

  @Test func aWaitingCallsStackCannotBeReplaced() throws {
    try lua.run("co = coroutine.create(wait)", name: "=test")
    try lua.main.load("return coroutine.resume(co)", name: "=a")
    let waiting = try LuaCoroutine(from: lua.main)
    _ = waiting.resume()
    try lua.run("for i = 1, 10 do debug.setlocal(co, 0, i, i) end", name: "=test")
    // The mark is overwritten as well, so for the script the coroutine has simply yielded.
    _ = try lua.text("return coroutine.resume(co)")
    _ = waiting.resume()
    #expect(try lua.text("return coroutine.status(co)") == "dead")
  }
}
