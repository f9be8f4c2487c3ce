import AWSWire
import Documents
import LuaKit

/// Carries calls from Lua to the backend: check the input, ask the policy, wait, hand the answer
/// back.
final class Caller {
  let models: ModelStore
  let checker = InputChecker()
  let policy: Policy
  let meter: Meter
  let scheduler: Scheduler
  let errors: ErrorTable
  private(set) var options: HostOptions
  /// Makes the backend at the first call: a script that makes none reads no configuration.
  private let makeBackend: (HostOptions) throws(AWSError) -> any Backend
  private var madeBackend: (any Backend)?

  init(
    options: HostOptions, scheduler: Scheduler, errors: ErrorTable, meter: Meter,
    makeBackend: @escaping (HostOptions) throws(AWSError) -> any Backend
  ) {
    self.options = options
    models = ModelStore(environment: options.environment)
    self.scheduler = scheduler
    self.errors = errors
    self.makeBackend = makeBackend
    self.meter = meter
    policy = Policy(options, meter)
  }

  func backend() throws(AWSError) -> any Backend {
    if let madeBackend { return madeBackend }
    let backend = try makeBackend(options)
    madeBackend = backend
    return backend
  }

  /// Clients that are made from now on take their profile and Region from these options; connections
  /// and credentials that were cached are dropped.
  func use(_ options: HostOptions) {
    self.options = options
    madeBackend = nil
  }

  /// Runs what may throw an AWSError, and throws it as Lua's error table.
  func raising<R>(on thread: LuaThread, _ body: () throws(AWSError) -> R) throws(LuaError) -> R {
    do {
      return try body()
    } catch {
      throw errors.error(error, on: thread)
    }
  }

  /// A checked request, which the policy lets pass. nil: a dry run has answered for it.
  func request(_ operation: Operation, _ input: Document, _ call: CallOptions)
    throws(AWSError) -> Request?
  {
    let input = try checker.check(input, for: operation)
    switch try policy.verdict(on: operation, input: input, region: call.region) {
    case .call: break
    case .dryRun:
      Diagnostics.write("dry run: \(operation.service.name):\(operation.name) \(input)")
      return nil
    }
    var request = Request(
      operation: operation, input: input, region: call.region, profile: call.profile,
      endpoint: call.endpoint, credentials: call.credentials, maxAttempts: call.maxAttempts,
      timeout: call.timeout, connectTimeout: call.connectTimeout, readTimeout: call.readTimeout,
      pace: call.pace, wireProtocol: call.wireProtocol)
    request.role = call.role
    request.isPage = call.isPage
    return request
  }

  /// The answer to a dry run: of the right shape, with no element in any list and no value in any
  /// structure, since there are none.
  func standIn(for operation: Operation) throws(AWSError) -> Document {
    try OutputShaper.conform(
      operation.output.flatMap { Self.standIn(for: $0, above: []) } ?? [:], to: operation)
  }

  private static func standIn(for shape: Shape, above: [Shape]) -> Document? {
    switch shape.kind {
    case .list: return []
    case .map: return [:]
    case .structure where !above.contains(where: { $0 === shape }):
      let entries = shape.members.compactMap { member in
        standIn(for: member.shape, above: above + [shape]).map { (member.name, $0) }
      }
      return Document(entries: entries)
    default: return nil
    }
  }

  func send(_ request: Request) async -> Result<Response, AWSError> {
    do throws(AWSError) {
      return .success(try await backend().send(request))
    } catch {
      return .failure(error)
    }
  }
}
