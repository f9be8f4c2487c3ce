import Glibc
import Synchronization
import Testing

@testable import AWSRuntime

@Suite struct EventLoopTests {
  /// A box that async closures of one thread share.
  final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
  }

  @Test func everyContinuationResumesOnTheLoopsThread() throws {
    let loop = EventLoop()
    let onLoop = Box<[Bool]>([])
    func note() { onLoop.value.append(loop.isCurrent) }
    func inner() async throws {
      note()
      try await loop.sleep(for: 0.001)
      note()
    }
    try loop.run {
      note()
      try await inner()
      note()
      await Task.yield()
      note()
      // Resumed by a thread of the runtime's own.
      try await Task.sleep(nanoseconds: 1_000_000)
      note()
      await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        startThread { continuation.resume() }
      }
      note()
      await Task { [value = 1] in _ = value }.value
      note()
    }
    #expect(onLoop.value == Array(repeating: true, count: 8))
  }

  @Test func workRunsInTheOrderItWasSpawned() {
    let loop = EventLoop()
    let order = Box<[Int]>([])
    for number in 0..<100 {
      loop.spawn {
        order.value.append(number)
        await Task.yield()
        order.value.append(100 + number)
      }
    }
    while order.value.count < 200 { loop.turn(timeout: 1) }
    #expect(order.value == Array(0..<200))
  }

  @Test func nothingRunsBeforeATurn() {
    let loop = EventLoop()
    let ran = Box(false)
    loop.spawn { ran.value = true }
    #expect(!ran.value)
    loop.turn(timeout: nil)
    #expect(ran.value)
  }

  @Test func timersFireInOrderAndNotEarly() throws {
    let loop = EventLoop()
    let order = Box<[Int]>([])
    let started = EventLoop.now
    for (number, delay) in [(3, 0.03), (1, 0.01), (2, 0.02), (4, 0.03)] {
      loop.spawn {
        try! await loop.sleep(for: delay)
        #expect(EventLoop.now - started >= delay)
        order.value.append(number)
      }
    }
    while order.value.count < 4 { loop.turn() }
    #expect(order.value == [1, 2, 3, 4])
    #expect(EventLoop.now - started < 2)
  }

  @Test func aTurnWithATimeoutReturnsAfterIt() {
    let loop = EventLoop()
    let started = EventLoop.now
    loop.turn(timeout: 0.02)
    #expect(EventLoop.now - started >= 0.02)
    loop.turn(timeout: 0)
  }

  @Test(arguments: [0, -1, -Double.infinity, .nan])
  func aWaitThatIsNoTimeIsOver(seconds: Double) throws {
    let loop = EventLoop()
    try loop.run { try await loop.sleep(for: seconds) }
    loop.turn(timeout: seconds)
  }

  @Test func aWaitWithoutEndDoesNotHoldUpOthers() throws {
    let loop = EventLoop()
    let endless = loop.spawn { try? await loop.sleep(for: .infinity) }
    try loop.run { try await loop.sleep(for: 0.01) }
    endless.cancel()
    loop.turn(timeout: .infinity)
  }

  @Test func aCancelledSleepEndsAtOnce() {
    let loop = EventLoop()
    let cancelled = Box(false)
    let started = EventLoop.now
    let task = loop.spawn {
      do { try await loop.sleep(for: 60) } catch { cancelled.value = error is CancellationError }
    }
    loop.turn()
    task.cancel()
    loop.turn(timeout: 5)
    #expect(cancelled.value)
    #expect(EventLoop.now - started < 5)
  }

  @Test func aSleepThatWasCancelledBeforeItBeganEndsAtOnce() {
    let loop = EventLoop()
    let cancelled = Box(false)
    let task = loop.spawn {
      do { try await loop.sleep(for: 60) } catch { cancelled.value = true }
    }
    task.cancel()
    loop.turn(timeout: 5)
    #expect(cancelled.value)
  }

  @Test func anotherThreadCancelsASleep() {
    let loop = EventLoop()
    let cancelled = Box(false)
    let task = loop.spawn {
      do { try await loop.sleep(for: 60) } catch { cancelled.value = true }
    }
    loop.turn()
    startThread { task.cancel() }
    let deadline = EventLoop.now + 10
    while !cancelled.value, EventLoop.now < deadline { loop.turn(timeout: 1) }
    #expect(cancelled.value)
  }

  @Test func aWakeUpFromAnotherThreadEndsTheWait() {
    let loop = EventLoop()
    let started = EventLoop.now
    startThread {
      usleep(20_000)
      loop.wake()
    }
    loop.turn(timeout: 10)
    #expect(EventLoop.now - started < 5)
    // One wake-up ends one wait.
    let again = EventLoop.now
    loop.turn(timeout: 0.02)
    #expect(EventLoop.now - again >= 0.02)
  }

  @Test func aWakeUpBeforeTheTurnIsNotLost() {
    let loop = EventLoop()
    loop.wake()
    let started = EventLoop.now
    loop.turn(timeout: 10)
    #expect(EventLoop.now - started < 5)
  }

  @Test func postsFromManyThreadsAllArrive() {
    let loop = EventLoop()
    let count = Mutex(0)
    for _ in 0..<8 {
      startThread {
        for _ in 0..<500 {
          loop.post { count.withLock { $0 += loop.isCurrent ? 1 : 0 } }
        }
      }
    }
    let deadline = EventLoop.now + 10
    while count.withLock({ $0 }) < 4000, EventLoop.now < deadline { loop.turn(timeout: 1) }
    #expect(count.withLock { $0 } == 4000)
  }

  @Test func aTurnNamesTheWatchedDescriptorsThatCanBeRead() {
    let loop = EventLoop()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    loop.watch(ends[0])
    #expect(loop.turn(timeout: 0) == [])
    #expect(write(ends[1], "x", 1) == 1)
    #expect(loop.turn(timeout: 10) == [ends[0]])
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 1)
    #expect(loop.turn(timeout: 0) == [])
    close(ends[1])
    #expect(loop.turn(timeout: 10) == [ends[0]], "a hang-up counts as readable")
    loop.unwatch(ends[0])
    #expect(loop.turn(timeout: 0) == [])
  }

  @Test func aTurnInsideAJobRunsOtherWork() {
    let loop = EventLoop()
    let order = Box<[String]>([])
    loop.spawn {
      order.value.append("outer begins")
      let inner = Box(false)
      loop.spawn {
        try! await loop.sleep(for: 0.01)
        order.value.append("inner")
        inner.value = true
      }
      // Synchronous code of a job that needs an answer.
      while !inner.value { loop.turn() }
      order.value.append("outer goes on")
      await Task.yield()
      order.value.append("outer ends")
    }
    while order.value.last != "outer ends" { loop.turn() }
    #expect(order.value == ["outer begins", "inner", "outer goes on", "outer ends"])
  }

  @Test func workThatNeverEndsDoesNotStarveTimers() {
    let loop = EventLoop()
    let done = Box(false)
    loop.spawn { while !done.value { await Task.yield() } }
    loop.spawn {
      try! await loop.sleep(for: 0.01)
      done.value = true
    }
    let deadline = EventLoop.now + 10
    while !done.value, EventLoop.now < deadline { loop.turn() }
    #expect(done.value)
    loop.turn(timeout: 0)
  }

  @Test func runThrowsWhatItsWorkThrows() {
    struct Failure: Error, Equatable {}
    let loop = EventLoop()
    #expect(throws: Failure()) {
      try loop.run { () async throws(Failure) -> Int in throw Failure() }
    }
    #expect(loop.run { 5 } == 5)
  }

  @Test func aTurnOnAnotherThreadTraps() async {
    await #expect(processExitsWith: .failure) {
      let loop = EventLoop()
      startThread { loop.turn(timeout: 0) }
      sleep(5)
    }
  }
}

/// Runs `body` on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  // Retained here, released by the thread, which runs once.
  let context = Unmanaged.passRetained(Body(body)).toOpaque()
  let code = pthread_create(
    &thread, nil,
    { context in
      Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
      return nil
    }, context)
  precondition(code == 0, "pthread_create: \(code)")
  pthread_detach(thread)
}
