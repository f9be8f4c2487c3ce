import CLua
import CLuaSupport

/// A Swift type whose values can be put on a Lua stack.
public protocol LuaPushable {
  /// [-0, +1, e]
  func push(to thread: LuaThread) throws(LuaError)
}

/// A Swift type that can be read from a Lua stack.
public protocol LuaReadable {
  /// What messages call the type, in Lua's words.
  static var luaName: String { get }
  /// The value at an index, or nil where there is one of another type. [-0, +0, -]
  static func read(from thread: LuaThread, at index: Int32) -> Self?
}

extension LuaThread {
  /// [-0, +1, e]
  public func push(_ value: some LuaPushable) throws(LuaError) { try value.push(to: self) }

  /// An argument of the running function, or `bad argument #n to 'f' (T expected, got U)`.
  // Inlinable, as the readers below: called generic from another module, it costs as much as the call.
  @inlinable
  public func argument<T: LuaReadable>(_ number: Int32, as type: T.Type = T.self)
    throws(LuaError) -> T
  {
    if let value = T.read(from: self, at: number) { return value }
    let got = lua_type(pointer, number) == LUA_TNONE ? "no value" : typeName(at: number)
    throw .argument(number, "\(T.luaName) expected, got \(got)")
  }

  /// An argument that may be absent or nil.
  public func optionalArgument<T: LuaReadable>(_ number: Int32, as type: T.Type = T.self)
    throws(LuaError) -> T?
  {
    isNil(at: number) ? nil : try argument(number, as: type)
  }

  func read<T: LuaReadable>(at index: Int32, as type: T.Type, what: String) throws(LuaError) -> T {
    if let value = T.read(from: self, at: index) { return value }
    throw LuaError("\(what): expected \(T.luaName), got \(typeName(at: index))")
  }
}

extension Bool: LuaPushable, LuaReadable {
  public static var luaName: String { "boolean" }
  public func push(to thread: LuaThread) { thread.push(self) }
  @inlinable
  public static func read(from thread: LuaThread, at index: Int32) -> Bool? {
    thread.bool(at: index)
  }
}

extension Int64: LuaPushable, LuaReadable {
  public static var luaName: String { "integer" }
  public func push(to thread: LuaThread) { thread.push(self) }
  @inlinable
  public static func read(from thread: LuaThread, at index: Int32) -> Int64? {
    thread.integer(at: index)
  }
}

extension Int: LuaPushable, LuaReadable {
  public static var luaName: String { "integer" }
  public func push(to thread: LuaThread) { thread.push(self) }
  @inlinable
  public static func read(from thread: LuaThread, at index: Int32) -> Int? {
    thread.integer(at: index).map { Int($0) }
  }
}

extension Double: LuaPushable, LuaReadable {
  public static var luaName: String { "number" }
  public func push(to thread: LuaThread) { thread.push(self) }
  @inlinable
  public static func read(from thread: LuaThread, at index: Int32) -> Double? {
    thread.number(at: index)
  }
}

extension String: LuaPushable, LuaReadable {
  public static var luaName: String { "string" }
  public func push(to thread: LuaThread) throws(LuaError) { try thread.push(self) }
  public static func read(from thread: LuaThread, at index: Int32) -> String? {
    thread.string(at: index)
  }
}

extension Optional: LuaPushable where Wrapped: LuaPushable {
  public func push(to thread: LuaThread) throws(LuaError) {
    if let value = self { try value.push(to: thread) } else { thread.pushNil() }
  }
}

extension Array: LuaPushable where Element: LuaPushable {
  public func push(to thread: LuaThread) throws(LuaError) {
    try thread.checkStack(4)
    try thread.newTable(array: Int32(clamping: count))
    for (position, element) in enumerated() {
      do {
        try element.push(to: thread)
        try thread.rawSet(position: Int64(position) + 1, at: -2)
      } catch {
        thread.pop()
        throw error
      }
    }
  }
}

extension Array: LuaReadable where Element: LuaReadable {
  public static var luaName: String { "list of \(Element.luaName)s" }
  public static func read(from thread: LuaThread, at index: Int32) -> [Element]? {
    guard thread.type(at: index) == .table, (try? thread.checkStack(2)) != nil else { return nil }
    let table = thread.absolute(index)
    var elements: [Element] = []
    for position in 0..<thread.rawLength(at: table) {
      thread.rawGet(position: Int64(position) + 1, at: table)
      defer { thread.pop() }
      guard let element = Element.read(from: thread, at: -1) else { return nil }
      elements.append(element)
    }
    return elements
  }
}

extension Dictionary: LuaPushable where Key == String, Value: LuaPushable {
  public func push(to thread: LuaThread) throws(LuaError) {
    try thread.checkStack(4)
    let base = thread.gettop
    try thread.newTable(fields: Int32(clamping: count))
    do {
      for (name, value) in self {
        try thread.push(name)
        try value.push(to: thread)
        try thread.rawSet(at: -3)
      }
    } catch {
      thread.settop(base)
      throw error
    }
  }
}
