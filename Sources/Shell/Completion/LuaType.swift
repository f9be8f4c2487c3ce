/// A type of a LuaLS annotation, as completion uses it.
indirect enum LuaType: Equatable {
  /// Such as `string`, or a class by its short name: `Alarm`.
  case named(String)
  /// A text that is a type of its own: `"OK"`.
  case literal(String)
  case list(LuaType)
  case map(value: LuaType)
  case record([LibraryEntry.Parameter])
  case function(result: String?)

  /// The alternatives of a type as an annotation writes it: of `("a"|string[])?` the text and the list.
  static func alternatives(of text: String) -> [LuaType] {
    let parts = split(text)
    return parts.count == 1 ? single(parts[0]) : parts.flatMap(alternatives)
  }

  private static func single(_ text: String) -> [LuaType] {
    var type = text[...]
    while type.last == "?" { type.removeLast() }
    if type.hasSuffix("[]") { return alternatives(of: String(type.dropLast(2))).map { .list($0) } }
    if type.hasPrefix("("), type.hasSuffix(")") {
      return alternatives(of: String(type.dropFirst().dropLast()))
    }
    if type.count >= 2, let quote = type.first, quote == "\"" || quote == "'", type.last == quote {
      return [.literal(String(type.dropFirst().dropLast()))]
    }
    if let fields = AnnotationType.fields(String(type)) { return [.record(fields)] }
    if type.hasPrefix("fun("), let function = AnnotationType.function(String(type)) {
      return [.function(result: function.result)]
    }
    if type.hasPrefix("table<"), type.hasSuffix(">"), let comma = type.firstIndex(of: ",") {
      let value = String(type[type.index(after: comma)...].dropLast()).trimmed
      return alternatives(of: value).map { .map(value: $0) }
    }
    return [.named(AnnotationReader.shortName(String(type)))]
  }

  /// The parts between the bars that stand in no bracket and no quotes.
  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "([{<".contains(character) {
        depth += 1
      } else if ")]}>".contains(character) {
        depth -= 1
      } else if character == "|", depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts.map(\.trimmed)
  }
}
