/// Reads from an entry up to the cursor what stands there. It may have several lines, and need not be
/// whole or right.
struct PlaceReader {
  private let tokens: [LuaToken]
  private let chains: ChainReader

  /// A bracket or a block that is open at the cursor.
  private struct Opener {
    var index: Int
    /// The commas between its parts.
    var separators: [Int] = []
    var isBlock = false
  }

  private init(_ tokens: [LuaToken]) {
    self.tokens = tokens
    chains = ChainReader(tokens: tokens)
  }

  static func place(in text: String) -> CompletionPlace {
    var tokens = LuaLexer.tokens(text, withComments: true)
    let end = text.utf8.count
    var place = CompletionPlace(kind: .nothing, start: end)
    if let last = tokens.last, last.range.upperBound == end {
      switch last.kind {
      case .comment(let isOpen):
        if isOpen || text.utf8.last != UInt8(ascii: "]") || !last.text.hasPrefix("--[") {
          return place
        }
      case .number, .unknown: return place
      case .name, .keyword:
        place.word = last.text
        place.start = last.range.lowerBound
        tokens.removeLast()
      case .string(isOpen: true):
        let mark = quote(of: last)
        place.word = String(last.text.dropFirst(mark.opening))
        place.start = last.range.lowerBound + mark.opening
        place.quote = mark.closing
        tokens.removeLast()
      case .string(isOpen: false): return place
      case .symbol: break
      }
    }
    let reader = PlaceReader(tokens.filter { !$0.isComment })
    place.locals = reader.locals()
    place.wantsValue = reader.wantsValue()
    place.kind = place.quote == nil ? reader.kind() : reader.textKind()
    return place
  }

  private static func quote(of token: LuaToken) -> (opening: Int, closing: String) {
    guard token.text.hasPrefix("[") else { return (1, String(token.text.prefix(1))) }
    let level = token.text.dropFirst().prefix { $0 == "=" }.count
    return (level + 2, "]" + String(repeating: "=", count: level) + "]")
  }

  // MARK: Outside of quotes

  private func kind() -> CompletionPlace.Kind {
    guard let last = tokens.last else { return .name }
    if last.is(".") || last.is(":") {
      guard let (chain, start) = chains.chain(before: tokens.count - 1), !isDeclared(start) else {
        return .nothing
      }
      return .member(chain, isMethod: last.is(":"))
    }
    if last.is("::") || last.is("goto") || last.is("function") || last.is("local") || last.is("for")
      || declares(tokens.count)
    {
      return .nothing
    }
    guard let site = site(), let entry = entry() else { return .name }
    if tokens[openers.last!.index].is("(") { return entry.isEmpty ? .value(site) : .name }
    if entry.isEmpty { return .option(site) }
    return key(entry).map { .value(site.below(.name($0))) } ?? .name
  }

  /// The key of a table's entry that has got as far as its `=`.
  private func key(_ entry: ArraySlice<LuaToken>) -> String? {
    let parts = Array(entry)
    if parts.count == 2, parts[0].kind == .name, parts[1].is("=") { return parts[0].text }
    if parts.count == 4, parts[0].is("["), parts[1].isString, parts[2].is("]"), parts[3].is("=") {
      return parts[1].stringValue
    }
    return nil
  }

  /// True where a function that is being declared has its name.
  private func isDeclared(_ start: Int) -> Bool { start > 0 && tokens[start - 1].is("function") }

  /// True where names that are being declared stand before an index: `local a, b`.
  private func declares(_ end: Int) -> Bool {
    var index = end
    while index > 1, tokens[index - 1].is(","), tokens[index - 2].kind == .name { index -= 2 }
    return index < end && index > 0
      && (tokens[index - 1].is("local") || tokens[index - 1].is("for"))
  }

  /// Whether the last token is one after which only an expression can stand.
  private func wantsValue() -> Bool {
    guard let last = tokens.last else { return false }
    switch last.kind {
    case .symbol: return !(last.is(")") || last.is("]") || last.is("}") || last.is(";"))
    case .keyword:
      return ["and", "or", "not", "if", "elseif", "while", "until", "in", "return"].contains(
        last.text)
    default: return false
    }
  }

  // MARK: Within quotes

  private func textKind() -> CompletionPlace.Kind {
    guard let last = tokens.last else { return .nothing }
    if last.is("==") || last.is("~=") {
      return chains.chain(before: tokens.count - 1).map { .compared($0.chain) } ?? .nothing
    }
    // f"text"
    if chains.endsExpression(tokens.count - 1) {
      return chains.chain(before: tokens.count).map { .text(.init(callee: $0.chain, argument: 0)) }
        ?? .nothing
    }
    if last.is("["), tokens.count > 1, chains.endsExpression(tokens.count - 2) {
      return chains.chain(before: tokens.count - 1).map { .key($0.chain) } ?? .nothing
    }
    guard let site = site(), let entry = entry() else { return .nothing }
    if tokens[openers.last!.index].is("(") { return entry.isEmpty ? .text(site) : .nothing }
    if entry.isEmpty { return .text(site.below(.element)) }
    return key(entry).map { .text(site.below(.name($0))) } ?? .nothing
  }

  // MARK: Brackets

  /// What is open at the cursor, from the outermost in.
  private var openers: [Opener] {
    var openers: [Opener] = []
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol where ["(", "[", "{"].contains(token.text): openers.append(Opener(index: index))
      case .symbol where [")", "]", "}"].contains(token.text):
        // A block in it that is not closed is none.
        while openers.last?.isBlock ?? false { openers.removeLast() }
        _ = openers.popLast()
      case .symbol where token.is(",") || token.is(";"):
        if !openers.isEmpty { openers[openers.count - 1].separators.append(index) }
      case .keyword where ["function", "do", "if", "repeat"].contains(token.text):
        openers.append(Opener(index: index, isBlock: true))
      case .keyword where token.is("end") || token.is("until"):
        if openers.last?.isBlock ?? false { openers.removeLast() }
      default: break
      }
    }
    return openers
  }

  /// The tokens of the innermost bracket's part that the cursor is in.
  private func entry() -> ArraySlice<LuaToken>? {
    guard let opener = openers.last, !opener.isBlock else { return nil }
    return tokens[((opener.separators.last ?? opener.index) + 1)...]
  }

  /// The innermost bracket's place: the argument that the cursor is in, or the table.
  private func site() -> CompletionPlace.Site? {
    let openers = openers
    return openers.isEmpty ? nil : site(of: openers.count - 1, openers)
  }

  private func site(of number: Int, _ openers: [Opener]) -> CompletionPlace.Site? {
    let opener = openers[number]
    guard !opener.isBlock, opener.index > 0 else { return nil }
    let token = tokens[opener.index]
    if token.is("("), chains.endsExpression(opener.index - 1) {
      guard let callee = chains.chain(before: opener.index)?.chain else { return nil }
      let end = opener.separators.last ?? opener.index
      let texts = end > opener.index ? chains.entries(opener.index + 1, end).map(chains.text) : []
      return .init(callee: callee, argument: opener.separators.count, texts: texts)
    }
    guard token.is("{") else { return nil }
    var found: CompletionPlace.Site?
    if chains.endsExpression(opener.index - 1) {
      found = chains.chain(before: opener.index).map { .init(callee: $0.chain, argument: 0) }
    } else if number > 0, let outer = site(of: number - 1, openers) {
      let around = openers[number - 1]
      let part = tokens[
        ((around.separators.last { $0 < opener.index } ?? around.index) + 1)..<opener.index]
      if part.isEmpty {
        found = tokens[around.index].is("{") ? outer.below(.element) : outer
      } else if tokens[around.index].is("{") {
        found = key(part).map { outer.below(.name($0)) }
      }
    }
    let inner = number + 1 < openers.count ? openers[number + 1].index : tokens.count
    found?.given.append(chains.given(in: chains.entries(opener.index + 1, inner)))
    return found
  }

  // MARK: Names

  /// What the entry declares: locals, parameters, the variables of loops.
  private func locals() -> Set<String> {
    var names: Set<String> = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      guard token.is("local") || token.is("for") || token.is("function") else { continue }
      var isParameter = false
      while index < tokens.count {
        let next = tokens[index]
        if next.kind == .name {
          if token.is("local") || token.is("for") || isParameter { names.insert(next.text) }
        } else if token.is("function"), next.is("(") {
          isParameter = true
        } else if next.is("function") {
          // Its parameters come with the next round.
          if index + 1 < tokens.count { names.insert(tokens[index + 1].text) }
          break
        } else if !(next.is(",") || next.is(".") || next.is(":")) {
          break
        }
        index += 1
      }
    }
    return names
  }
}
