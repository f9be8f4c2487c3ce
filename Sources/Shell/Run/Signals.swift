import Glibc
import Scripting

/// How this program takes signals.
enum Signals {
  /// From now on SIGINT and SIGTERM interrupt what the host runs, and so does a reader of standard
  /// output that leaves: Lua's `print` does not look whether it could write.
  static func route(to host: ScriptHost) {
    host.onSignal(SIGINT, .interrupt)
    host.onSignal(SIGTERM, .terminate)
    handle(SIGPIPE) { _ in
      // A connection to AWS that broke raises the signal too; that is for its call to report.
      if Output.isBroken(STDOUT_FILENO) { raise(SIGTERM) }
    }
  }

  /// Gives SIGINT and SIGTERM their default effect again.
  static func restore(_ host: ScriptHost) {
    ignoreBrokenPipes()
    host.onSignal(SIGINT, nil)
    host.onSignal(SIGTERM, nil)
  }

  /// A write to a closed pipe fails with EPIPE instead of ending the process. An empty handler, not
  /// `SIG_IGN`: programs that a script starts get the default back.
  static func ignoreBrokenPipes() { handle(SIGPIPE) { _ in } }

  /// Sets a handler, which may call async-signal-safe functions only.
  private static func handle(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }
}
