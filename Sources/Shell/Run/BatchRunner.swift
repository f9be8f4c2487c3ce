import Documents
import Glibc
import Scripting

/// Runs one script from its text to its exit status.
struct BatchRunner {
  /// Seconds that a script may take unless flag or header say otherwise.
  static let defaultTimeout = 600.0

  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  func run(_ script: Script, _ words: Invocation.Words) throws(Failure) -> Int32 {
    let isCode = script.path == nil && script.chunkName != "=stdin"
    let header = isCode ? ScriptHeader() : try script.header()
    try check(header, of: script)
    let canAsk = Process.isTerminal(STDIN_FILENO) && Process.isTerminal(STDERR_FILENO)
    let arguments = try ScriptArguments.bind(
      words, to: header, script: script.name, asking: canAsk ? Question() : nil)

    var options = HostOptions(settings)
    options.needs = header.needs
    options.timeout =
      settings.timeout ?? header.timeout ?? settings.standingTimeout ?? Self.defaultTimeout
    options.declaresNeeds = !isCode
    options.endsProcess = true
    if !isCode { options.scriptName = Self.shortName(of: script) }
    options.runID = Self.newRunID()
    if canAsk { options.askMFA = MFAPrompt.ask }
    if let path = script.path { options.searchPath.insert(Self.libraryFolder(of: path), at: 0) }
    let cloud = try settings.cloud?.script()
    if let path = cloud?.path { options.searchPath.append(Self.libraryFolder(of: path)) }
    return run(script, in: cloud, arguments, options)
  }

  private func run(
    _ script: Script, in cloud: Script?, _ arguments: Document, _ options: HostOptions
  ) -> Int32 {
    do throws(ScriptError) {
      let result = try result(of: script, in: cloud, arguments, options)
      let status = finish(result, deadline: options.timeout)
      if summarizes(result.counts, isCode: !options.declaresNeeds) {
        Output.error("moonwatch: \(result.counts)\n")
      }
      return status
    } catch {
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: "moonwatch"))
      return RunStatus(error).rawValue
    }
  }

  /// Whether the run ends with a line on what it did: for a person, so on a terminal or on request.
  /// From cron it would be mail about a run that went well, and below a one-liner it would be longer
  /// than the answer.
  private func summarizes(_ counts: RunCounts, isCode: Bool) -> Bool {
    if settings.isQuiet || counts.isEmpty { return false }
    return settings.verbosity > 0 || !isCode && Process.isTerminal(STDERR_FILENO)
  }

  /// Runs the script in a host that is gone, finalizers and all, when this returns.
  private func result(
    of script: Script, in cloud: Script?, _ arguments: Document, _ options: HostOptions
  ) throws(ScriptError) -> RunResult {
    let host = try ScriptHost(options)
    try host.setArguments(arguments)
    Signals.route(to: host)
    defer { Signals.restore(host) }
    if let failed = host.build(by: cloud) { return failed }
    return host.run(script.source, chunkName: script.chunkName)
  }

  /// Reports how a run ended and returns its exit status.
  ///
  /// An interrupt decides before the error by which it unwound the script; then `os.exit`. A refused
  /// change makes a run fail even where the script caught the error.
  private func finish(_ result: RunResult, deadline: Double?) -> Int32 {
    let written = Output.finish(.ok)
    // What a closed pipe does to a script is no news to whoever closed it.
    if written == .brokenPipe { return written.rawValue }
    if let interrupt = result.interrupt {
      let reason =
        switch interrupt {
        case .interrupt: "interrupted"
        case .terminate: "terminated"
        case .deadline:
          "the deadline\(deadline.map { " of " + DurationText.text($0) } ?? "") has passed; "
            + "--timeout or @timeout sets it"
        }
      Output.error("moonwatch: \(reason)\n")
      return RunStatus(interrupt).rawValue
    }
    if let error = result.error {
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: "moonwatch"))
      return RunStatus(error).rawValue
    }
    if let code = result.exitCode, code != 0 { return code }
    if result.refusedForCost > 0 {
      let calls = result.refusedForCost == 1 ? "1 call was" : "\(result.refusedForCost) calls were"
      Output.error("moonwatch: \(calls) not made, since --max-cost would have been passed\n")
      return RunStatus.script.rawValue
    }
    if result.refusedChanges > 0 {
      let changes =
        result.refusedChanges == 1 ? "1 change was" : "\(result.refusedChanges) changes were"
      Output.error("moonwatch: \(changes) refused\n")
      return RunStatus.script.rawValue
    }
    if let findings = result.findings {
      Output.error("moonwatch: \(findings)\n")
      return RunStatus.findings.rawValue
    }
    return written.rawValue
  }

  /// The file's name without folder and `.lua`, or `stdin`.
  private static func shortName(of script: Script) -> String {
    guard let path = script.path else { return script.name }
    let file = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    return String(file.hasSuffix(".lua") ? file.dropLast(4) : file)
  }

  /// Eight hexadecimal digits.
  private static func newRunID() -> String {
    let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func check(_ header: ScriptHeader, of script: Script) throws(Failure) {
    for requirement in header.requirements where !Version.current.meets(requirement) {
      throw Failure(
        "\(script.name): requires moonwatch \(requirement.comparison.rawValue) "
          + "\(requirement.version.description), this is \(Shell.version)", status: .script)
    }
  }

  /// The modules beside a script: the folder `lua` where it lies.
  private static func libraryFolder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "lua" }
    return path[...slash] + "lua"
  }
}
