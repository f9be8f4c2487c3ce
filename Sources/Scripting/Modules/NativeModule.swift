import LuaKit

/// Functions in Swift that a module of the Lua library, or an embedding program's own, offers.
///
/// ```swift
/// struct Greeting: NativeModule {
///   var functions: [String: (LuaThread) throws -> LuaReturn] {
///     ["hello": { thread in try thread.push("hello, \(try thread.argument(1, as: String.self))"); return 1 }]
///   }
/// }
/// try host.register(Greeting(), as: "greeting")  // require "greeting"
/// ```
public protocol NativeModule {
  var functions: [String: (LuaThread) throws -> LuaReturn] { get }
}

extension LuaThread {
  /// A table of a module's functions. [-0, +1, e]
  func push(module: any NativeModule) throws(LuaError) {
    let functions = module.functions
    try newTable(fields: Int32(clamping: functions.count))
    do {
      for (name, body) in functions {
        try push(function: body)
        try setField(name, at: -2)
      }
    } catch {
      pop()
      throw error
    }
  }
}
