/// A primary expression of Lua, such as `aws.ec2{…}:describe_instances`: a name or a text, and what is
/// done with it.
struct Chain: Equatable {
  enum Root: Equatable {
    case name(String)
    /// A text in quotes.
    case text
  }

  enum Step: Equatable {
    case field(String)
    /// An index in brackets; nil: one that is no number in the text.
    case index(Int64?)
    case method(String)
    case call(Arguments)
  }

  /// What a call says in so many words.
  struct Arguments: Equatable {
    /// Of each argument the text, where it is one in quotes.
    var texts: [String?] = []
    /// The texts by name of the table that is the first argument.
    var given: [String: String] = [:]
  }

  var root: Root
  var steps: [Step] = []
}

/// Finds the expressions that end somewhere in a list of tokens.
struct ChainReader {
  let tokens: [LuaToken]

  /// The expression whose last token stands before an index, with the index of its first; nil where
  /// none ends there, or one that begins with something else than a name or a text.
  func chain(before end: Int) -> (chain: Chain, start: Int)? {
    var steps: [Chain.Step] = []
    var index = end
    while index > 0 {
      let token = tokens[index - 1]
      if token.kind == .name {
        let before = index >= 2 ? tokens[index - 2] : nil
        guard before?.is(".") == true || before?.is(":") == true else {
          return (Chain(root: .name(token.text), steps: steps.reversed()), index - 1)
        }
        steps.append(before!.is(".") ? .field(token.text) : .method(token.text))
        index -= 2
        continue
      }
      guard token.isString || token.is(")") || token.is("]") || token.is("}"),
        let open = token.isString ? index - 1 : opening(of: index - 1)
      else { return nil }
      if token.is("]") {
        let inside = tokens[(open + 1)..<(index - 1)]
        if inside.count == 1, let text = inside.first, text.isString {
          steps.append(.field(text.stringValue))
        } else {
          steps.append(.index(inside.count == 1 ? Int64(inside.first!.text) : nil))
        }
        index = open
      } else if open > 0, endsExpression(open - 1) {
        steps.append(.call(arguments(open, index - 1)))
        index = open
      } else if token.isString {
        return (Chain(root: .text, steps: steps.reversed()), open)
      } else if token.is(")"), let inner = chain(before: index - 1), inner.start == open + 1 {
        var chain = inner.chain
        chain.steps += steps.reversed()
        return (chain, open)
      } else {
        return nil
      }
    }
    return nil
  }

  /// True for a token after which a bracket or a text is an argument.
  func endsExpression(_ index: Int) -> Bool {
    tokens[index].kind == .name || tokens[index].is(")") || tokens[index].is("]")
  }

  private func opening(of close: Int) -> Int? {
    var depth = 0
    for index in stride(from: close, through: 0, by: -1) {
      let token = tokens[index]
      if token.is(")") || token.is("]") || token.is("}") { depth += 1 }
      if token.is("(") || token.is("[") || token.is("{") { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// What stands from one bracket, or text, to the other.
  private func arguments(_ open: Int, _ close: Int) -> Chain.Arguments {
    if tokens[open].isString { return .init(texts: [tokens[open].stringValue]) }
    if tokens[open].is("{") {
      return .init(texts: [nil], given: given(in: entries(open + 1, close)))
    }
    let parts = entries(open + 1, close)
    var arguments = Chain.Arguments(texts: parts.map(text))
    if let first = parts.first, let brace = first.first, brace.is("{") {
      arguments.given = given(in: entries(first.startIndex + 1, first.endIndex - 1))
    }
    return arguments
  }

  /// The parts between the commas from one index up to another.
  func entries(_ start: Int, _ end: Int) -> [ArraySlice<LuaToken>] {
    var parts: [ArraySlice<LuaToken>] = []
    var (first, depth) = (start, 0)
    for index in start..<max(start, end) {
      let token = tokens[index]
      if token.is("(") || token.is("[") || token.is("{") { depth += 1 }
      if token.is(")") || token.is("]") || token.is("}") { depth -= 1 }
      if depth == 0, token.is(",") || token.is(";") {
        parts.append(tokens[first..<index])
        first = index + 1
      }
    }
    if first < end { parts.append(tokens[first..<end]) }
    return parts
  }

  func text(_ part: ArraySlice<LuaToken>) -> String? {
    part.count == 1 && part.first!.isString ? part.first!.stringValue : nil
  }

  /// The texts by name of a table's entries.
  func given(in entries: [ArraySlice<LuaToken>]) -> [String: String] {
    var given: [String: String] = [:]
    for entry in entries where entry.count == 3 {
      let parts = Array(entry)
      if parts[0].kind == .name, parts[1].is("="), parts[2].isString {
        given[parts[0].text] = parts[2].stringValue
      }
    }
    return given
  }
}

extension LuaToken {
  /// What a text in quotes says; escapes but those of quotes and backslashes stay as they are written.
  var stringValue: String {
    guard let first = text.first else { return "" }
    if first == "[" {
      let bracket = text.prefix { $0 == "[" || $0 == "=" }.count
      return String(text.dropFirst(bracket).dropLast(bracket))
    }
    var result = ""
    var isEscaped = false
    let isOpen = kind == .string(isOpen: true)
    for character in isOpen ? text.dropFirst() : text.dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      if isEscaped, character != "\\", character != "\"", character != "'" { result.append("\\") }
      result.append(character)
      isEscaped = false
    }
    return result
  }
}
