import Documents
import LuaKit
import Testing

/// Documents to Lua values and back.
@Suite struct DocumentConversionTests {
  let lua: LuaState

  init() throws { lua = try .withWaits() }

  func document(_ source: String) throws -> Document {
    try lua.main.load("return " + source, name: "=test")
    try lua.main.call(results: 1)
    defer { lua.main.pop() }
    return try lua.main.document(at: -1)
  }

  func refusal(_ source: String) -> String? {
    defer { #expect(lua.main.gettop == 0) }
    return #expect(throws: LuaError.self) { try document(source) }?.message
  }

  @Test func everyKindGoesThereAndBack() throws {
    let whole: Document = [
      "null": [nil], "true": true, "false": false, "integer": 9_007_199_254_740_993,
      "double": 0.1, "text": "é\u{0}x", "list": [1, "two", [3.5]], "map": ["a": ["b": "c"]],
      "": "empty key",
    ]
    try lua.main.push(whole)
    #expect(try lua.main.document(at: -1) == whole)
    lua.main.pop()
    for scalar: Document in [1, 2.5, "", "x", true, nil] {
      try lua.main.push(scalar)
      #expect(try lua.main.document(at: -1) == scalar)
      lua.main.pop()
    }
    try lua.main.push(Document(timestamp: 1_700_000_000.25))
    #expect(lua.main.number(at: -1) == 1_700_000_000.25)
    try lua.main.push(Document(blob: [0, 255, 10]))
    #expect(lua.main.withString(at: -1) { Array($0) } == [0, 255, 10])
    lua.main.settop(0)
  }

  @Test func theSameTableMakesTheSameDocument() throws {
    let text = try document("{zeta = 1, alpha = {b = 1, a = 2}, ['alph'] = 3}").description
    #expect(text == "{alph: 3, alpha: {a: 2, b: 1}, zeta: 1}")
  }

  @Test func whatNoDocumentCanHoldIsRefusedWithItsPath() {
    #expect(
      refusal("{a = {b = {1, 2, print}}}")
        == "a.b[3]: expected a string, number, boolean or table, got a function")
    #expect(refusal("print") == "expected a string, number, boolean or table, got a function")
    #expect(
      refusal("{a = {1, nil, 3}}")
        == "a: expected a list with the keys 1 to n, got a table with holes")
    #expect(
      refusal("{[-1] = 1, 1, 2, [4] = 4}")
        == "expected a list with the keys 1 to n, got a table with holes")
    #expect(refusal("{a = {1, x = 2}}")?.hasPrefix("a: expected") == true)
    #expect(refusal("{a = {[1.5] = 2}}") == "a: expected names as keys, got a number key")
    #expect(refusal("{a = {[true] = 2}}") == "a: expected names as keys, got a boolean key")
    #expect(refusal("{a = io.stdout}")?.contains("got a userdata") == true)
  }

  @Test func aTableThatHoldsItselfIsRefused() {
    let message = refusal("(function() local t = {} t.t = t return t end)()")
    #expect(message == "a table nested deeper than 1000 levels (does it hold itself?)")
  }

  @Test func aThousandLevelsWorkAndTenThousandAreAnErrorBothWays() throws {
    func nested(_ depth: Int) -> String {
      "(function() local t = {} for i = 2, \(depth) do t = {t} end return t end)()"
    }
    let deep = try document(nested(1_000))
    try lua.main.push(deep)
    #expect(try lua.main.document(at: -1) == deep)
    lua.main.pop()
    #expect(refusal(nested(10_000))?.contains("nested deeper than 1000 levels") == true)

    let builder = DocumentBuilder()
    for _ in 0..<10_000 { builder.beginList() }
    for _ in 0..<10_000 { builder.end() }
    let tenThousand = builder.finish()
    let error = #expect(throws: LuaError.self) { try lua.main.push(tenThousand) }
    #expect(error?.message.contains("nested deeper than 1000 levels") == true)
    #expect(lua.main.gettop == 0)
  }

  @Test func emptyTablesAreMapsUnlessTheirMetatableSaysList() throws {
    #expect(try document("{}").kind == .map)
    #expect(try document("setmetatable({}, {__list = true})").kind == .list)
    #expect(try document("setmetatable({}, {__list = false})").kind == .map)
  }

  @Test func aShapeGivesItsMetatableOncePerVocabulary() throws {
    let vocabulary = Vocabulary(
      members: ["Name", "Time", "Tags"],
      shapes: [
        .init(name: "Alarm", isList: false, timestamps: ["Time"]),
        .init(name: "TagList", isList: true, timestamps: []),
      ])
    let builder = DocumentBuilder(vocabulary: vocabulary)
    builder.beginMap(shape: 1)
    builder.key(member: 0)
    builder.string("cpu")
    builder.key(member: 1)
    builder.timestamp(5)
    builder.key(member: 2)
    builder.beginList(shape: 2)
    builder.end()
    builder.end()
    let alarm = builder.finish()
    try lua.main.push(alarm)
    try lua.main.setGlobal("a")
    try lua.main.push(alarm)
    try lua.main.setGlobal("b")
    let text = try lua.text(
      """
      local m = getmetatable(a)
      assert(m == getmetatable(b) and m.__name == 'Alarm' and m.__times.Time and not m.__list)
      assert(getmetatable(a.Tags).__list and getmetatable(a.Tags).__name == 'TagList')
      local names = {}
      for name in pairs(a) do names[#names + 1] = name end
      table.sort(names)
      return table.concat(names, ' ') .. ' ' .. a.Name .. ' ' .. a.Time
      """)
    #expect(text == "Name Tags Time cpu 5.0")
    try lua.main.getGlobal("a")
    #expect(try lua.main.document(at: -1)["Tags"]?.kind == .list)
    lua.main.pop()
  }

  @Test func aFinalizerThatChangesTheTableWhileItIsReadDoesNoHarm() throws {
    // Each level of the table allocates, so collections fall into the middle of the reading.
    try lua.run(
      """
      collectgarbage('setpause', 1) collectgarbage('setstepmul', 1000)
      victim = {}
      local function fill() for i = 1, 300 do victim['key ' .. i .. (' '):rep(60)] = {x = {}} end end
      fill()
      local n = 0
      local function again()
        n = n + 1
        for key in pairs(victim) do victim[key] = nil end
        if n % 2 == 0 then fill() end
        if n < 2000 then setmetatable({}, {__gc = again}) end
      end
      setmetatable({}, {__gc = again})
      """, name: "=test")
    lua.onWarning = { _ in }
    for _ in 0..<50 {
      try lua.main.getGlobal("victim")
      let read = try lua.main.document(at: -1)
      #expect(read.kind == .map && read.count <= 300)
      lua.main.pop()
    }
    try lua.run("victim = {}", name: "=test")
  }
}
