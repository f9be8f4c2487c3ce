import Glibc
import Scripting

/// The prompt: reads an entry of one or more lines, evaluates it, and so on until the input ends.
final class Prompt {
  let host: ScriptHost
  let settings: Settings
  let editor: LineEditor
  let completer: Completer
  let history: History
  var script = SessionScript()
  var lastTraceback: String?
  var showsTime = false
  private var saidWhatLocalsAre = false
  private var hasHistory = false

  private init(host: ScriptHost, settings: Settings, history: History) {
    self.host = host
    self.settings = settings
    self.history = history
    editor = LineEditor()
    completer = Completer(host: host)
    ReadlineCompletion.install(completer)
  }

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
    let history = History(
      environment: options.environment, isPrivate: settings.isPrivate
    ) { message in
      Output.error("moonwatch: \(message)\n")
    }
    return Prompt(host: host, settings: settings, history: history).session()
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
    host.offerEnd()
    defer { Signals.restore(host) }
    if !settings.isQuiet { Output.error(greeting) }
    if let status = runStartUpFile() { return status }

    var entry = ""
    while true {
      completer.earlier = entry
      switch read(continues: !entry.isEmpty) {
      case .line(let line):
        if entry.isEmpty, MetaCommand.isMeta(line.trimmed) {
          history.add(line)
          if let status = perform(line.trimmed) { return status }
          continue
        }
        entry += entry.isEmpty ? line : "\n" + line
        if entry.allSatisfy(\.isWhitespace) {
          entry = ""
          continue
        }
        if let name = HelpRequest(entry) {
          history.add(entry)
          entry = ""
          answer(name)
          continue
        }
        switch evaluate(entry) {
        case .wantsMore: continue
        case .goesOn: break
        case .leaves(let status):
          history.add(entry)
          return status
        }
        history.add(entry)
        entry = ""
      case .unreadable:
        Output.error("The entry is not UTF-8, and was not run.\n")
        entry = ""
      case .interrupt:
        entry = ""
      case .end:
        if entry.isEmpty {
          if mayLeave() { return Output.finish(.ok).rawValue }
        }
        entry = ""
      case .terminate:
        return Output.finish(.terminated).rawValue
      }
    }
  }

  private var greeting: String {
    var lines = ["Moonwatch \(Shell.version), Lua 5.4. Ctrl-D leaves, .help helps."]
    if settings.usesSimulator {
      lines += [
        "This is the embedded cloud: no account, no network. Three lines to try:",
        "  alarms.list { state = \"ALARM\" }",
        "  ec2.instances { tags = { env = \"prod\" } }",
        "  metrics.get({ ec2.instances()[1]:metric(\"CPUUtilization\") }, { last = \"6h\" })[1]:plot()",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The primary prompt.
  private var text: String {
    let whereabouts = host.whereabouts()
    let text = PromptText.text(
      host.options, at: whereabouts, writing: host.writing)
    let isProduction = settings.production.contains(whereabouts.profile)
    return isProduction && Style.isOn(settings) ? PromptText.red(text) : text
  }

  /// Reads a line while the host's background tasks go on; what they write stands above it.
  private func read(continues: Bool) -> Input {
    let isTerminal = Process.isTerminal(STDOUT_FILENO)
    if isTerminal { Output.holdsText = true }
    defer { if isTerminal { Output.holdsText = false } }
    editor.begin(prompt: continues ? "..> " : text)
    if !hasHistory {
      hasHistory = true
      history.load()
    }
    while true {
      let interrupt = host.waitForInput(fileDescriptor: STDIN_FILENO) { self.showAbove() }
      if let interrupt {
        editor.abandon()
        return interrupt == .terminate ? .terminate : .interrupt
      }
      // Without this, a wait that ended for another reason would block in readline.
      guard Process.hasInput(STDIN_FILENO), let event = editor.readCharacter() else { continue }
      switch event {
      case .line(let line): return .line(line)
      case .unreadable: return .unreadable
      case .end:
        Output.error("\n")
        return .end
      }
    }
  }

  /// What background tasks wrote since, above the line that is being edited.
  private func showAbove() {
    let errors = host.takeTaskErrors()
    guard Output.isHolding || !errors.isEmpty else { return }
    editor.hidingLine {
      Output.release()
      for error in errors {
        Output.error(
          "a background task failed: " + ErrorReport(error, verbosity: 0).text(program: nil))
      }
    }
  }

  /// False where tasks run and a person wants to stay with them.
  private func mayLeave() -> Bool {
    let count = host.runningTasks
    guard count > 0 else { return true }
    let tasks = count == 1 ? "1 task is" : "\(count) tasks are"
    return Confirmation.ask("\(tasks) still running. Leave and end \(count == 1 ? "it" : "them")?")
  }

  // MARK: Entries

  enum Outcome {
    case wantsMore, goesOn
    case leaves(Int32)
  }

  /// Runs an entry and shows how it ended.
  func evaluate(_ entry: String) -> Outcome {
    let rewritten = SessionVariables.rewrite(entry)
    host.width = Process.columns(of: STDOUT_FILENO)
    let before = host.counts
    let result = host.evaluate(rewritten.entry)
    if result.error?.isIncomplete == true { return .wantsMore }
    if result.error == nil, result.interrupt == nil {
      script.add(.init(text: rewritten.entry, valueCount: result.valueCount))
    }
    if !rewritten.names.isEmpty, !saidWhatLocalsAre {
      saidWhatLocalsAre = true
      Output.error("(a local at the prompt lives as long as the session)\n")
    }
    let status = show(result)
    let counts = host.counts - before
    if showsTime || (!settings.isQuiet && (result.rowCount != nil || !counts.isEmpty)) {
      let parts = [result.rowCount, "\(counts)"].compactMap(\.self)
      Output.error(Style.dim(Style.plain(parts.joined(separator: " · ")), settings) + "\n")
    }
    return status.map { .leaves($0) } ?? .goesOn
  }

  /// Shows how an entry ended; the exit status, where it ends the session.
  func show(_ result: RunResult) -> Int32? {
    if result.interrupt == .terminate {
      return Output.finish(.terminated).rawValue
    }
    if let code = result.exitCode {
      let written = Output.finish(.ok)
      return code == 0 ? written.rawValue : code
    }
    if let error = result.error {
      lastTraceback = error.traceback ?? error.message
      Output.error(ErrorReport(error, verbosity: settings.verbosity).text(program: nil))
    } else if result.interrupt != nil {
      let kept = host.keepUnfinished().map { ": \($0)" } ?? ""
      Output.error("interrupted\(kept)\n")
    } else if let findings = result.findings {
      Output.error(findings + "\n")
    }
    let written = Output.finish(.ok)
    return written == .ok ? nil : written.rawValue
  }

  /// Runs `~/.config/moonwatch/init.lua`; the exit status, where it ends the session.
  private func runStartUpFile() -> Int32? {
    guard let path = Process.configurationFile("init.lua"), Process.isFile(path) else { return nil }
    return load(path)
  }
}
