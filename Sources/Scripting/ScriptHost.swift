import Documents

/// Joins Lua and AWS: one Lua state, one event loop, one backend.
///
/// Not Sendable: a host lives on the thread that made it. ``interrupt(_:)`` alone may be called from
/// a signal handler or another thread.
public final class ScriptHost {
  public let options: HostOptions

  public init(_ options: HostOptions) throws(ScriptError) {
    self.options = options
  }

  /// Sets the global `args`.
  public func setArguments(_ arguments: Document) {}

  /// Runs a chunk to its end, with every task that it spawned. `chunkName` is Lua's (`@file`,
  /// `=stdin`, `=(command line)`). What it returns is shown when `showsResults` is set.
  public func run(_ source: String, chunkName: String, showsResults: Bool = true) -> RunResult {
    RunResult()
  }

  /// Runs one entry of the prompt: `return ENTRY` first, then ENTRY. Its values are shown and kept
  /// in `_`. A result whose error is incomplete asks for another line.
  public func evaluate(_ entry: String) -> RunResult { RunResult() }

  /// Runs the loop until standard input can be read: the prompt waits here, so that background
  /// tasks go on.
  public func waitForInput(fileDescriptor: Int32) {}

  /// Asks the running chunk to stop. Async-signal-safe.
  public func interrupt(_ reason: Interrupt) {}

  public enum Interrupt: Int32, Sendable {
    case interrupt = 1
    case terminate = 2
    case deadline = 3
  }
}

/// How a run ended.
public struct RunResult: Sendable {
  public var error: ScriptError?
  /// What `os.exit` was called with.
  public var exitCode: Int32?
  /// Set where an interrupt ended the run.
  public var interrupt: ScriptHost.Interrupt?

  public init() {}
}
