/// The candidates as a terminal shows them: with their notes a line each, or in columns.
struct MatchList {
  let candidates: [Candidate]
  let columns: Int
  let rows: Int

  /// The text, which takes no more lines than the terminal has beside the one that is edited.
  var text: String {
    let room = max(rows - 3, 4)
    let hasNotes = candidates.contains { !$0.note.isEmpty }
    if hasNotes, candidates.count <= room || candidates.count > room * 4 {
      return listed(room)
    }
    return inColumns(room) ?? listed(room)
  }

  private func listed(_ room: Int) -> String {
    let shown = candidates.count > room ? Array(candidates.prefix(room - 1)) : candidates
    let width = min(shown.map { $0.text.count }.max() ?? 0, max(columns - 1, 1))
    var lines = shown.map { candidate in
      let text = cut(candidate.text, columns - 1)
      guard !candidate.note.isEmpty, width + 4 < columns else { return text }
      let gap = String(repeating: " ", count: width - text.count + 2)
      return text + gap + cut(candidate.note, columns - 1 - width - 2)
    }
    if shown.count < candidates.count { lines.append(more(candidates.count - shown.count)) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Down the columns, as Readline does it; nil where there is room for one column alone.
  private func inColumns(_ room: Int) -> String? {
    let width = (candidates.map { $0.text.count }.max() ?? 0) + 2
    let count = max((columns - 1) / width, 1)
    guard count > 1 else { return nil }
    let shown = Array(
      candidates.prefix((candidates.count > count * room ? room - 1 : room) * count))
    let height = (shown.count + count - 1) / count
    var lines = (0..<height).map { row in
      var line = ""
      for index in stride(from: row, to: shown.count, by: height) {
        let text = shown[index].text
        let isLast = index + height >= shown.count
        line += isLast ? text : text + String(repeating: " ", count: width - text.count)
      }
      return line
    }
    if shown.count < candidates.count { lines.append(more(candidates.count - shown.count)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func more(_ count: Int) -> String { "… \(count) more: type on" }

  private func cut(_ text: String, _ limit: Int) -> String {
    text.count > limit ? text.prefix(max(limit - 1, 0)) + "…" : text
  }
}
