/// What `moonwatch help NAME` and the prompt's `x?` print of an entry of the library.
struct HelpText {
  let index: LibraryIndex
  /// Columns of the terminal.
  var width = 80

  /// Signature, description, parameters with the fields of those that are tables, result, example.
  func text(of entry: LibraryEntry) -> String {
    switch entry.kind {
    case .module: return text(ofModule: entry)
    case .class: return text(ofClass: entry)
    case .function, .method, .value: break
    }
    var parts = [headline(of: entry)]
    if entry.isDeprecated { parts.append("Deprecated.") }
    parts.append(description(of: entry))
    if !entry.parameters.isEmpty { parts.append(rows(entry.parameters)) }
    parts += entry.parameters.compactMap(fields)
    if let result = entry.results.first(where: { !$0.text.isEmpty }) {
      parts.append(wrapped("Returns " + result.text))
    }
    parts += entry.results.compactMap { result in
      index.classNamed(result.type).map { "See also: \($0.path)" }
    }
    if let example = entry.example { parts.append("Example:\n" + indented(example)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The modules, and how to ask on.
  func overview() -> String {
    let modules = index.modules.map {
      LibraryEntry.Parameter(name: $0.path, type: "", text: $0.summary)
    }
    return """
      The library:

      \(rows(modules))

      moonwatch help NAME     of a module or function, such as metrics.get
      moonwatch help SERVICE:OPERATION   of a call, such as cloudwatch:PutMetricAlarm
      moonwatch help FILE     of a script
      moonwatch --help        of the command line

      """
  }

  // MARK: Parts

  private func text(ofModule entry: LibraryEntry) -> String {
    let members = index.members(of: entry.path)
    let lines = members.map {
      LibraryEntry.Parameter(name: $0.signature, type: "", text: $0.summary)
    }
    var parts = [entry.path, description(of: entry), rows(lines)]
    if let example = entry.example { parts.append("Example:\n" + indented(example)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func text(ofClass entry: LibraryEntry) -> String {
    let methods = index.members(of: entry.path).map {
      LibraryEntry.Parameter(name: mark(of: $0) + memberSignature($0), type: "", text: $0.summary)
    }
    let parts = [entry.path, description(of: entry), rows(entry.fields), rows(methods)]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func mark(of entry: LibraryEntry) -> String { entry.kind == .method ? ":" : "." }

  private func memberSignature(_ entry: LibraryEntry) -> String {
    let signature = entry.signature
    guard let mark = entry.path.lastIndex(where: { $0 == "." || $0 == ":" }) else {
      return signature
    }
    return String(signature.dropFirst(entry.path[...mark].count))
  }

  private func headline(of entry: LibraryEntry) -> String {
    let results = entry.results.map { AnnotationReader.shortName($0.type) }
      .joined(separator: ", ")
    if let type = entry.type { return "\(entry.path): \(type)" }
    return entry.signature + (results.isEmpty ? "" : " → \(results)")
  }

  /// The words without the example, paragraph by paragraph.
  private func description(of entry: LibraryEntry) -> String {
    let lines = entry.text.filter { !LibraryEntry.isExample($0) }
    return lines.split(separator: "").map { wrapped($0.joined(separator: " ")) }
      .joined(separator: "\n\n")
  }

  /// The fields of a parameter that is a table: of its class, or those written into its type.
  private func fields(of parameter: LibraryEntry.Parameter) -> String? {
    let fields =
      index.classNamed(parameter.type)?.fields ?? AnnotationType.fields(parameter.type) ?? []
    guard !fields.isEmpty else { return nil }
    return "\(parameter.name):\n" + rows(fields)
  }

  /// Name, type and text in columns; the text goes on below itself.
  func rows(_ parameters: [LibraryEntry.Parameter]) -> String {
    let isTyped = parameters.contains { !$0.type.isEmpty }
    let limit = max(width / 3, 12)
    func column(_ texts: [String]) -> Int { min(texts.map(\.count).max() ?? 0, limit) }
    let names = column(parameters.map(\.name))
    let types = column(parameters.map { shown($0.type) })
    return parameters.map { parameter in
      var line = "  " + padded(parameter.name, names)
      if isTyped { line += "  " + padded(shown(parameter.type), types) }
      let margin = 2 + names + (isTyped ? 2 + types : 0) + 2
      guard !parameter.text.isEmpty else { return line.trimmedEnd }
      // A name too long for its column has a line of its own.
      if line.count + 2 > margin { line = line.trimmedEnd }
      let start = line.count + 2 > margin ? "\n" + String(repeating: " ", count: margin) : "  "
      return line + start + wrapped(parameter.text, margin: margin)
    }
    .joined(separator: "\n")
  }

  /// A type as it is shown: the fields of a table written into it stand below.
  private func shown(_ type: String) -> String {
    if AnnotationType.fields(type) != nil { return type.hasSuffix("?") ? "table?" : "table" }
    return type.split(separator: "moonwatch.", omittingEmptySubsequences: false).joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
  }

  /// Words in lines no longer than the width; all but the first line begin at the margin.
  func wrapped(_ text: String, margin: Int = 0) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, margin + line.count + 1 + word.count > max(width, margin + 24) {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.joined(separator: "\n" + String(repeating: " ", count: margin))
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
