import CReadline
import Glibc

/// Joins completion and Readline, which asks for candidates when Tab is pressed and shows them.
enum ReadlineCompletion {
  // Proof of safety of both: Readline calls back only from within `LineEditor.readCharacter`, on the one
  // thread that uses it; `install` runs on that thread, too.
  nonisolated(unsafe) private static var complete: ((String) -> Completion)?
  nonisolated(unsafe) private static var current: Completion?

  /// Has Readline ask a completer.
  static func install(_ completer: Completer) {
    complete = { completer.complete($0) }
    moonwatch_completion_setup(
      { ReadlineCompletion.wordBreaks() },
      { text, start, end in ReadlineCompletion.matches(text, Int(start)) },
      { matches, count, longest in ReadlineCompletion.show(matches, Int(count), longest) })
  }

  /// Asked first: the characters that end a word to the left. The one before the word that is to be
  /// completed is enough, and where the word goes to the line's beginning none is.
  private static func wordBreaks() -> UnsafeMutablePointer<CChar>? {
    let bytes = Array(UnsafeBufferPointer(start: moonwatch_line(), count: Int(moonwatch_point())))
    let line = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Bytes that are no UTF-8 have no place that could be counted.
    current = line.utf8.count == bytes.count ? complete?(line) : nil
    let start = current?.start ?? bytes.count
    return moonwatch_word_breaks(start > 0 && start <= bytes.count ? bytes[start - 1] : 0)
  }

  /// The candidates as Readline wants them: first what all have in common, then each, then NULL, all
  /// allocated by malloc. `text` begins at `start`.
  private static func matches(_ text: UnsafePointer<CChar>?, _ start: Int)
    -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  {
    // At the beginning of a line Readline does not ask for the ends of words.
    if moonwatch_point() == 0 { _ = wordBreaks() }
    guard let completion = current else { return moonwatch_no_matches(false) }
    if completion.isFile { return moonwatch_no_matches(true) }
    guard !completion.candidates.isEmpty else { return moonwatch_no_matches(false) }
    // A word that has the character before it within itself was cut there.
    let cut = start - completion.start
    guard cut >= 0, cut <= completion.word.utf8.count else { return moonwatch_no_matches(false) }
    let candidates = completion.candidates
    let isOne = candidates.count == 1
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: isOne ? 2 : candidates.count + 2)
    // Readline frees it with free(), as what `allocate` gives is on this platform.
    list[0] = strdup(dropping(cut, from: isOne ? candidates[0].text : completion.common))
    if !isOne {
      for (position, candidate) in candidates.enumerated() {
        list[position + 1] = strdup(dropping(cut, from: candidate.text))
      }
    }
    list[isOne ? 1 : candidates.count + 1] = nil
    moonwatch_matches_done(
      isOne ? candidates[0].ending.flatMap(\.asciiValue).map(Int32.init) ?? 0 : 0)
    return list
  }

  private static func dropping(_ count: Int, from text: String) -> String {
    count == 0 ? text : String(decoding: text.utf8.dropFirst(count), as: UTF8.self)
  }

  /// Shows the candidates below the line, and the line again below them.
  private static func show(
    _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int, _ longest: Int32
  ) {
    guard let completion = current, !completion.isFile else {
      rl_display_match_list(matches, Int32(count), longest)
      rl_on_new_line()
      return
    }
    let size = Process.terminalSize(of: STDERR_FILENO) ?? Process.terminalSize(of: STDIN_FILENO)
    var seen: Set<String> = []
    let list = MatchList(
      candidates: completion.candidates.filter { seen.insert($0.text).inserted }
        .sorted { $0.text < $1.text },
      columns: size?.columns ?? 80, rows: size?.rows ?? 24)
    rl_crlf()
    moonwatch_readline_write(list.text)
    rl_on_new_line()
  }
}
