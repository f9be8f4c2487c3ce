import AWSWire
import Glibc
import Scripting

/// `moonwatch help NAME`: of the library, of an AWS operation, or of a script.
struct HelpCommand {
  let index = LibraryIndex()
  let style: HelpText
  let isJSON: Bool

  init(_ settings: Settings) {
    style = HelpText(index: index, width: min(Process.columns(of: STDOUT_FILENO) ?? 80, 100))
    isJSON = settings.output == .json
  }

  /// The help of a name; a name of the library comes before a file of that name. As JSON: the entry
  /// with those of its members, or for `library` all there are.
  func text(of name: String, withSource: Bool = false) throws(Failure) -> String {
    if isJSON {
      let entries = name == "library" ? index.entries : index.family(of: name)
      guard !entries.isEmpty else { throw unknown(name) }
      return LibraryEntry.json(entries)
    }
    if name == "library" { return style.overview() }
    if let entry = index[name] {
      return style.text(of: entry) + (withSource ? "\n" + source(of: entry) : "")
    }
    if let text = try operationText(name) { return text }
    guard name.contains("/") || name.hasSuffix(".lua") || Process.isFile(name) else {
      throw unknown(name)
    }
    let script = try Script.load(name)
    return try script.header().help(script: script.name)
  }

  /// The text of what an entry describes: from its line to the first that is indented no more.
  private func source(of entry: LibraryEntry) -> String {
    guard let text = LibrarySource.all.first(where: { $0.name == entry.module })?.text else {
      return ""
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst(entry.line - 1)
    guard let first = lines.first else { return "" }
    // A function that is written in one line, or is the host's own, has no `end` below it.
    guard first.contains("function"), !first.hasSuffix("end") else { return first + "\n" }
    let body = lines.dropFirst().prefix { !$0.hasPrefix("end") && !$0.hasPrefix("}") }
    return ([first] + body + ["end"]).joined(separator: "\n") + "\n"
  }

  /// `cloudwatch:PutMetricAlarm` or `cloudwatch.put_metric_alarm`; nil for what names no service.
  private func operationText(_ name: String) throws(Failure) -> String? {
    guard let mark = name.firstIndex(where: { $0 == ":" || $0 == "." }) else { return nil }
    let store = ModelStore(environment: Process.environment)
    do throws(AWSError) {
      let service = try store.service(String(name[..<mark]))
      let operation = try service.operation(
        try service.resolve(String(name[name.index(after: mark)...])))
      return OperationHelp(
        operation: operation, methodName: methodName(of: operation.name)
      ).text(in: style)
    } catch {
      if error.code == "UnknownService" { return nil }
      throw Failure(error.message)
    }
  }

  private func unknown(_ name: String) -> Failure {
    let meant = index.nearest(to: name).map { ". Did you mean '\($0)'?" } ?? ""
    return Failure(
      "there is no help on '\(name)'\(meant)",
      hints: [
        "'moonwatch help library' lists the library; of a script's own help, write its path: ./\(name)"
      ])
  }
}
