import LuaLibrary

/// The text of the library written in Lua, for help, completion and editors.
public struct LibrarySource: Sendable {
  /// As `require` names it: `metrics`, `moonwatch.list`.
  public let name: String
  public let text: String

  /// True for a module that scripts do not call themselves.
  public var isInternal: Bool { name.hasPrefix("moonwatch.") }

  /// The modules that are globals too; `sim` is one under `--local`.
  public static var globals: [String] { Library.globals + ["sim"] }
  /// The functions that are globals too, each with the module that has it.
  public static var globalFunctions: [String: String] { Library.globalFunctions }

  /// Every module, sorted by name.
  public static var all: [LibrarySource] {
    (0..<moonwatch_lua_module_count()).map { index in
      let entry = moonwatch_lua_module_at(index)
      let bytes = UnsafeRawBufferPointer(start: entry.source, count: entry.length)
      return LibrarySource(
        name: String(cString: entry.name), text: String(decoding: bytes, as: UTF8.self))
    }
    .sorted { $0.name < $1.name }
  }
}
