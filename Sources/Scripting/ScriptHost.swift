import AWSRuntime
import AWSWire
import Documents
import Glibc
import LuaKit
import Simulator

/// Joins Lua and AWS: one Lua state, one event loop, one backend.
///
/// Not Sendable: a host lives on the thread that made it. Signals reach it through
/// ``onSignal(_:_:)``, whose handler runs on that thread.
///
/// ```swift
/// var options = HostOptions()
/// options.cloud = .simulator(fleet: true)
/// let host = try ScriptHost(options)
/// let result = host.run("return aws.sts():get_caller_identity()", chunkName: "=example")
/// ```
public final class ScriptHost {
  /// As it was told, and as a prompt has changed it since.
  public internal(set) var options: HostOptions
  /// The state that scripts run in, for modules that an embedding program adds.
  public let lua: LuaState
  let loop: EventLoop
  let scheduler: Scheduler
  let caller: Caller
  let local: LocalBackend?
  /// What answers the calls of scripts, under everything that stands around it.
  let answering: AnsweringBackend
  private var exitCode: Int32?
  private var findings: String?
  /// When what runs will be interrupted, by `EventLoop.now`.
  private var deadline: Double?
  private let startTime = EventLoop.now

  public enum Interrupt: Int32, Sendable {
    case interrupt = 1
    case terminate = 2
    case deadline = 3
  }

  /// What `os.exit` and `script.fail` interrupt with: they unwind as every interrupt does.
  private static let exitReason: Int32 = 4

  public convenience init(_ options: HostOptions) throws(ScriptError) {
    try self.init(options, backend: nil)
  }

  /// A host whose calls a given backend answers, whatever `options.cloud` says.
  init(_ options: HostOptions, backend: (any Backend)?) throws(ScriptError) {
    self.options = options
    loop = EventLoop()
    let recorder: RecordingFile?
    let replay: ReplayBackend?
    do throws(AWSError) {
      (recorder, replay) = try Self.openRecordings(options)
    } catch {
      throw ScriptError(
        message: "\(error.code): \(error.message)", kind: error.kind.rawValue, code: error.code)
    }
    do throws(LuaError) {
      lua = try LuaState(memoryLimit: options.memoryLimit)
      local = Self.makeCloud(options, loop)
      scheduler = Scheduler(
        loop: loop, lua: lua, errors: ErrorTable(), cloudTime: local?.time)
      answering = AnsweringBackend()
      caller = Self.makeCaller(
        options, scheduler, backend ?? replay ?? local, recorder, answering)
      try installLibrary()
    } catch {
      throw ScriptError(error, lua: nil)
    }
  }

  /// Lua closes after this and runs finalizers, which nothing can interrupt.
  deinit {
    guard options.endsProcess else { return }
    startWatchdog(deadline: Self.grace, grace: 0)?.handOver()
  }

  /// Seconds that a script has to clean up before the process ends.
  private static let grace = 5.0

  // MARK: Setting up

  private static func makeCloud(_ options: HostOptions, _ loop: EventLoop) -> LocalBackend? {
    guard case .simulator(let fleet) = options.cloud else { return nil }
    let runs = options.cloudClock == .running
    // A clock that stands still does so at a whole second, so that what follows is round, too.
    let start = options.cloudStart ?? (runs ? nil : TimeModule.machineTime().rounded(.down))
    let cloud = SimulatedCloud(clock: VirtualClock(start: start, isRunning: runs))
    if fleet { cloud.seedFleet() }
    let backend = LocalBackend(
      CloudTime(cloud: cloud, loop: loop), environment: options.environment)
    if options.verbosity > 0 { backend.trace = { Diagnostics.write("\($0)") } }
    return backend
  }

  private static func makeCaller(
    _ options: HostOptions, _ scheduler: Scheduler, _ backend: (any Backend)?,
    _ recorder: RecordingFile?, _ kept: AnsweringBackend
  ) -> Caller {
    let loop = scheduler.loop
    let meter = Meter(budget: options.maxCost)
    return Caller(options: options, scheduler: scheduler, errors: scheduler.errors, meter: meter) {
      (options) throws(AWSError) -> any Backend in
      let answering = backend ?? Self.makeLiveBackend(options, loop, meter)
      kept.backend = answering
      let recorded = recorder.map { RecordingBackend(around: answering, file: $0) } ?? answering
      return MeteredBackend(around: recorded, meter: meter, countsAttempts: backend != nil)
    }
  }

  /// The file to record to and what is replayed, opened before the script starts so that a wrong
  /// name costs nothing.
  private static func openRecordings(_ options: HostOptions) throws(AWSError)
    -> (RecordingFile?, ReplayBackend?)
  {
    var replay: ReplayBackend?
    if let path = options.replayFile {
      replay = ReplayBackend(try Recording(path: path), matching: options.replayMatch)
    }
    guard let path = options.recordFile else { return (nil, replay) }
    let mask = RecordingMask(hidesAccounts: options.recordsNoAccounts)
    let time = TimeModule.machineTime()
    return (try RecordingFile(path: path, mask: mask, startTime: time), replay)
  }

  private static func makeLiveBackend(_ options: HostOptions, _ loop: EventLoop, _ meter: Meter)
    -> LiveBackend
  {
    let configuration = Configuration(environment: options.environment, profile: options.profile)
    let agent = UserAgent.text(
      version: "\(Version.current)", script: options.scriptName, runID: options.runID)
    var backendOptions = LiveBackend.Options(userAgent: agent)
    backendOptions.tracesExchanges = options.verbosity > 1
    let backend = LiveBackend(
      configuration: configuration, loop: loop, options: backendOptions,
      sessionName: options.runID.map { RoleSessionName.text(script: options.scriptName, run: $0) },
      askMFA: options.liveMFA(loop))
    backend.meter = meter
    if options.verbosity > 0 { backend.trace = { Diagnostics.write("\($0)") } }
    backend.warn = { Diagnostics.write("warning: \($0)") }
    return backend
  }

  private func installLibrary() throws(LuaError) {
    let clock = local?.cloud.clock
    var natives: [String: any NativeModule] = [
      "aws": AWSModule(caller: caller),
      "cost": CostModule(meter: caller.meter),
      "http": HTTPModule(caller: caller),
      "json": JSONModule(),
      "monitoring": MonitoringModule(),
      "output": OutputModule { [unowned self] in options },
      "run": RunModule(caller: caller),
      "script": ScriptModule(
        options: options, deadline: { [unowned self] in deadline },
        fail: { [unowned self] in fail($0) }),
      "state": StateModule(options: options),
      "task": TaskModule(scheduler: scheduler),
      "time": TimeModule(now: { clock?.now ?? TimeModule.machineTime() }),
    ]
    if let local { natives["sim"] = SimModule(backend: local, caller: caller) }
    try Library.install(in: lua, natives: natives)
    try Library.setSearchPath(options.searchPath, in: lua)
    try installInterruptValue()
    try installExit()
    lua.onWarning = { Diagnostics.write("warning: \($0)") }
  }

  private func installInterruptValue() throws(LuaError) {
    let error = AWSError(.cancelled, code: "Cancelled", Scheduler.cancellationMessage)
    guard let value = caller.errors.error(error, on: lua.main).value else {
      throw LuaError("not enough memory")
    }
    lua.main.push(value)
    try lua.setInterruptValue()
  }

  /// `os.exit` unwinds, so that to-be-closed variables run, before the process ends.
  private func installExit() throws(LuaError) {
    try lua.main.getGlobal("os")
    try lua.main.push(function: { [weak self] thread in
      // A finalizer that runs while the host goes has nothing left to end.
      guard let self else { return 0 }
      // What stops the run already decides how it ends.
      if let reason = lua.pendingInterrupt {
        lua.interrupt(reason: reason)
        return 0
      }
      switch thread.type(at: 1) {
      case .none, .nil: exitCode = 0
      case .boolean: exitCode = thread.isTrue(at: 1) ? 0 : 1
      default: exitCode = Int32(truncatingIfNeeded: try thread.argument(1, as: Int64.self))
      }
      lua.interrupt(reason: Self.exitReason)
      return 0
    })
    try lua.main.setField("exit", at: -2)
    lua.main.pop()
  }

  /// Ends the run with what a script has found, as `os.exit` would: what stops it already decides how
  /// it ends.
  private func fail(_ message: String) {
    if let reason = lua.pendingInterrupt {
      lua.interrupt(reason: reason)
      return
    }
    findings = message
    lua.interrupt(reason: Self.exitReason)
  }

  /// Makes a module written in Swift known to `require`.
  public func register(_ module: any NativeModule, as name: String) throws(ScriptError) {
    do throws(LuaError) {
      try lua.main.push(module: module)
      try lua.main.setLoaded(name)
    } catch {
      throw ScriptError(error, lua: lua)
    }
  }

  /// Sets the global `args`.
  public func setArguments(_ arguments: Document) throws(ScriptError) {
    do throws(LuaError) {
      try lua.main.push(arguments)
      try lua.main.setGlobal("args")
    } catch {
      throw ScriptError(error, lua: lua)
    }
  }

  // MARK: Running

  /// What this host has done since it was made.
  public var counts: RunCounts {
    var counts = caller.meter.counts
    counts.seconds = EventLoop.now - startTime
    return counts
  }

  /// Runs a chunk to its end, with every task that it spawned. `chunkName` is Lua's (`@file`,
  /// `=stdin`, `=(command line)`). What it returns is shown when `showsResults` is set.
  ///
  /// - Parameter waitsForAll: false at a prompt, where tasks go on after the chunk.
  public func run(
    _ source: String, chunkName: String, showsResults: Bool = true, waitsForAll: Bool = true
  ) -> RunResult {
    run(
      source, chunkName: chunkName, function: showsResults ? "run_and_show" : "run",
      waitsForAll: waitsForAll)
  }

  /// Runs a chunk by a function of `moonwatch/runtime.lua`.
  private func run(_ source: String, chunkName: String, function: String, waitsForAll: Bool)
    -> RunResult
  {
    var source = source[...]
    // A shebang line is a comment that keeps its line number.
    if source.first == "\u{FEFF}" { source.removeFirst() }
    let text = source.hasPrefix("#") ? "--" + source : String(source)
    return perform(waitsForAll: waitsForAll) { main throws(LuaError) in
      try Library.pushModule("moonwatch.runtime", in: lua)
      try main.getField(function, at: -1)
      main.remove(at: -2)
      try main.load(text, name: chunkName)
    }
  }

  /// Runs a chunk that builds the embedded cloud, with `sim`, before anything else runs; what it
  /// changes needs no declaration. A table that it returns is what `sim.cloud` takes. Only where
  /// `options.cloud` is an embedded one.
  public func buildCloud(_ source: String, chunkName: String) -> RunResult {
    precondition(local != nil, "buildCloud: there is no embedded cloud")
    caller.policy.buildsCloud = true
    defer { caller.policy.buildsCloud = false }
    return run(source, chunkName: chunkName, function: "run_cloud", waitsForAll: true)
  }

  /// Starts a task from a function and a chunk that `prepare` leaves on the main stack, and runs
  /// until it is done, or all are.
  func perform(
    waitsForAll: Bool, _ prepare: (LuaThread) throws(LuaError) -> Void
  ) -> RunResult {
    var result = RunResult()
    exitCode = nil
    findings = nil
    deadline = options.timeout.map { EventLoop.now + $0 }
    let refusals = caller.policy.refusals
    let costRefusals = caller.errors.costRefusals
    let before = counts
    let main = lua.main
    let base = main.gettop
    var watchdog: LuaWatchdog?
    if options.endsProcess {
      watchdog = startWatchdog(deadline: options.timeout, grace: Self.grace)
    } else if let timeout = options.timeout {
      watchdog = startWatchdog(deadline: timeout, grace: .infinity)
    }
    defer { watchdog?.stop() }
    do throws(LuaError) {
      try main.checkStack(8)
      try prepare(main)
      let task = try scheduler.start(from: main, arguments: 1)
      let uncollected = scheduler.run(until: task, waitsForAll: waitsForAll)
      if case .failed(let error) = task.outcome {
        result.error = ScriptError(error, lua: lua)
      } else if let uncollected {
        result.error = ScriptError(uncollected, lua: lua)
      }
    } catch {
      main.settop(base)
      result.error = ScriptError(error, lua: lua)
    }
    if let reason = lua.pendingInterrupt {
      lua.clearInterrupt()
      result.error = nil
      result.interrupt = Interrupt(rawValue: reason)
    }
    result.exitCode = exitCode
    result.findings = findings
    result.refusedChanges = caller.policy.refusals - refusals
    result.refusedForCost = caller.errors.costRefusals - costRefusals
    result.counts = counts - before
    return result
  }

  // MARK: Stopping

  /// Interrupts what runs when a signal comes; nil gives the signal its default again.
  public func onSignal(_ signal: Int32, _ reason: Interrupt?) {
    lua.onSignal(signal, reason: reason?.rawValue, wake: loop.wakeDescriptor)
  }

  /// Asks what runs to stop. On the host's own thread only.
  public func interrupt(_ reason: Interrupt) {
    lua.interrupt(reason: reason.rawValue)
    loop.wake()
  }

  private func startWatchdog(deadline: Double?, grace: Double) -> LuaWatchdog? {
    lua.startWatchdog(
      deadline: deadline, reason: Interrupt.deadline.rawValue, grace: grace,
      wake: loop.wakeDescriptor
    ) { reason in
      switch ScriptHost.Interrupt(rawValue: reason) {
      case .interrupt: 130
      case .terminate: 143
      default: 124
      }
    }
  }
}

/// How a run ended.
public struct RunResult: Sendable {
  public var error: ScriptError?
  /// What `os.exit` was called with.
  public var exitCode: Int32?
  /// What `script.fail` ended the run with, as one line: `3 findings`.
  public var findings: String?
  /// Set where an interrupt ended the run.
  public var interrupt: ScriptHost.Interrupt?
  /// How many values an entry of the prompt gave; nil where it was no expression.
  public var valueCount: Int?
  /// What an entry's one value is a list of: `2 alarms`; nil for every other.
  public var rowCount: String?
  /// Changes that the policy refused, whether or not the script caught the error.
  public var refusedChanges = 0
  /// Calls that would have passed the budget, whether or not the script caught the error.
  public var refusedForCost = 0
  public var counts = RunCounts()

  public init() {}
}
