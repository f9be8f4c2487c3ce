import AWSRuntime
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
        guard let name = thread.string(at: 1) else {
          throw caller.errors.error(
            AWSError(
              .argument, code: "InvalidArgument",
              "aws.client: expected the name of a service, got \(thread.typeName(at: 1))"),
            on: thread)
        }
        var options = try CallOptions(thread, at: 2, of: "aws.\(name)", caller)
        options.wireProtocol =
          options.wireProtocol ?? caller.options.protocols[name].flatMap(WireProtocol.init)
        let service = try caller.raising(on: thread) { () throws(AWSError) in
          let service = try caller.models.service(name, apiVersion: options.apiVersion)
          try options.check(for: service)
          return service
        }
        try thread.push(object: AWSClient(service: service, options: options, caller: caller))
        return 1
      },
      // services() → {"cloudwatch", …}
      "services": { thread in
        try thread.push(ModelStore.embeddedServices)
        return 1
      },
      // check_role(table): raises unless it describes a role to assume
      "check_role": { [caller] thread in
        _ = try CallOptions.role(thread, at: 1, caller)
        return 0
      },
      // profiles() → {{name=, region=, kind=}, …}
      "profiles": { [caller] thread in
        let profiles = try caller.raising(on: thread) { () throws(AWSError) in
          try Self.profiles(caller.options.environment)
        }
        try thread.push(profiles)
        return 1
      },
      // pages(client, operation, input) → function that returns the next page or nil
      "pages": { [caller] thread in
        let pager = try AWSClient.receiver(thread, of: "pages", caller)
          .pager(thread, takesFields: false)
        try thread.push(function: { try pager.page(on: $0) })
        return 1
      },
      // items(client, operation, input, fields) → function that returns the next item or nil
      "items": { [caller] thread in
        let pager = try AWSClient.receiver(thread, of: "each", caller)
          .pager(thread, takesFields: true)
        try thread.push(function: { try pager.item(on: $0) })
        return 1
      },
      // waiter(client, name, input) → function that calls once, seconds between calls, their
      // number, AWS's name of the operation
      "waiter": { [caller] thread in
        let call = try AWSClient.receiver(thread, of: "wait", caller).waiterCall(thread)
        try thread.push(function: { try call.ask(on: $0) })
        thread.push(call.waiter.delay)
        thread.push(call.waiter.maxAttempts)
        try thread.push(call.waiter.operation)
        return 4
      },
    ]
  }

  /// The profiles of both configuration files, sorted by name.
  private static func profiles(_ environment: [String: String]) throws(AWSError) -> Document {
    let files = try Configuration(environment: environment).files.read()
    return Document(
      files.names.map { name in
        let section = files[name] ?? [:]
        var entries: [(String, Document)] = [
          ("name", Document(name)), ("kind", Document(ProfileKind(section).rawValue)),
        ]
        if let region = section["region"], !region.isEmpty {
          entries.append(("region", Document(region)))
        }
        return Document(entries: entries)
      })
  }
}
