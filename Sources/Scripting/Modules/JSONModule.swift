import AWSWire
import Documents
import LuaKit

/// `json`: the text form of tables.
struct JSONModule: NativeModule {
  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // encode(value, pretty) → text
      "encode": { thread in
        guard thread.gettop > 0 else { throw LuaError.argument(1, "value expected, got no value") }
        let bytes = JSON.serialize(try thread.document(at: 1), pretty: thread.isTrue(at: 2))
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
