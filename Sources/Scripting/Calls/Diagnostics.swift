import Glibc

/// Standard error, for people: notes that are not results.
enum Diagnostics {
  static func write(_ line: String) {
    var text = "moonwatch: \(line)\n"
    // Where standard error is closed there is nobody to tell.
    _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
