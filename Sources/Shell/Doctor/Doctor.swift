import Glibc
import Scripting

/// `moonwatch doctor`: says what calls would be made with and whether one works, and ends with the
/// status of a run that would meet the same.
public struct Doctor {
  private let settings: Settings

  public init(_ settings: Settings) throws(Failure) {
    if settings.usesSimulator || settings.replayFile != nil {
      throw Failure("'moonwatch doctor' looks at AWS: it takes neither --local nor --replay")
    }
    guard [.table, .text, .json, .jsonl].contains(settings.output) else {
      throw Failure("'moonwatch doctor' writes text or JSON, got '-o \(settings.output.rawValue)'")
    }
    self.settings = settings
  }

  public func run() -> Int32 {
    var options = HostOptions(settings)
    if Process.isTerminal(STDIN_FILENO) && Process.isTerminal(STDERR_FILENO) {
      options.askMFA = MFAPrompt.ask
    }
    var diagnosis = Diagnosis.make(options)
    diagnosis.findings.insert(ownSettings, at: 1)
    switch settings.output {
    case .json: Output.write(diagnosis.json(pretty: true) + "\n")
    case .jsonl: Output.write(diagnosis.json(pretty: false) + "\n")
    default: Output.write(Self.text(diagnosis))
    }
    let status = diagnosis.failure.map { RunStatus($0) } ?? .ok
    return Output.finish(status).rawValue
  }

  /// What this program's own settings file says.
  private var ownSettings: Diagnosis.Finding {
    if let problem = settings.problem {
      return .init("settings", ScriptError(message: problem.message, kind: "config"))
    }
    if let file = settings.file { return .init(note: "settings", file, value: file) }
    let place = Settings.path(Process.environment) ?? "~/.config/moonwatch/config.lua"
    return .init(note: "settings", "none (\(place): not there)")
  }

  /// A line for each finding, and its details below it.
  private static func text(_ diagnosis: Diagnosis) -> String {
    let width = diagnosis.findings.map(\.name.count).max() ?? 0
    return diagnosis.findings.map { finding in
      let mark =
        switch finding.state {
        case .ok: "ok    "
        case .note: "      "
        case .failed: "FAILED"
        }
      let name = finding.name + String(repeating: " ", count: width - finding.name.count)
      let details = finding.details.map { String(repeating: " ", count: width + 9) + $0 + "\n" }
      return "\(mark) \(name)  \(finding.text)\n" + details.joined()
    }.joined()
  }
}
