import CLuaSupport

/// A Swift class whose objects scripts can hold.
///
/// The block that Lua owns holds one count of the object, and a tag that tells its type; a script
/// that gives it another type's metatable gets an error, never another object's memory.
public protocol LuaUserdata: AnyObject {
  /// What messages and `tostring` call the type.
  static var luaName: String { get }
  /// The methods that scripts can call on an object; the object is argument 1.
  static var methods: [String: (LuaThread) throws -> LuaReturn] { get }
}

extension LuaThread {
  /// An object as userdata. Its metatable is made at the first use of its type. [-0, +1, e]
  public func push<T: LuaUserdata>(object: T) throws(LuaError) {
    let tag = typeTag(T.self)
    if !state.registeredTypes.contains(ObjectIdentifier(T.self)) { try registerType(T.self, tag) }
    let retained = Unmanaged.passRetained(object)
    let status = moonwatch_push_object(pointer, tag, retained.toOpaque())
    // Lua took the count over only if the userdata was made.
    if status != LUA_OK { retained.release() }
    try check(status)
  }

  /// The object of that type at an index; nil for anything else and for one that was closed.
  public func object<T: LuaUserdata>(at index: Int32, as type: T.Type = T.self) -> T? {
    guard let found = moonwatch_object_at(pointer, index, typeTag(T.self)) else { return nil }
    // The tag was compared, so the pointer came from `push(object:)` with this very type.
    return Unmanaged<T>.fromOpaque(found).takeUnretainedValue()
  }

  /// An argument that must be an object of that type.
  public func argument<T: LuaUserdata>(_ number: Int32, object type: T.Type = T.self)
    throws(LuaError) -> T
  {
    if let object = object(at: number, as: type) { return object }
    throw .argument(number, "\(T.luaName) expected, got \(typeName(at: number))")
  }

  /// The address of the type's metadata: one per type, never freed.
  private func typeTag<T: AnyObject>(_ type: T.Type) -> UnsafeRawPointer {
    unsafeBitCast(type as AnyObject.Type, to: UnsafeRawPointer.self)
  }

  private func registerType<T: LuaUserdata>(_ type: T.Type, _ tag: UnsafeRawPointer)
    throws(LuaError)
  {
    try check(moonwatch_new_metatable(pointer, tag, T.luaName))
    defer { pop() }
    let methods = T.methods
    try newTable(fields: Int32(clamping: methods.count))
    do {
      for (name, body) in methods {
        try push(function: body)
        try setField(name, at: -2)
      }
    } catch {
      pop()
      throw error
    }
    try setField("__index", at: -2)
    state.registeredTypes.insert(ObjectIdentifier(T.self))
  }
}
