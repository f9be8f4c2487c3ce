import Glibc
import Scripting

/// Shows an expression again and again, each time in the place of the last.
struct Watch {
  let host: ScriptHost
  /// False where the terminal cannot move its cursor: then each picture stands below the last.
  let redraws: Bool

  enum End {
    case key, interrupted, terminated
    case failed(ScriptError)
    case exit(Int32)
  }

  /// Runs until a key, an interrupt or an error ends it.
  func run(_ expression: String, every seconds: Double) -> End {
    let restore = RawInput.begin()
    defer { restore?.end() }
    var shown = 0
    while true {
      host.width = Process.columns(of: STDOUT_FILENO)
      let (text, result) = host.render(expression)
      if result.interrupt == .terminate { return .terminated }
      if result.interrupt != nil { return .interrupted }
      if let code = result.exitCode { return .exit(code) }
      if let error = result.error { return .failed(error) }
      shown = draw(text, seconds, above: shown)
      if let interrupt = host.waitForInput(fileDescriptor: STDIN_FILENO, timeout: seconds) {
        return interrupt == .terminate ? .terminated : .interrupted
      }
      for error in host.takeTaskErrors() { return .failed(error) }
      if RawInput.takeKeys() { return .key }
    }
  }

  /// Draws a picture in the place of one of so many lines, and says how many lines it takes.
  private func draw(_ text: String, _ seconds: Double, above lines: Int) -> Int {
    let size = Process.terminalSize(of: STDOUT_FILENO)
    let head = "every \(DurationText.text(seconds)), \(Process.clockText()) UTC; a key ends it"
    var rows =
      [head] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if rows.last?.isEmpty ?? false { rows.removeLast() }
    // What has scrolled away cannot be drawn over.
    if redraws, let size, rows.count >= size.rows, size.rows > 3 {
      let cut = rows.count - (size.rows - 2)
      rows = Array(rows.prefix(size.rows - 2)) + ["… \(cut) more lines"]
    }
    let erase = redraws && lines > 0 ? "\u{1B}[\(lines)F\u{1B}[J" : ""
    Output.write(erase + rows.joined(separator: "\n") + "\n")
    Output.flush()
    return rows.count
  }
}

/// The terminal as it gives each key at once, without echo; signals stay.
struct RawInput {
  private let saved: termios

  /// nil where standard input is no terminal.
  static func begin() -> RawInput? {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    let input = RawInput(saved: settings)
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    return input
  }

  func end() {
    var settings = saved
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }

  /// Takes the keys that were pressed; false where there was none.
  static func takeKeys() -> Bool {
    var any = false
    var chunk = [UInt8](repeating: 0, count: 64)
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&entry, 1, 0) > 0 {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      // The end of the input ends a watch, too.
      any = true
      if count <= 0 { break }
    }
    return any
  }
}
