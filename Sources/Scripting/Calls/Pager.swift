import AWSRuntime
import AWSWire
import Documents
import LuaKit

/// Goes through the pages of an operation, and fetches the next one while the script works on this
/// one.
///
/// A token that comes twice is an error: it would go on for ever.
final class Pager {
  private let caller: Caller
  private let operation: Operation
  private let input: Document
  private let options: CallOptions
  private let paginator: Paginator
  private let outputTokens: [PathExpression]
  private let moreResults: PathExpression?
  private let resultKeys: [PathExpression]
  private let projection: Projection?

  private var fetch: Fetch?
  private var isOver = false
  private var tokens: [Document] = []
  private var items: [Document] = []
  private var nextItem = 0

  /// - Parameter fields: Paths of members of an item; nil: all of it.
  init(
    caller: Caller, operation: Operation, input: Document, options: CallOptions,
    paginator: Paginator, fields: [String]? = nil
  ) throws(AWSError) {
    self.caller = caller
    self.operation = operation
    self.input = Self.complete(input, for: operation)
    self.options = options
    self.paginator = paginator
    outputTokens = try paginator.outputTokens.map { (text) throws(AWSError) in
      try PathExpression(text)
    }
    moreResults = try paginator.moreResults.map { (text) throws(AWSError) in
      try PathExpression(text)
    }
    let keys = Self.itemPaths[operation.name] ?? paginator.resultKeys
    resultKeys = try keys.map { (text) throws(AWSError) in try PathExpression(text) }
    if let fields {
      projection = try Projection(
        fields: fields, items: resultKeys, keeping: outputTokens + (moreResults.map { [$0] } ?? []),
        of: operation)
    } else {
      projection = nil
    }
    // A mistake in the input is raised where the script made it, not at the first item.
    _ = try caller.checker.check(self.input, for: operation)
  }

  deinit { fetch?.task?.cancel() }

  /// Where the items are, where that is deeper than the model's result key.
  private static let itemPaths = ["DescribeInstances": ["Reservations[].Instances[]"]]

  /// DescribeAlarms leaves composite alarms out unless asked for every type, so it is asked.
  private static func complete(_ input: Document, for operation: Operation) -> Document {
    guard operation.service.name == "cloudwatch", operation.name == "DescribeAlarms",
      input["AlarmTypes"] == nil,
      let types = operation.input?.member(named: "AlarmTypes")?.shape.element?.shape.enumValues
    else { return input }
    return Document(entries: input.entries + [("AlarmTypes", Document(types.map { Document($0) }))])
  }

  /// Pushes the next page, or nil after the last.
  func page(on thread: LuaThread) throws -> LuaReturn {
    if isOver {
      thread.pushNil()
      return 1
    }
    return try nextPage(on: thread, again: page) { thread, page in
      try thread.push(page)
      return 1
    }
  }

  /// Pushes the next item, or nil after the last.
  func item(on thread: LuaThread) throws -> LuaReturn {
    if nextItem < items.count {
      try thread.push(items[nextItem])
      nextItem += 1
      return 1
    }
    items = []
    nextItem = 0
    if isOver {
      thread.pushNil()
      return 1
    }
    return try nextPage(on: thread, again: item) { [self] thread, page in
      for key in resultKeys { key.collect(in: page, into: &items) }
      return try item(on: thread)
    }
  }

  // MARK: Fetching

  /// A request under way.
  private final class Fetch {
    var task: Task<Void, Never>?
    var result: Result<Response, AWSError>?
  }

  private func start() throws(AWSError) {
    var entries = Array(input.entries).map { ($0.key, $0.value) }
    for (name, token) in zip(paginator.inputTokens, tokens) {
      entries.removeAll { $0.0 == name }
      entries.append((name, token))
    }
    guard var request = try caller.request(operation, Document(entries: entries), options) else {
      isOver = true
      return
    }
    request.projection = projection
    let fetch = Fetch()
    let caller = caller
    let page = request
    fetch.task = caller.scheduler.loop.spawn { fetch.result = await caller.send(page) }
    self.fetch = fetch
  }

  /// Waits for the page under way. `again` starts over where another task has taken it meanwhile:
  /// several may work through one iterator.
  private func nextPage(
    on thread: LuaThread, again: @escaping (LuaThread) throws -> LuaReturn,
    _ use: @escaping (LuaThread, Document) throws -> LuaReturn
  ) throws -> LuaReturn {
    if fetch == nil {
      try caller.raising(on: thread) { () throws(AWSError) in try start() }
    }
    guard let fetch, let task = fetch.task else {
      thread.pushNil()
      return 1
    }
    let finish: (LuaThread) throws -> LuaReturn = { [self] thread in
      guard self.fetch === fetch else { return try again(thread) }
      let page = try caller.raising(on: thread) { () throws(AWSError) in
        try turn(to: fetch.result!)
      }
      return try use(thread, page)
    }
    if fetch.result != nil { return try finish(thread) }
    return try caller.scheduler.wait(on: thread) {
      await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        task.cancel()
      }
    } then: { thread, _ in
      try finish(thread)
    }
  }

  /// Takes a page in, and starts the next one where there is one.
  private func turn(to result: Result<Response, AWSError>) throws(AWSError) -> Document {
    fetch = nil
    // After an error there is nothing to go on from.
    isOver = true
    let page = try result.get().output
    let more = moreResults?.first(in: page)?.bool ?? true
    let next = outputTokens.map { $0.first(in: page) }
    guard more, let first = next.first, let token = first, !token.isNull, token.string != "" else {
      return page
    }
    let tokens = next.map { $0 ?? nil }
    if tokens == self.tokens {
      throw AWSError(
        .aws, code: "RepeatedToken",
        "\(operation.name): the service answered with the same page token twice; going on would "
          + "never end", operation: operation.name, service: operation.service.name)
    }
    self.tokens = tokens
    isOver = false
    try start()
    return page
  }
}
