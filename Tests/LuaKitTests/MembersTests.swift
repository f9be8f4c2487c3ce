import LuaKit
import Testing

@Suite struct MembersTests {
  private func members(_ source: String, of path: [LuaThread.Key], limit: Int = 100) throws
    -> [String]
  {
    let lua = try LuaState()
    try lua.run(source, name: "=test")
    try lua.main.pushRaw(path: path)
    let members = try lua.main.rawMembers(at: -1, limit: limit)
    #expect(lua.main.gettop == 1)
    return members.map(\.name).sorted()
  }

  @Test func keysOfATableAndOfTheTablesBehindIt() throws {
    let source = """
      local base = { far = 1, twice = 1 }
      local class = setmetatable({ near = 1, twice = 2 }, { __index = base })
      deep = { inner = setmetatable({ own = true, [1] = 'x', [true] = 2 }, { __index = class }) }
      """
    #expect(
      try members(source, of: [.text("deep"), .text("inner")]) == ["far", "near", "own", "twice"])
    #expect(try members(source, of: [.text("deep"), .text("nothing"), .text("more")]) == [])
  }

  @Test func anIndexFunctionIsNeverCalled() throws {
    let source = """
      calls = 0
      local function note() calls = calls + 1 return { trap = 1 } end
      t = setmetatable({ raw = 1 }, { __index = note, __pairs = note, __len = note, __name = "T" })
      """
    #expect(try members(source, of: [.text("t")]) == ["raw"])
    #expect(try members(source, of: [.text("t"), .text("absent")]) == [])
    let lua = try LuaState()
    try lua.run(source, name: "=test")
    try lua.main.pushRaw(path: [.text("t"), .text("absent"), .text("more")])
    #expect(lua.main.isNil(at: -1))
    try lua.main.pushRaw(path: [.text("t")])
    _ = try lua.main.rawMembers(at: -1)
    #expect(try lua.main.className(at: -1) == "T")
    #expect(try lua.evaluate("return calls", as: Int.self) == 0)
    // A table that would be asked if it were not: the trap works.
    #expect(try lua.evaluate("local x = t.absent return calls", as: Int.self) == 1)
  }

  @Test func aStringHasItsMethodsAndAListItsPositions() throws {
    let names = try members("s = 'text'", of: [.text("s")])
    #expect(names.contains("gsub") && names.contains("upper"))
    #expect(
      try members("l = { { a = 1 }, { b = 1 } }", of: [.text("l"), .position(2)]) == ["b"])
    #expect(try members("n = 5", of: [.text("n")]) == [])
  }

  @Test func aCycleOfClassesAndALargeTableEnd() throws {
    let source = """
      cycle = {} setmetatable(cycle, { __index = cycle })
      cycle.x = 1
      large = {} for i = 1, 5000 do large['k' .. i] = i end
      """
    #expect(try members(source, of: [.text("cycle")]) == ["x"])
    #expect(try members(source, of: [.text("cycle"), .text("absent")]) == [])
    #expect(try members(source, of: [.text("large")], limit: 20).count == 20)
  }
}
