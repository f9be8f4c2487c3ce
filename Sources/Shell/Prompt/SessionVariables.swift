/// Makes session variables of an entry's top-level locals, which would end with the entry: the
/// `local` goes, so that the name is a global, and functions that use it see what later entries
/// assign.
enum SessionVariables {
  struct Rewritten: Equatable {
    var entry: String
    /// The names that became session variables.
    var names: [String] = []
  }

  /// An entry without its top-level `local`s. `<const>` and the like go too; a variable that is to be
  /// closed stays what it is, since it is closed at the end of the entry.
  static func rewrite(_ entry: String) -> Rewritten {
    let tokens = LuaLexer.tokens(entry)
    var result = Rewritten(entry: entry)
    var cuts: [(range: Range<Int>, text: String)] = []
    var depth = 0
    for (index, token) in tokens.enumerated() {
      guard token.kind == .keyword else { continue }
      switch token.text {
      case "function", "do", "if", "repeat": depth += 1
      case "end", "until": depth -= 1
      case "local" where depth == 0:
        guard let statement = statement(tokens[(index + 1)...]) else { continue }
        cuts.append((token.range.lowerBound..<afterBlanks(token.range.upperBound, entry), ""))
        cuts += statement.attributes.map { ($0, "") }
        if let end = statement.valuelessEnd { cuts.append((end..<end, " = nil;")) }
        result.names += statement.names
      default: break
      }
    }
    var bytes = Array(entry.utf8)
    for cut in cuts.reversed() { bytes.replaceSubrange(cut.range, with: Array(cut.text.utf8)) }
    result.entry = String(decoding: bytes, as: UTF8.self)
    return result
  }

  private struct Statement {
    var names: [String] = []
    var attributes: [Range<Int>] = []
    /// Where the names end, if no `=` follows them: without a value they are nil.
    var valuelessEnd: Int?
  }

  /// What follows `local`: names with attributes, or a function. nil for what is no such statement,
  /// and for a variable that is to be closed.
  private static func statement(_ tokens: ArraySlice<LuaToken>) -> Statement? {
    var statement = Statement()
    var rest = tokens
    if rest.first?.is("function") ?? false {
      guard let name = rest.dropFirst().first, name.kind == .name else { return nil }
      statement.names = [name.text]
      return statement
    }
    while true {
      guard let name = rest.popFirst(), name.kind == .name else { return nil }
      statement.names.append(name.text)
      var end = name.range.upperBound
      if rest.first?.is("<") ?? false {
        guard rest.count >= 3, let attribute = rest.dropFirst().first,
          let close = rest.dropFirst(2).first, close.is(">"), attribute.text != "close"
        else { return nil }
        end = close.range.upperBound
        statement.attributes.append(rest.first!.range.lowerBound..<end)
        rest = rest.dropFirst(3)
      }
      if rest.first?.is(",") ?? false {
        rest = rest.dropFirst()
        continue
      }
      if !(rest.first?.is("=") ?? false) { statement.valuelessEnd = end }
      return statement
    }
  }

  private static func afterBlanks(_ position: Int, _ text: String) -> Int {
    let bytes = text.utf8
    var index = bytes.index(bytes.startIndex, offsetBy: position)
    while index < bytes.endIndex, bytes[index] == UInt8(ascii: " ") {
      index = bytes.index(after: index)
    }
    return bytes.distance(from: bytes.startIndex, to: index)
  }
}
