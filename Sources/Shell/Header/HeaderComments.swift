/// The lines of a script's first comment block: their text without dashes, and their numbers.
struct HeaderComments: Sequence {
  struct Line: Equatable {
    var text: String
    var line: Int
  }

  private let lines: [Line]

  init(_ source: String) {
    var found: [Line] = []
    var closing: String?
    var number = 0
    // Lines are split as bytes: "\r\n" is one Character, and the rest of a long script is not read.
    var rest = source.utf8[...]
    reading: while !rest.isEmpty {
      let bytes = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[bytes.endIndex...].dropFirst()
      number += 1
      var text = Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
      if let end = closing {
        if let index = Self.index(of: end, in: text) {
          found.append(.init(text: String(text[..<index]), line: number))
          break reading
        }
        found.append(.init(text: String(text), line: number))
        continue
      }
      if number == 1, text.hasPrefix("#") { continue }
      text = text.drop { $0 == " " || $0 == "\t" }
      if text.isEmpty, found.isEmpty { continue }
      guard text.hasPrefix("--") else { break reading }
      text = text.dropFirst(2)
      if let level = Self.longBracket(text) {
        // A long comment is a block of its own.
        if !found.isEmpty { break reading }
        closing = "]" + String(repeating: "=", count: level) + "]"
        text = text.dropFirst(level + 2)
        if let index = Self.index(of: closing!, in: text) {
          found.append(.init(text: String(text[..<index]), line: number))
          break reading
        }
      } else {
        text = text.drop { $0 == "-" }
      }
      found.append(.init(text: String(text), line: number))
    }
    lines = found
  }

  func makeIterator() -> IndexingIterator<[Line]> { lines.makeIterator() }

  private static func index(of needle: String, in text: Substring) -> Substring.Index? {
    text.indices.first { text[$0...].hasPrefix(needle) }
  }

  /// The level of an opening `[==[`, or nil.
  private static func longBracket(_ text: Substring) -> Int? {
    guard text.first == "[" else { return nil }
    let equals = text.dropFirst().prefix { $0 == "=" }
    return text[equals.endIndex...].first == "[" ? equals.count : nil
  }
}
