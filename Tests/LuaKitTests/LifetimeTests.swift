import LuaKit
import Testing

/// Swift objects that Lua holds are released exactly once, whichever way they go.
@Suite struct LifetimeTests {
  let releases = Releases()

  func state() throws -> LuaState {
    let lua = try LuaState.withWaits()
    let releases = releases
    try lua.register("probe") { thread in
      try thread.push(object: Probe(releases))
      return 1
    }
    return lua
  }

  @Test func anObjectGoesWhenItIsCollected() throws {
    let lua = try state()
    try lua.run("p = probe() assert(p:name() == 'probe')", name: "=test")
    try lua.collectGarbage()
    #expect(releases.count == 0)
    try lua.run("p = nil", name: "=test")
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func anObjectGoesAtTheEndOfItsBlock() throws {
    let lua = try state()
    #expect(
      try lua.text("do local p <close> = probe() kept = p end return pcall(kept.name, kept)")
        == "false")
    #expect(releases.count == 1)
    #expect(
      try lua.text("return select(2, pcall(kept.name, kept))")
        == "bad argument #1 to '?' (probe expected, got userdata)")
    try lua.run("pcall(function() local p <close> = probe() error('x') end)", name: "=test")
    #expect(releases.count == 2)
    try lua.collectGarbage()
    #expect(releases.count == 2)
  }

  @Test func finalizersAreIdempotent() throws {
    let lua = try state()
    try lua.run(
      """
      local p = probe()
      local meta = debug.getmetatable(p)
      meta.__gc(p) meta.__gc(p) meta.__close(p) meta.__gc(p)
      assert(not pcall(p.name, p))
      meta.__gc(nil) meta.__gc({}) meta.__gc(io.stdout) meta.__gc(meta)
      """, name: "=test")
    #expect(releases.count == 1)
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func aFunctionWhoseObjectIsGoneIsAnError() throws {
    let lua = try state()
    let text = try lua.text(
      """
      local _, box = debug.getupvalue(probe, 1)
      debug.getmetatable(box).__gc(box)
      return select(2, pcall(probe))
      """)
    #expect(text == "this function's host object is gone")
  }

  @Test func aFunctionThatReleasesItselfWhileItRunsFinishes() throws {
    let lua = try state()
    let releases = releases
    try {
      let probe = Probe(releases)
      try lua.register("suicide") { thread in
        thread.insert(at: 1)
        try thread.call(arguments: 0, results: 0)
        try thread.push(probe.name)  // the closure's context is still there
        return 1
      }
    }()
    let text = try lua.text(
      """
      local f = suicide
      suicide = nil
      return f(function()
        local _, box = debug.getupvalue(f, 1)
        debug.getmetatable(box).__gc(box)
        debug.setupvalue(f, 1, nil)
        box = nil
        collectgarbage() collectgarbage()
      end)
      """)
    #expect(text == "probe")
    #expect(releases.count == 1)
  }

  @Test func everythingGoesWithTheState() throws {
    try {
      let lua = try state()
      let probe = Probe(releases)
      try lua.register("holder") { thread in
        try thread.push(probe.name)
        return 1
      }
      try lua.run(
        "a, b, c = probe(), {probe()}, coroutine.wrap(function(p) coroutine.yield() end) c(probe())",
        name: "=test")
    }()
    #expect(releases.count == 4)
  }

  @Test func aFinalizerAtTheEndMayStillCallSwiftButMakesNoObjects() throws {
    var called = 0
    var warnings: [String] = []
    try {
      let lua = try state()
      try lua.register("last") { thread in
        called += 1
        try thread.push(object: Probe(releases))
        return 1
      }
      lua.onWarning = { warnings.append($0) }
      try lua.run(
        "keep = setmetatable({}, {__gc = function() last() end})", name: "=test")
    }()
    #expect(called == 1 && releases.count == 1)
    #expect(warnings.count == 1 && warnings[0].contains("the Lua state is closing"))
  }

  @Test func anErrorReleasesWhatTheFunctionHeld() throws {
    let lua = try state()
    let releases = releases
    try lua.register("broken") { thread in
      try thread.push(object: Probe(releases))
      throw LuaError("after the push")
    }
    #expect(try lua.text("return pcall(broken)") == "false")
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  // MARK: Continuations

  func waiting(_ lua: LuaState) throws -> LuaCoroutine {
    let releases = releases
    try lua.register("hold") { thread in
      let probe = Probe(releases)
      return thread.yield { thread in
        try thread.push(probe.name)
        return 1
      }
    }
    try lua.main.load("return pcall(coroutine.wrap(function() return hold() end))", name: "=test")
    let coroutine = try LuaCoroutine(from: lua.main)
    guard case .waiting = coroutine.resume() else {
      throw LuaError("expected a wait")
    }
    return coroutine
  }

  @Test func aContinuationGoesOnceItHasRun() throws {
    let lua = try state()
    let coroutine = try waiting(lua)
    #expect(releases.count == 0)
    guard case .returned(2) = coroutine.resume() else {
      Issue.record("expected two results")
      return
    }
    #expect(releases.count == 1)
  }

  @Test func aContinuationGoesWithACoroutineThatNobodyResumes() throws {
    let lua = try state()
    try { _ = try waiting(lua) }()
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func aContinuationGoesWhenItsCoroutineIsClosed() throws {
    let lua = try state()
    let coroutine = try waiting(lua)
    coroutine.close()
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func aContinuationGoesWithTheState() throws {
    var coroutine: LuaCoroutine?
    try {
      let lua = try state()
      coroutine = try waiting(lua)
    }()
    #expect(releases.count == 1)
    #expect(coroutine != nil)
    coroutine = nil  // gives its registry slot to a list that nobody reads any more
  }

  @Test func aContinuationThatCannotYieldIsReleased() throws {
    let lua = try state()
    let releases = releases
    try lua.register("hold") { thread in
      let probe = Probe(releases)
      return thread.yield { _ in
        _ = probe
        return 0
      }
    }
    #expect(try lua.text("return pcall(hold)") == "false")
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  // MARK: References

  @Test func aReferenceKeepsItsValueAndGivesItBack() throws {
    let lua = try state()
    try {
      try lua.main.load("return probe()", name: "=test")
      try lua.main.call(results: 1)
      let reference = try lua.main.popReference()
      try lua.collectGarbage()
      #expect(releases.count == 0)
      lua.main.push(reference)
      #expect(lua.main.object(at: -1, as: Probe.self)?.name == "probe")
      lua.main.pop()
    }()
    try lua.collectGarbage()
    #expect(releases.count == 1)
  }

  @Test func referencesMayBeReleasedOnAnotherThread() async throws {
    let lua = try state()
    var references: [LuaReference] = []
    for _ in 0..<1_000 {
      try lua.main.newTable()
      references.append(try lua.main.popReference())
    }
    let held = references
    references = []
    await Task.detached { _ = held.count }.value
    _ = consume held
    for _ in 0..<10 { try lua.collectGarbage() }
    // The slots are used again: the registry does not grow.
    let used = lua.memoryUsed
    for _ in 0..<10_000 {
      lua.main.push(true)
      _ = try lua.main.popReference()
    }
    try lua.collectGarbage()
    #expect(lua.memoryUsed < used + 4_096)
  }

  @Test func aNilReferenceIsNil() throws {
    let lua = try state()
    lua.main.pushNil()
    let reference = try lua.main.popReference()
    lua.main.push(reference)
    #expect(lua.main.isNil(at: -1))
    lua.main.pop()
    #expect(lua.main.gettop == 0)
  }
}
