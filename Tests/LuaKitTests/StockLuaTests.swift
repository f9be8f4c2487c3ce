import Foundation
import LuaKit
import Testing

/// The host's pcall, xpcall, load and coroutine functions against Lua's own: the same file under
/// `lua5.4` and in a state prints the same lines.
@Suite struct StockLuaTests {
  static let scripts = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/LuaKit")

  @Test(arguments: ["coroutines", "errors", "loading"])
  func aScriptPrintsWhatItPrintsUnderLua(_ name: String) throws {
    let path = Self.scripts.appending(path: name + ".lua").path
    let lua = try LuaState()
    try lua.main.push(path)
    try lua.main.setGlobal("path")
    // The stock interpreter runs from here, and both run the same file under the same name.
    let expected = try lua.evaluate(
      """
      local pipe = assert(io.popen(([[lua5.4 -e 'io.write(select(2, pcall(dofile, "%s")))' 2>&1]]):format(path)))
      local output = pipe:read('a')
      assert(pipe:close(), output)
      return output
      """, as: String.self)
    #expect(expected.split(separator: "\n").count > 15, "\(expected)")
    let got = try lua.evaluate("return dofile(path)", as: String.self)
    for (ours, theirs) in zip(lines(got), lines(expected)) { #expect(ours == theirs) }
    #expect(lines(got).count == lines(expected).count)

    // And the same again where it can yield.
    let task = try lua.runTask("return dofile(path)").text
    for (ours, theirs) in zip(lines(task), lines(got)) where !theirs.hasPrefix("main: ") {
      #expect(ours == theirs)
    }
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
