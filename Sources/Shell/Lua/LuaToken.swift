/// A word of a Lua text: manual §3.1.
struct LuaToken: Equatable {
  enum Kind: Equatable {
    case name, keyword, number, symbol
    /// `isOpen`: the text ends before the string does.
    case string(isOpen: Bool)
    case comment(isOpen: Bool)
    /// A character that no token begins with.
    case unknown
  }

  var kind: Kind
  var text: String
  /// Where it stands, in UTF-8 bytes.
  var range: Range<Int>
  var line: Int

  func `is`(_ text: String) -> Bool {
    (kind == .keyword || kind == .symbol) && self.text == text
  }

  var isComment: Bool {
    if case .comment = kind { return true }
    return false
  }

  var isString: Bool {
    if case .string = kind { return true }
    return false
  }
}

/// Tells the words of a Lua text apart. A text that is no Lua has tokens too: what is wrong with it is
/// for Lua to say.
struct LuaLexer {
  private let text: [UInt8]
  private var position = 0
  private var line = 1

  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  private init(_ text: some StringProtocol) { self.text = Array(text.utf8) }

  /// The tokens in order; comments too where they are wanted.
  static func tokens(_ text: some StringProtocol, withComments: Bool = false) -> [LuaToken] {
    var lexer = LuaLexer(text)
    var tokens: [LuaToken] = []
    while let token = lexer.next() {
      if withComments || !token.isComment { tokens.append(token) }
    }
    return tokens
  }

  // MARK: One token

  private mutating func next() -> LuaToken? {
    while position < text.count, isBlank(text[position]) {
      if text[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    guard position < text.count else { return nil }
    let (start, startLine) = (position, line)
    let kind = scan()
    // A long string or comment counted its lines.
    return LuaToken(
      kind: kind, text: String(decoding: text[start..<position], as: UTF8.self),
      range: start..<position, line: startLine)
  }

  private mutating func scan() -> LuaToken.Kind {
    let byte = text[position]
    if isLetter(byte) {
      let start = position
      while position < text.count, isLetter(text[position]) || isDigit(text[position]) {
        position += 1
      }
      return Self.keywords.contains(String(decoding: text[start..<position], as: UTF8.self))
        ? .keyword : .name
    }
    if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(at(1))) { return number() }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return .string(isOpen: quoted()) }
    if byte == UInt8(ascii: "["), let level = longBracket(at: position) {
      return .string(isOpen: long(level))
    }
    if byte == UInt8(ascii: "-"), at(1) == UInt8(ascii: "-") {
      position += 2
      if let level = longBracket(at: position) { return .comment(isOpen: long(level)) }
      while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
      return .comment(isOpen: false)
    }
    for symbol in Self.longSymbols where text[position...].starts(with: symbol) {
      position += symbol.count
      return .symbol
    }
    position += 1
    if "+-*/%^#&~|<>=(){}[];:,.".utf8.contains(byte) { return .symbol }
    // A character of several bytes is one unknown token.
    while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
    return .unknown
  }

  private static let longSymbols = ["...", "//", "<<", ">>", "==", "~=", "<=", ">=", "::", ".."]
    .map { Array($0.utf8) }

  private mutating func number() -> LuaToken.Kind {
    let isHexadecimal = text[position] == UInt8(ascii: "0") && at(1) | 0x20 == UInt8(ascii: "x")
    let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
    while position < text.count {
      let byte = text[position]
      if byte | 0x20 == exponent, at(1) == UInt8(ascii: "+") || at(1) == UInt8(ascii: "-") {
        position += 2
      } else if isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") {
        position += 1
      } else {
        break
      }
    }
    return .number
  }

  /// True where the text, or the line, ends first.
  private mutating func quoted() -> Bool {
    let quote = text[position]
    position += 1
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\n") { return true }
      position += 1
      if byte == quote { return false }
      if byte == UInt8(ascii: "\\"), position < text.count {
        if text[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
      }
    }
    return true
  }

  /// The number of `=` in `[==[`; nil where there is no long bracket.
  private func longBracket(at start: Int) -> Int? {
    guard start < text.count, text[start] == UInt8(ascii: "[") else { return nil }
    var index = start + 1
    while index < text.count, text[index] == UInt8(ascii: "=") { index += 1 }
    guard index < text.count, text[index] == UInt8(ascii: "[") else { return nil }
    return index - start - 1
  }

  private mutating func long(_ level: Int) -> Bool {
    let end = Array(("]" + String(repeating: "=", count: level) + "]").utf8)
    position += level + 2
    while position < text.count {
      if text[position...].starts(with: end) {
        position += end.count
        return false
      }
      if text[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    return true
  }

  private func at(_ offset: Int) -> UInt8 {
    position + offset < text.count ? text[position + offset] : 0
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20)
  }
}
