import CReadline
import Glibc

/// What the system tells this process of itself.
enum Process {
  /// C's stream. Readline's header is where this room reaches C globals.
  static var standardOutput: UnsafeMutablePointer<FILE> { moonwatch_standard_output() }

  /// The variables of the environment. A name that occurs twice keeps its first value, as in `getenv`.
  static var environment: [String: String] {
    var variables: [String: String] = [:]
    guard var entry = moonwatch_environment() else { return variables }
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(pair[..<equals])
        if variables[name] == nil {
          variables[name] = String(pair[pair.utf8.index(after: equals)...])
        }
      }
      entry += 1
    }
    return variables
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// True where a file, not a folder, can be reached under a name.
  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Columns of the terminal behind a descriptor; nil where there is none or it does not say.
  static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }
}
