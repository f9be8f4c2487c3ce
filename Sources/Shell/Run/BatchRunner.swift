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
    options.timeout = settings.timeout ?? header.timeout ?? Self.defaultTimeout
    // -e changes things only where it is told so, but on the embedded cloud nothing is at stake.
    if isCode, settings.usesSimulator { options.allowsWrites = true }
    if let path = script.path { options.searchPath.insert(Self.libraryFolder(of: path), at: 0) }
    return run(script, arguments, options)
  }

  private func run(_ script: Script, _ arguments: Document, _ options: HostOptions) -> Int32 {
    let host: ScriptHost
    do throws(ScriptError) {
      host = try ScriptHost(options)
    } catch {
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: "moonwatch"))
      return RunStatus(error).rawValue
    }
    host.setArguments(arguments)
    Signals.route(to: host)
    let result = host.run(script.source, chunkName: script.chunkName)
    Signals.restore()
    return finish(result)
  }

  /// Reports how a run ended and returns its exit status.
  ///
  /// An interrupt decides before the error by which it unwound the script; then `os.exit`.
  private func finish(_ result: RunResult) -> Int32 {
    if let interrupt = result.interrupt {
      let status = RunStatus(interrupt)
      let message = result.error?.message ?? Self.message(for: interrupt)
      Output.error("moonwatch: \(message)\n")
      return Output.finish(status).rawValue
    }
    if let error = result.error {
      let isCutShort = Output.finish(.ok) == .brokenPipe
      // What a closed pipe does to a script is no news to whoever closed it.
      if isCutShort { return RunStatus.brokenPipe.rawValue }
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: "moonwatch"))
      return result.exitCode ?? RunStatus(error).rawValue
    }
    let written = Output.finish(.ok)
    guard let code = result.exitCode, code != 0 else { return written.rawValue }
    return code
  }

  private static func message(for interrupt: ScriptHost.Interrupt) -> String {
    switch interrupt {
    case .interrupt: "interrupted"
    case .terminate: "terminated"
    case .deadline: "the deadline has passed (--timeout, @timeout)"
    }
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
