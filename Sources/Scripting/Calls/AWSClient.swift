import AWSWire
import Documents
import LuaKit

/// A service with the options of one client; `aws.lua` puts its methods on top.
final class AWSClient: LuaUserdata {
  private let service: ServiceModel
  private let options: CallOptions
  private let caller: Caller

  init(service: ServiceModel, options: CallOptions, caller: Caller) {
    self.service = service
    self.options = options
    self.caller = caller
  }

  static let luaName = "aws client"

  static var methods: [String: (LuaThread) throws -> LuaReturn] {
    [
      // operation(name) → AWS's name of a method (`put_metric_alarm`) or operation
      "operation": { thread in
        let client: AWSClient = try thread.argument(1)
        let name = try thread.argument(2, as: String.self)
        try thread.push(client.operationName(name, on: thread))
        return 1
      },
      // names() → {"DescribeAlarms", …}
      "names": { thread in
        let client: AWSClient = try thread.argument(1)
        try thread.push(client.service.operationNames)
        return 1
      },
      // call(operation, input) → output
      "call": { thread in
        let client: AWSClient = try thread.argument(1)
        return try client.call(try thread.argument(2, as: String.self), on: thread)
      },
      // pages(operation, input) → function that returns the next page or nil
      "pages": { thread in
        let pager = try AWSClient.pager(thread)
        try thread.push(function: { try pager.page(on: $0) })
        return 1
      },
      // items(operation, input) → function that returns the next item or nil
      "items": { thread in
        let pager = try AWSClient.pager(thread)
        try thread.push(function: { try pager.item(on: $0) })
        return 1
      },
    ]
  }

  private func operationName(_ name: String, on thread: LuaThread) throws(LuaError) -> String {
    try caller.raising(on: thread) { () throws(AWSError) in try service.resolve(name) }
  }

  private func operation(_ name: String, on thread: LuaThread) throws(LuaError) -> Operation {
    let name = try operationName(name, on: thread)
    return try caller.raising(on: thread) { () throws(AWSError) in try service.operation(name) }
  }

  /// The input table at index 3; none is an empty one.
  private func input(_ operation: Operation, on thread: LuaThread) throws(LuaError) -> Document {
    if thread.isNil(at: 3) { return [:] }
    guard thread.type(at: 3) == .table else {
      throw caller.errors.error(
        AWSError(
          .validation, code: "ParamValidation",
          "\(operation.name): expected a table of members, got \(thread.typeName(at: 3))",
          operation: operation.name, service: service.metadata.name), on: thread)
    }
    do throws(LuaError) {
      return try thread.document(at: 3)
    } catch {
      throw caller.errors.error(
        AWSError(
          .validation, code: "ParamValidation", "\(operation.name): \(error.message)",
          operation: operation.name, service: service.metadata.name), on: thread)
    }
  }

  private func call(_ name: String, on thread: LuaThread) throws -> LuaReturn {
    let operation = try operation(name, on: thread)
    let input = try input(operation, on: thread)
    let caller = caller
    let options = options
    let request = try caller.raising(on: thread) { () throws(AWSError) in
      try caller.request(operation, input, options)
    }
    guard let request else {
      let answer = try caller.raising(on: thread) { () throws(AWSError) in
        try caller.standIn(for: operation)
      }
      try thread.push(answer)
      return 1
    }
    return try caller.scheduler.wait(on: thread) {
      await caller.send(request)
    } then: { thread, result in
      let response = try caller.raising(on: thread) { () throws(AWSError) in try result.get() }
      try thread.push(response.output)
      return 1
    }
  }

  private static func pager(_ thread: LuaThread) throws -> Pager {
    let client: AWSClient = try thread.argument(1)
    let operation = try client.operation(try thread.argument(2, as: String.self), on: thread)
    let input = try client.input(operation, on: thread)
    let known = try client.caller.raising(on: thread) { () throws(AWSError) in
      try client.service.paginator(of: operation.name)
    }
    guard let paginator = known else {
      throw client.caller.errors.error(
        AWSError(
          .argument, code: "NotPaged",
          "\(client.service.metadata.name):\(operation.name) does not come in pages; call it as a "
            + "method: client:\(methodName(of: operation.name)){…}",
          operation: operation.name, service: client.service.metadata.name), on: thread)
    }
    return try client.caller.raising(on: thread) { () throws(AWSError) in
      try Pager(
        caller: client.caller, operation: operation, input: input, options: client.options,
        paginator: paginator)
    }
  }
}
