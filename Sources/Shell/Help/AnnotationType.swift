/// The types of LuaLS annotations, as text.
/// <https://luals.github.io/wiki/annotations/>
enum AnnotationType {
  /// Splits `table<string, number>?  what it is` into type and text. Blanks within brackets belong to
  /// the type, as do those after `:`, `,` and `|`.
  static func split(_ line: some StringProtocol) -> (type: String, text: String) {
    let characters = Array(line)
    var depth = 0
    var index = 0
    var last: Character = ":"
    while index < characters.count {
      let character = characters[index]
      if let quote = ["\"", "'", "`"].first(where: { $0 == character }) {
        let end = characters[(index + 1)...].firstIndex(of: quote) ?? characters.count - 1
        index = end
      } else if "([{<".contains(character) {
        depth += 1
      } else if ")]}>".contains(character) {
        depth -= 1
      } else if character == " ", depth == 0 {
        let rest = characters[index...].drop { $0 == " " }
        let goesOn = ":,|".contains(last) || rest.first == "|" || rest.first == ":"
        if !goesOn { break }
      }
      if character != " " { last = character }
      index += 1
    }
    let text = characters[min(index, characters.count)...].drop { $0 == " " }
    return (
      String(characters[..<min(index, characters.count)]).trimmed,
      String(text).trimmed(droppingFirst: "#")
    )
  }

  /// The parameters and results of `fun(a: string, b: integer?): table?`; nil for another type.
  static func function(_ type: String) -> (parameters: [LibraryEntry.Parameter], result: String?)? {
    guard type.hasPrefix("fun(") else { return nil }
    let body = type.dropFirst(4)
    var depth = 1
    guard
      let end = body.indices.first(where: { index in
        if "([{<".contains(body[index]) { depth += 1 }
        if ")]}>".contains(body[index]) { depth -= 1 }
        return depth == 0
      })
    else { return nil }
    let parameters = commaSeparated(body[..<end]).map { part in
      let colon = part.firstIndex(of: ":")
      return LibraryEntry.Parameter(
        name: String(part[..<(colon ?? part.endIndex)]).trimmed,
        type: colon.map { String(part[part.index(after: $0)...]).trimmed } ?? "any", text: "")
    }
    let rest = String(body[body.index(after: end)...]).trimmed
    return (parameters, rest.hasPrefix(":") ? String(rest.dropFirst()).trimmed : nil)
  }

  /// The fields of `{ every: number?, timeout: string }`, with or without a `?` behind; nil for
  /// another type.
  static func fields(_ type: String) -> [LibraryEntry.Parameter]? {
    let bare = type.hasSuffix("?") ? type.dropLast() : type[...]
    guard bare.hasPrefix("{"), bare.hasSuffix("}") else { return nil }
    return commaSeparated(bare.dropFirst().dropLast()).compactMap { part in
      guard let colon = part.firstIndex(of: ":") else { return nil }
      return LibraryEntry.Parameter(
        name: String(part[..<colon]).trimmed,
        type: String(part[part.index(after: colon)...]).trimmed, text: "")
    }
  }

  /// The parts between the commas that stand in no bracket.
  private static func commaSeparated(_ text: Substring) -> [String] {
    var parts: [String] = []
    var part = ""
    var depth = 0
    for character in text {
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append(part.trimmed)
        part = ""
      } else {
        part.append(character)
      }
    }
    if !part.trimmed.isEmpty { parts.append(part.trimmed) }
    return parts
  }
}

extension String {
  /// Without blanks at either end.
  var trimmed: String { trimmed(droppingFirst: nil) }

  func trimmed(droppingFirst mark: Character?) -> String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    if let mark, text.first == mark { text.removeFirst() }
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
