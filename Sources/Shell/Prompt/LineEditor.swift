import CReadline
import Glibc

/// Readline's callback interface: somebody else waits for input and hands it over a character at a
/// time. There is one terminal, so one editor.
struct LineEditor {
  enum Event: Equatable {
    case line(String)
    /// A line whose bytes are not UTF-8.
    case unreadable
    case end
  }

  /// Sets readline up; nothing of it runs before.
  init() {
    // Widths and the bytes of a character come from the locale. Numbers stay C's: Lua reads them.
    let locale = setlocale(LC_CTYPE, "").map { String(cString: $0) }
    if locale == nil || locale == "C" || locale == "POSIX" { setlocale(LC_CTYPE, "C.UTF-8") }
    moonwatch_readline_setup()
  }

  // Proof of safety: readline calls back only from within `readCharacter`, on the one thread that
  // uses this type.
  nonisolated(unsafe) private static var finished: Event?
  // Likewise: set and read on that thread only.
  /// True while a line is on the terminal that is not finished.
  nonisolated(unsafe) private(set) static var isEditing = false

  /// Shows a prompt and prepares the terminal for editing.
  func begin(prompt: String) {
    Self.finished = nil
    Self.isEditing = true
    rl_callback_handler_install(prompt) { line in
      LineEditor.finished = LineEditor.event(line)
      LineEditor.isEditing = false
      // At once: this gives the terminal back, and readline shows no prompt of its own accord.
      rl_callback_handler_remove()
    }
  }

  /// Hands one character of standard input over; the event, where it ended the line.
  func readCharacter() -> Event? {
    rl_callback_read_char()
    return Self.finished
  }

  /// Takes the line off the screen, lets others write, and shows it again below.
  func hidingLine(_ body: () -> Void) {
    rl_clear_visible_line()
    body()
    rl_forced_update_display()
  }

  /// Drops the line that is being edited and gives the terminal back.
  func abandon() {
    Self.isEditing = false
    rl_free_line_state()
    rl_callback_sigcleanup()
    rl_callback_handler_remove()
    rl_crlf()
  }

  /// Takes a line over that readline allocated.
  private static func event(_ line: UnsafeMutablePointer<CChar>?) -> Event {
    guard let line else { return .end }
    defer { free(line) }
    return String(validatingCString: line).map { .line($0) } ?? .unreadable
  }
}
