import Documents
import LuaKit

/// A settings file in Lua, such as `~/.config/moonwatch/config.lua`: each global that it assigns is a
/// setting.
///
/// ```lua
/// max_cost = 0.50
/// protocol = { cloudwatch = "smithy-rpc-v2-cbor" }
/// ```
public enum SettingsScript {
  /// What a file's text assigns, by name and sorted. It runs in a state of its own, with Lua's library
  /// and without AWS.
  public static func run(_ text: String, path: String) throws(ScriptError) -> Document {
    do throws(LuaError) {
      let lua = try LuaState(memoryLimit: 64 << 20)
      let main = lua.main
      try main.load(runner, name: "=moonwatch/settings")
      try main.push(text)
      try main.push("@" + path)
      try main.call(arguments: 2, results: 1)
      return try main.document(at: -1)
    } catch {
      throw ScriptError(message: error.message, kind: "config", code: "InvalidSettings")
    }
  }

  private static let runner = """
    local text, name = ...
    local settings = {}
    local chunk, problem = load(text, name, "t", setmetatable(settings, { __index = _G }))
    if not chunk then error(problem, 0) end
    if select("#", chunk()) > 0 then
      error(name:sub(2) .. ": expected settings, such as max_cost = 0.50, got a chunk that returns a value", 0)
    end
    return setmetatable(settings, nil)
    """
}
