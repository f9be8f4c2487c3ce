import Files
import Glibc
import Scripting

// What the commands of the prompt do.
extension Prompt {
  /// Does what a line with a dot in front asks for; the exit status, where it ends the session.
  func perform(_ line: String) -> Int32? {
    do throws(Failure) {
      return try perform(MetaCommand(line))
    } catch {
      Output.error(ErrorReport(error).text(program: nil))
      return nil
    }
  }

  private func perform(_ command: MetaCommand) throws(Failure) -> Int32? {
    switch command {
    case .help(nil): Output.write(Self.commandList)
    case .help(let name?): answer(HelpRequest(name + "?") ?? HelpRequest("library?")!)
    case .profile(let name): try useProfile(name)
    case .region(let name): useRegion(name)
    case .write(let isOn): setWriting(isOn)
    case .watch(let seconds, let expression): return watch(expression, every: seconds)
    case .time(let word): return time(word)
    case .trace: Output.write((lastTraceback ?? "no error yet") + "\n")
    case .save(let path): try save(to: path)
    case .load(let path): return load(path)
    case .history(let count): showHistory(count ?? 20)
    case .quit: return Output.finish(.ok).rawValue
    }
    Output.flush()
    return nil
  }

  private static var commandList: String {
    let heads = MetaCommand.all.map { ".\($0.name) \($0.arguments)" }
    let width = heads.map(\.count).max() ?? 0
    let lines = zip(heads, MetaCommand.all).map { head, command in
      "  " + head + String(repeating: " ", count: width - head.count + 2) + command.text
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Help

  func answer(_ request: HelpRequest) {
    let help = HelpCommand(settings)
    do throws(Failure) {
      Output.write(try help.text(of: request.name, withSource: request.wantsSource))
      Output.flush()
    } catch {
      // What is no function of the library may be a variable of the session.
      let (text, result) = host.render("require('moonwatch.runtime').describe(\(request.name))")
      if result.error == nil, result.interrupt == nil, !text.isEmpty, text != "nil\n" {
        Output.write(text)
        Output.flush()
      } else {
        Output.error(ErrorReport(error).text(program: nil))
      }
    }
  }

  // MARK: Whereabouts

  private func useProfile(_ name: String?) throws(Failure) {
    let names: [String]
    do throws(ScriptError) {
      names = try host.profileNames()
    } catch {
      throw Failure(error.message)
    }
    guard let name else {
      let current = host.whereabouts().profile
      Output.write(names.map { ($0 == current ? "* " : "  ") + $0 + "\n" }.joined())
      return
    }
    guard names.contains(name) else {
      let meant = Suggestion.text(for: name, among: names)
      throw Failure(
        "there is no profile '\(name)'\(meant)",
        hints: names.isEmpty ? [] : ["Profiles: " + names.joined(separator: ", ")])
    }
    host.use(profile: name)
    completer.forget()
  }

  private func useRegion(_ name: String?) {
    if let name {
      host.use(region: name)
      completer.forget()
    } else {
      Output.write((host.whereabouts().region ?? "no Region") + "\n")
    }
  }

  private func setWriting(_ isOn: Bool?) {
    switch isOn {
    case true?:
      guard !host.options.isReadOnly else {
        Output.error("--read-only forbids changes for the whole session\n")
        return
      }
      let question = ChangeQuestion(host: host, productionProfiles: settings.production)
      host.writing = .ask { question.ask($0) }
    case false?: host.writing = .refuse
    case nil: break
    }
    Output.write("changes are \(PromptText.changes(host.options, host.writing).rawValue)\n")
  }

  // MARK: Time

  private func time(_ word: String?) -> Int32? {
    switch word {
    case nil: showsTime.toggle()
    case "on": showsTime = true
    case "off": showsTime = false
    case let entry?:
      let before = showsTime
      showsTime = true
      defer { showsTime = before }
      switch evaluate(entry) {
      case .wantsMore: Output.error("the entry is not complete\n")
      case .goesOn: break
      case .leaves(let status): return status
      }
      return nil
    }
    Output.write("times are \(showsTime ? "shown" : "not shown")\n")
    Output.flush()
    return nil
  }

  private func watch(_ expression: String, every seconds: Double) -> Int32? {
    let watch = Watch(host: host, redraws: Process.canMoveCursor)
    switch watch.run(SessionVariables.rewrite(expression).entry, every: seconds) {
    case .key: return nil
    case .interrupted:
      Output.error("\n")
      return nil
    case .terminated: return Output.finish(.terminated).rawValue
    case .exit(let code): return code
    case .failed(let error):
      var result = RunResult()
      result.error = error
      return show(result)
    }
  }

  // MARK: Files

  private func save(to path: String) throws(Failure) {
    script.changes = host.changedOperations
    guard !script.entries.isEmpty else { throw Failure(".save: no entry has worked yet") }
    let text = script.text(title: "Saved from a session at the prompt.")
    do throws(SystemFailure) {
      try NewFile.write(Array(text.utf8), to: path, mode: 0o755)
    } catch {
      let reason = error.number == EEXIST ? "it is there already" : error.reason
      throw Failure(".save: cannot write '\(path)': \(reason)")
    }
    Output.write("\(script.entries.count) entries saved; run them with: moonwatch \(path)\n")
  }

  /// Runs a file as if it were entered: its top-level locals become session variables.
  func load(_ path: String) -> Int32? {
    do throws(Failure) {
      let file = try Script.load(path)
      let result = host.run(
        SessionVariables.rewrite(file.source).entry, chunkName: file.chunkName, waitsForAll: false)
      return show(result)
    } catch {
      Output.error(ErrorReport(error).text(program: nil))
      return nil
    }
  }

  private func showHistory(_ count: Int) {
    for entry in history.last(count) {
      Output.write(entry.split(separator: "\n").joined(separator: "\n    ") + "\n")
    }
  }
}
