/// The words of a command line, told apart as a POSIX shell would, without its expansions.
package enum ShellWords {
  /// nil where a quotation, or the backslash at the end, is left open.
  ///
  /// In single quotes every character stands for itself; in double quotes a backslash takes the
  /// meaning from `"`, `\`, `$` and a backtick; elsewhere from every character.
  package static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    // Over scalars: a quotation mark and an accent behind it are one character to Swift.
    var scalars = line.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch (quote, scalar) {
      case (let open?, _) where scalar == open: quote = nil
      case ("\"", "\\"):
        guard let next = scalars.next() else { return nil }
        if !"\"\\$`".unicodeScalars.contains(next) { word!.append("\\") }
        word!.append(next)
      case (_?, _): word!.append(scalar)
      case (nil, "'"), (nil, "\""):
        quote = scalar
        word = word ?? .init()
      case (nil, "\\"):
        guard let next = scalars.next() else { return nil }
        word = (word ?? .init()) + [next]
      case (nil, " "), (nil, "\t"), (nil, "\n"), (nil, "\r"):
        if let finished = word { words.append(String(finished)) }
        word = nil
      default: word = (word ?? .init()) + [scalar]
      }
    }
    if quote != nil { return nil }
    if let word { words.append(String(word)) }
    return words
  }
}
