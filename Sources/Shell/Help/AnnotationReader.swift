/// Reads what the LuaLS comments of one Lua file say of the things below them.
///
/// What is private to a file does not come out: only classes, and functions and values that are set
/// on a table which a class comment describes.
struct AnnotationReader {
  /// As `require` names the file.
  let module: String
  private var entries: [LibraryEntry] = []
  /// What help calls the table that a local name stands for: `task` → `task`, `Client` → `Client`.
  private var tables: [String: String] = [:]
  /// The comment that the file begins with: what the module is.
  private var opening: [String] = []

  private init(module: String) { self.module = module }

  static func entries(of source: String, module: String) -> [LibraryEntry] {
    var reader = AnnotationReader(module: module)
    // By bytes: lines are found many times faster so than by characters.
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    reader.opening = lines.prefix { $0.hasPrefix("--") && !$0.hasPrefix("---") }
      .map { String($0.dropFirst(2)).trimmed }
    var comment: [String] = []
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("---") {
        comment.append(String(line.dropFirst(3)))
      } else {
        if !comment.isEmpty { reader.read(comment, above: String(line), at: index + 1) }
        comment = []
      }
    }
    if !comment.isEmpty { reader.read(comment, above: "", at: 0) }
    return reader.entries
  }

  /// The name that help has for a class: without this program's name, and a module by its own.
  static func shortName(_ name: String) -> String {
    name.hasPrefix("moonwatch.") ? String(name.dropFirst("moonwatch.".count)) : name
  }

  // MARK: One comment

  private mutating func read(_ comment: [String], above definition: String, at line: Int) {
    var entry = LibraryEntry(path: "", kind: .value, module: module, line: line)
    var className: String?
    var isPrivate = false
    for text in comment {
      guard text.hasPrefix("@"), let tag = text.dropFirst().split(separator: " ").first else {
        entry.text.append(text.hasPrefix(" ") ? String(text.dropFirst()) : text)
        continue
      }
      let rest = String(text.dropFirst(tag.count + 1)).trimmed
      switch tag {
      case "class":
        if let className { finishClass(className, &entry) }
        className = rest
      case "field": entry.fields.append(named(rest))
      case "param": entry.parameters.append(named(rest))
      case "return":
        let (type, text) = AnnotationType.split(rest)
        entry.results.append(.init(name: "", type: type, text: text))
      case "type":
        let (type, text) = AnnotationType.split(rest)
        entry.type = type
        if !text.isEmpty { entry.text.append(text) }
      case "deprecated": entry.isDeprecated = true
      case "package": isPrivate = true
      default: break  // overload, generic, alias, private: for editors
      }
    }
    while entry.text.last?.isEmpty ?? false { entry.text.removeLast() }
    // A class for the library's own files has no place in help, and neither have its methods.
    if isPrivate { return }
    if let className {
      define(className, of: definition, &entry)
    } else if let (path, isMethod) = target(of: definition) {
      finish(path, isMethod: isMethod, definition, &entry)
    }
  }

  private func named(_ rest: String) -> LibraryEntry.Parameter {
    let name = rest.prefix { $0 != " " }
    let (type, text) = AnnotationType.split(rest.dropFirst(name.count).drop { $0 == " " })
    return .init(name: String(name), type: type, text: text)
  }

  /// A class whose comment goes straight on with another class.
  private mutating func finishClass(_ name: String, _ entry: inout LibraryEntry) {
    define(name, of: "", &entry)
    entry = LibraryEntry(path: "", kind: .value, module: module, line: entry.line)
  }

  private mutating func define(
    _ declaration: String, of definition: String, _ entry: inout LibraryEntry
  ) {
    // `moonwatch.Handle: moonwatch.Task   what it is`
    let name = declaration.prefix { $0 != " " && $0 != ":" }
    var rest = String(declaration.dropFirst(name.count))
    if rest.hasPrefix(":") {
      let (parent, text) = AnnotationType.split(rest.dropFirst())
      entry.type = parent
      rest = text
    }
    if !rest.trimmed.isEmpty { entry.text.insert(rest.trimmed, at: 0) }
    entry.path = Self.shortName(String(name))
    if let local = Self.localName(of: definition) { tables[local] = entry.path }
    // A module's class has the module's name.
    entry.kind = entry.path == module ? .module : .class
    if entry.kind == .module, entry.text.isEmpty { entry.text = opening }
    entries.append(entry)
  }

  private mutating func finish(
    _ path: String, isMethod: Bool, _ definition: String, _ entry: inout LibraryEntry
  ) {
    entry.path = path
    entry.kind = isMethod ? .method : .function
    if let type = entry.type {
      if let (parameters, result) = AnnotationType.function(type) {
        entry.parameters = parameters
        if parameters.first?.name == "self" {
          entry.kind = .method
          entry.parameters.removeFirst()
          if let dot = path.lastIndex(of: ".") { entry.path.replaceSubrange(dot...dot, with: ":") }
        }
        if let result { entry.results = [.init(name: "", type: result, text: "")] }
        entry.type = nil
      } else {
        entry.kind = .value
      }
    } else if !definition.contains("function") {
      entry.kind = .value
    }
    entries.append(entry)
  }

  // MARK: Definitions

  /// The `x` of `local x = …` and `local x <const> = …`.
  private static func localName(of line: String) -> String? {
    guard line.hasPrefix("local ") else { return nil }
    let name = line.dropFirst("local ".count).prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    return name.isEmpty || name == "function" ? nil : String(name)
  }

  /// What `function x.y(…)`, `function X:y(…)` and `x.y = …` define, in help's words; nil for what is
  /// private to the file.
  private func target(of line: String) -> (path: String, isMethod: Bool)? {
    let text = line.hasPrefix("function ") ? line.dropFirst("function ".count) : line[...]
    let name = text.prefix { "_.:".contains($0) || $0.isLetter || $0.isNumber }
    guard let mark = name.lastIndex(where: { $0 == "." || $0 == ":" }),
      let table = tables[String(name[..<mark])]
    else { return nil }
    let member = name[name.index(after: mark)...]
    guard !member.hasPrefix("_") else { return nil }
    return ("\(table)\(name[mark])\(member)", name[mark] == ":")
  }
}
