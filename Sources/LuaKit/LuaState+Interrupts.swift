import CLua
import CLuaSupport

#if canImport(Glibc)
  import Glibc
#endif

// Stopping a script from outside: Ctrl-C, termination, deadlines. What raises is in CLuaSupport;
// reasons are the host's own numbers, from 1.
extension LuaState {
  /// Makes the running coroutine raise the interrupt value at its next instruction, and keeps
  /// errors from being caught until ``clearInterrupt()``. On the Lua thread only; from a signal
  /// handler use ``onSignal(_:reason:wake:)``.
  public func interrupt(reason: Int32) { moonwatch_interrupt(pointer, reason) }

  /// The reason of the interrupt that has not been cleared.
  public var pendingInterrupt: Int32? {
    let reason = moonwatch_pending_interrupt(pointer)
    return reason == 0 ? nil : reason
  }

  /// True from an interrupt until it is raised or acknowledged: what waits should end.
  public var isInterruptDue: Bool { moonwatch_interrupt_is_due(pointer) }

  /// How many interrupts there were so far, cleared ones included.
  public var interruptCount: Int32 { moonwatch_interrupt_count(pointer) }

  /// Calls off the raise that is due, where a Swift function that waited raises by itself.
  public func acknowledgeInterrupt() { moonwatch_acknowledge_interrupt(pointer) }

  /// Ends the unwinding.
  public func clearInterrupt() { moonwatch_clear_interrupt(pointer) }

  /// While true, errors cannot be caught: the task that runs is being cancelled.
  public func setCancelling(_ value: Bool) { moonwatch_set_cancelling(pointer, value) }

  /// Takes the top value of the main stack as what interrupts raise. [-1, +0, e]
  public func setInterruptValue() throws(LuaError) {
    try main.check(moonwatch_set_interrupt_value(main.pointer))
  }

  /// The value that interrupts raise. [-0, +1, -]
  public func pushInterruptValue(to thread: LuaThread) {
    moonwatch_push_interrupt_value(thread.pointer)
  }

  /// Interrupts this state at a signal, and writes to `wake` so that a loop looks; reason nil gives
  /// the signal its default again. Call on the Lua thread, where the handler will do its work.
  public func onSignal(_ signal: Int32, reason: Int32?, wake: Int32 = -1) {
    let failure = moonwatch_on_signal(signal, pointer, reason ?? 0, wake)
    precondition(failure == 0, "signal \(signal) cannot be handled")
  }

  /// Lets a person end the process with this status where Lua heeds no signal: the second one says
  /// why, the third asks on the terminal.
  public func offerEnd(status: Int32) { moonwatch_offer_end(pointer, status) }

  /// Starts the thread that ends the process when a script does not heed an interrupt.
  ///
  /// - Parameters:
  ///   - deadline: seconds from now to an interrupt with `reason`; nil: none.
  ///   - grace: seconds from any interrupt that is not cleared to the end of the process.
  ///   - status: the exit status for a reason.
  public func startWatchdog(
    deadline: Double?, reason: Int32, grace: Double, wake: Int32 = -1,
    status: @escaping @convention(c) (Int32) -> Int32
  ) -> LuaWatchdog? {
    moonwatch_watchdog_start(pointer, deadline ?? 0, reason, grace, wake, status)
      .map { LuaWatchdog($0, of: self) }
  }
}

/// The thread behind a deadline; it goes when stopped or released.
public final class LuaWatchdog {
  private var pointer: OpaquePointer?
  private let state: LuaState  // which the thread looks at

  init(_ pointer: OpaquePointer, of state: LuaState) {
    self.pointer = pointer
    self.state = state
  }
  deinit { stop() }

  /// Leaves the thread to the state, which stops it once it has closed Lua: so a limit holds for the
  /// finalizers that run then, too.
  public func handOver() { pointer = nil }

  public func stop() {
    moonwatch_watchdog_stop(pointer)
    pointer = nil
  }
}
