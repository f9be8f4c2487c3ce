import AWSWire
import Documents
import LuaKit

/// A service with the options of one client. In Lua it is the field `_native` of the table that
/// `aws.lua` makes, whose methods are functions of this type: C functions, which unlike Lua's leave
/// the caller's frame in place when they are called last, so that errors know the script's line.
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
        let name = try client.operationName(at: 2, of: thread)
        try thread.push(name)
        return 1
      },
      // names() → {"DescribeAlarms", …}
      "names": { thread in
        let client: AWSClient = try thread.argument(1)
        try thread.push(client.service.operationNames)
        return 1
      },
      // method(name) → function(client, input) → output
      "method": { thread in
        let client: AWSClient = try thread.argument(1)
        let method = try thread.argument(2, as: String.self)
        let name = try client.operationName(method, on: thread)
        let (service, caller) = (client.service, client.caller)
        try thread.push(function: { thread in
          let receiver = try AWSClient.receiver(thread, of: method, caller)
          guard receiver.service.metadata.name == service.metadata.name else {
            throw caller.errors.error(
              AWSError(
                .argument, code: "WrongClient",
                "\(method) is an operation of \(service.metadata.name), and the client is one of "
                  + receiver.service.metadata.name), on: thread)
          }
          return try receiver.call(name, on: thread)
        })
        return 1
      },
    ]
  }

  // MARK: Methods of the table in Lua

  /// The client behind the table at index 1.
  static func receiver(_ thread: LuaThread, of method: String, _ caller: Caller) throws -> AWSClient
  {
    if thread.type(at: 1) == .table {
      try thread.push("_native")
      try thread.rawGet(at: 1)
      defer { thread.pop() }
      if let client: AWSClient = thread.object(at: -1) { return client }
    }
    throw caller.errors.error(
      AWSError(
        .argument, code: "NotAClient",
        "expected a client before '\(method)', got \(thread.typeName(at: 1)); methods are called "
          + "with a colon: client:\(method)(…)"), on: thread)
  }

  private func call(_ name: String, on thread: LuaThread) throws -> LuaReturn {
    let operation = try operation(name, on: thread)
    let input = try input(operation, at: 2, of: thread)
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
    let abandoned = {
      guard !operation.isReadOnly else { return }
      Diagnostics.write(
        "warning: \(operation.service.name):\(operation.name) was under way when it was stopped; it "
          + "may have taken effect: look before calling again")
    }
    return try caller.scheduler.wait(on: thread, abandoned: abandoned) {
      await caller.send(request)
    } then: { thread, result in
      let response = try caller.raising(on: thread) { () throws(AWSError) in try result.get() }
      try thread.push(response.output)
      return 1
    }
  }

  /// A pager for the operation at index 2 with the input at index 3, and where `takesFields` with the
  /// fields of items at index 4.
  func pager(_ thread: LuaThread, takesFields: Bool) throws -> Pager {
    let operation = try operation(try operationName(at: 2, of: thread), on: thread)
    let input = try input(operation, at: 3, of: thread)
    let known = try caller.raising(on: thread) { () throws(AWSError) in
      try service.paginator(of: operation.name)
    }
    guard let paginator = known else {
      throw caller.errors.error(
        AWSError(
          .argument, code: "NotPaged",
          "\(service.metadata.name):\(operation.name) does not come in pages; call it as a method: "
            + "client:\(methodName(of: operation.name)){…}",
          operation: operation.name, service: service.metadata.name), on: thread)
    }
    if !takesFields, !thread.isNil(at: 4) {
      throw caller.errors.error(
        AWSError(
          .argument, code: "InvalidOption",
          "pages: takes an operation and its input; options such as fields are for each and collect",
          operation: operation.name, service: service.metadata.name), on: thread)
    }
    let fields = takesFields ? try fields(of: operation, at: 4, of: thread) : nil
    var options = options
    options.isPage = true
    return try caller.raising(on: thread) { () throws(AWSError) in
      try Pager(
        caller: caller, operation: operation, input: input, options: options, paginator: paginator,
        fields: fields)
    }
  }

  /// The call of the waiter whose name is at index 2, with the input at index 3.
  func waiterCall(_ thread: LuaThread) throws -> WaiterCall {
    guard let name = thread.string(at: 2) else {
      throw caller.errors.error(
        AWSError(
          .argument, code: "InvalidArgument",
          "expected the name of a waiter, such as \"instance_running\", got "
            + thread.typeName(at: 2), service: service.metadata.name), on: thread)
    }
    let waiter = try caller.raising(on: thread) { () throws(AWSError) in try service.waiter(name) }
    let operation = try operation(waiter.operation, on: thread)
    let input = try input(operation, at: 3, of: thread)
    return try caller.raising(on: thread) { () throws(AWSError) in
      try WaiterCall(
        caller: caller, waiter: waiter, operation: operation, input: input, options: options)
    }
  }

  // MARK: Arguments

  private func operationName(at index: Int32, of thread: LuaThread) throws(LuaError) -> String {
    guard let name = thread.string(at: index) else {
      throw caller.errors.error(
        AWSError(
          .argument, code: "ParamValidation",
          "expected the name of an operation, got \(thread.typeName(at: index))",
          service: service.metadata.name), on: thread)
    }
    return try operationName(name, on: thread)
  }

  private func operationName(_ name: String, on thread: LuaThread) throws(LuaError) -> String {
    try caller.raising(on: thread) { () throws(AWSError) in try service.resolve(name) }
  }

  private func operation(_ name: String, on thread: LuaThread) throws(LuaError) -> Operation {
    try caller.raising(on: thread) { () throws(AWSError) in try service.operation(name) }
  }

  /// The list of fields at an index; nil for none.
  private func fields(of operation: Operation, at index: Int32, of thread: LuaThread)
    throws(LuaError) -> [String]?
  {
    if thread.isNil(at: index) { return nil }
    var got = thread.typeName(at: index)
    if thread.type(at: index) == .table {
      let given = try thread.document(at: index)
      let fields = given.elements.compactMap(\.string)
      // An empty table is no list of fields, and is refused as such.
      if fields.count == given.count { return fields }
      got = "\(given)"
    }
    throw caller.errors.error(
      AWSError(
        .argument, code: "InvalidOption",
        "\(operation.name): fields: expected a list of members such as "
          + "{\"InstanceId\", \"State.Name\"}, got \(got)",
        operation: operation.name, service: service.metadata.name), on: thread)
  }

  /// The input table at an index; none is an empty one.
  private func input(_ operation: Operation, at index: Int32, of thread: LuaThread)
    throws(LuaError) -> Document
  {
    if thread.isNil(at: index) { return [:] }
    var problem = "expected a table of members, got \(thread.typeName(at: index))"
    if thread.type(at: index) == .table {
      do throws(LuaError) {
        return try thread.document(at: index)
      } catch {
        problem = error.message
      }
    }
    throw caller.errors.error(
      AWSError(
        .validation, code: "ParamValidation", "\(operation.name): \(problem)",
        operation: operation.name, service: service.metadata.name), on: thread)
  }
}
