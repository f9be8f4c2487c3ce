import LuaKit

/// Why a script ended: an error table of the library, or a plain Lua error.
public struct ScriptError: Error, Sendable {
  /// One of the library's kinds (`aws`, `network`, …); nil for a plain Lua error.
  public var kind: String?
  public var code: String?
  /// One line, as `tostring(err)` gives it.
  public var message: String
  public var traceback: String?
  public var status: Int?
  /// True where the chunk ended too early: a prompt asks for another line.
  public var isIncomplete = false

  public init(message: String, kind: String? = nil, code: String? = nil, traceback: String? = nil) {
    self.message = message
    self.kind = kind
    self.code = code
    self.traceback = traceback
  }

  init(_ error: LuaError, lua: LuaState?) {
    message = error.message
    traceback = error.traceback
    isIncomplete = error.isIncomplete
    guard let lua, let value = error.value else { return }
    let main = lua.main
    let base = main.gettop
    defer { main.settop(base) }
    main.push(value)
    guard main.type(at: -1) == .table else { return }
    kind = Self.field("kind", main)
    code = Self.field("code", main)
    if message.hasPrefix("table: ") {
      // `tostring` had nothing to say, so this is a table of the script's own.
      let own = Self.field("message", main)
      message = own.map { "(error object is a table: \($0))" } ?? "(error object is a table value)"
    }
    // A field that cannot be read leaves the message, which says all that people need.
    if (try? main.getField("status", at: base + 1)) != nil {
      status = main.integer(at: -1).map { Int($0) }
    }
  }

  private static func field(_ name: String, _ thread: LuaThread) -> String? {
    guard (try? thread.getField(name, at: -1)) != nil else { return nil }
    defer { thread.pop() }
    return thread.string(at: -1)
  }
}
