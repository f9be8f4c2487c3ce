import LuaKit
import LuaLibrary

/// The library written in Lua, as `require` and the globals find it.
///
/// A module is read at its first use, so that starting costs nothing for what a script leaves alone.
enum Library {
  /// Modules that are globals too.
  static let globals = [
    "alarms", "aws", "csv", "ec2", "http", "json", "log", "metrics", "plot", "script", "show",
    "task", "time",
  ]
  /// Functions that are globals too, each of the module that has it.
  static let globalFunctions = ["wait_until": "task"]

  /// Makes every module known to `require`, and the globals load themselves. Each chunk gets its
  /// name and the table of native modules.
  ///
  /// `sim` is a global, too, where there is an embedded cloud.
  static func install(in lua: LuaState, natives: [String: any NativeModule]) throws(LuaError) {
    let main = lua.main
    try main.checkStack(12)
    try main.newTable(fields: Int32(natives.count))
    for (name, module) in natives {
      try main.push(module: module)
      try main.setField(name, at: -2)
    }
    let table = try main.popReference()
    try main.getGlobal("package")
    try main.getField("preload", at: -1)
    for index in 0..<moonwatch_lua_module_count() {
      let module = moduleAt(index)
      try main.push(function: { thread in
        try thread.load(module.source, name: "=moonwatch/\(module.name).lua")
        try thread.push(module.name)
        thread.push(table)
        try thread.call(arguments: 2, results: 1)
        return 1
      })
      try main.setField(module.name, at: -2)
    }
    main.pop(2)
    try installGlobals(globals + (natives["sim"] == nil ? [] : ["sim"]), in: lua)
  }

  private static func installGlobals(_ globals: [String], in lua: LuaState) throws(LuaError) {
    let names = globals.map { "\"\($0)\"" }.joined(separator: ", ")
    let functions = globalFunctions.map { "\($0) = \"\($1)\"" }.joined(separator: ", ")
    try lua.run(
      """
      local lazy = {}
      for _, name in ipairs { \(names) } do lazy[name] = true end
      local functions = { \(functions) }
      setmetatable(_G, {
        __index = function(globals, name)
          if not lazy[name] and not functions[name] then return nil end
          local value = lazy[name] and require(name) or require(functions[name])[name]
          rawset(globals, name, value)
          return value
        end,
      })
      """, name: "=moonwatch/globals")
  }

  /// Puts a module of the library on the main stack: `require(name)`. [-0, +1, e]
  static func pushModule(_ name: String, in lua: LuaState) throws(LuaError) {
    try lua.main.getGlobal("require")
    try lua.main.push(name)
    try lua.main.call(arguments: 1, results: 1)
  }

  /// Puts folders before Lua's own in `package.path`.
  static func setSearchPath(_ folders: [String], in lua: LuaState) throws(LuaError) {
    guard !folders.isEmpty else { return }
    let path = folders.map { "\($0)/?.lua;\($0)/?/init.lua;" }.joined()
    try lua.main.getGlobal("package")
    try lua.main.getField("path", at: -1)
    try lua.main.push(path + (lua.main.string(at: -1) ?? ""))
    try lua.main.setField("path", at: -3)
    lua.main.pop(2)
  }

  private struct Module {
    let name: String
    let source: UnsafeBufferPointer<UInt8>
  }

  private static func moduleAt(_ index: Int) -> Module {
    let entry = moonwatch_lua_module_at(index)
    // The bytes are part of the program: they never go.
    return Module(
      name: String(cString: entry.name),
      source: UnsafeBufferPointer(
        start: UnsafeRawPointer(entry.source).assumingMemoryBound(to: UInt8.self),
        count: entry.length))
  }
}
