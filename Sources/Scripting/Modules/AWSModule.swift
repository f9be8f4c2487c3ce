import AWSWire
import LuaKit

/// What `aws` in the Lua library stands on.
struct AWSModule: NativeModule {
  let caller: Caller

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // client(service, options) → native client
      "client": { [caller] thread in
        let name = try thread.argument(1, as: String.self)
        let options = try CallOptions(thread, at: 2, defaults: caller.options)
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
