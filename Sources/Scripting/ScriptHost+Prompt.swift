import AWSRuntime
import AWSWire
import LuaKit
import Simulator

// What a prompt asks of a host beside running scripts.
extension ScriptHost {
  // MARK: Entries

  /// Lets the person at the terminal end the process where Lua does not stop: the second Ctrl-C says
  /// why, the third asks. The status is that of an interrupted program.
  public func offerEnd() { lua.offerEnd(status: 130) }

  /// Runs one entry of the prompt: `return ENTRY` first, then ENTRY. Its values are shown and kept
  /// in `_`. A result whose error is incomplete asks for another line. Tasks that it spawned go on
  /// in ``waitForInput(fileDescriptor:timeout:afterTasks:)`` and in later entries.
  public func evaluate(_ entry: String) -> RunResult {
    var isExpression = false
    var result = perform(waitsForAll: false) { main throws(LuaError) in
      try Library.pushModule("moonwatch.runtime", in: lua)
      try main.getField("run_entry", at: -1)
      main.remove(at: -2)
      isExpression = try load(entry, on: main)
    }
    if result.error == nil, let count = entryValues(), isExpression || count > 0 {
      result.valueCount = count
      result.rowCount = runtimeField("count") { $0.string(at: -1) }
    }
    return result
  }

  /// The text that an entry's values are shown as. Nothing is written and nothing kept in `_`.
  public func render(_ entry: String) -> (text: String, result: RunResult) {
    let result = perform(waitsForAll: false) { main throws(LuaError) in
      try Library.pushModule("moonwatch.runtime", in: lua)
      try main.getField("render_entry", at: -1)
      main.remove(at: -2)
      _ = try load(entry, on: main)
    }
    return (runtimeField("rendered") { $0.string(at: -1) } ?? "", result)
  }

  /// After an interrupt: leaves what the entry has come to in `_`, and says what that is; nil where
  /// there is nothing.
  public func keepUnfinished() -> String? {
    let (text, _) = render("require('moonwatch.runtime').keep_unfinished()")
    return text.isEmpty || text == "nil\n" ? nil : String(text.dropLast())
  }

  /// Leaves an entry's chunk on the stack; true where it is an expression.
  private func load(_ entry: String, on main: LuaThread) throws(LuaError) -> Bool {
    do throws(LuaError) {
      try main.load("return " + entry, name: "=prompt")
      return true
    } catch {
      try main.load(entry, name: "=prompt")
      return false
    }
  }

  private func entryValues() -> Int? { runtimeField("values") { $0.integer(at: -1).map(Int.init) } }

  /// What the runtime noted of the last entry.
  private func runtimeField<R>(_ name: String, _ read: (LuaThread) -> R?) -> R? {
    let main = lua.main
    let base = main.gettop
    defer { main.settop(base) }
    // Without memory for a table access there is nothing to tell.
    guard (try? Library.pushModule("moonwatch.runtime", in: lua)) != nil,
      (try? main.getField(name, at: -1)) != nil
    else { return nil }
    return read(main)
  }

  /// The columns of the terminal; nil where results go to none.
  public var width: Int? {
    get { options.width }
    set { options.width = newValue }
  }

  // MARK: Waiting

  /// Runs the loop until a descriptor can be read: the prompt waits here, so that background tasks
  /// go on. Returns early for an interrupt, which it clears and returns, and after `timeout` seconds.
  /// `afterTasks` is called each time that tasks may have written something.
  public func waitForInput(
    fileDescriptor: Int32, timeout: Double? = nil, afterTasks: () -> Void = {}
  ) -> Interrupt? {
    scheduler.run(untilReadable: fileDescriptor, timeout: timeout, afterTasks: afterTasks)
    guard let reason = lua.pendingInterrupt else { return nil }
    lua.clearInterrupt()
    return Interrupt(rawValue: reason)
  }

  /// The errors of background tasks that nobody has asked for, each of them once.
  public func takeTaskErrors() -> [ScriptError] {
    scheduler.takeUncollected().map { ScriptError($0, lua: lua) }
  }

  /// Tasks that have not ended.
  public var runningTasks: Int { scheduler.live.count }

  // MARK: Changes

  /// What becomes of changes that no flag allows.
  public var writing: Writing {
    get { caller.policy.writing }
    set { caller.policy.writing = newValue }
  }

  /// The operations that changed something so far, such as `cloudwatch:PutMetricAlarm`.
  public var changedOperations: Set<String> { caller.policy.changedOperations }

  // MARK: Whereabouts

  /// Where calls go unless told otherwise, for a prompt's text.
  public struct Whereabouts: Equatable, Sendable {
    public var profile: String
    /// nil where no Region is configured.
    public var region: String?

    public init(profile: String, region: String?) {
      self.profile = profile
      self.region = region
    }
  }

  /// Makes calls with another profile or Region from now on; nil leaves what there is. Clients that
  /// were made before keep theirs.
  public func use(profile: String? = nil, region: String? = nil) {
    if let profile {
      options.profile = profile
      // The Region is the new profile's, unless one is named with it.
      options.region = nil
    }
    if let region { options.region = region }
    caller.use(options)
  }

  /// The names of the profiles in the AWS files, sorted.
  public func profileNames() throws(ScriptError) -> [String] {
    do throws(AWSError) {
      return try ProfileFiles(environment: options.environment).read().names
    } catch {
      throw ScriptError(message: "\(error.code): \(error.message)", kind: error.kind.rawValue)
    }
  }

  /// The profile and Region that flags, environment and configuration files name.
  public func whereabouts() -> Whereabouts {
    let configuration = Configuration(environment: options.environment, profile: options.profile)
    // A prompt starts even where the files cannot be read; the first call says what is wrong.
    let region = try? configuration.configuredRegion(explicit: options.region)
    var whereabouts = Whereabouts(profile: configuration.profileName, region: region)
    if case .simulator = options.cloud, region == nil {
      whereabouts.region = SimulatedCloud.defaultRegion
    }
    return whereabouts
  }
}
