import CReadline
import Glibc

/// What the system tells this process of itself.
public enum Process {
  /// C's stream. Readline's header is where this room reaches C globals.
  static var standardOutput: UnsafeMutablePointer<FILE> { moonwatch_standard_output() }

  /// The variables of the environment. A name that occurs twice keeps its first value, as in `getenv`.
  public static var environment: [String: String] {
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

  /// True where a descriptor has something to read, or its end.
  static func hasInput(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// The path of one of this program's configuration files, there or not:
  /// `$XDG_CONFIG_HOME/moonwatch/NAME`, by default in `~/.config`.
  static func configurationFile(
    _ name: String, environment: [String: String] = environment
  ) -> String? {
    // The XDG specification wants relative paths ignored.
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return "\(folder)/moonwatch/\(name)"
    }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return "\(home)/.config/moonwatch/\(name)"
  }

  /// The time of day in UTC: `03:04:05`.
  static func clockText() -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    let fields = [parts.tm_hour, parts.tm_min, parts.tm_sec]
    return fields.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  // MARK: The terminal

  /// True where the terminal at standard output can draw over what it shows.
  static var canMoveCursor: Bool {
    isTerminal(STDOUT_FILENO) && !["dumb", ""].contains(environment["TERM"] ?? "")
  }

  /// The size of the terminal behind a descriptor; nil where there is none or it does not say.
  static func terminalSize(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  static func columns(of descriptor: Int32) -> Int? { terminalSize(of: descriptor)?.columns }
}
