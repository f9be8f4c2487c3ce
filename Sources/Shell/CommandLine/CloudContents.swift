import Scripting

/// What `--cloud` names: the contents of the embedded cloud.
public enum CloudContents: Equatable, Sendable {
  case empty
  /// The ready-made fleet.
  case fleet
  /// A Lua file that builds it with `sim`.
  case file(String)

  /// Reads `@fleet`, `@empty` or the name of a file; nil for another word after an `@`. A file whose
  /// name begins with one is `./@name`.
  public init?(_ text: String) {
    switch text {
    case "@empty": self = .empty
    case "@fleet": self = .fleet
    case "": return nil
    default:
      if text.hasPrefix("@") { return nil }
      self = .file(text)
    }
  }

  /// The file's text, where there is one.
  func script() throws(Failure) -> Script? {
    guard case .file(let path) = self else { return nil }
    do throws(Failure) {
      return try Script.load(path)
    } catch {
      throw Failure("--cloud: \(error.message)", status: error.status)
    }
  }
}

extension ScriptHost {
  /// Fills the embedded cloud by a script; the result where that did not end well.
  func build(by script: Script?) -> RunResult? {
    guard let script else { return nil }
    let result = buildCloud(script.source, chunkName: script.chunkName)
    let isWell =
      result.error == nil && result.interrupt == nil && result.exitCode == nil
      && result.findings == nil
    return isWell ? nil : result
  }
}
