import CLua
import CLuaSupport

// What may allocate, call metamethods or fail: each runs protected in CLuaSupport.
extension LuaThread {
  /// Compiles a chunk of text; bytecode is refused. [-0, +1, e]
  ///
  /// `name` is Lua's: `@path` for a file, `=label` to be shown as it is.
  public func load(_ source: some Collection<UInt8>, name: String) throws(LuaError) {
    let bytes = ContiguousArray(source)
    let status = bytes.withUnsafeBytes { raw in
      moonwatch_load(
        pointer, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count, name)
    }
    try check(status)
  }

  public func load(_ source: String, name: String) throws(LuaError) {
    try load(source.utf8, name: name)
  }

  /// Calls a function that stands below its arguments. [-(arguments + 1), +results, e]
  public func call(arguments: Int32 = 0, results: Int32 = LUA_MULTRET) throws(LuaError) {
    try check(moonwatch_call(pointer, arguments, results))
  }

  /// [-0, +1, e]
  public func push(_ text: String) throws(LuaError) {
    var text = text
    // withUTF8 rethrows untyped, so the status leaves the closure as a value.
    let status = text.withUTF8 { moonwatch_push_string(pointer, $0.chars, $0.count) }
    try check(status)
  }

  /// A string of any bytes. [-0, +1, e]
  public func push(bytes: UnsafeBufferPointer<UInt8>) throws(LuaError) {
    try check(moonwatch_push_string(pointer, bytes.chars, bytes.count))
  }

  /// [-0, +1, e]
  public func newTable(array: Int32 = 0, fields: Int32 = 0) throws(LuaError) {
    try check(moonwatch_new_table(pointer, array, fields))
  }

  /// A value as `tostring` gives it. [-0, +1, e]
  public func toString(at index: Int32) throws(LuaError) {
    try check(moonwatch_tostring(pointer, index))
  }

  /// `file:line:` of the function that called this Swift function (level 1), or "". [-0, +0, e]
  public func location(level: Int32 = 1) throws(LuaError) -> String {
    try check(moonwatch_where(pointer, level))
    defer { pop() }
    return string(at: -1) ?? ""
  }

  public func traceback(message: String? = nil, level: Int32 = 0) throws(LuaError) -> String {
    try check(moonwatch_traceback(pointer, pointer, message, level))
    defer { pop() }
    return string(at: -1) ?? ""
  }

  // MARK: Tables, with metamethods

  /// [-0, +1, e]
  public func getField(_ name: String, at index: Int32) throws(LuaError) {
    try check(moonwatch_get_field(pointer, index, name))
  }

  /// [-1, +0, e]
  public func setField(_ name: String, at index: Int32) throws(LuaError) {
    try check(moonwatch_set_field(pointer, index, name))
  }

  /// [-0, +1, e]
  public func getGlobal(_ name: String) throws(LuaError) {
    try check(moonwatch_get_global(pointer, name))
  }

  /// [-1, +0, e]
  public func setGlobal(_ name: String) throws(LuaError) {
    try check(moonwatch_set_global(pointer, name))
  }

  // MARK: Tables, raw

  /// The value under the key on top. [-1, +1, e]
  public func rawGet(at index: Int32) throws(LuaError) {
    try check(moonwatch_raw_get(pointer, index))
  }

  /// Sets key and value on top. [-2, +0, e]
  public func rawSet(at index: Int32) throws(LuaError) {
    try check(moonwatch_raw_set(pointer, index))
  }

  /// The element of a table at a position; nil where it is no table. [-0, +1, -]
  public func rawGet(position: Int64, at index: Int32) {
    if lua_type(pointer, index) == LUA_TTABLE {
      lua_rawgeti(pointer, index, position)
    } else {
      pushNil()
    }
  }

  /// The first `count` elements of a list of numbers, NaN where one is `false`; fewer where one is neither
  /// `false` nor a finite number, which then is the next. Needs one slot of the stack. [-0, +0, -]
  public func numbers(_ count: Int, at index: Int32) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      initialized = Int(moonwatch_numbers_at(pointer, index, start, lua_Integer(count)))
    }
  }

  /// Sets the element at a position to the top value. [-1, +0, e]
  public func rawSet(position: Int64, at index: Int32) throws(LuaError) {
    try check(moonwatch_raw_set_index(pointer, index, position))
  }

  /// The entry after the key on top: `next`. False at the end. [-1, +2 or 0, e]
  public func next(at index: Int32) throws(LuaError) -> Bool {
    var more = false
    try check(moonwatch_next(pointer, index, &more))
    return more
  }

  /// Makes a module known to `require`. [-1, +0, e]
  public func setLoaded(_ name: String) throws(LuaError) {
    try check(moonwatch_set_loaded(pointer, name))
  }

  // MARK: References

  /// Moves the top value into the registry. [-1, +0, e]
  public func popReference() throws(LuaError) -> LuaReference {
    state.releaseDead()
    var number: Int32 = LUA_NOREF
    try check(moonwatch_reference(pointer, &number))
    return LuaReference(number: number, dead: state.deadReferences)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The same bytes as C's char.
  var chars: UnsafePointer<CChar>? {
    UnsafeRawPointer(baseAddress)?.assumingMemoryBound(to: CChar.self)
  }
}
