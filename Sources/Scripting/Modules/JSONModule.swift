import AWSWire
import Documents
import LuaKit

/// `json`: the text form of tables.
struct JSONModule: NativeModule {
  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // encode(value, {pretty=}) → text
      "encode": { thread in
        guard thread.gettop > 0 else { throw LuaError.argument(1, "value expected, got no value") }
        let pretty = try isPretty(thread, at: 2)
        let value: Document
        do throws(LuaError) {
          value = try thread.document(at: 1)
        } catch {
          throw LuaError("json.encode: \(error.message)")
        }
        let bytes = JSON.serialize(value, pretty: pretty)
        try bytes.withUnsafeBufferPointer { try thread.push(bytes: $0) }
        return 1
      },
      // decode(text) → value
      "decode": { thread in
        guard thread.type(at: 1) == .string else {
          throw LuaError.argument(1, "string expected, got \(thread.typeName(at: 1))")
        }
        let bytes = thread.withString(at: 1) { Array($0) } ?? []
        do {
          try thread.push(try JSON.parse(bytes))
        } catch let failure as JSON.Failure {
          throw LuaError("json.decode: \(failure)")
        }
        return 1
      },
      "null": { thread in
        thread.pushNull()
        return 1
      },
    ]
  }
}

/// The option `pretty` of a table of options.
private func isPretty(_ thread: LuaThread, at index: Int32) throws -> Bool {
  if thread.isNil(at: index) { return false }
  guard thread.type(at: index) == .table else {
    throw LuaError.argument(index, "table of options expected, got \(thread.typeName(at: index))")
  }
  var isPretty = false
  for (name, value) in try thread.document(at: index).entries {
    guard name == "pretty" else {
      throw LuaError("json.encode: unknown option '\(name)'; known: pretty")
    }
    isPretty = value.bool ?? true
  }
  return isPretty
}
