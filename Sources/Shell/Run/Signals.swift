import Glibc
import Scripting

/// Routes SIGINT and SIGTERM to a host.
enum Signals {
  private struct Slot {
    var host: Unmanaged<ScriptHost>?
    /// The last signal that no one has taken yet; 0: none.
    var pending: sig_atomic_t = 0
  }

  // The handler runs on any thread at any moment, so the slot is plain memory that is never freed:
  // no reference counting of its own and no exclusivity checks. Proof of safety: `host` is written
  // only while no handler is installed; `pending` is one machine word. `route` touches the slot
  // before it installs the handler, so the handler never runs its initialiser.
  nonisolated(unsafe) private static let slot: UnsafeMutablePointer<Slot> = {
    let slot = UnsafeMutablePointer<Slot>.allocate(capacity: 1)
    slot.initialize(to: Slot())
    return slot
  }()

  /// From now on both signals interrupt the host. It must live until ``restore()``.
  static func route(to host: ScriptHost) {
    slot.pointee = Slot(host: Unmanaged.passUnretained(host))
    for signal in [SIGINT, SIGTERM] {
      install(signal) { number in
        Signals.slot.pointee.pending = number
        Signals.slot.pointee.host?.takeUnretainedValue()
          .interrupt(number == SIGTERM ? .terminate : .interrupt)
      }
    }
  }

  /// Gives both signals their default effect again.
  static func restore() {
    for signal in [SIGINT, SIGTERM] { Glibc.signal(signal, SIG_DFL) }
    slot.pointee = Slot()
  }

  /// The signal that came since the last call, if one did.
  static func take() -> Int32? {
    let signal = slot.pointee.pending
    slot.pointee.pending = 0
    return signal == 0 ? nil : signal
  }

  /// A write to a closed pipe fails with EPIPE instead of ending the process. An empty handler, not
  /// `SIG_IGN`: programs that a script starts get the default back.
  static func ignoreBrokenPipes() { install(SIGPIPE) { _ in } }

  private static func install(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void)
  {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    // Without SA_RESTART: a wait for input ends, so that the prompt sees the signal.
    action.sa_flags = signal == SIGPIPE ? SA_RESTART : 0
    sigaction(signal, &action, nil)
  }
}
