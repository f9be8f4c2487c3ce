import Testing

@testable import Shell

@Suite struct SessionVariableTests {
  @Test(
    arguments: [
      ("local x = 1", "x = 1", ["x"]), ("local x", "x = nil;", ["x"]),
      ("local a, b = f()", "a, b = f()", ["a", "b"]),
      ("local a <const>, b = 1, 2", "a , b = 1, 2", ["a", "b"]),
      (
        "local function f(n) local m = n; return m end", "function f(n) local m = n; return m end",
        ["f"]
      ),
      ("local x = 1; local y = x", "x = 1; y = x", ["x", "y"]),
      ("for i = 1, 3 do local x = i end", "for i = 1, 3 do local x = i end", []),
      ("if a then local x = 1 end local y = 2", "if a then local x = 1 end y = 2", ["y"]),
      ("repeat local x = 1 until x local y", "repeat local x = 1 until x y = nil;", ["y"]),
      ("print('local x = 1') -- local y", "print('local x = 1') -- local y", []),
      ("s = [[\nlocal x]]\nlocal\tz=1", "s = [[\nlocal x]]\n\tz=1", ["z"]),
      ("local f <close> = open()", "local f <close> = open()", []),
      ("local x print(x)", "x = nil; print(x)", ["x"]), ("local", "local", []),
      (
        "while true do local function f() end break end",
        "while true do local function f() end break end",
        []
      ),
      ("t = { ['local'] = 1 } local ä = 1", "t = { ['local'] = 1 } local ä = 1", []),
    ] as [(String, String, [String])])
  func topLevelLocalsBecomeSessionVariables(entry: String, rewritten: String, names: [String]) {
    let result = SessionVariables.rewrite(entry)
    #expect(result.entry == rewritten)
    #expect(result.names == names)
  }

  @Test func wordsOfLuaAreToldApart() {
    let text = "a.b:c(0x1p-2, 3..'x\\'y', [==[ ]] ]==]) --[[ c\n]] == // .. ... 1e+5"
    #expect(
      LuaLexer.tokens(text).map(\.text) == [
        "a", ".", "b", ":", "c", "(", "0x1p-2", ",", "3..", "'x\\'y'", ",", "[==[ ]] ]==]", ")",
        "==", "//", "..", "...", "1e+5",
      ])
    #expect(LuaLexer.tokens("f(\"abc").last?.kind == .string(isOpen: true))
    #expect(
      LuaLexer.tokens("x --[[ never", withComments: true).last?.kind == .comment(isOpen: true))
    #expect(LuaLexer.tokens("a\n[[\n]]\nb").map(\.line) == [1, 2, 4])
  }
}
