import AWSRuntime
import AWSWire
import Documents

/// What answers the calls of scripts, without recorder and meter. Made with the first call.
final class AnsweringBackend {
  var backend: (any Backend)?
}

/// Pages of an operation that are read beside what scripts do, such as for a prompt's completion.
public struct BackgroundRead {
  public var service: String
  /// In AWS's spelling. One that changes something is never sent.
  public var operation: String
  public var input: Document
  public var region: String?
  public var profile: String?
  /// Paths to the items in a page and, of an item, to the members that are wanted.
  public var fields: (items: [String], members: [String])?
  public var maxPages: Int

  public init(
    _ service: String, _ operation: String, _ input: Document = [:], region: String? = nil,
    profile: String? = nil, fields: (items: [String], members: [String])? = nil, maxPages: Int = 20
  ) {
    self.service = service
    self.operation = operation
    self.input = input
    self.region = region
    self.profile = profile
    self.fields = fields
    self.maxPages = maxPages
  }
}

/// Reads on the host's loop, with the credentials and connections of scripts' calls. What is read is in no
/// recording, in no summary line, and meets no fault of the embedded cloud.
public final class BackgroundReads {
  private let loop: EventLoop
  private let models: ModelStore
  private let backend: () throws(AWSError) -> any Backend
  private let endpoint: String?
  private var tasks: [Int: Task<Void, Never>] = [:]
  private var lastTask = 0

  init(
    loop: EventLoop, models: ModelStore, endpoint: String?,
    backend: @escaping () throws(AWSError) -> any Backend
  ) {
    self.loop = loop
    self.models = models
    self.endpoint = endpoint
    self.backend = backend
  }

  /// Ends all that is under way; nobody is told.
  public func cancel() {
    for task in tasks.values { task.cancel() }
    tasks = [:]
  }

  /// Starts a read. `page` gets each page; `end` is told whether it came to its end, or to the last page
  /// that was wanted.
  public func start(
    _ read: BackgroundRead, page: @escaping (Document) -> Void, end: @escaping (Bool) -> Void
  ) {
    lastTask += 1
    let number = lastTask
    tasks[number] = loop.spawn { [self] in
      var isWhole = true
      do throws(AWSError) {
        try await pages(of: read) { [self] document in
          // What was cancelled has nobody to tell.
          if tasks[number] != nil { page(document) }
        }
      } catch {
        // Where it matters, a script's own call says what is wrong.
        isWhole = false
      }
      guard tasks.removeValue(forKey: number) != nil else { return }
      end(isWhole)
    }
  }

  private func pages(of read: BackgroundRead, _ page: (Document) -> Void) async throws(AWSError) {
    let service = try models.service(read.service)
    let operation = try service.operation(read.operation)
    guard operation.isReadOnly else {
      throw AWSError(.internal, code: "NotAReading", "\(read.operation) changes something")
    }
    let paginator = try service.paginator(of: read.operation)
    let outputs = try paginator?.outputTokens.map { (text) throws(AWSError) in
      try PathExpression(text)
    }
    var request = Request(
      operation: operation, input: read.input, region: read.region, profile: read.profile,
      endpoint: endpoint, maxAttempts: 2, timeout: 30)
    if let fields = read.fields {
      let items = try fields.items.map { (text) throws(AWSError) in try PathExpression(text) }
      request.projection = try Projection(
        fields: fields.members, items: items, keeping: outputs ?? [],
        of: operation)
    }
    let backend = try backend()
    var tokens: [Document] = []
    for _ in 0..<read.maxPages {
      let output = try await backend.send(request).output
      page(output)
      let next = (outputs ?? []).compactMap { $0.first(in: output) }
      guard let token = next.first, !token.isNull, token.string != "",
        next.map(\.string) != tokens.map(\.string)
      else { return }
      tokens = next
      let names = paginator?.inputTokens ?? []
      var entries = read.input.entries.map { ($0.key, $0.value) }.filter { !names.contains($0.0) }
      entries += zip(names, tokens).map { ($0, $1) }
      request.input = Document(entries: entries)
    }
  }
}

/// The embedded cloud without its faults, which are for scripts' calls.
private final class FaultlessCloud: Backend {
  private let local: LocalBackend

  init(_ local: LocalBackend) { self.local = local }

  func send(_ request: Request) async throws(AWSError) -> Response {
    try local.cloud.perform(request)
  }
}

extension ScriptHost {
  /// What reads beside scripts with the profile and Region of now; nil where a recording answers, which
  /// has nothing but what scripts asked for.
  public func backgroundReads() -> BackgroundReads? {
    guard options.replayFile == nil else { return nil }
    let (caller, answering, local) = (caller, answering, local)
    var quiet: (any Backend)?
    return BackgroundReads(loop: loop, models: caller.models, endpoint: options.endpointURL) {
      () throws(AWSError) in
      if let quiet { return quiet }
      if let local {
        quiet = FaultlessCloud(local)
      } else {
        let around = try caller.backend()
        quiet = (answering.backend as? LiveBackend)?.quiet() ?? around
      }
      return quiet!
    }
  }

  /// Lets what is under way go on until a condition holds. False after so many seconds, or at an
  /// interrupt, which stays pending.
  public func waitBriefly(atMost seconds: Double, until isDone: () -> Bool) -> Bool {
    let end = EventLoop.now + seconds
    while !isDone() {
      let rest = end - EventLoop.now
      guard rest > 0, lua.pendingInterrupt == nil else { return false }
      loop.turn(timeout: rest)
    }
    return true
  }
}
