import CReadline
import Glibc

/// Standard output and standard error.
///
/// Standard output is C's own stream, since Lua's `print` and `io.write` share it; so results keep
/// their order. Standard error is not buffered.
enum Output {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, Process.standardOutput) }
  }

  /// Writes out what is buffered, errors aside: ``finish(_:)`` reports them.
  static func flush() { fflush(Process.standardOutput) }

  /// True while nothing that is written to standard output may reach the terminal: a line is being
  /// edited there.
  static var holdsText: Bool {
    get { moonwatch_output_is_held() }
    set { moonwatch_hold_output(newValue) }
  }

  /// True where text waits for ``release()``.
  static var isHolding: Bool { moonwatch_output_pending() > 0 }

  static func release() { flush() }

  /// Writes a text to standard error whole, after what is still buffered for standard output, so that
  /// a terminal shows both in order. There is nobody to tell where standard error is closed.
  static func error(_ text: String) {
    fflush(Process.standardOutput)
    var text = text
    text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        let written = Glibc.write(STDERR_FILENO, bytes.baseAddress! + offset, bytes.count - offset)
        if written < 0 && errno != EINTR { return }
        offset += max(written, 0)
      }
    }
  }

  /// Writes out what is buffered. A run whose output was lost is not ok: a closed pipe ends quietly
  /// as ``RunStatus/brokenPipe``, anything else, such as a full disk, says so.
  static func finish(_ status: RunStatus) -> RunStatus {
    let failed = fflush(Process.standardOutput) != 0
    let reason = errno
    guard failed || ferror(Process.standardOutput) != 0 else { return status }
    if isBroken(STDOUT_FILENO) || (failed && reason == EPIPE) {
      return status == .ok ? .brokenPipe : status
    }
    error(
      "moonwatch: cannot write to standard output: "
        + (failed ? String(cString: strerror(reason)) : "an earlier write failed") + "\n")
    return status == .ok ? .script : status
  }

  /// True where the other end of a pipe is closed. Async-signal-safe.
  static func isBroken(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLERR) != 0
  }
}
