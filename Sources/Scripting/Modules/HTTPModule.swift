import AWSRuntime
import AWSWire
import Documents
import LuaKit

/// What `http` in the Lua library stands on.
final class HTTPModule: NativeModule {
  private let caller: Caller
  /// Made at the first request, when the environment is first asked for proxies.
  private lazy var client = makeClient()

  init(caller: Caller) { self.caller = caller }

  private func makeClient() -> WebClient {
    let options = caller.options
    let loop = caller.scheduler.loop
    let configuration = Configuration(environment: options.environment, profile: options.profile)
    let client = WebClient(
      transport: CurlTransport(loop: loop, proxies: Proxies(environment: options.environment)),
      environment: CallEnvironment(loop: loop),
      userAgent: UserAgent.text(
        version: "\(Version.current)", script: options.scriptName, runID: options.runID)
    ) { () throws(AWSError) in try configuration.caBundle() }
    if options.verbosity > 0 { client.trace = { Diagnostics.write($0) } }
    return client
  }

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // send(method, url, options?) → {status=, headers=, body=}; for a dry run with dry_run=true
      "send": { [self] thread in try send(thread) }
    ]
  }

  private func send(_ thread: LuaThread) throws -> LuaReturn {
    let caller = caller
    let request = try caller.raising(on: thread) { () throws(AWSError) in
      try Self.request(thread)
    }
    let decision = try caller.raising(on: thread) { () throws(AWSError) in
      try verdict(on: request)
    }
    if case .dryRun = decision {
      Diagnostics.write("dry run: \(Self.description(of: request))")
      return try Self.push(status: 200, headers: [:], body: [], isDryRun: true, on: thread)
    }
    caller.meter.noteHTTPRequest()
    return try caller.scheduler.wait(on: thread) { [self] in
      await answer(request)
    } then: { thread, result in
      let response = try caller.raising(on: thread) { () throws(AWSError) in try result.get() }
      return try Self.push(
        status: response.status, headers: response.headers, body: response.body,
        isDryRun: false, on: thread)
    }
  }

  private func verdict(on request: WebRequest) throws(AWSError) -> Policy.Verdict {
    if caller.options.replayFile != nil {
      throw AWSError(
        .argument, code: "NotRecorded",
        "http.\(request.method.lowercased()): requests of http are not recorded, and a replay has "
          + "no network")
    }
    return try caller.policy.verdict(
      onHTTP: request.method, host: request.url.host, authority: request.url.hostAndPort,
      input: [
        "method": Document(request.method),
        "body": Document(String(decoding: request.body, as: UTF8.self)),
      ])
  }

  private func answer(_ request: WebRequest) async -> Result<WebResponse, AWSError> {
    do throws(AWSError) {
      let response = try await client.send(request)
      if !request.isRead { caller.meter.noteChange() }
      return .success(response)
    } catch {
      if error.mayHaveTakenEffect { caller.meter.noteChange() }
      return .failure(error)
    }
  }

  /// The request as a dry run shows it: what the script would send, but for what is likely a secret.
  private static func description(of request: WebRequest) -> String {
    let names = request.headers.map { $0.name.lowercased() }.joined(separator: ", ")
    return "http \(request.method) \(request.url.place)/…"
      + (names.isEmpty ? "" : " with headers \(names)")
      + (request.body.isEmpty ? "" : ": \(String(decoding: request.body, as: UTF8.self))")
  }

  private static func push(
    status: Int, headers: [String: String], body: [UInt8], isDryRun: Bool, on thread: LuaThread
  ) throws -> LuaReturn {
    try thread.checkStack(6)
    try thread.newTable(fields: 4)
    thread.push(status)
    try thread.setField("status", at: -2)
    try thread.push(headers)
    try thread.setField("headers", at: -2)
    try body.withUnsafeBufferPointer { try thread.push(bytes: $0) }
    try thread.setField("body", at: -2)
    if isDryRun {
      thread.push(true)
      try thread.setField("dry_run", at: -2)
    }
    return 1
  }
}
