import LuaKit
import Scripting
import Testing

/// What docs/embedding.md shows.
private struct Greeting: NativeModule {
  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      "hello": { thread in
        let name = try thread.argument(1, as: String.self)
        try thread.push("hello, \(name)")
        return 1
      }
    ]
  }
}

struct EmbeddingTests {
  @Test func aHostRunsAScriptWithAModuleOfItsOwn() throws {
    var options = HostOptions()
    options.cloud = .simulator(fleet: true)
    let host = try ScriptHost(options)
    try host.register(Greeting(), as: "greeting")

    let result = host.run(
      """
      local found = aws.ec2():collect("DescribeInstances", {})
      assert(#found > 0)
      assert(require("greeting").hello("Ada") == "hello, Ada")
      """, chunkName: "=example")
    #expect(result.error == nil)
  }

  @Test func aStateRunsAChunkWithoutTheHost() throws {
    let lua = try LuaState(memoryLimit: 64 << 20)
    try lua.register("double") { thread in
      thread.push(try thread.argument(1, as: Int64.self) * 2)
      return 1
    }
    #expect(try lua.evaluate("return double(21)", as: Int.self) == 42)
  }
}
