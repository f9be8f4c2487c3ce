import Scripting

extension ScriptHeader {
  /// What `moonwatch FILE --help` prints.
  func help(script: String) -> String {
    var lines = description
    if !lines.isEmpty { lines.append("") }
    lines.append("Usage: " + usage(script: script))
    if !arguments.isEmpty {
      lines += ["", "Arguments:"]
      let rows = arguments.map { argument in
        (
          name: argument.isSwitch
            ? "--[no-]\(GlobalFlags.dashed(argument.name))" : GlobalFlags.dashed(argument.name),
          type: argument.type.description, text: helpText(of: argument)
        )
      }
      let nameWidth = rows.map(\.name.count).max() ?? 0
      let typeWidth = rows.map(\.type.count).max() ?? 0
      lines += rows.map { row in
        trimmedEnd(
          "  " + padded(row.name, nameWidth) + "  " + padded(row.type, typeWidth) + "  " + row.text)
      }
    }
    var facts: [(String, String)] = []
    if !needs.isEmpty { facts.append(("Changes", needs.joined(separator: ", "))) }
    if let timeout { facts.append(("Timeout", DurationText.text(timeout))) }
    if !tags.isEmpty { facts.append(("Tags", tags.joined(separator: ", "))) }
    if let owner { facts.append(("Owner", owner)) }
    if let schedule { facts.append(("Schedule", schedule)) }
    if !facts.isEmpty { lines.append("") }
    lines += facts.map { "\($0): \($1)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private func usage(script: String) -> String {
    var words = ["moonwatch [FLAGS]", script]
    for argument in arguments {
      let name = GlobalFlags.dashed(argument.name)
      if argument.isSwitch {
        words.append("[--\(name)]")
      } else {
        words.append(argument.defaultText == nil ? "<\(name)>" : "[<\(name)>]")
      }
    }
    return words.joined(separator: " ")
  }

  private func helpText(of argument: Argument) -> String {
    var text = argument.text
    if let value = argument.defaultText, !value.isEmpty, !argument.isSwitch || value == "true" {
      text += text.isEmpty ? "(default \(value))" : " (default \(value))"
    }
    return text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func trimmedEnd(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}
