import LuaKit

/// Reads the fields of a table argument. What is wrong is said with the argument's number and the
/// path of the field.
struct LuaFields {
  private let thread: LuaThread
  private let index: Int32
  private let argument: Int32
  /// The path in messages, such as `m1`; empty for the argument itself.
  private let path: String

  /// The argument of a function.
  init(_ thread: LuaThread, argument: Int32) throws(LuaError) {
    try self.init(thread, at: argument, argument: argument, path: "")
  }

  /// A table on the stack that was found in an argument.
  init(_ thread: LuaThread, at index: Int32, argument: Int32, path: String) throws(LuaError) {
    self.thread = thread
    self.index = thread.absolute(index)
    self.argument = argument
    self.path = path
    guard thread.type(at: index) == .table else {
      throw LuaError.argument(
        argument,
        (path.isEmpty ? "" : path + ": ") + "table expected, got \(Self.got(thread, index))")
    }
    try thread.checkStack(8)
  }

  static func got(_ thread: LuaThread, _ index: Int32) -> String {
    thread.isNil(at: index) ? "nil" : thread.typeName(at: index)
  }

  func failure(_ field: String, _ message: String) -> LuaError {
    let place = path.isEmpty ? field : field.isEmpty ? path : "\(path).\(field)"
    return .argument(argument, "\(place): \(message)")
  }

  /// A field, or nil where it is absent.
  func optional<T: LuaReadable>(_ field: String, as type: T.Type = T.self) throws(LuaError) -> T? {
    try thread.getField(field, at: index)
    defer { thread.pop() }
    if thread.isNil(at: -1) { return nil }
    guard let value = T.read(from: thread, at: -1) else {
      throw failure(field, "\(T.luaName) expected, got \(Self.got(thread, -1))")
    }
    return value
  }

  func required<T: LuaReadable>(_ field: String, as type: T.Type = T.self) throws(LuaError) -> T {
    guard let value = try optional(field, as: type) else {
      throw failure(field, "\(T.luaName) expected, got nil")
    }
    return value
  }

  /// A whole number in a range, or nil where the field is absent.
  func count(_ field: String, in range: ClosedRange<Int>) throws(LuaError) -> Int? {
    guard let value = try optional(field, as: Int.self) else { return nil }
    guard range.contains(value) else {
      throw failure(
        field, "integer from \(range.lowerBound) to \(range.upperBound) expected, got \(value)")
    }
    return value
  }

  /// Seconds of a period, of at most a year; nil where the field is absent.
  func period() throws(LuaError) -> Int? { try count("period", in: 1...366 * 86_400) }

  /// A list of numbers; `false`, which stands for a missing one, becomes nil.
  func numbers(_ field: String) throws(LuaError) -> [Double?] {
    try plainNumbers(field).map { $0.isNaN ? nil : $0 }
  }

  /// As `numbers`, with NaN for a missing one: a series has many.
  func plainNumbers(_ field: String) throws(LuaError) -> [Double] {
    try thread.getField(field, at: index)
    defer { thread.pop() }
    guard thread.type(at: -1) == .table else {
      throw failure(field, "list of numbers expected, got \(Self.got(thread, -1))")
    }
    let count = thread.rawLength(at: -1)
    let numbers = thread.numbers(count, at: -1)
    guard numbers.count == count else {
      thread.rawGet(position: Int64(numbers.count) + 1, at: -1)
      defer { thread.pop() }
      let got = thread.number(at: -1).map { "\($0)" } ?? Self.got(thread, -1)
      throw failure(
        "\(field)[\(numbers.count + 1)]",
        "finite number expected, or false where it is missing, got \(got)")
    }
    return numbers
  }

  /// As `numbers`, nil where the field is absent.
  func optionalNumbers(_ field: String) throws(LuaError) -> [Double?]? {
    try thread.getField(field, at: index)
    let isAbsent = thread.isNil(at: -1)
    thread.pop()
    return isAbsent ? nil : try numbers(field)
  }

  /// A choice by its raw value.
  func choice<T: RawRepresentable & CaseIterable>(_ field: String, of type: T.Type = T.self)
    throws(LuaError) -> T? where T.RawValue == String
  {
    guard let text = try optional(field, as: String.self) else { return nil }
    guard let value = T(rawValue: text) else {
      let known = T.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw failure(field, "one of \(known) expected, got \"\(text)\"")
    }
    return value
  }

  /// Goes through the fields, each value on top of the stack while `body` has its name.
  func eachField(_ body: (String) throws(LuaError) -> Void) throws(LuaError) {
    let base = thread.gettop
    do throws(LuaError) {
      thread.pushNil()
      while try thread.next(at: index) {
        guard thread.type(at: -2) == .string, let name = thread.string(at: -2) else {
          throw failure("", "names expected as keys, got \(thread.typeName(at: -2))")
        }
        try body(name)
        thread.pop()
      }
    } catch {
      thread.settop(base)
      throw error
    }
  }
}
