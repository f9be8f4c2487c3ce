import Scripting
import Spelling

/// Everything of the Lua library that has a comment, by the name that help calls it.
struct LibraryIndex {
  let entries: [LibraryEntry]
  private let byPath: [String: Int]

  /// The library that is part of this program.
  init() {
    let modules = Set(LibrarySource.globals)
    self.init(
      sources: LibrarySource.all.filter { modules.contains($0.name) || $0.isInternal }
        .map { ($0.name, $0.text) })
  }

  init(sources: [(module: String, text: String)]) {
    var entries = sources.flatMap { AnnotationReader.entries(of: $0.text, module: $0.module) }
    // Functions that are global beside being a module's: `wait_until`.
    for (name, module) in LibrarySource.globalFunctions {
      guard var entry = entries.first(where: { $0.path == "\(module).\(name)" }) else { continue }
      entry.path = name
      entries.append(entry)
    }
    self.entries = entries
    byPath = Dictionary(
      entries.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The entry of that name; `Series.latest` finds `Series:latest`.
  subscript(path: String) -> LibraryEntry? {
    if let index = byPath[path] { return entries[index] }
    guard let dot = path.lastIndex(where: { $0 == "." || $0 == ":" }) else { return nil }
    let other = path[dot] == "." ? ":" : "."
    return byPath[path[..<dot] + other + path[path.index(after: dot)...]].map { entries[$0] }
  }

  /// The entry of that name and those of its members.
  func family(of path: String) -> [LibraryEntry] {
    self[path].map { [$0] + members(of: $0.path) } ?? []
  }

  /// The functions, methods and values of a module or class, in the order of their definition.
  func members(of path: String) -> [LibraryEntry] {
    entries.filter { entry in
      guard let mark = entry.path.lastIndex(where: { $0 == "." || $0 == ":" }) else { return false }
      return entry.path[..<mark] == path
    }
  }

  /// The class that a type names, such as `moonwatch.ShowOptions?`, `Series[]`.
  func classNamed(_ type: String) -> LibraryEntry? {
    var name = type[...]
    while let last = name.last, "?[]".contains(last) { name.removeLast() }
    guard let entry = self[AnnotationReader.shortName(String(name))], entry.kind == .class else {
      return nil
    }
    return entry
  }

  var modules: [LibraryEntry] { entries.filter { $0.kind == .module } }

  /// The names that were probably meant.
  func nearest(to path: String) -> String? {
    nearestName(to: path, among: entries.map(\.path))
  }
}
