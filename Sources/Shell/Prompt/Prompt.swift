import Glibc
import Scripting

/// The prompt: reads an entry of one or more lines, evaluates it, and so on until the input ends.
struct Prompt {
  let host: ScriptHost
  let settings: Settings
  let editor: LineEditor
  let history: History
  /// The primary prompt.
  let text: String

  /// Runs a session and returns the exit status.
  static func run(_ settings: Settings) throws(Failure) -> Int32 {
    guard Process.isTerminal(STDIN_FILENO) else {
      throw Failure(
        "the prompt wants a terminal as its standard input",
        hints: ["To run a script from a pipe, use 'moonwatch -'."])
    }
    guard settings.timeout == nil else {
      throw Failure("--timeout is for scripts: the prompt has no deadline")
    }
    var options = HostOptions(settings)
    options.declaresNeeds = false
    if Process.isTerminal(STDERR_FILENO) {
      // Not in the middle of a line: the code would become a part of that.
      options.askMFA = { LineEditor.isEditing ? nil : await MFAPrompt.ask($0) }
    }
    if settings.usesSimulator {
      options.cloud = .simulator(fleet: (settings.cloud ?? .fleet) == .fleet)
    }
    let cloud = try settings.cloud?.script()
    let host: ScriptHost
    do throws(ScriptError) {
      host = try ScriptHost(options)
    } catch {
      throw Failure(error.message, status: RunStatus(error))
    }
    if let failed = host.build(by: cloud) { return Self.report(failed, settings) }
    let history = History(environment: options.environment) { message in
      Output.error("moonwatch: \(message)\n")
    }
    let prompt = Prompt(
      host: host, settings: settings, editor: LineEditor(), history: history,
      text: text(options, at: host.whereabouts()))
    return prompt.session()
  }

  /// Says why the embedded cloud was not built, and returns the exit status.
  private static func report(_ result: RunResult, _ settings: Settings) -> Int32 {
    if let error = result.error {
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: "moonwatch"))
      return RunStatus(error).rawValue
    }
    if let interrupt = result.interrupt { return RunStatus(interrupt).rawValue }
    return result.exitCode ?? RunStatus.ok.rawValue
  }

  /// `profile/region (mode)> `, or `local> ` on the embedded cloud. The mode says what the prompt
  /// will not do.
  static func text(_ options: HostOptions, at whereabouts: ScriptHost.Whereabouts) -> String {
    var text = "local"
    var isReadOnly = options.isReadOnly
    if options.replayFile != nil {
      text = "replay"
    } else if case .live = options.cloud {
      text = "\(whereabouts.profile)/\(whereabouts.region ?? "no Region")"
      isReadOnly = isReadOnly || !options.allowsWrites
    }
    if isReadOnly {
      text += " (read-only)"
    } else if options.isDryRun {
      text += " (dry-run)"
    }
    return text + "> "
  }

  // MARK: The session

  private enum Input {
    case line(String)
    case unreadable
    case end
    case interrupt
    case terminate
  }

  private func session() -> Int32 {
    Signals.route(to: host)
    defer { Signals.restore(host) }
    if !settings.isQuiet { Output.error("Moonwatch \(Shell.version), Lua 5.4. Ctrl-D leaves.\n") }

    var entry = ""
    while true {
      switch read(continues: !entry.isEmpty) {
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        if entry.allSatisfy(\.isWhitespace) {
          entry = ""
          continue
        }
        guard let result = evaluate(entry) else { continue }
        history.add(entry)
        entry = ""
        if let status = show(result) { return status }
      case .unreadable:
        Output.error("The entry is not UTF-8, and was not run.\n")
        entry = ""
      case .interrupt:
        entry = ""
      case .end:
        if entry.isEmpty { return Output.finish(.ok).rawValue }
        entry = ""
      case .terminate:
        return Output.finish(.terminated).rawValue
      }
    }
  }

  /// Reads a line while the host's background tasks go on.
  private func read(continues: Bool) -> Input {
    editor.begin(prompt: continues ? "..> " : text)
    while true {
      if let interrupt = host.waitForInput(fileDescriptor: STDIN_FILENO) {
        editor.abandon()
        return interrupt == .terminate ? .terminate : .interrupt
      }
      // Without this, a wait that ended for another reason would block in readline.
      guard hasInput(), let event = editor.readCharacter() else { continue }
      switch event {
      case .line(let line): return .line(line)
      case .unreadable: return .unreadable
      case .end:
        Output.error("\n")
        return .end
      }
    }
  }

  /// The result of an entry; nil where it wants another line.
  private func evaluate(_ entry: String) -> RunResult? {
    let result = host.evaluate(entry)
    return result.error?.isIncomplete == true ? nil : result
  }

  /// Shows how an entry ended; the exit status, where it ends the session.
  private func show(_ result: RunResult) -> Int32? {
    if result.interrupt == .terminate {
      return Output.finish(.terminated).rawValue
    }
    if let code = result.exitCode {
      let written = Output.finish(.ok)
      return code == 0 ? written.rawValue : code
    }
    if let error = result.error {
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: nil))
    } else if result.interrupt != nil {
      Output.error("interrupted\n")
    }
    let written = Output.finish(.ok)
    return written == .ok ? nil : written.rawValue
  }

  private func hasInput() -> Bool {
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }
}
