import CCurl
import Glibc
import Synchronization

/// One thread's loop: async work, timers, transfers and watched file descriptors.
///
/// The loop has no thread of its own: it belongs to the thread that made it, and advances while that
/// thread is inside ``turn(timeout:)``. As a `TaskExecutor` it runs every piece of the async work
/// that ``spawn(_:)`` started; nonisolated async functions stay on the executor that their task
/// prefers, so all of that work happens on this one thread, in the order in which it became ready.
///
/// ```swift
/// let loop = EventLoop()
/// let answer = loop.run { try await backend.send(request) }
/// ```
///
/// Making a loop costs one `eventfd`. libcurl is set up by the first transfer.
///
/// `@unchecked Sendable`: other threads may call only ``enqueue(_:)``, ``post(_:)`` and ``wake()``,
/// which touch `inbox` (under its lock) and `wakeDescriptor` and `thread` (written by `init` alone).
/// Everything else checks that it runs on `thread`.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
  private enum Item {
    case job(UnownedJob)
    case action(@Sendable () -> Void)
  }

  private let inbox = Mutex<[Item]>([])
  private let thread = pthread_self()
  /// Becomes readable by a wake-up. A signal handler may write eight bytes, the integer 1, to it.
  public let wakeDescriptor: Int32

  /// Work taken out of the inbox, not yet begun.
  private var ready: [Item] = []
  private var readyIndex = 0
  private var timers = TimerHeap()
  private var watched: [Int32] = []
  private var readers: [Int32: () -> Void] = [:]
  private var transfersIfAny: TransferSet?

  public init() {
    wakeDescriptor = moonwatch_eventfd()
    precondition(wakeDescriptor >= 0, "eventfd: \(String(cString: strerror(errno)))")
  }

  deinit { close(wakeDescriptor) }

  /// Seconds on a clock that never goes back; only differences mean something.
  public static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  // MARK: Starting work

  /// Starts async work, which first runs in the next turn.
  @discardableResult
  public func spawn(_ body: @escaping () async -> Void) -> Task<Void, Never> {
    preconditionOnLoop("spawn")
    // `nonisolated(unsafe)`: the closure does not leave its thread, since this executor runs the
    // task's every job on the thread that is here now.
    nonisolated(unsafe) let body = body
    return Task(executorPreference: self) { await body() }
  }

  /// Runs async work to its end, turning the loop meanwhile.
  public func run<T, E: Error>(_ body: @escaping () async throws(E) -> T) throws(E) -> T {
    var result: Result<T, E>?
    spawn {
      do throws(E) {
        result = .success(try await body())
      } catch {
        result = .failure(error)
      }
    }
    while true {
      if let result { return try result.get() }
      turn()
    }
  }

  // MARK: From any thread

  /// Queues a piece of a task. Swift's runtime calls this, on whatever thread resumed the task.
  public func enqueue(_ job: consuming ExecutorJob) { put(.job(UnownedJob(job))) }

  /// Queues a closure behind what is ready already. Callable from any thread.
  public func post(_ action: @escaping @Sendable () -> Void) { put(.action(action)) }

  /// Makes the turn that waits, or else the next one, return. Callable from any thread and from a
  /// signal handler: all it does is one `write`.
  public func wake() {
    let saved = errno
    var one: UInt64 = 1
    // EAGAIN alone is possible, and means that 2^64 − 2 wake-ups are pending: one is enough.
    _ = write(wakeDescriptor, &one, 8)
    errno = saved
  }

  /// True on the loop's own thread.
  public var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

  private func put(_ item: Item) {
    inbox.withLock { $0.append(item) }
    // On the loop's own thread nothing waits: a turn looks at the inbox before it does.
    if !isCurrent { wake() }
  }

  // MARK: Turning

  /// Runs what is ready, waits until something more is, and runs that.
  ///
  /// Waits at most `timeout` seconds (nil: without limit; 0: not at all), and not at all where
  /// something was ready to begin with, so a caller can test its own condition after each turn. A
  /// transfer, a timer, a watched descriptor, work from another thread, a wake-up or a signal ends
  /// the wait.
  ///
  /// A turn may be made inside another: inside a job, say, when synchronous code needs an answer.
  /// It runs whatever else is ready, but of course not the task that it interrupts.
  ///
  /// - Returns: The watched descriptors that can be read, or were hung up.
  @discardableResult
  public func turn(timeout: Double? = nil) -> [Int32] {
    preconditionOnLoop("turn")
    let ran = runReady()
    let readable = wait(atMost: ran ? 0 : timeout)
    transfersIfAny?.perform()
    let now = Self.now
    while let action = timers.popDue(now: now) { action() }
    for descriptor in readable { readers.removeValue(forKey: descriptor)?() }
    runReady()
    return readable
  }

  /// Runs what is ready now; what that makes ready waits for its turn, so that transfers and timers
  /// get theirs.
  @discardableResult
  private func runReady() -> Bool {
    var count = takeInbox()
    let ran = count > 0
    while count > 0, readyIndex < ready.count {
      let item = ready[readyIndex]
      readyIndex += 1
      count -= 1
      if readyIndex == ready.count {
        ready.removeAll(keepingCapacity: true)
        readyIndex = 0
      }
      switch item {
      case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
      case .action(let action): action()
      }
    }
    return ran
  }

  /// Moves new work behind the old and counts all of it.
  private func takeInbox() -> Int {
    inbox.withLock {
      ready.append(contentsOf: $0)
      $0.removeAll(keepingCapacity: true)
    }
    return ready.count - readyIndex
  }

  private func wait(atMost timeout: Double?) -> [Int32] {
    var limit = takeInbox() > 0 ? 0 : timeout
    if let deadline = timers.nextDeadline() {
      let left = max(deadline - Self.now, 0)
      limit = limit.map { min($0, left) } ?? left
    }
    // Rounded up: a wait that ends before its timer is due would be made again at once. poll(2) counts
    // in int milliseconds; a wait cut at an hour is merely a turn with nothing in it.
    let milliseconds =
      limit.map { $0 > 0 ? Int32(min(($0 * 1000).rounded(.up), 3_600_000)) : 0 } ?? -1
    let awaited = watched + readers.keys.filter { !watched.contains($0) }
    let descriptors = [wakeDescriptor] + awaited
    let isReadable = poll(descriptors, milliseconds)
    if isReadable[0] {
      var count: UInt64 = 0
      _ = read(wakeDescriptor, &count, 8)
    }
    return awaited.enumerated().filter { isReadable[$0.offset + 1] }.map(\.element)
  }

  private func poll(_ descriptors: [Int32], _ milliseconds: Int32) -> [Bool] {
    var milliseconds = milliseconds
    if let transfers = transfersIfAny, !transfers.isEmpty {
      let isReadable = transfers.poll(descriptors, milliseconds)
      if watched.isEmpty { return isReadable }
      // libcurl does not report a descriptor that was hung up; poll(2) does.
      milliseconds = 0
    }
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = Glibc.poll(&entries, nfds_t(entries.count), milliseconds)
    // A signal came; its handler has said what it wants.
    if count < 0, errno == EINTR { return descriptors.map { _ in false } }
    precondition(count >= 0, "poll: \(String(cString: strerror(errno)))")
    return entries.map { $0.revents != 0 }
  }

  // MARK: Timers

  /// Suspends the task; throws `CancellationError` as soon as it is cancelled.
  public func sleep(for seconds: Double) async throws {
    preconditionOnLoop("sleep")
    let timer = LoopTimer()
    let isWhole = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
        if Task.isCancelled { return continuation.resume(returning: false) }
        timer.start(on: self, after: seconds) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      perform { timer.cancel() }
    }
    if !isWhole { throw CancellationError() }
  }

  /// Names one call of ``schedule(after:_:)``; never used twice.
  public typealias TimerID = UInt64

  /// Calls `action` after so many seconds, during a turn. It must not take long.
  ///
  /// A sleeper that is no task of Swift's costs a tenth of one that is.
  public func schedule(after seconds: Double, _ action: @escaping () -> Void) -> TimerID {
    preconditionOnLoop("schedule")
    return timers.add(deadline: Self.now + (seconds > 0 ? seconds : 0), action: action)
  }

  /// Forgets a timer; one that has fired is forgotten already.
  public func unschedule(_ id: TimerID) {
    preconditionOnLoop("unschedule")
    timers.cancel(id)
  }

  /// Runs `action` on the loop's thread: now where this is it, else in its next turn.
  func perform(_ action: @escaping @Sendable () -> Void) {
    if isCurrent { action() } else { post(action) }
  }

  // MARK: Descriptors and transfers

  /// Lets turns wait for a descriptor, too, until ``unwatch(_:)``; turns return it while it can be
  /// read.
  public func watch(_ fileDescriptor: Int32) {
    preconditionOnLoop("watch")
    if !watched.contains(fileDescriptor) { watched.append(fileDescriptor) }
  }

  public func unwatch(_ fileDescriptor: Int32) {
    preconditionOnLoop("unwatch")
    watched.removeAll { $0 == fileDescriptor }
  }

  /// Calls `action` once, in the turn in which a descriptor can be read or was hung up.
  func onReadable(_ fileDescriptor: Int32, _ action: @escaping () -> Void) {
    preconditionOnLoop("onReadable")
    readers[fileDescriptor] = action
  }

  /// Takes ``onReadable(_:_:)`` back.
  func offReadable(_ fileDescriptor: Int32) {
    preconditionOnLoop("offReadable")
    readers[fileDescriptor] = nil
  }

  /// Suspends the task until a descriptor can be read or was hung up; false as soon as the task is
  /// cancelled.
  public func waitUntilReadable(_ fileDescriptor: Int32) async -> Bool {
    preconditionOnLoop("waitUntilReadable")
    let wait = ReadableWait()
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if Task.isCancelled { return continuation.resume(returning: false) }
        wait.end = { [unowned self] isReadable in
          offReadable(fileDescriptor)
          continuation.resume(returning: isReadable)
        }
        onReadable(fileDescriptor) { wait.finish(true) }
      }
    } onCancel: {
      perform { wait.finish(false) }
    }
  }

  /// The transfers that turns drive; the first use of it sets up libcurl.
  var transfers: TransferSet {
    preconditionOnLoop("transfers")
    if let transfers = transfersIfAny { return transfers }
    let transfers = TransferSet()
    transfersIfAny = transfers
    return transfers
  }

  private func preconditionOnLoop(_ function: StaticString) {
    precondition(isCurrent, "EventLoop.\(function): called on a thread that is not the loop's")
  }
}

/// One sleep: a timer that ends once, by its time or by cancellation.
///
/// `@unchecked Sendable`: the closure of a cancellation handler holds it, but every method is called
/// on the loop's thread.
private final class LoopTimer: @unchecked Sendable {
  private var end: ((Bool) -> Void)?
  private var id: TimerHeap.ID?
  private weak var loop: EventLoop?

  func start(on loop: EventLoop, after seconds: Double, _ end: @escaping (Bool) -> Void) {
    self.loop = loop
    self.end = end
    id = loop.schedule(after: seconds) { [self] in finish(true) }
  }

  func cancel() {
    if let id { loop?.unschedule(id) }
    finish(false)
  }

  private func finish(_ isWhole: Bool) {
    let end = end
    self.end = nil
    end?(isWhole)
  }
}

/// One wait for a descriptor, which ends once.
///
/// `@unchecked Sendable`: the closure of a cancellation handler holds it, but every method is called
/// on the loop's thread.
private final class ReadableWait: @unchecked Sendable {
  var end: ((Bool) -> Void)?

  func finish(_ isReadable: Bool) {
    let end = end
    self.end = nil
    end?(isReadable)
  }
}
