import CBench
import CLua
import LuaKit

/// The cost of a call from Lua: the same function in Swift and in C, one integer in and one out.
enum Calls {
  static func run() throws {
    let lua = try LuaState()
    try lua.register("swift_increment") { thread in
      thread.push(try thread.argument(1, as: Int64.self) + 1)
      return 1
    }
    lua_pushcclosure(lua.main.pointer, moonwatch_bench_increment, 0)
    try lua.main.setGlobal("c_increment")

    // In turns, so that a busy moment does not fall on one alone; the loop itself is part of both.
    var swift: [Double] = []
    var c: [Double] = []
    for _ in 0..<9 {
      swift.append(try nanoseconds("swift_increment", in: lua))
      c.append(try nanoseconds("c_increment", in: lua))
    }
    print("{\"swift_ns\": \(swift.sorted()[4]), \"c_ns\": \(c.sorted()[4])}")
  }

  private static func nanoseconds(_ function: String, in lua: LuaState) throws -> Double {
    let count = 1_000_000
    let began = Bench.now()
    let last = try lua.evaluate(
      """
      local f, x = \(function), 0
      for _ = 1, \(count) do x = f(x) end
      return x
      """, as: Int.self, name: "=calls")
    let elapsed = Bench.now() - began
    precondition(last == count, "the function counts its calls")
    return elapsed / Double(count) * 1e9
  }
}
