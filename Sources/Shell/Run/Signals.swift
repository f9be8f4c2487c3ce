import Glibc
import Scripting

/// How this program takes signals.
enum Signals {
  /// From now on SIGINT and SIGTERM interrupt what the host runs.
  static func route(to host: ScriptHost) {
    host.onSignal(SIGINT, .interrupt)
    host.onSignal(SIGTERM, .terminate)
  }

  /// Gives both signals their default effect again.
  static func restore(_ host: ScriptHost) {
    host.onSignal(SIGINT, nil)
    host.onSignal(SIGTERM, nil)
  }

  /// A write to a closed pipe fails with EPIPE instead of ending the process. An empty handler, not
  /// `SIG_IGN`: programs that a script starts get the default back.
  static func ignoreBrokenPipes() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigemptyset(&action.sa_mask)
    action.sa_flags = SA_RESTART
    sigaction(SIGPIPE, &action, nil)
  }
}
