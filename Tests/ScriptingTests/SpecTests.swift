import Foundation
import LuaKit
import Testing

/// The specs of the Lua library's pure modules, each in a state of its own. `scripts/test` runs them
/// under stock Lua, too.
struct SpecTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let specs =
    (try? FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Tests/Specs").path))!.filter { $0.hasSuffix("_spec.lua") }
    .sorted()

  @Test func thereAreSpecs() { #expect(Self.specs.count >= 3) }

  @Test(arguments: specs) func aSpecPassesInTheHostsLua(_ name: String) throws {
    let lua = try LuaState()
    let root = Self.root.path
    try lua.run(
      "package.path = '\(root)/Sources/LuaLibrary/lua/?.lua;\(root)/Tests/Specs/?.lua' "
        + "require('spec').is_quiet = true", name: "=setup")
    let count = try lua.evaluate("return dofile('\(root)/Tests/Specs/\(name)')", as: Int.self)
    #expect(count > 0)
  }
}
