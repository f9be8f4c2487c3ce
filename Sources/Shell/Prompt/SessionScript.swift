/// The entries of a session that worked, as a script that gives the same results in batch.
struct SessionScript {
  struct Entry {
    /// As Lua runs it: without top-level locals.
    var text: String
    /// Values that it gave; nil where it is no expression.
    var valueCount: Int?
  }

  private(set) var entries: [Entry] = []
  /// Changes that were made, such as `cloudwatch:PutMetricAlarm`.
  var changes: Set<String> = []

  mutating func add(_ entry: Entry) { entries.append(entry) }

  /// The script. `title` says where it comes from.
  func text(title: String) -> String {
    var lines = ["#!/usr/bin/env moonwatch", "--- \(title)"]
    lines += changes.sorted().map { "--- @needs \($0)" }
    lines.append("")
    let uses = Set(entries.flatMap { LuaLexer.tokens($0.text).map(\.text) })
    // Only what a later entry asks for is kept.
    let keeps = (0...9).filter { uses.contains(name($0)) }.max()
    if let keeps { lines.append("local \((0...keeps).map(name).joined(separator: ", "))") }
    for entry in entries { lines.append(text(of: entry, keeps: keeps)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ index: Int) -> String { index == 0 ? "_" : "_\(index)" }

  private func text(of entry: Entry, keeps: Int?) -> String {
    let tokens = LuaLexer.tokens(entry.text, withComments: true)
    // A comment at the end would swallow what is put behind it.
    var text = tokens.last?.isComment ?? false ? entry.text + "\n" : entry.text
    // A `return` would end the script.
    if tokens.contains(where: { $0.is("return") }), entry.valueCount ?? 0 > 0 {
      text = "(function() \(text) end)()"
    }
    switch entry.valueCount {
    case nil, 0: return entry.text
    case 1:
      guard let keeps else { return "show(\(text))" }
      let names = (0...keeps).map(name).joined(separator: ", ")
      let values = (["(\(text))"] + (0..<keeps).map(name)).joined(separator: ", ")
      return "\(names) = \(values)\nshow(_)"
    default:
      let keep = keeps.map { keeps in
        let names = (0...keeps).map(name).joined(separator: ", ")
        return "\n  \(names) = \((["(values[1])"] + (0..<keeps).map(name)).joined(separator: ", "))"
      }
      return "do\n  local values = table.pack(\(text))\(keep ?? "")\n"
        + "  for i = 1, values.n do show(values[i]) end\nend"
    }
  }
}
