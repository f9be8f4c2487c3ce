import CReadline
import Glibc

/// The prompt's entries, in memory and in a file that only its owner can read.
///
/// Each entry is appended as it is made, so a lost terminal loses nothing and two prompts share one
/// file. Of equal entries the last one stays.
struct History {
  static let limit = 10_000

  private let path: String?

  /// Reads the file. Where it cannot be used, the prompt works without it and `warn` is told why.
  init(environment: [String: String], warn: (String) -> Void) {
    moonwatch_history_setup(Int32(Self.limit))
    guard let folder = Self.folder(environment) else {
      path = nil
      warn("no history: neither XDG_STATE_HOME nor HOME is set")
      return
    }
    let file = folder + "/history"
    guard Self.makeFolder(folder), Self.makeFile(file), read_history(file) == 0 else {
      warn("no history: \(file): \(SystemError.last.description)")
      path = nil
      return
    }
    path = file
    if removeDuplicates() { write_history(file) }
  }

  /// Keeps an entry, unless it begins with a space.
  func add(_ entry: String) {
    guard let first = entry.first, first != " " else { return }
    for position in (0..<moonwatch_history_length()).reversed()
    where moonwatch_history_line(position).map({ strcmp($0, entry) == 0 }) ?? false {
      moonwatch_history_remove(position)
    }
    add_history(entry)
    if let path { append_history(1, path) }
  }

  /// The newest entries, oldest first.
  func last(_ count: Int) -> [String] {
    let length = moonwatch_history_length()
    return (max(0, length - Int32(count))..<length).compactMap { position in
      moonwatch_history_line(position).map { String(cString: $0) }
    }
  }

  /// `$XDG_STATE_HOME/moonwatch`, by default in `~/.local/state`.
  static func folder(_ environment: [String: String]) -> String? {
    // The XDG specification wants relative paths ignored.
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return state + "/moonwatch"
    }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return home + "/.local/state/moonwatch"
  }

  /// Removes all but the last of equal entries; true where there were any.
  private func removeDuplicates() -> Bool {
    var seen: Set<String> = []
    var removed = false
    for position in (0..<moonwatch_history_length()).reversed() {
      guard let line = moonwatch_history_line(position) else { continue }
      if !seen.insert(String(cString: line)).inserted {
        moonwatch_history_remove(position)
        removed = true
      }
    }
    return removed
  }

  private static func makeFolder(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST {
        // A parent that cannot be written but is there is no obstacle.
        var status = stat()
        guard stat(made, &status) == 0 else { return false }
      }
    }
    return true
  }

  private static func makeFile(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fchmod(descriptor, 0o600) == 0
  }
}
