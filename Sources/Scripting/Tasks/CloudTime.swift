import AWSRuntime
import Simulator

/// Waits on the embedded cloud's clock: `task.sleep`, waits between polls, delays between attempts.
///
/// Where the clock runs, such a wait takes as long as it says, unless `sim.advance` moves the clock
/// meanwhile. Where it stands still, and during `sim.advance`, time moves on by itself as soon as
/// everything waits: straight to the moment at which the next wait is over. So a script that sleeps
/// for an hour goes on at once, an hour later by the cloud's clock, and everything that was due in
/// between has happened.
final class CloudTime {
  let cloud: SimulatedCloud
  private let loop: EventLoop
  /// By the cloud's clock.
  private var timers = TimerHeap()
  /// How many `sim.advance` are under way.
  private var advances = 0
  /// Calls that wait on this clock.
  private(set) var sleepingCalls = 0
  /// The loop's timer for the first of ours, where the clock runs, and when that one is due.
  private var alarm: (timer: EventLoop.TimerID, deadline: Double)?

  /// Seconds to which a clock is rounded that was moved in several steps.
  private static let slack = 1e-6
  /// The most that the clock moves at once, so that a long way can be interrupted. Seconds.
  private static let stride = 3_600.0

  init(cloud: SimulatedCloud, loop: EventLoop) {
    self.cloud = cloud
    self.loop = loop
  }

  var now: Double { cloud.clock.now }

  /// True where time moves on by itself while everything waits.
  var jumps: Bool { !timers.isEmpty && (!cloud.clock.isRunning || advances > 0) }

  // MARK: Waiting

  typealias TimerID = TimerHeap.ID

  /// Calls `action` when the clock has moved on by so many seconds.
  func schedule(after seconds: Double, _ action: @escaping () -> Void) -> TimerID {
    let id = timers.add(deadline: now + max(0, seconds), action: action)
    setAlarm()
    return id
  }

  func unschedule(_ id: TimerID) {
    timers.cancel(id)
    setAlarm()
  }

  /// As ``schedule(after:_:)``, but the clock does not take its time.
  func advance(by seconds: Double, _ action: @escaping () -> Void) -> TimerID {
    advances += 1
    return schedule(after: seconds) { [self] in
      advances -= 1
      action()
    }
  }

  func abandonAdvance(_ id: TimerID) {
    if timers.cancel(id) != nil { advances -= 1 }
    setAlarm()
  }

  /// Suspends a call; throws `CancellationError` as soon as its task is cancelled.
  func sleep(for seconds: Double) async throws {
    let sleeper = Sleeper()
    let loop = loop
    sleepingCalls += 1
    let isWhole = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
        if Task.isCancelled { return continuation.resume(returning: false) }
        sleeper.end = { continuation.resume(returning: $0) }
        sleeper.timer = schedule(after: seconds) { [self] in
          sleepingCalls -= 1
          sleeper.finish(true)
        }
      }
    } onCancel: {
      if loop.isCurrent { sleeper.finish(false) } else { loop.post { sleeper.finish(false) } }
    }
    if !isWhole {
      if let timer = sleeper.timer { unschedule(timer) }
      sleepingCalls -= 1
      throw CancellationError()
    }
  }

  // MARK: Moving on

  /// Moves the clock to the end of the next wait, or an hour towards it.
  func jump() {
    guard let next = timers.nextDeadline() else { return }
    cloud.advance(by: min(max(0, next - now), Self.stride))
    fire()
  }

  private func fire() {
    while let action = timers.popDue(now: now + Self.slack) { action() }
    setAlarm(hasMoved: true)
  }

  /// Has the loop wake up when the first wait is over by a clock that runs.
  ///
  /// - Parameter hasMoved: true where the clock was moved, so that it is due earlier.
  private func setAlarm(hasMoved: Bool = false) {
    let next = cloud.clock.isRunning ? timers.nextDeadline() : nil
    if let alarm {
      if alarm.deadline == next, !hasMoved { return }
      loop.unschedule(alarm.timer)
    }
    alarm = nil
    guard let next else { return }
    let timer = loop.schedule(after: max(0, next - now)) { [weak self] in
      self?.alarm = nil
      self?.fire()
    }
    alarm = (timer, next)
  }
}

/// One call's wait, which ends once.
///
/// `@unchecked Sendable`: the closure of a cancellation handler holds it, but every method is called
/// on the loop's thread.
private final class Sleeper: @unchecked Sendable {
  var end: ((Bool) -> Void)?
  var timer: CloudTime.TimerID?

  func finish(_ isWhole: Bool) {
    let end = end
    self.end = nil
    end?(isWhole)
  }
}
