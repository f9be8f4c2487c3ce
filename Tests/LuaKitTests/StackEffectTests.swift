import CLua
import CLuaSupport
import Documents
import Glibc
import LuaKit
import Testing

/// Each bridge function's declared stack effect, on success and on every error that it can meet.
@Suite struct StackEffectTests {
  typealias L = OpaquePointer

  /// A bridge function, called with `pops` values that this pushes.
  struct Effect: CustomTestStringConvertible, @unchecked Sendable {
    let name: String
    let pops: Int32
    let pushes: Int32
    /// False where a value on top of the stack is all that it needs: nothing then can fail.
    var canRunOutOfMemory = true
    let prepare: (L) -> Void
    let call: (L) -> Int32
    var testDescription: String { name }
  }

  /// A table (or what stands in for one) is at index 1 while a bridge function is called.
  static let effects: [Effect] = [
    Effect(
      name: "push_string", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_push_string($0, String(repeating: "long ", count: 20), 100)
      }),
    Effect(
      name: "new_table", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_new_table($0, 10, 10)
      }),
    Effect(
      name: "tostring", pops: 0, pushes: 1, prepare: { _ in }, call: { moonwatch_tostring($0, 1) }),
    Effect(
      name: "traceback", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_traceback($0, $0, "message", 0)
      }),
    Effect(
      name: "where", pops: 0, pushes: 1, canRunOutOfMemory: false, prepare: { _ in },
      call: {
        moonwatch_where($0, 1)
      }),
    Effect(
      name: "load", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_load($0, "return {}", 9, "=name")
      }),
    Effect(
      name: "call", pops: 3, pushes: 2,
      prepare: {
        _ = moonwatch_get_global($0, "two")
        lua_pushinteger($0, 1)
        lua_pushinteger($0, 2)
      }, call: { moonwatch_call($0, 2, 2) }),
    Effect(
      name: "get_field", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_get_field($0, 1, "some quite new field of a length beyond short strings")
      }),
    Effect(
      name: "set_field", pops: 1, pushes: 0, prepare: { lua_pushinteger($0, 5) },
      call: {
        moonwatch_set_field($0, 1, "another new field of a length that is not a short one")
      }),
    Effect(
      name: "get_global", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_get_global($0, "a global of a length that is not a short string's at all")
      }),
    Effect(
      name: "set_global", pops: 1, pushes: 0, prepare: { lua_pushinteger($0, 5) },
      call: {
        moonwatch_set_global($0, "another global of a length that is not a short string's")
      }),
    Effect(
      name: "raw_get", pops: 1, pushes: 1, canRunOutOfMemory: false,
      prepare: { lua_pushinteger($0, 5) }, call: { moonwatch_raw_get($0, 1) }),
    Effect(
      name: "raw_set", pops: 2, pushes: 0,
      prepare: {
        lua_pushinteger($0, 1_000)
        lua_pushinteger($0, 5)
      }, call: { moonwatch_raw_set($0, 1) }),
    Effect(
      name: "raw_set_index", pops: 1, pushes: 0, prepare: { lua_pushinteger($0, 5) },
      call: {
        moonwatch_raw_set_index($0, 1, 5_000)
      }),
    Effect(
      name: "next", pops: 1, pushes: 2, canRunOutOfMemory: false, prepare: { lua_pushnil($0) },
      call: {
        var more = false
        return moonwatch_next($0, 1, &more)
      }),
    Effect(
      name: "reference", pops: 1, pushes: 0, prepare: { lua_pushinteger($0, 5) },
      call: {
        var number: Int32 = 0
        return moonwatch_reference($0, &number)
      }),
    Effect(
      name: "raw_path", pops: 0, pushes: 1, prepare: { _ in },
      call: { state in
        let text = "a key of a length that is not a short string's, which is allocated"
        return text.withCString { bytes in
          var key = moonwatch_key(text: bytes, length: text.utf8.count, position: 0)
          return moonwatch_raw_path(state, &key, 1)
        }
      }),
    Effect(
      name: "class_name", pops: 0, pushes: 1, canRunOutOfMemory: false, prepare: { _ in },
      call: { moonwatch_class_name($0, 1) }),
    Effect(
      name: "raw_members", pops: 0, pushes: 0, canRunOutOfMemory: false, prepare: { _ in },
      call: {
        var members = moonwatch_members()
        let status = moonwatch_raw_members($0, 1, 10, &members)
        free(members.bytes)
        return status
      }),
    Effect(
      name: "set_loaded", pops: 1, pushes: 0, prepare: { lua_pushboolean($0, 1) },
      call: { moonwatch_set_loaded($0, "a.module.of.a.length.that.is.not.a.short.string's") }),
    Effect(
      name: "collect", pops: 0, pushes: 0, canRunOutOfMemory: false, prepare: { _ in },
      call: {
        moonwatch_collect($0)
      }),
    Effect(
      name: "new_metatable", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        moonwatch_new_metatable($0, typeTag, "a type of a name that is not a short string")
      }),
    Effect(
      name: "new_thread", pops: 0, pushes: 1, prepare: { _ in },
      call: {
        var made: OpaquePointer?
        return moonwatch_new_thread($0, &made)
      }),
    Effect(
      name: "set_interrupt_value", pops: 1, pushes: 0, prepare: { lua_pushinteger($0, 1) },
      call: { moonwatch_set_interrupt_value($0) }),
    Effect(
      name: "push_document", pops: 0, pushes: 1, prepare: { _ in },
      call: { state in
        (["a": [1, 2, ["b": "c"]]] as Document).withNodes { node, arena in
          moonwatch_push_document(state, node, arena, nil)
        }
      }),
    Effect(
      name: "read_document", pops: 0, pushes: 0, prepare: { _ in },
      call: {
        var reader = moonwatch_reader()
        let status = moonwatch_read_document($0, 1, &reader)
        free(reader.nodes)
        free(reader.arena)
        return status
      }),
  ]

  // An address that stands for a type; it lives as long as the process.
  nonisolated(unsafe) static let typeTag = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

  /// A table with contents at index 1, and values below what is called that must stay as they are.
  private func state() throws -> (LuaState, L) {
    let lua = try LuaState.withWaits()
    try lua.run(
      "function two(a, b) local t = {} for i = 1, 20 do t[i] = {} end return a, b end",
      name: "=test")
    try lua.main.load("return {a = {1, 2}, b = 'x'}", name: "=test")
    try lua.main.call(results: 1)
    lua.main.push(Int64(77))
    return (lua, lua.main.pointer)
  }

  private func check(_ effect: Effect, _ status: Int32, _ pointer: L, _ why: String) {
    let expected: Int32 =
      2 + (status == LUA_OK ? effect.pushes : status == MOONWATCH_ERRSTACK ? 0 : 1)
    #expect(lua_gettop(pointer) == expected, "\(effect.name), \(why), status \(status)")
    #expect(lua_tointegerx(pointer, 2, nil) == 77, "\(effect.name), \(why)")
    lua_settop(pointer, 2)
  }

  @Test(arguments: effects) func onSuccess(_ effect: Effect) throws {
    let (lua, pointer) = try state()
    effect.prepare(pointer)
    let status = effect.call(pointer)
    #expect(status == LUA_OK)
    check(effect, status, pointer, "on success")
    withExtendedLifetime(lua) {}
  }

  @Test(arguments: effects) func withoutMemory(_ effect: Effect) throws {
    let (lua, pointer) = try state()
    // An emergency collection makes room from garbage once; there is none left the second time.
    try lua.collectGarbage()
    var failed = false
    for room in [0, 16, 64, 128, 256, 512, 1_024] {
      lua.memoryLimit = nil
      effect.prepare(pointer)
      lua.memoryLimit = max(lua.memoryUsed + room, 1)
      let status = effect.call(pointer)
      lua.memoryLimit = nil
      if status != LUA_OK {
        #expect(status == LUA_ERRMEM)
        failed = true
      }
      check(effect, status, pointer, "with \(room) bytes")
    }
    #expect(failed || !effect.canRunOutOfMemory, "\(effect.name) never ran out of memory")
    #expect(try lua.text("return 1") == "1")
  }

  @Test(arguments: effects) func withoutStack(_ effect: Effect) throws {
    let (lua, pointer) = try state()
    // Fill the stack, leaving room for the arguments only.
    while lua_checkstack(pointer, 1_000) != 0 {
      for _ in 0..<1_000 { lua_pushnil(pointer) }
    }
    while lua_checkstack(pointer, effect.pops + 4) != 0 { lua_pushnil(pointer) }
    let base = lua_gettop(pointer)
    // `prepare` may push by way of a protected call, which finds no room either.
    if effect.name == "call" {
      withExtendedLifetime(lua) { lua_settop(pointer, 0) }
      return
    }
    _ = lua_checkstack(pointer, effect.pops)
    effect.prepare(pointer)
    let status = effect.call(pointer)
    #expect(status == MOONWATCH_ERRSTACK)
    #expect(lua_gettop(pointer) == base, "\(effect.name)")
    lua_settop(pointer, 0)
    #expect(try lua.text("return 1") == "1")
  }

  @Test(arguments: effects) func duringAnInterrupt(_ effect: Effect) throws {
    let (lua, pointer) = try state()
    effect.prepare(pointer)
    lua.interrupt(reason: 1)
    let status = effect.call(pointer)
    check(effect, status, pointer, "interrupted")
    lua.clearInterrupt()
    #expect(try lua.text("return 1") == "1")
  }

  /// Values that make the functions which look at index 1 fail.
  @Test(arguments: [
    "setmetatable({}, {__index = error, __newindex = error, __tostring = error, __name = 5})",
    "setmetatable({}, {__index = function() return (nil)() end, __newindex = function(t) t.x = 1 end, __tostring = function() return 1 end})",
    "5", "print", "true",
  ]) func onAValueThatRefuses(_ source: String) throws {
    let (lua, pointer) = try state()
    try lua.main.load("return \(source)", name: "=test")
    try lua.main.call(results: 1)
    lua_copy(pointer, -1, 1)
    lua_settop(pointer, 2)
    for effect in Self.effects where effect.name != "set_interrupt_value" {
      effect.prepare(pointer)
      check(effect, effect.call(pointer), pointer, "on \(source)")
    }
  }

  /// The Swift verbs, which throw instead of returning a status.
  @Test func theVerbsLeaveTheStackEvenWhenTheyThrow() throws {
    let lua = try LuaState.withWaits()
    let thread = lua.main
    let verbs: [(String, Int32, (LuaThread) throws -> Void)] = [
      ("push text", 1, { try $0.push("some text of a length that is not a short string's") }),
      ("push function", 1, { try $0.push(function: { _ in 0 }) }),
      ("push object", 1, { try $0.push(object: Probe(Releases())) }),
      ("push list", 1, { try $0.push([[1, 2], [3]]) }),
      ("push map", 1, { try $0.push(["a": ["b": "c"]]) }),
      (
        "push optional", 1,
        { try $0.push(Optional("a text of some length, more than forty bytes")) }
      ),
      ("push document", 1, { try $0.push(["a": [1, "two"]] as Document) }),
      ("load", 1, { try $0.load("return {}", name: "=x") }),
      ("location", 0, { _ = try $0.location() }),
      ("traceback", 0, { _ = try $0.traceback() }),
      ("get global", 1, { try $0.getGlobal("a global that has a name of more than forty bytes") }),
      (
        "coroutine", 0,
        {
          try $0.load("return", name: "=x")
          _ = try LuaCoroutine(from: $0)
        }
      ),
      (
        "reference", 0,
        {
          $0.push(true)
          _ = try $0.popReference()
        }
      ),
    ]
    for (name, pushes, verb) in verbs {
      try lua.collectGarbage()
      var threw = 0
      var room = 0
      while true {
        lua.memoryLimit = max(lua.memoryUsed + room, 1)
        defer { lua.memoryLimit = nil }
        do {
          try verb(thread)
          #expect(thread.gettop == pushes, "\(name)")
          thread.settop(0)
          break
        } catch {
          threw += 1
          #expect(thread.gettop == 0, "\(name), after an error with \(room) bytes")
          thread.settop(0)
        }
        room += 32
        try #require(room < 100_000, "\(name) never succeeds")
      }
      #expect(threw > 0 || ["location", "reference"].contains(name), "\(name) never failed")
    }
  }
}
