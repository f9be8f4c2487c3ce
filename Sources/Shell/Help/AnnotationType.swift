/// The types of LuaLS annotations, as text.
/// <https://luals.github.io/wiki/annotations/>
enum AnnotationType {
  /// Splits `table<string, number>?  what it is` into type and text. Blanks within brackets belong to
  /// the type, as do those after `:`, `,` and `|`.
  static func split(_ line: some StringProtocol) -> (type: String, text: String) {
    // By bytes, since all marks are ASCII.
    let bytes = Array(line.utf8)
    let blank = UInt8(ascii: " ")
    var depth = 0
    var index = 0
    var last = UInt8(ascii: ":")
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
        index = bytes[(index + 1)...].firstIndex(of: byte) ?? bytes.count - 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"): depth -= 1
      default: break
      }
      if byte == blank, depth == 0, !goesOn(after: last, bytes[index...].first { $0 != blank }) {
        break
      }
      if byte != blank { last = byte }
      index += 1
    }
    let end = min(index, bytes.count)
    return (
      String(decoding: bytes[..<end], as: UTF8.self).trimmed,
      String(decoding: bytes[end...], as: UTF8.self).trimmed(droppingFirst: "#")
    )
  }

  /// True where a type goes on behind a blank: after `:`, `,` and `|`, and before `|` and `:`.
  private static func goesOn(after last: UInt8, _ next: UInt8?) -> Bool {
    ":,|".utf8.contains(last) || next == UInt8(ascii: "|") || next == UInt8(ascii: ":")
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
    let blank = UInt8(ascii: " ")
    var text = utf8[...]
    text = text.drop { $0 == blank }
    if let mark = mark?.asciiValue, text.first == mark {
      text = text.dropFirst().drop { $0 == blank }
    }
    while text.last == blank { text.removeLast() }
    return text.count == utf8.count ? self : String(Substring(text))
  }
}
