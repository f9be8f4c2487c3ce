import CReadline
import Files
import Glibc

/// The prompt's entries, in memory and in a file that only its owner can read.
///
/// Each entry is written as it is made, so a lost terminal loses nothing and several prompts share
/// one file. Of equal entries the last one stays.
struct History {
  static let limit = 50_000

  private let file: HistoryFile?
  private let isPrivate: Bool
  private let warn: (String) -> Void

  /// Opens the file. Where it cannot be used, the prompt works without it and `warn` is told why.
  ///
  /// - Parameter isPrivate: nothing is written; what is there can be used.
  init(environment: [String: String], isPrivate: Bool = false, warn: @escaping (String) -> Void) {
    self.warn = warn
    self.isPrivate = isPrivate
    guard let folder = Self.folder(environment) else {
      file = nil
      warn("no history: neither XDG_STATE_HOME nor HOME is set")
      return
    }
    let path = folder + "/history"
    do throws(SystemFailure) {
      file = try HistoryFile(path: path, limit: Self.limit)
    } catch {
      warn("no history: \(path): \(error.reason)")
      file = nil
    }
  }

  /// Reads the entries of earlier sessions. Apart from opening, so that the first prompt need not wait
  /// for a long history.
  func load() {
    moonwatch_history_setup(Int32(Self.limit))
    guard let file else { return }
    do throws(SystemFailure) {
      for entry in try file.read() { moonwatch_history_add(entry.text, entry.time) }
      // The line that is being edited already stands behind the last entry.
      using_history()
    } catch {
      warn("no history: \(file.path): \(error.reason)")
    }
  }

  /// Keeps an entry, unless it begins with a space.
  func add(_ entry: String) {
    guard let first = entry.first, first != " " else { return }
    for position in (0..<moonwatch_history_length()).reversed()
    where moonwatch_history_line(position).map({ strcmp($0, entry) == 0 }) ?? false {
      moonwatch_history_remove(position)
      break
    }
    let now = time(nil)
    moonwatch_history_add(entry, now)
    if isPrivate { return }
    do throws(SystemFailure) {
      try file?.append(.init(time: now, text: entry))
    } catch {
      warn("the history was not written: \(error.reason)")
    }
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
}
