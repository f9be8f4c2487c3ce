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
}
