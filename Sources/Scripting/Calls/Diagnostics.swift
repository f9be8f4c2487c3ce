import Glibc

/// Standard error, for people: notes that are not results.
enum Diagnostics {
  static func write(_ line: String) { fputs("moonwatch: \(line)\n", stderr) }
}
