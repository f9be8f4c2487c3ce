import Documents
import LuaKit
import Testing

extension LuaThread {
  /// A string of so many x; making a Swift String of them would take longer than all the rest.
  fileprivate func push(repeated count: Int) throws(LuaError) {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    bytes.initialize(repeating: UInt8(ascii: "x"))
    defer { bytes.deallocate() }
    try push(bytes: UnsafeBufferPointer(bytes))
  }
}

/// Limits and sizes.
@Suite struct MemoryTests {
  let lua: LuaState

  init() throws { lua = try .withWaits() }

  static let hogs = [
    "local t = {} while true do t[#t + 1] = {} end",
    "local s = 'x' while true do s = s .. s end",
    "return ('x'):rep(1 << 30)",
    "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
    "local t = {} while true do t[#t + 1] = tostring({}) end",
    "local function f(n) return n and (f(n) + 1) end f(1)",
    "while true do keep = {keep} end",
    "local t = {} while true do t[#t + 1] = fill(1000) end",
    "fill(1 << 30)",
    "for i in coroutine.wrap(function() local t = {} while true do t[#t + 1] = {} coroutine.yield(1) end end) do end",
    "assert(load(function() return ('x'):rep(1000) end))",
  ]

  @Test(arguments: hogs.indices) func theLimitIsAnErrorAndTheStateGoesOn(_ index: Int) throws {
    try lua.register("fill") { thread in
      let count = try thread.argument(1, as: Int.self)
      try thread.push(repeated: min(count, 64 << 20))
      return 1
    }
    try lua.collectGarbage()
    let before = lua.memoryUsed
    lua.memoryLimit = before + (8 << 20)
    let error = #expect(throws: LuaError.self) { try lua.runTask(Self.hogs[index]) }
    let message = try #require(error?.message)
    #expect(message.contains("not enough memory") || message.contains("stack overflow"), "\(index)")
    #expect(lua.memoryUsed <= before + (8 << 20))
    lua.memoryLimit = nil
    try lua.run("keep = nil", name: "=x")
    try lua.collectGarbage()
    #expect(lua.memoryUsed < before + (1 << 20), "what was held is given back")
    lua.memoryLimit = before + (8 << 20)
    #expect(try lua.text("return #('x'):rep(1 << 20)") == "1048576")
    #expect(lua.main.gettop == 0)
  }

  @Test func aScriptMayCatchTheLimit() throws {
    lua.memoryLimit = lua.memoryUsed + (4 << 20)
    #expect(
      try lua.text("return select(2, pcall(string.rep, 'x', 1 << 28))") == "not enough memory")
    #expect(try lua.text("return 1 + 1") == "2")
  }

  @Test func aLimitHitInsideASwiftFunctionIsThrownToIt() throws {
    var caught: [LuaError.Status] = []
    try lua.register("hog") { thread in
      do throws(LuaError) {
        try thread.push(repeated: 32 << 20)
      } catch {
        caught.append(error.status)
        throw error
      }
      return 1
    }
    lua.memoryLimit = lua.memoryUsed + (4 << 20)
    #expect(try lua.text("return select(2, pcall(hog))") == "not enough memory")
    // Through nested protected calls, coroutines and Swift frames.
    try lua.register("call") { thread in
      try thread.call(arguments: thread.gettop - 1)
      return .values(thread.gettop)
    }
    let nested =
      "return select(3, pcall(call, coroutine.wrap(function() return pcall(call, hog) end)))"
    #expect(try lua.text(nested) == "not enough memory")
    #expect(caught == [.memory, .memory])
    #expect(lua.main.gettop == 0)
  }

  @Test func aLimitPassedUnderSwiftIsRaisedWhenSwiftReturns() throws {
    // lua_checkstack grows the stack without a protected call: the allocator lets it, and the
    // dispatcher raises.
    try lua.register("grow") { thread in
      try thread.checkStack(500_000)
      return 0
    }
    try lua.collectGarbage()
    lua.memoryLimit = lua.memoryUsed + (1 << 20)
    let error = #expect(throws: LuaError.self) { try lua.runTask("grow() done = true") }
    #expect(error?.status == .memory)
    lua.memoryLimit = nil
    #expect(try lua.text("return done") == "nil")
    try lua.collectGarbage()
    lua.memoryLimit = lua.memoryUsed + (1 << 20)
    #expect(try lua.text("return 'usable'") == "usable")
  }

  @Test func everyAllocationOfTheBorderMayFail() throws {
    // The limit moves up bit by bit, so that each allocation on the way fails once.
    let probes = Releases()
    try lua.collectGarbage()
    var limit = lua.memoryUsed
    var succeeded = false
    var attempts = 0
    while !succeeded {
      lua.memoryLimit = limit
      attempts += 1
      do throws(LuaError) {
        try lua.main.push(object: Probe(probes))
        try lua.main.push(function: { _ in 0 })
        try lua.main.push("a string of some length, so that it is not a short one")
        try lua.main.push(["key": [1, 2, 3]])
        try lua.main.push(["a": ["b": [1, nil, "x"]]] as Document)
        let reference = try lua.main.popReference()
        lua.main.push(reference)
        lua.main.settop(0)
        try lua.main.load("local a <const> = ... return {a, wait()}", name: "=test")
        lua.main.pushNil()
        let coroutine = try LuaCoroutine(from: lua.main, arguments: 1)
        for _ in 0..<2 {
          if case .failed(let error) = coroutine.resume() { throw error }
        }
        succeeded = true
      } catch {
        #expect(error.message == "not enough memory")
        lua.main.settop(0)
        // The collections of a failed allocation run no finalizers.
        try lua.collectGarbage()
      }
      limit += 64
      try #require(attempts < 2_000)
    }
    #expect(attempts > 20)
    lua.memoryLimit = nil
    try lua.collectGarbage()
    #expect(probes.count <= attempts && probes.count > 0)
    #expect(lua.main.gettop == 0)
  }

  @Test func aStateThatDoesNotFitInMemoryIsAnError() throws {
    let small = try LuaState(memoryLimit: 1)
    #expect(throws: LuaError.self) { try small.run("return {}", name: "=x") }
  }

  @Test func aStringOf200MegabytesGoesBothWays() throws {
    let count = 200 << 20
    try lua.main.push(repeated: count)
    #expect(lua.main.rawLength(at: -1) == count)
    #expect(lua.main.withString(at: -1) { $0.count } == count)
    #expect(try lua.main.document(at: -1).withBytes { $0.count } == count)
    try lua.main.setGlobal("big")
    #expect(try lua.text("return #big == \(count) and big:byte(-1)") == "120")
    lua.memoryLimit = lua.memoryUsed + (1 << 20)
    #expect(throws: LuaError.self) { try lua.run("return big .. 'x'", name: "=x") }
    try lua.run("big = nil", name: "=x")
    try lua.collectGarbage()
    #expect(lua.memoryUsed < 1 << 20)
  }
}
