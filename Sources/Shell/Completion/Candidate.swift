/// Something that can stand in the place of a word.
struct Candidate: Equatable {
  /// What is typed, with escapes where it is within quotes.
  var text: String
  /// What is shown beside it: a type, a Name tag.
  var note = ""
  /// What is put behind it where it is the only one.
  var ending: Character?
}

/// What can stand where the cursor is.
struct Completion: Equatable {
  /// Where the word begins that is replaced, in bytes of the line.
  var start: Int
  var word = ""
  /// Those that fit what is typed, sorted.
  var candidates: [Candidate] = []
  /// True where the names of files can stand here, which Readline completes by itself.
  var isFile = false
  /// True where a word may stand for what has it as its note: an instance's Name tag.
  var notesAreNames = false
  /// What stays typed where several candidates were found by their notes.
  private var standFor: String?

  init(start: Int) { self.start = start }

  /// Keeps the candidates that fit the word: by its letters, else by letters of either case, else by
  /// notes.
  mutating func narrow(_ all: [Candidate], to word: String) {
    self.word = word
    candidates = all.filter { $0.text.utf8.starts(with: word.utf8) }
    if candidates.isEmpty, !word.isEmpty {
      let lower = word.lowercased()
      candidates = all.filter { $0.text.lowercased().hasPrefix(lower) }
      if candidates.isEmpty, notesAreNames {
        candidates = all.filter { $0.note.lowercased().hasPrefix(lower) }
        // They have nothing in common with what is typed.
        standFor = candidates.count > 1 ? word : nil
      }
    }
  }

  /// What all candidates begin with; the word itself where that is less than what is typed.
  var common: String {
    if let standFor { return standFor }
    guard var common = candidates.first.map({ Array($0.text.utf8) }) else { return word }
    for candidate in candidates.dropFirst() {
      var length = 0
      for (a, b) in zip(common, candidate.text.utf8) {
        if a != b { break }
        length += 1
      }
      common.removeSubrange(length...)
      if length == 0 { break }
    }
    // Not in the middle of a character.
    while candidates.count > 1, let last = common.last, last & 0x80 != 0,
      String(validating: common, as: UTF8.self) == nil
    {
      common.removeLast()
    }
    let text = String(decoding: common, as: UTF8.self)
    return candidates.count == 1 || text.utf8.count >= word.utf8.count ? text : word
  }
}
