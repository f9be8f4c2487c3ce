import CLuaSupport

/// An error that Lua raised, or that a Swift function raises in Lua.
public struct LuaError: Error {
  /// What Lua calls a status (reference manual, 4.4.1).
  public enum Status: Sendable {
    case runtime, syntax, memory, messageHandler, stackOverflow
  }

  public var status: Status
  /// The error value as `tostring` gives it.
  public var message: String
  /// The error value itself, where it came from Lua or is not a string.
  public var value: LuaReference?
  /// The call stack where the error was raised, if a coroutine recorded it.
  public var traceback: String?
  var argument: Int32?
  /// True where Lua raised it: raised again, the message stays as it is.
  var isLuas = false

  /// An error with a message; raised in Lua with file and line before it.
  public init(_ message: String) {
    status = .runtime
    self.message = message
  }

  /// An error with any Lua value.
  public init(value: LuaReference, message: String) {
    status = .runtime
    self.message = message
    self.value = value
  }

  /// A wrong argument, in Lua's words: `bad argument #1 to 'get' (string expected, got nil)`.
  public static func argument(_ number: Int32, _ message: String) -> LuaError {
    var error = LuaError(message)
    error.argument = number
    return error
  }

  /// True where a chunk ended too early, so that a prompt should read another line.
  public var isIncomplete: Bool { status == .syntax && message.hasSuffix("<eof>") }
}

extension LuaThread {
  /// Throws the error on top of the stack unless the status is OK. [-1, +0, -] on an error.
  func check(_ status: Int32) throws(LuaError) {
    if status != LUA_OK { throw takeError(status) }
  }

  /// Makes an error of the value that a protected function left. [-1, +0, -]
  func takeError(_ code: Int32) -> LuaError {
    if code == MOONWATCH_ERRSTACK {
      var error = LuaError("stack overflow")
      error.status = .stackOverflow
      return error
    }
    var error = LuaError(describeError())
    error.isLuas = true
    switch code {
    case LUA_ERRSYNTAX: error.status = .syntax
    case LUA_ERRMEM: error.status = .memory
    case LUA_ERRERR: error.status = .messageHandler
    default: error.status = .runtime
    }
    guard moonwatch_string_at(pointer, -1, nil) == nil else {
      pop()
      return error
    }
    // Not by popReference: the error of that call would have an error of its own.
    var number: Int32 = LUA_NOREF
    let status = moonwatch_reference(pointer, &number)
    if status == LUA_OK {
      error.value = LuaReference(number: number, dead: state.deadReferences)
    } else if status != MOONWATCH_ERRSTACK {
      pop()
    }
    return error
  }

  /// The error value on top as text; asks `__tostring`, which may itself fail. [-0, +0, -]
  private func describeError() -> String {
    if let text = string(at: -1) { return text }
    let status = moonwatch_tostring(pointer, -1)
    guard status == LUA_OK else {
      if status != MOONWATCH_ERRSTACK { pop() }
      return "(error object is a \(typeName(at: -1)) value)"
    }
    defer { pop() }
    return string(at: -1) ?? ""
  }

  /// Puts an error on the stack for the dispatcher to raise, and returns how. [-all, +1 or 2, -]
  func push(raising error: any Error) -> Int32 {
    guard let error = error as? LuaError else { return push(raising: LuaError("\(error)")) }
    settop(0)  // the function ends here, and what it left may have filled the stack
    if let value = error.value {
      push(value)
      return MOONWATCH_ERROR
    }
    var message = error.message
    let status = message.withUTF8 { moonwatch_push_string(pointer, $0.chars, $0.count) }
    // Without room for the message, the memory error that says so is on top instead.
    if status != LUA_OK || error.isLuas { return MOONWATCH_ERROR }
    guard let argument = error.argument else { return MOONWATCH_ERROR_WHERE }
    push(Int64(argument))
    return MOONWATCH_ERROR_ARGUMENT
  }
}
