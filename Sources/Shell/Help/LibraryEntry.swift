/// Something of the Lua library that a comment describes: a module, a function, a method, a value, or
/// a class with its fields.
struct LibraryEntry: Equatable {
  enum Kind: String { case module, function, method, value, `class` }

  /// A parameter, a field, or, without a name, a result.
  struct Parameter: Equatable {
    var name: String
    /// In LuaLS's notation; a `?` at the end: may be left out.
    var type: String
    var text: String

    var isOptional: Bool { name.hasSuffix("?") || type.hasSuffix("?") }
  }

  /// What help calls it: `metrics`, `metrics.get`, `Series:latest`, `MetricOptions`.
  var path: String
  var kind: Kind
  /// The file that it stands in, as `require` names it.
  var module: String
  /// The line of its definition, from 1.
  var line: Int
  /// The comment's words, a line each; an example is indented by four blanks.
  var text: [String] = []
  var parameters: [Parameter] = []
  var results: [Parameter] = []
  /// Of a class.
  var fields: [Parameter] = []
  /// The type of a value that is no function; of a class, what it is derived from.
  var type: String?
  var isDeprecated = false

  /// The first sentence.
  var summary: String {
    let paragraph = text.prefix { !$0.isEmpty && !Self.isExample($0) }.joined(separator: " ")
    var end = paragraph.startIndex
    while let dot = paragraph[end...].firstIndex(of: ".") {
      end = paragraph.index(after: dot)
      if end == paragraph.endIndex || paragraph[end] == " " { return String(paragraph[..<end]) }
    }
    return paragraph
  }

  /// The example's lines, without what they are indented by; nil where there is none.
  var example: String? {
    let lines = text.filter(Self.isExample)
    return lines.isEmpty ? nil : lines.map { String($0.dropFirst(4)) }.joined(separator: "\n")
  }

  /// `metrics.get(queries, window, [options])`.
  var signature: String {
    guard kind == .function || kind == .method else { return path }
    let names = parameters.map { parameter in
      let name = parameter.name.hasSuffix("?") ? String(parameter.name.dropLast()) : parameter.name
      return parameter.isOptional ? "[\(name)]" : name
    }
    return "\(path)(\(names.joined(separator: ", ")))"
  }

  static func isExample(_ line: String) -> Bool { line.hasPrefix("    ") }
}
