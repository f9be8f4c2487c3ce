import CLua
import CLuaSupport

/// A coroutine's stack, with Lua's own verbs (reference manual, chapter 4).
///
/// A view: it keeps neither the coroutine nor the ``LuaState`` alive. Each function states its stack
/// effect as the manual does, `[-pops, +pushes, raises]`; none of them lets a Lua error through as a
/// longjmp, so the last is `-`, or `e` where it throws.
public struct LuaThread {
  public let pointer: OpaquePointer

  public init(_ pointer: OpaquePointer) { self.pointer = pointer }

  /// The state that this coroutine belongs to.
  public var state: LuaState {
    // The owner is the LuaState itself, which closes Lua in its deinit, so it outlives any thread.
    Unmanaged<LuaState>.fromOpaque(moonwatch_owner(pointer)).takeUnretainedValue()
  }

  // MARK: Stack

  /// The number of values on the stack. [-0, +0, -]
  @inline(__always)
  public var gettop: Int32 { lua_gettop(pointer) }

  /// Cuts or fills the stack to a number of values. [-?, +?, -]
  @inline(__always)
  public func settop(_ count: Int32) { lua_settop(pointer, count) }

  /// [-n, +0, -]
  @inline(__always)
  public func pop(_ count: Int32 = 1) { lua_settop(pointer, -count - 1) }

  /// Makes room for more values, or throws a stack overflow. [-0, +0, e]
  public func checkStack(_ count: Int32) throws(LuaError) {
    if lua_checkstack(pointer, count) == 0 { throw takeError(MOONWATCH_ERRSTACK) }
  }

  /// [-0, +1, -]
  public func pushValue(at index: Int32) { lua_pushvalue(pointer, index) }

  /// Moves the top value to an index. [-1, +1, -]
  public func insert(at index: Int32) { lua_rotate(pointer, index, 1) }

  /// Copies the top values to another coroutine of the same state. [-0, +0, e]
  public func copy(top count: Int32, to other: LuaThread) throws(LuaError) {
    try checkStack(count)
    try other.checkStack(count)
    let first = gettop - count
    for index in 0..<count { lua_pushvalue(pointer, first + index + 1) }
    if pointer != other.pointer { lua_xmove(pointer, other.pointer, count) }
  }

  /// Takes the value at an index out. [-1, +0, -]
  public func remove(at index: Int32) {
    lua_rotate(pointer, index, -1)
    pop()
  }

  public func absolute(_ index: Int32) -> Int32 { lua_absindex(pointer, index) }

  // MARK: Values without an allocation. [-0, +1, -]

  @inline(__always) public func pushNil() { lua_pushnil(pointer) }
  @inline(__always) public func push(_ value: Bool) { lua_pushboolean(pointer, value ? 1 : 0) }
  @inline(__always) public func push(_ value: Int64) { lua_pushinteger(pointer, value) }
  @inline(__always) public func push(_ value: Int) { lua_pushinteger(pointer, Int64(value)) }
  @inline(__always) public func push(_ value: Double) { lua_pushnumber(pointer, value) }
  /// The value that stands for null in lists: `json.null`.
  public func pushNull() { moonwatch_push_null(pointer) }
  public func push(_ reference: LuaReference) { reference.push(to: self) }

  // MARK: Reading. [-0, +0, -]

  public enum ValueType: Int32, Sendable {
    case none = -1
    case `nil`, boolean, lightUserdata, number, string, table, function, userdata, thread
  }

  public func type(at index: Int32) -> ValueType { ValueType(rawValue: lua_type(pointer, index))! }

  /// Lua's name for the type of a value: `nil`, `number`, …
  public func typeName(at index: Int32) -> String {
    String(cString: lua_typename(pointer, lua_type(pointer, index)))
  }

  public func isNil(at index: Int32) -> Bool { lua_type(pointer, index) <= LUA_TNIL }

  /// True for every value but nil and false.
  public func isTrue(at index: Int32) -> Bool { lua_toboolean(pointer, index) != 0 }

  public func bool(at index: Int32) -> Bool? {
    lua_type(pointer, index) == LUA_TBOOLEAN ? lua_toboolean(pointer, index) != 0 : nil
  }

  /// An integer, or a float with an integral value; strings are not converted.
  @inline(__always)
  public func integer(at index: Int32) -> Int64? {
    guard lua_type(pointer, index) == LUA_TNUMBER else { return nil }
    var isInteger: Int32 = 0
    let value = lua_tointegerx(pointer, index, &isInteger)
    return isInteger != 0 ? value : nil
  }

  @inline(__always)
  public func number(at index: Int32) -> Double? {
    guard lua_type(pointer, index) == LUA_TNUMBER else { return nil }
    return lua_tonumberx(pointer, index, nil)
  }

  public func isInteger(at index: Int32) -> Bool { lua_isinteger(pointer, index) != 0 }

  /// A string as Swift text; bytes that are not UTF-8 are replaced. Numbers are not converted.
  public func string(at index: Int32) -> String? {
    withString(at: index) { String(decoding: $0, as: UTF8.self) }
  }

  /// A string's bytes, lent while `body` runs.
  public func withString<R>(at index: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> R)
    rethrows -> R?
  {
    var length = 0
    guard let bytes = moonwatch_string_at(pointer, index, &length) else { return nil }
    return try bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
      try body(UnsafeBufferPointer(start: $0, count: length))
    }
  }

  /// The length of a string, table (`#` without metamethods) or userdata.
  public func rawLength(at index: Int32) -> Int { Int(lua_rawlen(pointer, index)) }

  // MARK: Where this coroutine is

  /// True where a function called now may yield. [-0, +0, -]
  public var isYieldable: Bool { lua_isyieldable(pointer) != 0 }

  /// True while a finalizer runs: Lua then refuses every option of `collectgarbage`.
  public var isInFinalizer: Bool { moonwatch_in_finalizer(pointer) }
}
