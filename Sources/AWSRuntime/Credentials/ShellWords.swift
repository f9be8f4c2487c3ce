/// The words of a command line, told apart as a POSIX shell would, without its expansions.
package enum ShellWords {
  /// nil where a quotation, or the backslash at the end, is left open.
  ///
  /// In single quotes every character stands for itself; in double quotes a backslash takes the
  /// meaning from `"`, `\`, `$` and a backtick; elsewhere from every character.
  package static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var characters = line.makeIterator()
    while let character = characters.next() {
      switch (quote, character) {
      case (let open?, _) where character == open: quote = nil
      case ("\"", "\\"):
        guard let next = characters.next() else { return nil }
        word! += "\"\\$`".contains(next) ? String(next) : "\\\(next)"
      case (_?, _): word!.append(character)
      case (nil, "'"), (nil, "\""):
        quote = character
        word = word ?? ""
      case (nil, "\\"):
        guard let next = characters.next() else { return nil }
        word = (word ?? "") + String(next)
      case (nil, _) where character.isWhitespace:
        if let finished = word { words.append(finished) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if quote != nil { return nil }
    if let word { words.append(word) }
    return words
  }
}
