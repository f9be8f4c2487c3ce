import AWSWire
import Documents
import LuaKit

/// What `aws` in the Lua library stands on.
struct AWSModule: NativeModule {
  let caller: Caller

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // client(service, options) → native client
      "client": { [caller] thread in
        let name = try thread.argument(1, as: String.self)
        let table = thread.isNil(at: 2) ? Document?.none : try thread.document(at: 2)
        let options = try caller.raising(on: thread) { () throws(AWSError) in
          try CallOptions(table, defaults: caller.options)
        }
        let service = try caller.raising(on: thread) { () throws(AWSError) in
          try caller.models.service(name, apiVersion: options.apiVersion)
        }
        try thread.push(object: AWSClient(service: service, options: options, caller: caller))
        return 1
      },
      // services() → {"cloudwatch", …}
      "services": { thread in
        try thread.push(ModelStore.embeddedServices)
        return 1
      },
    ]
  }
}
